"""What an object store does, whatever is behind it.

A key is a relative path of plain characters (``workspaces/0f…/files/3a…``). An
object is written once, whole, and does not change; it is there from the moment
its writer is left, or what has grown is completed, and not before.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from deita_server_ext.errors import NotFound, StorageUnavailable

CHUNK = 1 << 20
"""Bytes that reads give at a time."""

_PART = r"[A-Za-z0-9_][A-Za-z0-9._=+@-]*"
_KEY = re.compile(rf"{_PART}(/{_PART})*")
_MAX_KEY = 800


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """An object's key, its size and the moment it was written."""

    key: str
    bytes: int
    modified: datetime


@dataclass(frozen=True, slots=True)
class Grown:
    """How far a growing object is durable, and what its store must know to go on (JSON)."""

    bytes: int = 0
    state: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Something that is being written, or was when its writer died.

    ``name`` is the store's own; ``key`` is the growing object's it belongs to, None where
    it is of a writer; ``modified`` is when bytes last came.
    """

    name: str
    modified: datetime
    key: str | None


class GrowingObject(Protocol):
    """Takes a growing object's next bytes, in order."""

    async def write(self, data: bytes) -> None:
        """Add ``data`` to the object's end."""
        ...

    async def keep(self, *, all: bool) -> Grown:
        """Make what was written durable and say how far it is.

        With ``all`` it is every byte, else what can be kept at little cost.
        """
        ...


class ObjectWriter(Protocol):
    """Takes an object's bytes, in order."""

    async def write(self, data: bytes) -> None:
        """Add ``data`` to the object's end."""
        ...


class ObjectStore(Protocol):
    """Objects by key.

    Every method raises ``ValueError`` for a key that is not one,
    ``StorageUnavailable`` where the store does not answer, and ``DiskFull``
    where there is no room left.
    """

    async def open(self) -> None:
        """Stand ready; ``StorageUnavailable`` says what to set where that cannot be."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...

    def writer(self, key: str) -> AbstractAsyncContextManager[ObjectWriter]:
        """Write an object piece by piece, at constant memory.

        Leaving the block keeps it, in place of what had the key before; leaving
        it by an exception, cancellation too, keeps nothing of it.
        """
        ...

    def grow(self, key: str, grown: Grown) -> AbstractAsyncContextManager[GrowingObject]:
        """Add to an object that is not whole yet, after its first ``grown.bytes`` bytes.

        Whatever followed on them is dropped. Leaving the block keeps what
        :meth:`GrowingObject.keep` has kept, and nothing else. Nobody else may be growing it.
        """
        ...

    async def complete(self, key: str, grown: Grown) -> None:
        """Make the object of what has grown; asked again, see that it is there."""
        ...

    async def abandon(self, key: str, grown: Grown) -> None:
        """Remove what has grown; the object itself, where there is one, stays."""
        ...

    def unfinished(self) -> AsyncIterator[Unfinished]:
        """All that is not whole."""
        ...

    async def drop(self, unfinished: Unfinished) -> None:
        """Remove something that nobody will finish."""
        ...

    def read(
        self, key: str, offset: int = 0, length: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        """The object's bytes from ``offset``, at most ``length``, in pieces.

        Past the end there is nothing. ``NotFound`` comes with the first piece.
        """
        ...

    async def put_file(self, key: str, path: Path) -> None:
        """Keep a local file as an object.

        The file stays, but must not be written to any more: it may be the
        object itself from now on (a hard link).
        """
        ...

    async def fetch(self, key: str, path: Path) -> None:
        """Have an object as a local file, whole or not at all; ``NotFound``.

        The file must not be written to: it may be the object itself (a hard link).
        """
        ...

    async def size(self, key: str) -> int:
        """The object's bytes, or ``NotFound``."""
        ...

    async def delete(self, key: str) -> None:
        """Remove the object, if there is one."""
        ...

    async def delete_prefix(self, prefix: str) -> None:
        """Remove all objects whose keys begin with ``prefix/``."""
        ...

    def list(self, prefix: str = "") -> AsyncIterator[ObjectInfo]:
        """All objects whose keys begin with ``prefix/``, or simply all; in no order."""
        ...


def checked(key: str) -> str:
    """``key`` itself, or ``ValueError`` where it could be anything but a plain place below."""
    if len(key) > _MAX_KEY or not _KEY.fullmatch(key):
        raise ValueError(f"not a key of an object: {key!r:.100}")
    return key


def checked_range(offset: int, length: int | None) -> None:
    """``ValueError`` for a range that cannot be."""
    if offset < 0 or (length is not None and length < 0):
        raise ValueError(f"not a range of bytes: {length} from {offset}")


def lost_bytes() -> StorageUnavailable:
    """For a growing object that has less than it had."""
    return StorageUnavailable(
        "What was sent of this file is no longer there.",
        hint="Upload the file again, from its beginning.",
    )


def not_found() -> NotFound:
    """For an object that the catalog knows and the store does not."""
    return NotFound(
        "The stored object is gone.", hint="It may have been deleted a moment ago; reload."
    )
