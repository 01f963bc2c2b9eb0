"""Where the table is on a sheet: preamble, header, columns, footer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from deita_server_ext.errors import InvalidRequest
from deita_server_ext.ingest import columns
from deita_server_ext.ingest.decisions import Decisions
from deita_server_ext.ingest.delimited.evidence import Evidence
from deita_server_ext.ingest.totals import says_total
from deita_server_ext.ingest.values import SPELLINGS

HEAD_ROWS = 200
"""Rows that are looked at to find the header."""
TAIL_ROWS = 12
_FOOTER_ROWS = 6
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")
_YEARS = range(1800, 2201)

Row = Sequence[Any]


@dataclass(frozen=True)
class Area:
    """A rectangle of cells, first and last row and column, counted from 0, both within."""

    top: int
    left: int
    bottom: int
    right: int

    def within(self, other: Area) -> Area:
        """What both have in common; it may be empty (bottom above top)."""
        return Area(
            max(self.top, other.top),
            max(self.left, other.left),
            min(self.bottom, other.bottom),
            min(self.right, other.right),
        )


@dataclass(frozen=True)
class Layout:
    """``header`` and ``body`` are the first rows of each, ``end`` is the row after the last.

    ``names`` are what the headers say, made different; ``named`` is false where they say
    nothing and the name is made of the column's letters.
    """

    header: int
    body: int
    end: int
    named: list[bool]
    names: list[str]


def area(text: str) -> Area:
    """``B3:H200`` as an area. Raises InvalidRequest for what is none."""
    first, colon, last = text.strip().partition(":")
    ends = _CELL.fullmatch(first), _CELL.fullmatch(last if colon else first)
    if ends[0] is None or ends[1] is None:
        raise InvalidRequest(
            f"“{text}” is no range of cells.",
            hint="Write the first and the last cell with a colon between, such as B3:H200.",
        )
    columns = sorted(position(end[1]) for end in ends if end)
    rows = sorted(int(end[2]) - 1 for end in ends if end)
    return Area(rows[0], columns[0], rows[1], columns[1])


def position(letters: str) -> int:
    """A column's letters as its position from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def letters(position: int) -> str:
    """A column's position as its letters."""
    text, number = "", position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def find(
    head: Sequence[Row],
    tail: Sequence[Row],
    used: Area,
    spans: Sequence[Area],
    options: dict[str, Any],
    decisions: Decisions,
) -> Layout:
    """Find the table within ``used`` and say what was decided.

    ``head`` are the area's first rows, ``tail`` its last (they may be the same), cells
    without a value None. ``spans`` are merged cells, in rows of the sheet and positions
    in a row.
    """
    first = _first(head, used, spans, options, decisions)
    count = _header_rows(head, first, used, spans, options, decisions)
    footer = _footer(head[first + count :], tail, options, decisions)
    body = used.top + first + count
    end = max(body, used.bottom + 1 - footer)
    header = [
        _spread(row, used.top + first + number, spans)
        for number, row in enumerate(head[first : first + count])
    ]
    width = used.right - used.left + 1
    named = [any(_heading(row[column]) for row in header) for column in range(width)]
    return Layout(used.top + first, body, end, named, _names(header, width, used.left))


def filled(row: Row) -> int:
    """How many of a row's cells have a value."""
    return len(row) - row.count(None)


