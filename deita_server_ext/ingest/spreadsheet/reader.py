"""The reader of workbooks: each sheet a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine as calamine

from deita_server_ext.errors import InvalidRequest, UnreadableFile
from deita_server_ext.ingest import shaping, staging, values
from deita_server_ext.ingest.decisions import Decisions
from deita_server_ext.ingest.gathering import Gathered, gather
from deita_server_ext.ingest.progress import Progress
from deita_server_ext.ingest.reader import Part, Source, files
from deita_server_ext.ingest.report import Rejects, Report
from deita_server_ext.ingest.values import Chunk

from . import layout, workbook
from .faults import Faults
from .layout import Area, Layout
from .workbook import Sheet, Workbook

ROWS = 8192
"""Rows that are handled at once."""
LOOKED_AT = 5000
"""Rows on which a preview decides."""


class Spreadsheet:
    """Reads .xlsx, .xls, .xlsb and .ods."""

    def preview(self, source: Source, rows: int) -> Iterator[Part]:
        """See ``ingest.reader.Reader``. A sheet is read whole, its head is decided on."""
        target = files(source.scratch)
        most = max(LOOKED_AT, rows)
        parts: list[Part] = []
        skipped: list[str] = []
        for grid in self._grids(source, skipped):
            part = gather(source, grid.gathered(most), target)
            parts.append(staging.head(source, part, rows, complete=grid.rows <= most))
        parts[0].notes.extend(skipped)
        yield from parts

    def load(self, source: Source, directory: Path, progress: Progress) -> Iterator[Part]:
        """See ``ingest.reader.Reader``."""
        parts: list[Part] = []
        skipped: list[str] = []
        for number, grid in enumerate(self._grids(source, skipped)):
            done = sum(part.row_count for part in parts)
            own = progress.within(grid.start, grid.share, done)
            parts.append(gather(source, grid.gathered(), files(directory, number), own))
        parts[0].notes.extend(skipped)
        yield from parts

    def _grids(self, source: Source, skipped: list[str]) -> Iterator[Grid]:
        """The sheets that hold something; what is said of the others goes to ``skipped``."""
        with workbook.opened(source.path) as book:
            _refuse_unknown(source, book)
            found = 0
            wanted = [sheet for sheet in book.sheets if source.wants(sheet.name)]
            for number, sheet in enumerate(wanted):
                grid = None if sheet.kind else _grid(book, sheet, source.options)
                if grid is None:
                    skipped.append(f"the sheet “{sheet.name}” is {sheet.kind or 'empty'}: no table")
                    continue
                found += 1
                grid.start, grid.share = number / len(wanted), 1 / len(wanted)
                yield grid
            if not found:
                raise UnreadableFile(
                    "There is no value in any sheet of the workbook.",
                    hint="Check that the right file was saved, and add it again.",
                )


@dataclass
class Grid:
    """The table on a sheet. ``used`` is the area it is looked for in, in the sheet's rows."""

    sheet: Sheet
    cells: calamine.CalamineSheet
    used: Area
    left: int
    """The sheet's column that a row of ``cells`` begins with."""
    layout: Layout
    decisions: Decisions
    faults: Faults
    notes: list[str]
    start: float = 0.0
    """Where in the whole workbook the sheet begins, 0..1, and its ``share`` of it."""
    share: float = 1.0

    @property
    def rows(self) -> int:
        """How many rows there may be."""
        return self.layout.end - self.layout.body

    def gathered(self, most: int | None = None) -> Gathered:
        """The rows as chunks, ``most`` of them at most, and what became of the others."""
        report = Report()
        end = self.layout.end if most is None else min(self.layout.end, self.layout.body + most)

        def settle(rows: int, rejects: Rejects) -> None:
            report.header = self.layout.body - self.layout.header
            report.loaded = rows
            report.blank = end - self.layout.body - rows
            self._count_outside(report, whole=end == self.layout.end)
            report.lines = report.header + report.loaded + report.blank
            report.lines += report.preamble + report.footer
            self._report_faults(report, rejects, end)

        return Gathered(
            self.sheet.name,
            self.layout.names,
            self.layout.named,
            lambda: self._chunks(end),
            end - self.layout.body,
            report,
            settle,
            self.decisions,
            list(self.notes),
            written=True,
        )

    def _chunks(self, end: int) -> Iterator[Chunk]:
        first, last = self.used.left - self.left, self.used.right - self.left + 1
        cut = first > 0 or last < self.cells.width
        empty = [""] * (last - first)
        misread = self.faults.misread()
        rows = islice(self.cells.iter_rows(), self.layout.body, end)
        line = self.layout.body + 1
        while block := list(islice(rows, ROWS)):
            for row in misread.keys() & range(line - 1, line - 1 + len(block)) if misread else ():
                cells = block[row - line + 1]
                for column in misread[row]:
                    if 0 <= column - self.left < len(cells):
                        cells[column - self.left] = ""
            if cut:
                block = [row[first:last] for row in block]
            lines: Sequence[int] = range(line, line + len(block))
            line += len(block)
            if empty in block:
                lines = [n for n, row in zip(lines, block, strict=True) if row != empty]
                block = [row for row in block if row != empty]
            if block:
                columns = [self._values(column) for column in zip(*block, strict=True)]
                yield Chunk([cells for cells, _ in columns], lines, [kinds for _, kinds in columns])

    def _values(self, cells: Sequence[Any]) -> tuple[Sequence[Any], set[type]]:
        """A column with None for what is empty, where an error may stand; and its types."""
        kinds = values.kinds_of(cells)
        if str not in kinds or "" not in cells:
            return cells, kinds
        self.faults.want()
        found = _values(cells)
        return found, values.kinds_of(found)

    def _count_outside(self, report: Report, *, whole: bool) -> None:
        """Count the rows above the table and, where it was read whole, below it."""
        empty: Any = [""] * self.cells.width
        rows = self.cells.iter_rows()
        above = list(islice(rows, self.layout.header))
        below: list[Any] = []
        if whole and self.layout.end < self.cells.total_height + 1:
            below = list(islice(rows, self.layout.end - self.layout.header, None))
        blank = above.count(empty), below.count(empty)
        report.preamble = len(above) - blank[0]
        report.footer = len(below) - blank[1]
        report.blank += sum(blank)

    def _report_faults(self, report: Report, rejects: Rejects, end: int) -> None:
        kind, reason = "error_value", "The cell holds an error in place of a value."
        used, rows = self.used, range(self.layout.body, end)
        columns = range(used.left, used.right + 1)
        found = self.faults.found()
        for fault in found.listed:
            if fault.row in rows and fault.column in columns:
                report.cells_nulled += 1
                name = self.layout.names[fault.column - used.left]
                line, text = fault.row + 1, fault.text
                report.tell(rejects, kind, reason, line=line, column=name, text=text)
        beyond = [place for place in found.beyond() if place[0] in rows and place[1] in columns]
        if beyond:
            row, column = beyond[0]
            name, line = self.layout.names[column - used.left], row + 1
            report.cells_nulled += len(beyond)
            report.tell(rejects, kind, reason, line=line, column=name, count=len(beyond))


