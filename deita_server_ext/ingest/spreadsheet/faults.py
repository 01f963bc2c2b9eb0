"""The cells of a sheet that hold an error, looked for only where a cell seems to be empty.

The library that reads workbooks gives an error as an empty cell, so a sheet without one need
not be looked through; but in an OpenDocument workbook it may give 0.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

LISTED = 10_000
"""How many are listed at most."""


@dataclass(frozen=True)
class Fault:
    """A cell that holds an error: row and column from 0, and which error."""

    row: int
    column: int
    text: str


class Faults:
    """The first cells of a sheet with an error, once they are wanted.

    ``misread`` says that the library may give a value for one.
    """

    def __init__(self, look: Callable[[], list[Fault]], *, misread: bool = False) -> None:
        self._look = look
        self._misread = misread
        self._found: Future[list[Fault]] | None = None

    @classmethod
    def known(cls, faults: list[Fault]) -> Faults:
        """Those that were found already."""
        return cls(lambda: faults)

    def want(self) -> None:
        """There is an empty cell: begin to look, beside what else is done."""
        if self._found is None:
            self._found = Future()
            threading.Thread(target=self._run, args=(self._found,), daemon=True).start()

    def listed(self) -> list[Fault]:
        """What was found, in the sheet's order; nothing where nobody wanted it."""
        return [] if self._found is None else self._found.result()

    def misread(self) -> dict[int, list[int]]:
        """By row, the columns of cells that are empty whatever the library gives for them."""
        if not self._misread:
            return {}
        self.want()
        found: dict[int, list[int]] = {}
        for fault in self.listed():
            found.setdefault(fault.row, []).append(fault.column)
        return found

    def _run(self, found: Future[list[Fault]]) -> None:
        try:
            found.set_result(self._look())
        except BaseException as exc:
            found.set_exception(exc)
