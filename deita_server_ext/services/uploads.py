"""Files that come whole, as the body of one request: limits, a checksum, and the job that
makes tables of them."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncGenerator
from datetime import timedelta

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import File, Job, JobState, Lease, Role, User, new_id, utcnow
from deita_server_ext.errors import (
    ChecksumMismatch,
    DeitaError,
    DiskFull,
    NotAllowed,
    NotFound,
    UploadBroken,
    WorkspaceFull,
)
from deita_server_ext.storage import ObjectStore, ObjectWriter

from .access import Access
from .events import Events, Happening, Subject
from .jobs import JobRunner
from .limits import UploadLimits, checked_name, empty_file
from .places import file_key


class Uploads:
    """Takes whole files, lists what was taken, gives it back."""

    def __init__(
        self,
        catalog: Catalog,
        store: ObjectStore,
        jobs: JobRunner,
        access: Access,
        events: Events,
        limits: UploadLimits,
        silence: timedelta,
    ) -> None:
        """``silence`` is how long a kernel that uploads may not be heard of."""
        self._catalog = catalog
        self._store = store
        self._jobs = jobs
        self._access = access
        self._events = events
        self.limits = limits
        self._silence = silence

    async def check(self, user: User, workspace_id: str) -> None:
        """Raise NotFound or NotAllowed unless the user may put files there."""
        await self._access.check(user, workspace_id, Role.EDITOR)

    async def begin(
        self,
        user: User,
        workspace_id: str,
        filename: str,
        size: int | None,
        sha256: str | None = None,
        *,
        ingest: bool = True,
        holder: str | None = None,
    ) -> Upload:
        """Get ready for a file of ``size`` bytes (None: not known), or say why it is not taken.

        ``sha256`` is what it is to have, in hexadecimal digits; without ``ingest`` no table is
        made of it. With a ``holder``, the table goes when that kernel does. Raises
        NotFound, InvalidRequest, UnsupportedFile, EmptyFile, FileTooLarge, WorkspaceFull.
        """
        await self.check(user, workspace_id)
        name = checked_name(filename)
        if size == 0:
            raise empty_file()
        left = await self.left(workspace_id)
        upload = Upload(self, user, workspace_id, name, left, sha256, ingest, holder)
        upload.check(size or 0)
        await upload.open(self._store)
        return upload

    async def left(self, workspace_id: str) -> int | None:
        """How many bytes there is room for; None is no limit but the disk."""
        if self.limits.workspace_bytes is None:
            return None
        return self.limits.left(await self._catalog.arrivals.room(workspace_id))

    async def add(
        self, user: User, file: File, *, ingest: bool = True, holder: str | None = None
    ) -> tuple[File, Job | None]:
        """Acknowledge a whole file: it and its job, if any, are in the catalog from here on.

        Raises NotFound where the workspace has gone meanwhile, and WorkspaceFull where
        another upload was faster; then nothing is kept.
        """
        job = ingest_job(user, file) if ingest else None
        lease = self._lease(job, holder) if job and holder else None
        try:
            await self.check(user, file.workspace_id)
            left = await self._catalog.files.add_with_job(
                file, job, self.limits.workspace_bytes, lease
            )
            if left is not None:
                raise self.limits.full(file.name, left)
        except (NotFound, NotAllowed, DiskFull, WorkspaceFull):
            # No row was written. After a lost connection one may have been: then it stays.
            await self._store.delete(file.key)
            raise
        self.told(user, file)
        return file, job

    def _lease(self, job: Job, holder: str) -> Lease:
        until = utcnow() + self._silence
        return Lease(job.id, job.workspace_id, job.owner, holder, until)

    def told(self, user: User, file: File) -> None:
        """There is a new file, and maybe a job for it."""
        self._events.publish(user.id, Happening(Subject.TABLES, file.workspace_id))
        self._jobs.wake()

    async def list(self, user: User, workspace_id: str) -> tuple[File, ...]:
        """The workspace's files, newest first."""
        await self._access.check(user, workspace_id)
        return await self._catalog.files.list(workspace_id)

    async def get(self, user: User, workspace_id: str, file_id: str) -> File:
        """One file. Raises NotFound."""
        await self._access.check(user, workspace_id)
        file = await self._catalog.files.get(file_id)
        if file.workspace_id != workspace_id:
            raise NotFound("There is no such file.", hint="It may have been deleted already.")
        return file

    def content(self, file: File, first: int, last: int) -> AsyncGenerator[bytes, None]:
        """A file's bytes ``first`` to ``last``, both among them."""
        return self._store.read(file.key, first, last - first + 1)

    async def delete(self, user: User, workspace_id: str, file_id: str) -> None:
        """Delete an original; tables made of it stay. Raises NotFound."""
        await self._access.check(user, workspace_id, Role.EDITOR)
        file = await self.get(user, workspace_id, file_id)
        await self._catalog.files.delete(file_id)
        await self._store.delete(file.key)
        self._events.publish(user.id, Happening(Subject.TABLES, workspace_id))


