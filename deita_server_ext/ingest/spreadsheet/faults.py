"""The cells of a sheet that hold an error, looked for only where a cell seems to be empty.

The library that reads workbooks gives an error as an empty cell, so a sheet without one need
not be looked through; but in an OpenDocument workbook it may give 0.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field

LISTED = 10_000
"""How many are kept with what they say; of others, the place alone."""
MOST = 10_000_000
"""Places that are kept at most, as a cell may say that it stands for a million."""


@dataclass(frozen=True)
class Fault:
    """A cell that holds an error: row and column from 0, and which error."""

    row: int
    column: int
    text: str


@dataclass
class Found:
    """Cells with an error, in the sheet's order: ``listed``, and the places of all beyond."""

    listed: list[Fault] = field(default_factory=list)
    _rows: array[int] = field(default_factory=lambda: array("I"))
    _columns: array[int] = field(default_factory=lambda: array("I"))

    @property
    def full(self) -> bool:
        """Whether no more are kept."""
        return len(self._rows) >= MOST

    def add(self, row: int, column: int, text: str) -> None:
        """One more."""
        if len(self.listed) < LISTED:
            self.listed.append(Fault(row, column, text))
        elif not self.full:
            self._rows.append(row)
            self._columns.append(column)

    def beyond(self) -> Iterator[tuple[int, int]]:
        """Row and column of those that are not listed."""
        return zip(self._rows, self._columns, strict=True)

    def places(self) -> Iterator[tuple[int, int]]:
        """Row and column of all of them."""
        yield from ((fault.row, fault.column) for fault in self.listed)
        yield from self.beyond()


class Faults:
    """The cells of a sheet with an error, once they are wanted.

    ``misread`` says that the library may give a value for one.
    """

    def __init__(self, look: Callable[[], Found], *, misread: bool = False) -> None:
        self._look = look
        self._misread = misread
        self._found: Future[Found] | None = None

    @classmethod
    def known(cls, faults: Found) -> Faults:
        """Those that were found already."""
        return cls(lambda: faults)

    def want(self) -> None:
        """There is an empty cell: begin to look, beside what else is done."""
        if self._found is None:
            self._found = Future()
            threading.Thread(target=self._run, args=(self._found,), daemon=True).start()

    def found(self) -> Found:
        """What was found; nothing where nobody wanted it."""
        return Found() if self._found is None else self._found.result()

    def misread(self) -> dict[int, list[int]]:
        """By row, the columns of cells that are empty whatever the library gives for them."""
        if not self._misread:
            return {}
        self.want()
        found: dict[int, list[int]] = {}
        for row, column in self.found().places():
            found.setdefault(row, []).append(column)
        return found

    def _run(self, found: Future[Found]) -> None:
        try:
            found.set_result(self._look())
        except BaseException as exc:
            found.set_exception(exc)