def _grid(book: Workbook, sheet: Sheet, options: dict[str, Any]) -> Grid | None:
    cells, faults = book.read(sheet)
    start, end = cells.start, cells.end
    if start is None or end is None:
        return None
    decisions = Decisions()
    used = Area(*start, *end)
    if "range" in options:
        decisions.given("range", options["range"])
        used = used.within(layout.area(options["range"]))
        if used.bottom < used.top or used.right < used.left:
            raise UnreadableFile(
                f"The range {options['range']} of the sheet “{sheet.name}” is empty.",
                hint=f"The sheet's cells are in {_name(Area(*start, *end))}.",
            )
    else:
        decisions.decide("range", _name(used), "the cells that hold something")
    shaping.refuse_too_many(used.right - used.left + 1)
    first, last = used.left - start[1], used.right - start[1] + 1

    def rows(top: int, bottom: int) -> list[list[Any]]:
        found = islice(cells.iter_rows(), top, bottom)
        return [_values(row[first:last]) for row in found]

    head = rows(used.top, min(used.top + layout.HEAD_ROWS, used.bottom + 1))
    tail = rows(max(used.top, used.bottom + 1 - layout.TAIL_ROWS), used.bottom + 1)
    spans = [
        Area(s.top, s.left - used.left, s.bottom, s.right - used.left)
        for s in workbook.spans(cells)
    ]
    found = layout.find(head, tail, used, spans, options, decisions)
    notes = ["the sheet is hidden"] if sheet.hidden else []
    if any(span.bottom >= found.body and span.top < found.end for span in spans):
        notes.append("merged cells: the value stands in the first of them")
    return Grid(sheet, cells, used, start[1], found, decisions, faults, notes)


def _values(cells: Sequence[Any]) -> list[Any]:
    """Cells with None for those that are empty."""
    if "" not in cells:
        return list(cells)
    return [None if value == "" else value for value in cells]


def _name(area: Area) -> str:
    first = f"{layout.letters(area.left)}{area.top + 1}"
    return f"{first}:{layout.letters(area.right)}{area.bottom + 1}"


def _refuse_unknown(source: Source, book: Workbook) -> None:
    names = [sheet.name for sheet in book.sheets]
    for part in source.options.get("parts") or ():
        if part not in names:
            raise InvalidRequest(
                f"The workbook has no sheet “{part[:200]}”.",
                hint="Its sheets are: " + ", ".join(names)[:500] + ".",
            )
