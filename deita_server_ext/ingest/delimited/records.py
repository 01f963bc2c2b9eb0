"""From text to records, one at a time: exact about every line, and forgiving where it can be.

The slow way, for the head of a file and for what ``structure`` finds irregular.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .dialect import Dialect

MAX_RECORD_BYTES = 16 << 20
"""A line, or a value over several lines, that is longer is rejected."""
MAX_RECORD_LINES = 1000
"""A record with the wrong number of values over more lines than this is an unclosed quote."""

_RULE = re.compile(rb"[ \t|:+,;=_-]*(?:--|==|__)[ \t|:+,;=_-]*")
_LINE_END = re.compile(rb"\r\n|\n|\r")


@dataclass
class Record:
    """One record of the source: bytes ``start`` to ``end`` without its line end.

    ``next`` is where the following one begins; ``fault`` is a problem's kind where the record
    cannot be read (``fields`` are empty then); ``stray`` says that a quote within a quoted
    value was not doubled.
    """

    start: int
    end: int
    next: int
    lines: int = 1
    fields: list[bytes] = field(default_factory=list)
    quoted: list[bool] = field(default_factory=list)
    blank: bool = False
    comment: bool = False
    stray: bool = False
    fault: str | None = None


class Records:
    """Reads records from bytes that begin with one.

    ``final`` says that no more bytes follow. Where they do, the last record is left out as
    long as its end has not been seen; ``position`` is where it begins. ``width``, where known,
    helps to tell a quote that is not closed from one that is.
    """

    def __init__(
        self, data: bytes, dialect: Dialect, *, final: bool, width: int | None = None
    ) -> None:
        self._data = data
        self._dialect = dialect
        self._final = final
        self._width = width
        self.position = 0

    def __iter__(self) -> Iterator[Record]:
        while self.position < len(self._data):
            record = self._next(self.position)
            if record is None:
                return
            self.position = record.next
            yield record

    def _line(self, start: int) -> tuple[int, int] | None:
        """Where the line ends and the next begins; None where its end has not come yet."""
        found = _LINE_END.search(self._data, start)
        if found is None:
            return (len(self._data), len(self._data)) if self._final else None
        if found[0] == b"\r" and found.end() == len(self._data) and not self._final:
            return None
        return found.start(), found.end()

    def _next(self, start: int) -> Record | None:
        line = self._line(start)
        if line is None:
            return None
        end, following = line
        data, dialect = self._data, self._dialect
        if end == start or not data[start:end].strip(b" "):
            return Record(start, end, following, blank=True)
        if dialect.comment and data.startswith(dialect.comment, start):
            return Record(start, end, following, comment=True)
        if end - start > MAX_RECORD_BYTES:
            return Record(start, end, following, fault="too_long")
        if not dialect.quote or data.find(dialect.quote, start, end) < 0:
            fields = data[start:end].split(dialect.delimiter)
            return Record(start, end, following, fields=fields, quoted=[False] * len(fields))
        return self._with_quotes(start, end, following)

    def _with_quotes(self, start: int, first_end: int, first_next: int) -> Record | None:
        """A record that may go on over line ends."""
        unclosed = Record(start, first_end, first_next, fault="quote")
        record = Record(start, first_end, first_next)
        position, line_end, line_next = start, first_end, first_next
        while True:
            opened = self._opened(position, line_end)
            if opened is None:
                stop = self._data.find(self._dialect.delimiter, position, line_end)
                stop = line_end if stop < 0 else stop
                record.fields.append(self._data[position:stop])
                record.quoted.append(False)
            else:
                closed = self._closed(opened, line_end, record)
                if closed == "more":
                    return None
                if closed == "bad":
                    if record.stray:
                        unclosed.fault = "after_quote"
                    return unclosed
                assert isinstance(closed, int)
                text = self._data[opened:closed]
                record.fields.append(self._unescaped(text))
                record.quoted.append(True)
                stop = closed + len(self._dialect.quote)
                while self._data.startswith(b" ", stop) and self._dialect.delimiter != b" ":
                    stop += 1
                if closed > line_end:
                    line = self._line(closed)
                    if line is None:
                        return None
                    line_end, line_next = line
                    record.lines += len(_LINE_END.findall(text))
            if stop >= line_end:
                break
            position = stop + len(self._dialect.delimiter)
        record.end, record.next = line_end, line_next
        if record.end - record.start > MAX_RECORD_BYTES:
            return (
                unclosed
                if record.lines > 1
                else Record(start, first_end, first_next, fault="too_long")
            )
        wrong = self._width is not None and len(record.fields) != self._width
        if record.lines > MAX_RECORD_LINES and wrong:
            return unclosed
        return record

    def _opened(self, position: int, line_end: int) -> int | None:
        """Where the text of a quoted value begins, if one does here."""
        data, quote = self._data, self._dialect.quote
        if self._dialect.delimiter != b" ":
            while position < line_end and data[position] == 0x20:
                position += 1
        return position + len(quote) if data.startswith(quote, position) else None

    def _closed(self, begin: int, line_end: int, record: Record) -> int | str:
        """Where the closing quote is; ``bad`` where there is none, ``more`` if it may come."""
        data, quote, escape = self._data, self._dialect.quote, self._dialect.escape
        position = begin
        stray = False
        while True:
            found = data.find(quote, position)
            if found < 0 or found - begin > MAX_RECORD_BYTES:
                too_far = len(data) - begin > MAX_RECORD_BYTES
                record.stray = stray
                return "bad" if self._final or too_far else "more"
            after = found + len(quote)
            if escape == quote:
                if data.startswith(quote, after):
                    position = after + len(quote)
                    continue
            elif escape and self._escaped(found, begin):
                position = after
                continue
            if after >= len(data) and not self._final:
                return "more"
            if self._ends_value(after):
                record.stray = record.stray or stray
                return found
            if found > line_end:
                record.stray = stray
                return "bad"
            # A quote within the value that nobody doubled.
            stray = True
            position = after

    def _escaped(self, quote: int, begin: int) -> bool:
        escape, count = self._dialect.escape, 0
        while quote - (count + 1) * len(escape) >= begin and self._data.startswith(
            escape, quote - (count + 1) * len(escape)
        ):
            count += 1
        return count % 2 == 1

    def _ends_value(self, after: int) -> bool:
        data = self._data
        if self._dialect.delimiter != b" ":
            while after < len(data) and data[after] == 0x20:
                after += 1
        return (
            after >= len(data)
            or data[after] in b"\r\n"
            or data.startswith(self._dialect.delimiter, after)
        )

    def _unescaped(self, text: bytes) -> bytes:
        quote, escape = self._dialect.quote, self._dialect.escape
        if escape == quote:
            return text.replace(quote * 2, quote)
        if not escape:
            return text
        pattern = re.escape(escape) + b"(" + re.escape(escape) + b"|" + re.escape(quote) + b")"
        return re.sub(pattern, rb"\1", text)


def is_rule(text: bytes) -> bool:
    """Whether a line is drawn, as below the header of a table in a text or in Markdown."""
    return _RULE.fullmatch(text) is not None
