"""One connection that brings the next bytes of a file."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from deita_server_ext.domain import Arrival, User, utcnow
from deita_server_ext.errors import (
    ChecksumMismatch,
    DeitaError,
    FileTooLarge,
    UploadLocked,
)
from deita_server_ext.storage import GrowingObject, Grown

from .limits import UploadLimits

if TYPE_CHECKING:
    from hashlib import _Hash

KEEP = timedelta(hours=24)
"""How long after its last bytes an unfinished upload is kept."""
LEASE = timedelta(seconds=30)
"""How long after its last sign a server is trusted to be taking a file's bytes."""
_MARK_BYTES = 4 << 20
_MARK_SECONDS = 1.0
"""After so much, how far an upload is is noted: what a killed server has to be sent again."""
CHECKSUMS = ("sha1", "sha256")


@dataclass(frozen=True)
class Checksum:
    """What the bytes of one request are to have."""

    algorithm: str
    digest: bytes


class Desk(Protocol):
    """What a connection needs of :class:`Resumable`."""

    @property
    def limits(self) -> UploadLimits:
        """What may come."""
        ...

    def growing(self, arrival: Arrival) -> contextlib.AbstractAsyncContextManager[GrowingObject]:
        """Where the bytes go."""
        ...

    async def mark(self, arrival: Arrival) -> bool:
        """Note how far it is; False where another server has taken it."""
        ...

    async def ended(self, receiving: Receiving, arrival: Arrival, sha256: _Hash | None) -> None:
        """A connection brings no more bytes."""
        ...

    async def give_up(self, arrival: Arrival) -> None:
        """It can never be finished: keep nothing."""
        ...

    async def finish(self, user: User, arrival: Arrival) -> Arrival:
        """All of it is here: acknowledge the file."""
        ...


class Receiving:
    """Bytes of one request. Ended by :meth:`finish`, :meth:`lost` or :meth:`interrupt`.

    With a checksum nothing is kept before all has come and is right; without one, what came
    is kept however it ends.
    """

    def __init__(
        self,
        desk: Desk,
        user: User,
        arrival: Arrival,
        workspace_left: int | None,
        sha256: _Hash | None,
        checksum: Checksum | None,
    ) -> None:
        self._desk = desk
        self._user = user
        self._arrival = arrival
        self._left = workspace_left
        self._sha256 = sha256
        self._start = arrival.offset
        self._start_sha256 = sha256.copy() if sha256 is not None else None
        self._checksum = checksum
        self._digest = hashlib.new(checksum.algorithm, usedforsecurity=False) if checksum else None
        self._offset = arrival.offset
        self._marked_at = time.monotonic()
        self._marked = arrival.offset
        self._working = asyncio.Lock()
        self._ended = False
        self._stack = contextlib.AsyncExitStack()
        self._object: GrowingObject | None = None

    async def open(self) -> None:
        """Begin to write."""
        self._object = await self._stack.enter_async_context(self._desk.growing(self._arrival))

    def check(self, size: int) -> None:
        """Raise where ``size`` more bytes are too many."""
        arrival, end = self._arrival, self._offset + size
        if arrival.length is not None and end > arrival.length:
            raise FileTooLarge(
                f"{arrival.name} was to have {arrival.length} bytes, and more are coming.",
                hint="Send each byte once; ask by HEAD how far the upload is.",
                details={"limit_bytes": arrival.length},
            )
        limits = self._desk.limits
        limits.check_file(arrival.name, end)
        whole = end if arrival.length is None else arrival.length
        limits.check_room(arrival.name, whole, self._left)

    async def write(self, data: bytes) -> None:
        """The next bytes. Raises FileTooLarge, WorkspaceFull, DiskFull, UploadLocked."""
        async with self._working:
            if self._ended:
                raise _taken()
            assert self._object is not None
            self.check(len(data))
            self._offset += len(data)
            if self._sha256 is not None:
                self._sha256.update(data)
            if self._digest is not None:
                self._digest.update(data)
            await self._object.write(data)
            much = self._offset - self._marked >= _MARK_BYTES
            if much or time.monotonic() - self._marked_at > _MARK_SECONDS:
                await self._mark(all=False)

    async def finish(self) -> Arrival:
        """All bytes of the request have come: the upload as it is now.

        Raises ChecksumMismatch, and what finishing the whole file raises.
        """
        async with self._working:
            if self._ended:
                raise _taken()
            try:
                self._verify()
                self._checksum = None
                await self._mark(all=True)
            finally:
                await self._end()
        if self._arrival.offset == self._arrival.length:
            return await self._desk.finish(self._user, self._arrival)
        return self._arrival

    async def lost(self, error: DeitaError | None = None) -> None:
        """No more bytes come: because the client has gone, or because of ``error``."""
        async with self._working:
            if self._ended:
                return
            try:
                if self._checksum is None and not isinstance(error, UploadLocked):
                    await self._mark(all=True)
            finally:
                await self._end()
        if isinstance(error, FileTooLarge) and self._arrival.length is None:
            await self._desk.give_up(self._arrival)

    async def interrupt(self) -> None:
        """Another connection goes on with this file: keep what came, take no more."""
        with contextlib.suppress(DeitaError):
            await self.lost()

    def _verify(self) -> None:
        if self._checksum is None or self._digest is None:
            return
        if self._digest.digest() != self._checksum.digest:
            raise ChecksumMismatch(
                "These bytes did not come as they were sent: their checksum differs.",
                hint="Send them again.",
                details={"offset": self._arrival.offset},
            )

    async def _mark(self, *, all: bool) -> None:
        assert self._object is not None
        self._marked, self._marked_at = self._offset, time.monotonic()
        arrival = replace(self._arrival, expires_at=utcnow() + KEEP)
        if self._checksum is None:
            grown: Grown = await self._object.keep(all=all)
            arrival = replace(arrival, offset=grown.bytes, state=grown.state)
        if not await self._desk.mark(arrival):
            raise _taken()
        self._arrival = arrival

    async def _end(self) -> None:
        self._ended = True
        await self._stack.aclose()
        kept = self._arrival.offset
        sha256 = None
        if kept == self._offset:
            sha256 = self._sha256
        elif kept == self._start:
            sha256 = self._start_sha256
        await self._desk.ended(self, self._arrival, sha256)


def _taken() -> UploadLocked:
    return UploadLocked(
        "Another connection goes on with this file.",
        hint="Let it; or ask by HEAD how far the upload is, and go on there.",
    )
