"""What a driver's error means to a person: the one place where it is decided."""

from __future__ import annotations

import sqlite3

import sqlalchemy as sa

from deita_server_ext.errors import DeitaError, DiskFull, NameTaken, NotFound, StorageUnavailable

_FOREIGN_KEY_VIOLATION = "23503"
_DISK_FULL = "53100"
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def explained(error: Exception, taken: NameTaken | None = None) -> DeitaError | None:
    """The error to show instead, or None where it is a fault of ours.

    ``taken`` is what to say where the error is that a name is already in use.
    """
    shown: DeitaError | None = None
    if isinstance(error, sa.exc.IntegrityError):
        shown = _integrity(error, taken)
    elif isinstance(error, sa.exc.DBAPIError):
        if _is_full(error):
            shown = DiskFull(
                "There is no room left for Deita's catalog.",
                hint="Free some disk space and try again.",
            )
        elif getattr(error.orig, "sqlite_errorcode", None) in _DAMAGED:
            shown = StorageUnavailable(
                "The file of Deita's catalog is damaged, or is no catalog.",
                hint="Restore it from a backup, or move it away to begin with an empty one.",
            )
        elif _is_lost(error):
            shown = _unavailable()
    elif isinstance(error, sa.exc.TimeoutError | OSError):
        shown = _unavailable()
    return shown


def _integrity(error: sa.exc.IntegrityError, taken: NameTaken | None) -> DeitaError | None:
    text = str(error.orig)
    if taken is not None and "name_lower" in text:
        return taken
    if getattr(error.orig, "sqlstate", None) == _FOREIGN_KEY_VIOLATION or "FOREIGN KEY" in text:
        return NotFound(
            "The workspace or file this belongs to is gone.", hint="Reload and look again."
        )
    return None


def _is_full(error: sa.exc.DBAPIError) -> bool:
    return (
        getattr(error.orig, "sqlstate", None) == _DISK_FULL
        or getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    )


def _is_lost(error: sa.exc.DBAPIError) -> bool:
    if error.connection_invalidated or isinstance(error, sa.exc.InterfaceError):
        return True
    # SQLite's plain SQLITE_ERROR is a wrong statement, not a file out of reach.
    wrong = getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
    return isinstance(error, sa.exc.OperationalError) and not wrong


def _unavailable() -> StorageUnavailable:
    return StorageUnavailable(
        "Deita's catalog does not answer.",
        hint="Try again in a moment; if it stays so, check that the database is up.",
    )