def _first(
    head: Sequence[Row],
    used: Area,
    spans: Sequence[Area],
    options: dict[str, Any],
    decisions: Decisions,
) -> int:
    """The row of the header (or of the first row of data), counted from the area's first.

    ``skip_lines`` counts rows of the sheet, or of the range where there is one.
    """
    above = 0 if "range" in options else used.top
    skip = options.get("skip_lines")
    if skip is not None:
        decisions.given("skip_lines", skip)
        return int(min(max(skip - above, 0), len(head)))
    counts = [filled(row) for row in head]
    # What most rows fill; a title, or notes above the table, fill less.
    usual = sorted(count for count in counts if count)
    width = usual[len(usual) // 2] if usual else 0
    enough = 1 if width <= 1 else max(2, (width + 1) // 2)
    found = next((i for i, count in enumerate(counts) if count >= enough), 0)
    if found and counts[found - 1] > 1 and _is_header(head[found]):
        # Headings over several columns fill fewer cells, and belong to the table.
        over = used.top + found - 1
        found -= any(span.top == over and span.right > span.left for span in spans)
    why = "rows that fill fewer cells than the table" if found else "the table begins there"
    decisions.decide("skip_lines", above + found, why)
    return found


def _header_rows(
    head: Sequence[Row],
    first: int,
    used: Area,
    spans: Sequence[Area],
    options: dict[str, Any],
    decisions: Decisions,
) -> int:
    given = options.get("header_rows")
    if given is not None:
        decisions.given("header_rows", given)
        return min(int(given), max(len(head) - first, 0))
    if first >= len(head):
        decisions.decide("header_rows", 0, "there is no row")
        return 0
    row = head[first]
    top = used.top + first
    wide = [s for s in spans if s.top == top and s.right > s.left]
    tall = [s for s in spans if s.top == top and s.bottom > s.top]
    if wide and first + 1 < len(head) and _is_header(head[first + 1]):
        count = 1 + max([s.bottom - s.top for s in tall], default=1)
        count = min(count, len(head) - first)
        decisions.decide("header_rows", count, "headings over several columns")
        return count
    if not _is_header(row):
        decisions.decide("header_rows", 0, "the first row has values, not names")
        return 0
    if _is_of_units(head[first + 1 :]):
        decisions.decide("header_rows", 2, "below the names there are texts over numbers")
        return 2
    decisions.decide("header_rows", 1, "the first row has names")
    return 1


def _is_of_units(rows: Sequence[Row]) -> bool:
    """Whether the first row has texts, as units, over columns of numbers or dates."""
    if len(rows) < 3:
        return False
    units, below = rows[0], rows[1:]
    over = [column for column, value in enumerate(units) if value is not None]
    if not all(isinstance(units[column], str) for column in over):
        return False
    numeric = 0
    for column in over:
        values = [row[column] for row in below if row[column] is not None]
        written = Evidence(spellings=SPELLINGS | {""})
        written.see_all(value for value in values if isinstance(value, str))
        if not values or (written.values and not written.typed):
            continue
        if units[column].strip() in SPELLINGS or written.fits(units[column]):
            return False
        numeric += 1
    return numeric >= 2


def _is_header(row: Row) -> bool:
    """Whether a row can be names: texts, and years as they stand over columns of figures."""
    values = [value for value in row if value is not None]
    texts = sum(isinstance(value, str) for value in values)
    if not texts:
        return False
    others = [value for value in values if not isinstance(value, str)]
    return all(type(v) in (int, float) and v in _YEARS for v in others)


def _footer(
    body: Sequence[Row], tail: Sequence[Row], options: dict[str, Any], decisions: Decisions
) -> int:
    """Rows below the table: few, with few cells, and a blank row between."""
    given = options.get("footer_lines")
    if given is not None:
        decisions.given("footer_lines", given)
        return int(given)
    counts = [filled(row) for row in tail]
    usual = sorted(count for count in (filled(row) for row in body) if count)
    width = usual[len(usual) // 2] if usual else 0
    blank = next((i for i in range(len(counts) - 1, -1, -1) if not counts[i]), None)
    below = 0 if blank is None else len(counts) - 1 - blank
    sparse = all(count * 2 <= width for count in counts[len(counts) - below :])
    worded = all(
        isinstance(next((v for v in row if v is not None), None), str)
        for row in tail[len(tail) - below :]
    )
    # The last row above the blank must be the table's own.
    above = counts[blank - 1] if blank else 0
    if 0 < below <= _FOOTER_ROWS and sparse and worded and above * 2 > width >= 2:
        decisions.decide("footer_lines", below, "notes below the table, after a blank row")
        return below
    sums = _sums(tail)
    if sums > 0 and len(body) > sums + 1 and width >= 2:
        decisions.decide("footer_lines", sums, "the last row is the sum of the others")
        return sums
    decisions.decide("footer_lines", 0, "no notes below the table")
    return 0


def _sums(tail: Sequence[Row]) -> int:
    """How many rows at the end are sums of those above."""
    count = 0
    for row in reversed(tail):
        first = next((value for value in row if value is not None), None)
        if not isinstance(first, str) or not says_total(first) or filled(row) < 2:
            break
        count += 1
    return count


def _spread(row: Row, number: int, spans: Sequence[Area]) -> list[Any]:
    """The row with a merged cell's value in all the columns that it covers."""
    found = list(row)
    for span in spans:
        if span.top == number and 0 <= span.left < len(found):
            for column in range(span.left, min(span.right + 1, len(found))):
                found[column] = found[span.left]
    return found


def _names(header: Sequence[Row], width: int, left: int) -> list[str]:
    names: list[str] = []
    for column in range(width):
        parts: list[str] = []
        for row in header:
            text = _heading(row[column])
            if text and text not in parts:
                parts.append(text)
        names.append(" ".join(parts) or f"column_{letters(left + column)}")
    return columns.names(names)


def _heading(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())
