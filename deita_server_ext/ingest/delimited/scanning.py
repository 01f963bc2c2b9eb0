"""One look at all of a text: what becomes of each line, and a copy where the engine needs one.

Regular lines are judged all at once, others one by one. As long as every line is regular the
engine reads the file as it is; from the first that is not, its lines are written anew.
"""

from __future__ import annotations

import re
import shutil
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from deita_server_ext.ingest.progress import Progress
from deita_server_ext.ingest.report import Rejects, Report

from .dialect import CANONICAL, Dialect
from .footer import SHORT_BYTES, is_sum, note_like
from .layout import Layout
from .pieces import One, Run, is_blank, last_of, pieces
from .records import MAX_RECORD_BYTES

_TAIL = 5
"""Whole rows at the end that may yet turn out to be a footer."""
_PENDING = 50
"""Short lines at the end that may yet turn out to be a footer."""
_FAULTS = {
    "quote": "A quote opens a value here and is not closed.",
    "after_quote": "A quoted value goes on after its closing quote.",
    "too_long": f"The line is longer than {MAX_RECORD_BYTES >> 20} MB.",
}


@dataclass
class Scanned:
    """What the engine is to read: ``path`` from line ``skip``, ``rows`` rows in ``dialect``.

    ``longest`` is the longest record, in bytes.
    """

    path: Path
    dialect: Dialect
    line_end: str
    skip: int
    rows: int = 0
    longest: int = 0
    footer_at: int | None = None


