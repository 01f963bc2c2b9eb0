"""From what DuckDB raises to what a person is told."""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Callable
from typing import Any

import duckdb
import pyarrow as pa

from deita_server_ext.errors import (
    DeitaError,
    DiskFull,
    MemoryLimit,
    QueryCancelled,
    SnapshotBroken,
    SqlFailed,
    SqlSyntaxError,
)

from .refusals import place

_KIND = re.compile(r"^[A-Z][\w ]* Error: ")
_LINE = re.compile(r"\n+LINE \d+:.*", re.DOTALL)
_QUOTED = re.compile(r'"([^"]+)"|name (\S+) does not exist')
_INSTEAD = re.compile(
    r"\n+(Did you mean|Candidate bindings:?|Candidate functions:?)(.*)", re.DOTALL
)

_DAMAGED = re.compile(r"Corrupt database file|Could not read enough bytes from file")


def _same(position: int) -> int:
    return position


def translate(  # noqa: PLR0911 - one line a kind
    exc: BaseException, sql: str = "", start: int = 0, moved: Callable[[int], int] = _same
) -> BaseException:
    """The DeitaError for what went wrong, or ``exc`` itself where it is a fault of ours.

    The engine was given the text of ``sql`` from ``start`` on; where it was given more,
    ``moved`` tells where a byte of that stands in this text.
    """
    if isinstance(exc, MemoryError | duckdb.OutOfMemoryException):
        return _memory(str(exc))
    if isinstance(exc, OSError) and exc.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return _disk_full()
    if isinstance(exc, OSError | pa.ArrowException):
        exc = _of_the_engine(exc)
    if isinstance(exc, duckdb.OutOfMemoryException):
        return _memory(str(exc))
    if isinstance(exc, duckdb.InterruptException):
        return QueryCancelled("The query was cancelled.")
    if not isinstance(exc, duckdb.Error):
        return exc
    message, position = _read(exc)
    # A statement may say so too, with error().
    if _DAMAGED.match(message) and _kind(exc) != "Invalid Input":
        return SnapshotBroken(
            "This machine's copy of a table's data is damaged.",
            hint="Run it again: a new copy is being made.",
        )
    if "No space left" in message or "Disk quota" in message:
        return _disk_full()
    if position is not None:
        position = max(0, moved(position))
    return _statement_error(exc, message, position, sql, start)


def _of_the_engine(exc: BaseException) -> BaseException:
    """The engine's error within one of Arrow's, which carries it in the middle of a result."""
    if (kind := _kind(exc)) is None:
        return exc
    kinds = {
        "Out of Memory": duckdb.OutOfMemoryException,
        "INTERRUPT": duckdb.InterruptException,
        "Interrupt": duckdb.InterruptException,
    }
    return kinds.get(kind, duckdb.Error)(str(exc))


def _kind(exc: BaseException) -> str | None:
    """What the engine calls the kind of an error that it tells as JSON."""
    text = str(exc)
    try:
        return str(json.loads(text[text.index("{") :])["exception_type"])
    except (ValueError, KeyError, TypeError):
        return None


def message_of(exc: duckdb.Error) -> str:
    """What the engine says, without its kind and the JSON around it."""
    text = str(exc)
    # 1.5 wraps an error in another one, JSON and all.
    start = text.rfind('{"exception_type"')
    try:
        return str(json.JSONDecoder().raw_decode(text, start)[0]["exception_message"])
    except (ValueError, KeyError, TypeError):
        return text


def _read(exc: duckdb.Error) -> tuple[str, int | None]:
    """The engine's message without its kind, and the byte where it points to."""
    text = _KIND.sub("", str(exc))
    try:
        body: dict[str, Any] = json.loads(text)
        position = body.get("position")
        return str(body["exception_message"]), int(position) if position is not None else None
    except (ValueError, KeyError, TypeError):
        return _LINE.sub("", text).strip(), None


def _statement_error(
    exc: duckdb.Error, message: str, position: int | None, sql: str, start: int
) -> DeitaError:
    hint: str | None = None
    if match := _INSTEAD.search(message):
        words = " ".join(f"{match[1]}{match[2]}".split()).rstrip(".?")
        hint = f"{words}?" if words.startswith("Did") else f"{words}."
        message = message[: match.start()]
    message = message.strip().rstrip("!.") + "."
    details: dict[str, Any] = {}
    if position is not None and sql:
        # The engine counts bytes of UTF-8, people count characters.
        characters = len(sql[start:].encode()[:position].decode(errors="ignore"))
        details = dict(place(sql, start + characters))
    elif (found := _named(message, sql)) is not None:
        details = dict(place(sql, found))
    if isinstance(exc, duckdb.ParserException):
        return SqlSyntaxError(
            message[:1].upper() + message[1:],
            hint=hint or "Check the statement at that place.",
            details=details,
        )
    if "parameter" in message and "not provided" in message:
        hint = "Give a value for each $name in the statement."
    return SqlFailed(message[:1].upper() + message[1:], hint=hint, details=details)


def _named(message: str, sql: str) -> int | None:
    """Where the name that the message quotes stands in the statement, if it does once or more."""
    if not (match := _QUOTED.search(message)):
        return None
    found = re.search(rf"(?i)\b{re.escape(match[1] or match[2])}\b", sql)
    return found.start() if found else None


def _memory(message: str) -> MemoryLimit:
    limit = re.search(r"\(([\d.]+ \w+)/([\d.]+ \w+) used\)", message)
    allowed = f" ({limit[2]})" if limit else ""
    if "max_temp_directory_size" in message:
        return MemoryLimit(
            "The query needs more memory than a workspace may use, and its temporary files more "
            f"room than they may take{allowed}.",
            hint="Read fewer columns or rows, group before sorting, or raise "
            "DeitaApp.worker_temp_bytes.",
        )
    return MemoryLimit(
        f"The query needs more memory than a workspace may use{allowed}.",
        hint="Read fewer columns or rows, group before sorting, or raise "
        "DeitaApp.worker_memory_bytes.",
    )


def _disk_full() -> DiskFull:
    return DiskFull(
        "There is no room left on the disk.",
        hint="Free some space where Deita keeps its files, then try again.",
    )
