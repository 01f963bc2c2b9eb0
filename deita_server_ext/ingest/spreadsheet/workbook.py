"""Workbooks opened by python-calamine, behind a look at what they would unpack to."""

from __future__ import annotations

import contextlib
import errno
import threading
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import python_calamine as calamine

from deita_server_ext.errors import UnreadableFile
from deita_server_ext.ingest.unpacked import DAMAGE, refuse_bombs

from . import biff, cells, opendocument
from .cells import Scan
from .faults import Faults, Found
from .layout import Area

MAX_CELLS = 50_000_000
"""Places in the rectangle that holds a sheet's cells: the library keeps all of them at once."""
LOOKED_AT = 8 << 20
"""A sheet's XML up to this size is read before the library does."""

_PATIENCE = 60.0
_SLOWEST = 200_000
"""Bytes of a workbook a second; most are read at ten times that or more."""

Read = TypeVar("Read")

_DAMAGED = "Open it in a spreadsheet program, save it again as .xlsx, and add that file."


@dataclass(frozen=True)
class Sheet:
    """A sheet as the workbook lists it. ``kind`` is what it is where that is no table."""

    index: int
    name: str
    hidden: bool
    kind: str | None


class Workbook:
    """An open workbook."""

    def __init__(self, path: Path, book: calamine.CalamineWorkbook) -> None:
        self._path = path
        self._book = book
        self._zip = zipfile.is_zipfile(path)
        self._open_document = self._zip and opendocument.is_workbook(path)

    @property
    def sheets(self) -> list[Sheet]:
        """All sheets, in the workbook's order."""
        return [
            Sheet(
                index,
                sheet.name,
                sheet.visible != calamine.SheetVisibleEnum.Visible,
                _KINDS.get(str(sheet.typ).rpartition(".")[-1]),
            )
            for index, sheet in enumerate(self._book.sheets_metadata)
        ]

    def read(self, sheet: Sheet) -> tuple[calamine.CalamineSheet, Faults]:
        """A sheet's cells, and where errors stand in place of values.

        Raises UnreadableFile where the cells lie too far apart to be held.
        """
        seconds = _PATIENCE + self._path.stat().st_size / _SLOWEST

        def get() -> calamine.CalamineSheet:
            return _in_time(seconds, lambda: self._book.get_sheet_by_index(sheet.index))

        with _faults():
            member = cells.member(self._path, sheet.name) if self._zip else None
            if member is None:
                return get(), Faults(lambda: self._other_faults(sheet), misread=self._open_document)
            if member.size <= LOOKED_AT or member.suspicious:
                scan = cells.scan(member, extent=True)
                if scan.rows * scan.columns > MAX_CELLS:
                    raise _too_far_apart(sheet.name, scan)
                return get(), Faults.known(scan.faults)

            def look() -> Found:
                with _faults():
                    return cells.scan(member, extent=False).faults

            # The library works without the interpreter: a second processor has time to look.
            faults = Faults(look)
            faults.want()
            return get(), faults

    def _other_faults(self, sheet: Sheet) -> Found:
        """The errors of a sheet that is none of .xlsx."""
        with _faults():
            if not self._zip:
                return biff.in_xls(self._path, sheet.index)
            if self._open_document:
                return opendocument.faults(self._path, sheet.name)
            return biff.in_xlsb(self._path, sheet.name)


_KINDS = {
    "ChartSheet": "a chart",
    "DialogSheet": "a dialogue",
    "MacroSheet": "macros",
    "Vba": "macros",
}


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Workbook]:
    """The workbook at ``path``. Raises UnreadableFile for one that cannot be read."""
    with _faults():
        if zipfile.is_zipfile(path):
            refuse_bombs(path, "workbook")
            cells.refuse_malformed(path)
        seconds = _PATIENCE + path.stat().st_size / _SLOWEST
        book = _in_time(seconds, lambda: calamine.CalamineWorkbook.from_path(str(path)))
    try:
        yield Workbook(path, book)
    finally:
        book.close()


def _in_time(seconds: float, work: Callable[[], Read]) -> Read:
    """What the library gives, if it does in time; there are damaged files that it never ends on.

    It cannot be stopped: the worker that raises this is not used again.
    """
    done: Future[Read] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as exc:
            done.set_exception(exc)

    threading.Thread(target=run, daemon=True).start()
    try:
        return done.result(seconds)
    except TimeoutError:
        raise UnreadableFile(
            f"The workbook could not be read within {seconds:.0f} seconds.", hint=_DAMAGED
        ) from None


def spans(sheet: calamine.CalamineSheet) -> list[Area]:
    """Merged cells."""
    return [
        Area(top, left, bottom, right)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    ]


@contextlib.contextmanager
def _faults() -> Iterator[None]:
    """What the library raises, in a person's words."""
    try:
        yield
    except calamine.PasswordError as exc:
        raise UnreadableFile(
            "The workbook is protected by a password.",
            hint="Save it without the password, and add that file.",
        ) from exc
    except (calamine.CalamineError, *DAMAGE) as exc:
        if isinstance(exc, OSError) and exc.errno not in (None, errno.EINVAL):
            raise
        if "password" in str(exc).lower() or "encrypted" in str(exc).lower():
            raise UnreadableFile(
                "The workbook is protected by a password.",
                hint="Save it without the password, and add that file.",
            ) from exc
        raise UnreadableFile("The workbook is damaged or incomplete.", hint=_DAMAGED) from exc
    except BaseException as exc:
        # The library's own faults come as an exception that is no Exception.
        if type(exc).__name__ != "PanicException":
            raise
        raise UnreadableFile("The workbook is damaged.", hint=_DAMAGED) from exc


def _too_far_apart(name: str, scan: Scan) -> UnreadableFile:
    return UnreadableFile(
        f"The cells of the sheet “{name}” lie too far apart: {scan.rows:,} rows by "
        f"{scan.columns:,} columns.",
        hint="Delete the stray cells at the end of the sheet, and add the file again.",
    )
