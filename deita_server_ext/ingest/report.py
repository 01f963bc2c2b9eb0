"""What became of every line of a source, always reconciled; all that needs a look, as CSV."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

MAX_REJECTS = 10_000
"""Lines and cells of one kind that are written down one by one; all are counted."""
MAX_TEXT = 1000
"""Characters of a line's or a cell's text that are shown."""
REJECT_COLUMNS = ("line", "column", "text", "kind", "reason", "outcome", "count")
REJECTED, NULLED, CHANGED, KEPT = "rejected", "set to NULL", "changed", "kept"
OUTCOMES = {
    "long_line": REJECTED, "quote": REJECTED, "after_quote": REJECTED, "too_long": REJECTED,
    "json": REJECTED, "no_object": REJECTED, "no_utf8": REJECTED, "too_deep": REJECTED,
    "repeated_key": REJECTED, "cast": NULLED, "type": NULLED, "error_value": NULLED,
    "null_spelling": NULLED, "nul": CHANGED, "encoding": CHANGED, "stored_as_text": CHANGED,
    "short_line": KEPT, "extra_empty": KEPT, "stray_quote": KEPT, "mixed_types": KEPT,
}  # fmt: skip
"""What becomes of a line or a cell with a problem of each kind."""


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


@dataclass(frozen=True)
class Told:
    """A problem that was met before there was a report: the first of ``count`` alike."""

    kind: str
    reason: str
    line: int | None
    column: str | None
    text: str | None
    count: int = 1


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
    spelled: int = 0
    """Cells among them that spell null: they are read as was decided, and nothing is lost."""
    problems: dict[str, Problem] = field(default_factory=dict)

    @property
    def reconciled(self) -> bool:
        """Whether every line is accounted for."""
        parts = self.header + self.loaded + self.rejected
        return self.lines == parts + self.blank + self.preamble + self.footer

    @property
    def first_loss(self) -> Problem | None:
        """The first line that was rejected or cell that was nulled, but for spellings of null."""
        lost = (
            problem
            for problem in self.problems.values()
            if OUTCOMES[problem.kind] in (REJECTED, NULLED) and problem.kind != "null_spelling"
        )
        return min(lost, key=lambda problem: problem.line or 0, default=None)

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

    def tell(
        self,
        rejects: Rejects,
        kind: str,
        reason: str,
        *,
        line: int | None = None,
        column: str | None = None,
        text: str | None = None,
        count: int = 1,
    ) -> None:
        """Count a problem, and write it down; ``count`` of them at once make one line."""
        self.problem(kind, reason, line=line, column=column, text=text, count=count)
        rejects.add(line=line, column=column, text=text, kind=kind, reason=reason, count=count)

    def retell(self, rejects: Rejects, problems: Iterable[Told]) -> None:
        """Count problems that were met before, and write them down."""
        for told in problems:
            self.tell(
                rejects, told.kind, told.reason,
                line=told.line, column=told.column, text=told.text, count=told.count,
            )  # fmt: skip

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
    """The CSV of all that needs a look, made with the first of it.

    Of each kind ``MAX_REJECTS`` are listed; a last line says where there were more.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None
        self._counts: Counter[str] = Counter()

    @property
    def path(self) -> Path | None:
        """Where the CSV is; None where there is nothing in it."""
        return self._path if self._counts else None

    def add(
        self,
        *,
        line: int | None,
        column: str | None,
        text: str | None,
        kind: str,
        reason: str,
        count: int = 1,
    ) -> None:
        """Write one down, or ``count`` alike of which this is the first."""
        if self._file is None:
            self._file = self._path.open("w", encoding="utf-8", newline="")
            csv.writer(self._file).writerow(REJECT_COLUMNS)
        self._counts[kind] += 1
        if self._counts[kind] <= MAX_REJECTS:
            row = (line, column, shortened(text), kind, reason, OUTCOMES[kind], count)
            csv.writer(self._file).writerow(row)

    def clear(self) -> None:
        """Forget all of them."""
        self._counts.clear()
        self.close()
        self._path.unlink(missing_ok=True)

    def close(self) -> None:
        """Finish the file."""
        if self._file is None:
            return
        if full := [kind for kind, count in self._counts.items() if count > MAX_REJECTS]:
            reason = f"Only the first {MAX_REJECTS:,} are listed of: {', '.join(full)}."
            csv.writer(self._file).writerow((None, None, None, "more", reason, None, None))
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