class Scan:
    """Judges every record of the body and says so in the report."""

    def __init__(
        self, path: Path, layout: Layout, report: Report, rejects: Rejects, scratch: Path
    ) -> None:
        self._path = path
        self._layout = layout
        self._report = report
        self._rejects = rejects
        self._scratch = scratch
        self._copy_path = scratch / "lines.csv"
        self._copy: BinaryIO | None = None
        self._dialect = layout.dialect
        self._pending: list[One] = []
        self._ends: set[bytes] = set()
        self._rows = 0
        self._longest = 0
        self._tail: deque[Run | One] = deque(maxlen=_TAIL)
        self._footer_at: int | None = None

    def run(
        self,
        progress: Progress | None,
        *,
        final: bool,
        footer: bool,
        copy: bool,
        last: int | None = None,
    ) -> Scanned:
        """Judge all of it. ``footer`` looks for one; ``copy`` writes all lines anew.

        ``final`` is false for the head of a longer text: its last, broken record is left out.
        ``last`` lines at the end are a footer whatever they are.
        """
        layout = self._layout
        footer = footer and final
        if last and final:
            self._path, cut = _without_last(self._path, layout, last, self._scratch)
            self._report.footer += cut
        if copy or not layout.simple or not layout.dialect.plain:
            self._begin_copy(layout.begin)
        try:
            for piece in pieces(self._path, layout, final=final, progress=progress):
                if isinstance(piece, Run):
                    self._take_run(piece)
                else:
                    self._take_one(piece, footer)
            if footer:
                self._end_with_footer()
            self._flush()
        finally:
            if self._copy is not None:
                self._copy.close()
        return self._scanned()

    def _scanned(self) -> Scanned:
        self._report.rows = self._rows
        if self._copy is not None:
            path, dialect, end, skip = self._copy_path, self._dialect, b"\n", 0
        else:
            path, dialect, skip = self._path, self._layout.dialect, self._layout.header
            end = next(iter(self._ends), b"\n")
        shown = {b"\n": "\\n", b"\r\n": "\\r\\n", b"\r": "\\r"}[end]
        return Scanned(path, dialect, shown, skip, self._rows, self._longest, self._footer_at)

    def _take_run(self, run: Run) -> None:
        self._flush()
        count = len(run.start)
        self._rows += count
        self._report.loaded += int(run.lines.sum())
        self._longest = max(self._longest, int((run.end - run.start).max()))
        self._ends |= run.ends
        if self._copy is None and len(self._ends) > 1:
            self._begin_copy(run.offset + run.whole[0])
        if self._copy is not None:
            self._write_run(run)
        self._tail.append(run)

    def _take_one(self, one: One, footer: bool) -> None:
        record, width = one.record, self._layout.width
        if is_blank(record, width) or record.comment:
            self._need_copy(one, blank=not record.comment)
            if footer:
                self._hold(one)
            else:
                self._report.blank += record.lines
            return
        if record.fault is not None:
            self._flush()
            self._reject(one, record.fault, _FAULTS[record.fault])
            return
        if not record.fields:
            record.fields, record.quoted = [one.data[record.start : record.end]], [False]
        count = len(record.fields)
        if count > width and any(field.strip() for field in record.fields[width:]):
            self._flush()
            self._reject(one, "long_line", f"The line has {count} values where {width} are usual.")
            return
        if count < width and footer:
            self._need_copy(one)
            self._hold(one)
            return
        self._flush()
        self._load(one)

    def _hold(self, one: One) -> None:
        """Wait with a line that may belong to a footer."""
        self._pending.append(one)
        if len(self._pending) > _PENDING:
            self._load(self._pending.pop(0))

    def _load(self, one: One) -> None:
        """One record as a row, padded or cut to the width."""
        record, width = one.record, self._layout.width
        if is_blank(record, width) or record.comment:
            self._report.blank += record.lines
            return
        count = len(record.fields)
        self._need_copy(one)
        if count < width:
            reason = f"The line has {count} of {width} values; the others are null."
            self._report.tell(self._rejects, "short_line", reason, line=one.line, text=one.text)
        elif count > width:
            reason = f"The line has {count} values; those beyond {width} are empty."
            self._report.tell(self._rejects, "extra_empty", reason, line=one.line, text=one.text)
        if record.stray:
            reason = "A quote within a quoted value is not doubled; it was taken for a letter."
            self._report.tell(self._rejects, "stray_quote", reason, line=one.line, text=one.text)
        self._rows += 1
        self._report.loaded += record.lines
        fields = [*record.fields[:width], *[b""] * (width - count)]
        quoted = [*record.quoted[:width], *[False] * (width - count)]
        assert self._copy is not None
        text = self._dialect.written(fields, quoted)
        self._longest = max(self._longest, len(text))
        self._copy.write(text + b"\n")
        self._tail.append(one)

    def _reject(self, one: One, kind: str, reason: str) -> None:
        self._need_copy(one)
        self._report.rejected += one.record.lines
        self._report.tell(self._rejects, kind, reason, line=one.line, text=one.text)

    def _flush(self) -> None:
        """What might have been a footer is none: something came after it."""
        pending, self._pending = self._pending, []
        for one in pending:
            self._load(one)

    def _end_with_footer(self) -> None:
        """Find the footer among the last lines."""
        width = self._layout.width
        begin = len(self._pending)
        if not self._rows:
            # A table without any row would have no footer either.
            return
        for index in range(len(self._pending) - 1, -1, -1):
            one = self._pending[index]
            if one.record.blank or one.record.comment:
                continue
            after_blank = any(before.record.blank for before in self._pending[:index])
            if not note_like(one, width, after_blank):
                break
            begin = index
        footer, self._pending = self._pending[begin:], self._pending[:begin]
        if footer:
            self._footer_at = footer[0].offset + footer[0].record.start
        self._flush()
        for one in footer:
            if one.record.blank or one.record.comment:
                self._report.blank += one.record.lines
            else:
                self._report.footer += one.record.lines
        self._leave_out_last()

    def _leave_out_last(self) -> None:
        """The last rows may be sums of the others, or notes with a comma in them."""
        last: list[One] = []
        for piece in reversed(self._tail):
            last = [
                *(last_of(piece, self._layout, _TAIL) if isinstance(piece, Run) else [piece]),
                *last,
            ]
        count = 0
        while count < min(len(last), _TAIL, self._rows - 1) and is_sum(last[-count - 1]):
            count += 1
        if not count or self._layout.width < 2:
            return
        first = last[-count]
        self._rows -= count
        self._report.loaded -= count
        self._report.footer += count
        self._footer_at = first.offset + first.record.start
        if self._copy is None:
            self._begin_copy(self._footer_at)
            return
        self._copy.flush()
        with self._copy_path.open("rb") as written:
            size = written.seek(0, 2)
            written.seek(max(0, size - _TAIL * (SHORT_BYTES * 2 + 4096)))
            tail = written.read()
        kept = tail
        for _ in range(count):
            kept = kept[: kept.rstrip(b"\n").rfind(b"\n") + 1]
        self._copy.truncate(size - len(tail) + len(kept))

    def _need_copy(self, one: One, *, blank: bool = False) -> None:
        """From here on the engine cannot read the text as it is."""
        if self._copy is not None:
            return
        if blank and self._layout.width > 1 and one.record.start == one.record.end:
            return
        self._begin_copy(one.offset + one.record.start)

    def _begin_copy(self, upto: int) -> None:
        """Write anew what is before ``upto``, line ends evened, and go on from there."""
        layout = self._layout
        if not layout.dialect.plain:
            self._dialect = CANONICAL
        elif layout.dialect.quote:
            self._dialect = Dialect(
                layout.dialect.delimiter, layout.dialect.quote, layout.dialect.quote
            )
        self._copy = self._copy_path.open("wb")
        if upto <= layout.begin:
            return
        # All of it is regular records and blank lines.
        for piece in pieces(self._path, layout, final=True):
            if isinstance(piece, Run):
                if piece.offset + piece.whole[0] >= upto:
                    break
                self._write_run(piece, upto)
            elif piece.offset + piece.record.start >= upto:
                break

    def _write_run(self, run: Run, upto: int | None = None) -> None:
        """Records as they are, with the engine's line end."""
        assert self._copy is not None
        start, end, lines = run.start, run.end, run.lines
        stop = len(start) if upto is None else int(np.searchsorted(start, upto - run.offset))
        if not stop:
            return
        begin, finish = int(start[0]), int(end[stop - 1])
        if not run.ends - {b"\n"}:
            self._copy.write(run.data[begin:finish] + b"\n")
        elif int(lines[:stop].max()) == 1:
            text = run.data[begin:finish].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            self._copy.write(text + b"\n")
        else:
            for a, b in zip(start[:stop].tolist(), end[:stop].tolist(), strict=True):
                self._copy.write(run.data[a:b] + b"\n")


def _without_last(path: Path, layout: Layout, count: int, scratch: Path) -> tuple[Path, int]:
    """A copy of the text without its last lines, and how many there were to leave out."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        begin = max(layout.begin, size - (4 << 20))
        file.seek(begin)
        tail = file.read()
    ends = [found.end() for found in re.finditer(rb"\r\n|\n|\r", tail)]
    if not ends or ends[-1] != len(tail):
        ends.append(len(tail))
    cut = min(count, len(ends)) if tail else 0
    kept = begin + (0 if cut == len(ends) else ends[-cut - 1]) if cut else size
    target = scratch / "body.csv"
    shutil.copyfile(path, target)
    with target.open("r+b") as file:
        file.truncate(kept)
    return target, cut
