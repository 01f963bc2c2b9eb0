"""Where a text's preamble, header and rows are, and how wide its rows."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from deita_server_ext.errors import UnreadableFile
from deita_server_ext.ingest.decisions import Decisions

from .dialect import Dialect
from .evidence import NULLS, Evidence
from .records import Record, Records, is_rule
from .sniffing import SEPARATOR

MAX_COLUMNS = 10_000
HEAD_RECORDS = 1_500
MAX_HEADER_ROWS = 3
_TITLES = 10
_TRIED = 300
"""Rows that are looked at to find the header."""
_YEAR = re.compile(r"(1[89]|2[01])\d\d")
_LINE = re.compile(rb"\r\n|\n|\r")


@dataclass
class Layout:
    """The parts of a text.

    ``begin`` is the byte where the body begins and ``line`` the number of its first line;
    ``rows`` are the head's records of the body, their bytes counted from ``offset``.
    ``simple`` says that everything before the body is header, one line a record.
    """

    dialect: Dialect
    width: int
    names: list[str]
    begin: int
    line: int
    preamble: int
    header: int
    blank: int
    rows: list[Record]
    offset: int
    simple: bool


def lay_out(
    head: bytes, dialect: Dialect, options: dict[str, Any], decisions: Decisions, *, final: bool
) -> Layout:
    """The layout of a text by its head."""
    said = "skip_lines" not in options and SEPARATOR.match(head) is not None
    skipped, offset = _skip(head, int(said) or options.get("skip_lines") or 0)
    body = head[offset:]
    records: list[Record] = []
    for record in Records(body, dialect, final=final):
        records.append(record)
        if len(records) >= HEAD_RECORDS:
            break
    told = [record for record in records if record.fields]
    if not told:
        raise UnreadableFile(
            "There is no line that can be read.",
            hint="Check the file, or its delimiter and quote.",
        )
    width = _width(told)
    if width > MAX_COLUMNS:
        raise too_wide(width)
    place = _first_row(records, width, given="skip_lines" in options)
    if "skip_lines" in options:
        decisions.given("skip_lines", skipped)
    header_rows = options.get("header_rows")
    if header_rows is None:
        header_rows, why = _header_rows(records, place, width, body)
        decisions.decide("header_rows", header_rows, why)
    else:
        decisions.given("header_rows", header_rows)
    header = _take(records, place, header_rows)
    after = place
    if header:
        after = max(records.index(record) for record in header) + 1
    ruled = records[after : after + 1] if header else []
    ruled = [record for record in ruled if is_rule(body[record.start : record.end])]
    after += len(ruled)
    first = records[place] if place < len(records) else None
    preamble = sum(record.lines for record in records[:place])
    lines = sum(record.lines for record in records[:after])
    header_lines = sum(record.lines for record in (*header, *ruled))
    if "skip_lines" not in options:
        before = skipped + preamble
        why = "lines before the header do not look like its rows" if before else "none seen"
        decisions.decide("skip_lines", before, why)
    rows = [record for record in records[after:] if record.fields]
    names = _names(header, width, rows)
    begin = offset + (records[after].start if after < len(records) else _end(records, after))
    return Layout(
        dialect=dialect,
        width=width,
        names=names,
        begin=begin,
        line=skipped + lines + 1,
        preamble=skipped + preamble,
        header=header_lines,
        blank=lines - preamble - header_lines,
        rows=rows,
        offset=offset,
        simple=first is not None
        and not skipped
        and lines == len(header) + len(ruled)
        and not preamble,
    )


def too_wide(width: int) -> UnreadableFile:
    """The refusal of what has too many columns."""
    return UnreadableFile(
        f"The file has {width:,} columns; a table may have {MAX_COLUMNS:,}.",
        hint="Turn columns into rows, or split the file.",
    )


def _end(records: list[Record], after: int) -> int:
    return records[after - 1].next if after else 0


def _skip(head: bytes, lines: int) -> tuple[int, int]:
    """How many lines were left out (there may be fewer), and where the rest begins."""
    offset = 0
    for number in range(lines):
        found = _LINE.search(head, offset)
        if found is None:
            left = int(offset < len(head))
            return number + left, len(head)
        offset = found.end()
    return lines, offset


def _width(records: list[Record]) -> int:
    """The number of values that most rows have, or that a header promises them."""
    counts = Counter(len(record.fields) for record in records)
    several = {count: times for count, times in counts.items() if count > 1}
    if not several:
        return 1
    usual = max(several, key=lambda count: (several[count], count))
    single = counts.get(1, 0)
    if usual == 1 or (several[usual] == 1 and single > 3 and len(several) == 1):
        return 1
    first = next(record for record in records if len(record.fields) > 1)
    promised = len(first.fields)
    if promised > usual and promised == max(several) and _like_names(_texts(first)):
        return promised
    return usual


def _first_row(records: list[Record], width: int, *, given: bool) -> int:
    """The index of the first record that is no preamble: the header, or else the first row."""
    full = next((i for i, r in enumerate(records) if len(r.fields) == width), None)
    if full is None:
        return next(i for i, record in enumerate(records) if record.fields)
    if given:
        return next(i for i, record in enumerate(records) if record.fields)
    if width > 2:
        full = _past_titles(records, full)
    if full and width > 2 and not _like_names(_texts(records[full])):
        # A header may be one name short, and so may rows: those right before belong to them.
        begin = full
        while begin and len(records[begin - 1].fields) == width - 1:
            begin -= 1
        if begin < full and _like_names(_texts(records[begin])):
            return begin
    if width == 1:
        return next(i for i, record in enumerate(records) if record.fields)
    return full


def _past_titles(records: list[Record], first: int) -> int:
    """Past titles that spreadsheets write with all their delimiters, to a line of names below."""
    for place in range(first, min(first + _TITLES, len(records))):
        cells = _texts(records[place])
        if sum(map(bool, cells)) > 1:
            named = [cell for cell in cells if not _YEAR.fullmatch(cell)]
            return place if any(named) and _like_names(named) else first
        if any(map(_typed, filter(None, cells))):
            return first
    return first


def _take(records: list[Record], place: int, count: int) -> list[Record]:
    header: list[Record] = []
    for record in records[place:]:
        if len(header) == count:
            break
        if record.fields:
            header.append(record)
    return header


def _texts(record: Record) -> list[str]:
    return [field.decode(errors="replace").strip() for field in record.fields]


def _like_names(cells: list[str]) -> bool:
    """Whether all of these could be names of columns."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    if not cells:
        return False
    named = [cell for cell in cells if cell]
    return len({cell.lower() for cell in named}) == len(named) and not any(map(_typed, named))