class Upload:
    """One file coming in. Ended by :meth:`finish` or :meth:`lost`."""

    def __init__(
        self,
        uploads: Uploads,
        user: User,
        workspace_id: str,
        filename: str,
        workspace_left: int | None,
        sha256: str | None,
        ingest: bool,
        holder: str | None,
    ) -> None:
        self.id = new_id()
        self._uploads = uploads
        self._user = user
        self._workspace_id = workspace_id
        self._filename = filename
        self._workspace_left = workspace_left
        self._expected = sha256
        self._ingest = ingest
        self._holder = holder
        self._bytes = 0
        self._sha256 = hashlib.sha256()
        self._key = file_key(workspace_id, self.id)
        self._stack = contextlib.AsyncExitStack()
        self._writing = asyncio.Lock()
        self._writer: ObjectWriter | None = None

    def check(self, size: int) -> None:
        """Raise FileTooLarge or WorkspaceFull where ``size`` bytes are too many."""
        limits = self._uploads.limits
        limits.check_file(self._filename, size)
        limits.check_room(self._filename, size, self._workspace_left)

    async def open(self, store: ObjectStore) -> None:
        """Begin to write."""
        self._writer = await self._stack.enter_async_context(store.writer(self._key))

    async def write(self, data: bytes) -> None:
        """The next bytes. Raises FileTooLarge, WorkspaceFull, DiskFull."""
        assert self._writer is not None
        self._bytes += len(data)
        self.check(self._bytes)
        self._sha256.update(data)
        async with self._writing:
            await self._writer.write(data)

    async def finish(self) -> tuple[File, Job | None]:
        """The whole file has come: keep it, or raise why not and keep nothing.

        Raises EmptyFile, ChecksumMismatch, WorkspaceFull (another upload was faster),
        NotFound, DiskFull.
        """
        try:
            if self._bytes == 0:
                raise empty_file()
            file = File(
                id=self.id,
                workspace_id=self._workspace_id,
                name=self._filename,
                bytes=self._bytes,
                sha256=self._sha256.hexdigest(),
                key=self._key,
                created_at=utcnow(),
            )
            check_sha256(file, self._expected)
            await self._stack.aclose()
            return await self._uploads.add(
                self._user, file, ingest=self._ingest, holder=self._holder
            )
        except BaseException:
            await self.lost()
            raise

    async def lost(self, _error: DeitaError | None = None) -> None:
        """The rest will not come: nothing is kept of what has not been finished."""
        broken = UploadBroken(
            "The upload ended before the whole file had come.", hint="Upload the file again."
        )
        # The client may go while its last bytes are being written.
        async with self._writing:
            with contextlib.suppress(UploadBroken):
                await self._stack.__aexit__(UploadBroken, broken, None)


def ingest_job(user: User, file: File) -> Job:
    """The job that makes tables of a file."""
    return Job(
        id=new_id(),
        workspace_id=file.workspace_id,
        kind="ingest",
        state=JobState.QUEUED,
        created_at=utcnow(),
        owner=user.id,
        file_id=file.id,
        message=file.name,
    )


def check_sha256(file: File, expected: str | None) -> None:
    """Raise ChecksumMismatch where the file is not what was to come."""
    if expected is not None and expected.lower() != file.sha256:
        raise ChecksumMismatch(
            f"{file.name} did not come as it was sent: its SHA-256 differs.",
            hint="Upload the file again; if it happens again, see whether it changed meanwhile.",
            details={"expected": expected, "found": file.sha256},
        )
