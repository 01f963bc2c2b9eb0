"""Files that come in pieces, over as many connections and servers as it takes."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Arrival, File, Job, Role, User, new_id, utcnow
from deita_server_ext.errors import (
    ChecksumMismatch,
    DeitaError,
    InvalidRequest,
    NotFound,
    UploadGone,
    UploadLocked,
    UploadMismatch,
    WorkspaceFull,
)
from deita_server_ext.storage import GrowingObject, Grown, ObjectStore

from .access import Access
from .jobs import JobRunner
from .limits import UploadLimits, checked_name, checked_path, empty_file
from .places import file_key
from .receiving import KEEP, LEASE, Checksum, Receiving
from .runners import has_died, runner_name
from .uploads import Uploads, check_sha256, ingest_job

if TYPE_CHECKING:
    from hashlib import _Hash

HASHES = 100
"""Running checksums kept in memory; without one, the file is read once more at its end."""


@dataclass(frozen=True)
class Announced:
    """What a client says of a file before it sends it. ``length`` in bytes, None: not known.

    ``path`` is the name with the folders it was in, ``sha256`` hexadecimal digits,
    ``metadata`` the words as they came, to be told again. Without ``ingest`` no table is made.
    """

    filename: str
    length: int | None
    path: str = ""
    sha256: str | None = None
    metadata: str | None = None
    ingest: bool = True


class Resumable:
    """Takes files in pieces. What has come stays for a day after the last piece."""

    def __init__(
        self,
        catalog: Catalog,
        store: ObjectStore,
        uploads: Uploads,
        jobs: JobRunner,
        access: Access,
    ) -> None:
        self._catalog = catalog
        self._store = store
        self._uploads = uploads
        self._jobs = jobs
        self._access = access
        self._name = runner_name()
        self._receiving: dict[str, Receiving] = {}
        # Held by whoever takes an upload from one connection and gives it to another.
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._hashes: OrderedDict[str, tuple[int, _Hash]] = OrderedDict()

    @property
    def limits(self) -> UploadLimits:
        """What may come."""
        return self._uploads.limits

    async def open(self) -> None:
        """Take what servers held that have died."""
        for holder in await self._catalog.arrivals.holders():
            if has_died(holder, self._name):
                await self._catalog.arrivals.let_go(holder)

    async def close(self) -> None:
        """Keep what has come; the clients go on at the next server."""
        await asyncio.gather(
            *(receiving.interrupt() for receiving in tuple(self._receiving.values())),
            return_exceptions=True,
        )
        with contextlib.suppress(DeitaError):
            await self._catalog.arrivals.let_go(self._name)

    async def create(self, user: User, workspace_id: str, announced: Announced) -> Arrival:
        """Make a place for a file, or say why it is not taken.

        Raises NotFound, InvalidRequest, UnsupportedFile, EmptyFile, FileTooLarge, WorkspaceFull.
        """
        await self._access.check(user, workspace_id, Role.EDITOR)
        name = checked_name(announced.filename)
        if announced.path:
            name = checked_path(announced.path, name)
        if announced.length == 0:
            raise empty_file()
        self.limits.check_file(name, announced.length or 0)
        made, now = new_id(), utcnow()
        arrival = Arrival(
            id=made,
            workspace_id=workspace_id,
            owner=user.id,
            name=name,
            length=announced.length,
            key=file_key(workspace_id, made),
            created_at=now,
            expires_at=now + KEEP,
            metadata=announced.metadata,
            sha256=announced.sha256,
            ingest=announced.ingest,
        )
        left = await self._catalog.arrivals.add(arrival, self.limits.workspace_bytes)
        if left is not None:
            raise self.limits.full(name, left)
        return arrival

    async def list(self, user: User, workspace_id: str) -> tuple[Arrival, ...]:
        """The user's own that are under way in the workspace, newest first."""
        await self._access.check(user, workspace_id, Role.EDITOR)
        now = utcnow()
        found = await self._catalog.arrivals.list(workspace_id)
        return tuple(one for one in found if one.owner == user.id and one.expires_at > now)

    async def get(self, user: User, workspace_id: str, arrival_id: str) -> Arrival:
        """How far it is. One whose bytes are all here is finished now, if it is not yet.

        Whoever asks wants to go on: a connection that still seems to bring bytes is ended.
        Raises NotFound, UploadGone, UploadLocked, and what finishing raises.
        """
        arrival = await self._find(user, workspace_id, arrival_id)
        if arrival.finished:
            return arrival
        async with self._held(arrival) as held:
            return await self._finish(user, held) if held.offset == held.length else held

    async def outcome(self, arrival: Arrival) -> tuple[File, Job | None] | None:
        """The file and the job of one that is finished, as far as they are still there."""
        if not arrival.finished:
            return None
        with contextlib.suppress(NotFound):
            file = await self._catalog.files.get(arrival.id)
            if arrival.job_id is None:
                return file, None
            return file, await self._catalog.jobs.get(arrival.job_id)
        return None

    async def remove(self, user: User, workspace_id: str, arrival_id: str) -> None:
        """Stop it and keep nothing. One that is finished: stop its job, if that goes on.

        Where it has no job, the file goes.
        """
        arrival = await self._find(user, workspace_id, arrival_id)
        if not arrival.finished:
            async with self._held(arrival) as held:
                arrival = held
                if not held.finished:
                    await self._remove(held)
        if arrival.finished:
            with contextlib.suppress(NotFound):
                if arrival.job_id is None:
                    await self._uploads.delete(user, workspace_id, arrival.id)
                else:
                    await self._jobs.cancel(user, arrival.job_id)
            await self._catalog.arrivals.delete(arrival.id)

    async def resume(
        self,
        user: User,
        workspace_id: str,
        arrival_id: str,
        offset: int,
        *,
        size: int | None = None,
        length: int | None = None,
        checksum: Checksum | None = None,
    ) -> Receiving:
        """Get ready for ``size`` bytes (None: not known) that follow on ``offset``.

        ``length`` is the whole file's, where that was not known before; ``checksum`` is of
        what comes now. Raises NotFound, UploadGone, UploadLocked, UploadMismatch,
        InvalidRequest, FileTooLarge, WorkspaceFull.
        """
        found = await self._find(user, workspace_id, arrival_id)
        if found.finished:
            raise _mismatch(found.offset)
        async with self._turn(arrival_id):
            arrival = await self._hold(found)
            try:
                if arrival.offset != offset or arrival.finished:
                    raise _mismatch(arrival.offset)
                arrival = self._with_length(arrival, length)
                left = self.limits.left(
                    await self._catalog.arrivals.room(arrival.workspace_id, arrival.id)
                )
                receiving = Receiving(self, user, arrival, left, self._hash(arrival), checksum)
                receiving.check(size or 0)
                await receiving.open()
            except BaseException:
                await self._catalog.arrivals.let_go(self._name, arrival.id)
                raise
            self._receiving[arrival.id] = receiving
        return receiving

    def growing(self, arrival: Arrival) -> contextlib.AbstractAsyncContextManager[GrowingObject]:
        """Where the bytes go."""
        return self._store.grow(arrival.key, Grown(arrival.offset, arrival.state))

    async def mark(self, arrival: Arrival) -> bool:
        """Note how far it is; False where another server has taken it."""
        return await self._catalog.arrivals.keep(arrival, self._name, utcnow() + LEASE)

    async def ended(self, receiving: Receiving, arrival: Arrival, sha256: _Hash | None) -> None:
        """A connection brings no more bytes."""
        if sha256 is not None:
            self._hashes[arrival.id] = arrival.offset, sha256
            if len(self._hashes) > HASHES:
                self._hashes.popitem(last=False)
        await self._catalog.arrivals.let_go(self._name, arrival.id)
        # Not before: who takes it next would be let go instead.
        if self._receiving.get(arrival.id) is receiving:
            del self._receiving[arrival.id]

    async def give_up(self, arrival: Arrival) -> None:
        """It can never be finished: keep nothing."""
        await self._remove(arrival)

    async def finish(self, user: User, arrival: Arrival) -> Arrival:
        """All of it is here: acknowledge the file. See :meth:`get` for what it raises."""
        await self._access.check(user, arrival.workspace_id, Role.EDITOR)
        async with self._held(arrival) as held:
            return await self._finish(user, held)

    async def expire(self) -> None:
        """Remove what was not finished in time; forget what was finished long ago."""
        for arrival in await self._catalog.arrivals.expired(utcnow()):
            if not arrival.finished:
                await self._store.abandon(arrival.key, Grown(arrival.offset, arrival.state))
            await self._catalog.arrivals.delete(arrival.id)

    async def _find(self, user: User, workspace_id: str, arrival_id: str) -> Arrival:
        await self._access.check(user, workspace_id, Role.EDITOR)
        arrival = await self._catalog.arrivals.get(arrival_id)
        if (arrival.workspace_id, arrival.owner) != (workspace_id, user.id):
            raise NotFound("There is no such upload.", hint="Upload the file again.")
        if arrival.expires_at < utcnow():
            raise UploadGone(
                "This upload was not finished in time, and what had come of it was removed.",
                hint="Upload the file again.",
            )
        return arrival

    def _turn(self, arrival_id: str) -> asyncio.Lock:
        return self._turns.setdefault(arrival_id, asyncio.Lock())

    @contextlib.asynccontextmanager
    async def _held(self, arrival: Arrival) -> AsyncIterator[Arrival]:
        """It as it is now, for as long as the block takes this server's alone."""
        async with self._turn(arrival.id):
            held = await self._hold(arrival)
            try:
                yield held
            finally:
                await self._catalog.arrivals.let_go(self._name, arrival.id)

    async def _hold(self, arrival: Arrival) -> Arrival:
        """Take it for this server, and from any connection that has it here."""
        if (receiving := self._receiving.get(arrival.id)) is not None:
            await receiving.interrupt()
        now = utcnow()
        held = await self._catalog.arrivals.hold(arrival.id, self._name, now, now + LEASE)
        if held is None:
            raise UploadLocked(
                "Another server is taking this file at this moment.",
                hint="Try again in half a minute.",
            )
        return held

    def _with_length(self, arrival: Arrival, length: int | None) -> Arrival:
        if length is None or length == arrival.length:
            return arrival
        if arrival.length is not None or length < arrival.offset:
            raise InvalidRequest("The file's length is known already, and is another one.")
        if length == 0:
            raise empty_file()
        self.limits.check_file(arrival.name, length)
        return replace(arrival, length=length)

    def _hash(self, arrival: Arrival) -> _Hash | None:
        offset, known = self._hashes.pop(arrival.id, (0, None))
        if known is not None and offset == arrival.offset:
            return known
        return hashlib.sha256() if arrival.offset == 0 else None

    async def _finish(self, user: User, arrival: Arrival) -> Arrival:
        if arrival.finished:  # two asked at the same time, and one was faster
            return arrival
        await self._store.complete(arrival.key, Grown(arrival.offset, arrival.state))
        file = File(
            id=arrival.id,
            workspace_id=arrival.workspace_id,
            name=arrival.name,
            bytes=arrival.offset,
            sha256=await self._digest(arrival),
            key=arrival.key,
            created_at=utcnow(),
        )
        job = ingest_job(user, file) if arrival.ingest else None
        try:
            check_sha256(file, arrival.sha256)
            left = await self._catalog.arrivals.finish(
                arrival, self._name, file, job, self.limits.workspace_bytes
            )
            if left is not None:
                raise self.limits.full(file.name, left)
        except (ChecksumMismatch, WorkspaceFull):
            await self._remove(arrival)
            raise
        self._hashes.pop(arrival.id, None)
        self._uploads.told(user, file)
        return replace(arrival, job_id=None if job is None else job.id, finished=True, state={})

    async def _digest(self, arrival: Arrival) -> str:
        offset, known = self._hashes.get(arrival.id, (0, None))
        if known is not None and offset == arrival.offset:
            return known.hexdigest()
        # Some of it came to another server, or to this one in an earlier life.
        digest = hashlib.sha256()
        async for piece in self._store.read(arrival.key):
            digest.update(piece)
        return digest.hexdigest()

    async def _remove(self, arrival: Arrival) -> None:
        self._hashes.pop(arrival.id, None)
        await self._catalog.arrivals.delete(arrival.id)
        await self._store.abandon(arrival.key, Grown(arrival.offset, arrival.state))
        await self._store.delete(arrival.key)


def _mismatch(offset: int) -> UploadMismatch:
    return UploadMismatch(
        f"{offset} bytes of the file are here; what was sent does not follow on them.",
        hint="Ask by HEAD how far the upload is, and go on there.",
        details={"offset": offset},
    )