def _typed(cell: str) -> bool:
    one = Evidence()
    one.see(cell)
    return one.typed or (cell[:1].isdigit() and cell.replace(",", "").replace(".", "").isdigit())


def _header_rows(records: list[Record], place: int, width: int, body: bytes) -> tuple[int, str]:
    """How many records are the header, and why."""
    told = [
        record
        for record in records[place : place + _TRIED + 10]
        if record.fields and not is_rule(body[record.start : record.end])
    ]
    rows = [_texts(record) for record in told][: _TRIED + 5]
    # Files that were put together have their header several times.
    rows = [row for i, row in enumerate(rows) if not i or row != rows[0]]
    if not rows:
        return 0, "there are no lines"
    if len(rows) == 1:
        named = _like_names(rows[0]) or (all(rows[0]) and not any(map(_typed, rows[0])))
        return (1, "a line of names alone") if named else (0, "the only line has values")
    evidence = _columns(rows[1:], width)
    typed = [i for i, column in enumerate(evidence) if column.typed]
    first = rows[0]
    if not typed:
        count, why = _more(rows, width, typed)
        return (count, why) if count > 1 else _all_texts(first, rows[1:])
    fits = [i for i in typed if i < len(first) and first[i] and evidence[i].fits(first[i])]
    misfits = [
        i for i in typed
        if i < len(first) and first[i] and i not in fits and first[i] not in NULLS
    ]  # fmt: skip
    if len(misfits) <= len(fits) and not _years(first, fits, typed):
        if not misfits and not fits and _like_names([cell for cell in first if cell]):
            return 1, "the first line has names"
        return 0, "the first line has values like the lines below it"
    return _more(rows, width, typed)


def _more(rows: list[list[str]], width: int, typed: list[int]) -> tuple[int, str]:
    """Whether the lines after the first are header as well: names, units and the like."""
    count = 1
    best = set(typed)
    for more in range(2, MAX_HEADER_ROWS + 1):
        if len(rows) <= more or len(rows[more - 1]) != width:
            break
        column_types = _columns(rows[more:], width)
        now = {i for i, column in enumerate(column_types) if column.typed}
        line = rows[more - 1]
        fitting = [i for i in now if line[i] and column_types[i].fits(line[i])]
        texts = [i for i in now if line[i] and line[i] not in NULLS]
        if fitting or not texts or len(now) < 2 or (not now > best and len(texts) < len(now)):
            break
        if len(now - best) >= 1:
            count, best = more, now
    why = "the first line has names" if count == 1 else f"the first {count} lines have names"
    return count, f"{why} where the lines below have values"


def _years(first: list[str], fits: list[int], typed: list[int]) -> bool:
    """Whether what looks like values in the first line are years as names of columns."""
    values = [first[i] for i in fits]
    years = [int(value) for value in values if _YEAR.fullmatch(value)]
    ascending = years == sorted(set(years))
    texts = any(cell and i not in fits for i, cell in enumerate(first))
    return len(years) == len(values) >= 2 and ascending and texts and len(fits) <= len(typed)


def _all_texts(first: list[str], rest: list[list[str]]) -> tuple[int, str]:
    if not _like_names(first):
        return 0, "the first line has no names"
    named = [(i, cell) for i, cell in enumerate(first) if cell]
    again = sum(any(len(row) > i and row[i] == cell for row in rest) for i, cell in named)
    if 2 * again >= len(named):
        return 0, "the first line's values come again below it"
    return 1, "the first line's texts are all different"


def _columns(rows: list[list[str]], width: int) -> list[Evidence]:
    """The evidence of rows of the usual width."""
    columns = [Evidence() for _ in range(width)]
    for row in rows:
        for column, cell in zip(columns, row, strict=False):
            if len(row) == width:
                column.see(cell)
    return columns


def _names(header: list[Record], width: int, rows: list[Record]) -> list[str]:
    """One text a column: the header's rows one below the other, joined with a blank."""
    if not header:
        return [""] * width
    levels = []
    for place, record in enumerate(header):
        cells = _texts(record)
        if len(cells) < width:
            # What lies over the rows' own names has none; a trailing delimiter has neither.
            last = [r.fields[-1].strip() for r in rows[:_TRIED] if len(r.fields) == width]
            missing = [""] * (width - len(cells))
            cells = cells + missing if not any(last) or len(missing) > 1 else missing + cells
        cells = cells[:width]
        if place < len(header) - 1:
            cells = _filled(cells)
        levels.append(cells)
    return [
        " ".join(dict.fromkeys(cell for cell in column if cell))
        for column in zip(*levels, strict=True)
    ]


def _filled(cells: list[str]) -> list[str]:
    """A name over several columns is written once, over the first."""
    filled: list[str] = []
    for cell in cells:
        filled.append(cell or (filled[-1] if filled else ""))
    return filled
