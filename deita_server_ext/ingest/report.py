"""What became of every line of a source, always reconciled; what was refused or nulled, as CSV."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

MAX_REJECTS = 10_000
"""Rejected lines and nulled cells that are written down one by one; all are counted."""
MAX_TEXT = 1000
"""Characters of a line's or a cell's text that are shown."""
REJECT_COLUMNS = ("line", "column", "text", "kind", "reason")


@dataclass
class Problem:
    """One kind of thing that was wrong: how often, and the first of them."""

    kind: str
    count: int
    line: int | None
    column: str | None
    text: str | None
    reason: str

    def body(self) -> dict[str, Any]:
        """As the contract has it."""
        first = {
            "line": self.line,
            "column": self.column,
            "text": self.text,
            "reason": self.reason,
        }
        return {"kind": self.kind, "count": self.count, "first": first}


@dataclass
class Report:
    """Counts of source lines by what became of them; ``rows`` and cells are the table's.

    For sheets a line is a row of the sheet; for Parquet and databases lines are rows. Blank
    includes comments. Lines = header + loaded + rejected + blank + preamble + footer.
    """

    lines: int = 0
    header: int = 0
    loaded: int = 0
    rejected: int = 0
    blank: int = 0
    preamble: int = 0
    footer: int = 0
    rows: int = 0
    cells_nulled: int = 0
    problems: dict[str, Problem] = field(default_factory=dict)

    @property
    def reconciled(self) -> bool:
        """Whether every line is accounted for."""
        parts = self.header + self.loaded + self.rejected
        return self.lines == parts + self.blank + self.preamble + self.footer

    def problem(
        self,
        kind: str,
        reason: str,
        *,
        line: int | None = None,
        column: str | None = None,
        text: str | None = None,
        count: int = 1,
    ) -> None:
        """Count a problem; the one with the least line of its kind is shown."""
        text = shortened(text)
        known = self.problems.get(kind)
        if known is None:
            self.problems[kind] = Problem(kind, count, line, column, text, reason)
            return
        known.count += count
        if line is not None and (known.line is None or line < known.line):
            known.line, known.column, known.text, known.reason = line, column, text, reason

    def body(self) -> dict[str, Any]:
        """As the contract has it. A report that does not add up is a fault of ours."""
        assert self.reconciled, f"the report does not add up: {self}"
        problems = sorted(self.problems.values(), key=lambda p: (p.line or 0, p.kind))
        return {
            "lines": self.lines,
            "header": self.header,
            "loaded": self.loaded,
            "rejected": self.rejected,
            "blank": self.blank,
            "preamble": self.preamble,
            "footer": self.footer,
            "rows": self.rows,
            "cells_nulled": self.cells_nulled,
            "problems": [problem.body() for problem in problems],
        }


def shortened(text: str | None) -> str | None:
    """The text, cut where it is too long to be shown."""
    if text is None or len(text) <= MAX_TEXT:
        return text
    return text[:MAX_TEXT] + "…"


class Rejects:
    """The CSV of rejected lines and nulled cells, made with the first of them.

    After ``MAX_REJECTS`` of them a last line says that there were more.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None
        self.count = 0

    @property
    def path(self) -> Path | None:
        """Where the CSV is; None where nothing was rejected or nulled."""
        return self._path if self.count else None

    @property
    def full(self) -> bool:
        """Whether no more of them are written down."""
        return self.count > MAX_REJECTS

    def add(
        self, *, line: int | None, column: str | None, text: str | None, kind: str, reason: str
    ) -> None:
        """Write one down."""
        self.count += 1
        if self.count > MAX_REJECTS + 1:
            return
        if self._file is None:
            first = self.count == 1
            self._file = self._path.open("w" if first else "a", encoding="utf-8", newline="")
            if first:
                csv.writer(self._file).writerow(REJECT_COLUMNS)
        row: tuple[object, ...] = (line, column, shortened(text), kind, reason)
        if self.count == MAX_REJECTS + 1:
            row = (None, None, None, "more", f"Only the first {MAX_REJECTS:,} are listed.")
        csv.writer(self._file).writerow(row)

    def clear(self) -> None:
        """Forget all of them."""
        self.close()
        self._path.unlink(missing_ok=True)
        self.count = 0

    def close(self) -> None:
        """Finish the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Rejects:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
