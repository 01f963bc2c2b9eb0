"""Files on their way in: limits, a checksum, and the job that makes tables of them."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from dataclasses import dataclass
from pathlib import PurePath

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import File, Job, JobState, User, new_id, utcnow
from deita_server_ext.errors import (
    DiskFull,
    EmptyFile,
    FileTooLarge,
    InvalidRequest,
    NotFound,
    UnsupportedFile,
    UploadBroken,
    WorkspaceFull,
)
from deita_server_ext.storage import ObjectStore, ObjectWriter

from .access import Access
from .events import Events, Happening, Subject
from .jobs import JobRunner
from .places import file_key

SUFFIXES = {".csv", ".tsv", ".tab", ".txt", ".psv", ".dat", ""}
"""What delimited text is called."""

MAX_FILENAME = 255


@dataclass(frozen=True)
class UploadLimits:
    """Bytes; None is no limit but the disk."""

    file_bytes: int | None
    workspace_bytes: int | None


class Uploads:
    """Takes files and lists what was taken."""

    def __init__(
        self,
        catalog: Catalog,
        store: ObjectStore,
        jobs: JobRunner,
        access: Access,
        events: Events,
        limits: UploadLimits,
    ) -> None:
        self._catalog = catalog
        self._store = store
        self._jobs = jobs
        self._access = access
        self._events = events
        self._turns: dict[str, asyncio.Lock] = {}
        self.limits = limits

    async def begin(self, user: User, workspace_id: str, filename: str, size: int | None) -> Upload:
        """Get ready for a file of ``size`` bytes (None: not known), or say why it is not taken.

        Raises NotFound, InvalidRequest, UnsupportedFile, EmptyFile, FileTooLarge, WorkspaceFull.
        """
        await self._access.check(user, workspace_id)
        name = _checked(filename)
        left = await self.left(workspace_id)
        upload = Upload(self, user, workspace_id, name, self.limits.file_bytes, left)
        if size == 0:
            raise _empty()
        upload.check(size or 0)
        await upload.open(self._store)
        return upload

    async def left(self, workspace_id: str) -> int | None:
        """How many bytes there is room for; None is no limit but the disk."""
        if self.limits.workspace_bytes is None:
            return None
        workspace = await self._catalog.workspaces.get(workspace_id)
        return max(0, self.limits.workspace_bytes - workspace.bytes)

    def turn(self, workspace_id: str) -> asyncio.Lock:
        """Held by the one upload that is being added to the workspace."""
        return self._turns.setdefault(workspace_id, asyncio.Lock())

    async def add(self, user: User, file: File) -> tuple[File, Job]:
        """Acknowledge a whole file: it and its job are in the catalog from here on.

        Raises NotFound where the workspace has gone meanwhile; then nothing is kept.
        """
        job = Job(
            id=new_id(),
            workspace_id=file.workspace_id,
            kind="ingest",
            state=JobState.QUEUED,
            created_at=utcnow(),
            owner=user.id,
            file_id=file.id,
            message=file.name,
        )
        try:
            await self._catalog.files.add_with_job(file, job)
        except (NotFound, DiskFull):
            # No row was written. After a lost connection one may have been: then it stays.
            await self._store.delete(file.key)
            raise
        self._events.publish(user.id, Happening(Subject.TABLES, file.workspace_id))
        self._jobs.wake()
        return file, job

    async def list(self, user: User, workspace_id: str) -> tuple[File, ...]:
        """The workspace's files, newest first."""
        await self._access.check(user, workspace_id)
        return await self._catalog.files.list(workspace_id)

    async def delete(self, user: User, workspace_id: str, file_id: str) -> None:
        """Delete an original; tables made of it stay. Raises NotFound."""
        await self._access.check(user, workspace_id)
        file = await self._catalog.files.get(file_id)
        if file.workspace_id != workspace_id:
            raise NotFound("There is no such file.", hint="It may have been deleted already.")
        await self._catalog.files.delete(file_id)
        await self._store.delete(file.key)
        self._events.publish(user.id, Happening(Subject.TABLES, workspace_id))


class Upload:
    """One file coming in. Ended by :meth:`finish` or :meth:`abort`."""

    def __init__(
        self,
        uploads: Uploads,
        user: User,
        workspace_id: str,
        filename: str,
        file_limit: int | None,
        workspace_left: int | None,
    ) -> None:
        self.id = new_id()
        self._uploads = uploads
        self._user = user
        self._workspace_id = workspace_id
        self._filename = filename
        self._file_limit = file_limit
        self._workspace_left = workspace_left
        self._bytes = 0
        self._sha256 = hashlib.sha256()
        self._key = file_key(workspace_id, self.id)
        self._stack = contextlib.AsyncExitStack()
        self._writing = asyncio.Lock()
        self._writer: ObjectWriter | None = None

    def check(self, size: int) -> None:
        """Raise FileTooLarge or WorkspaceFull where ``size`` bytes are too many."""
        if self._file_limit is not None and size > self._file_limit:
            raise FileTooLarge(
                f"{self._filename} is larger than the {_megabytes(self._file_limit)} "
                "that one file may have.",
                hint="Split the file, or leave out columns that are not needed.",
                details={"limit_bytes": self._file_limit},
            )
        if self._workspace_left is not None and size > self._workspace_left:
            raise WorkspaceFull(
                f"{self._filename} does not fit: {_megabytes(self._workspace_left)} are left "
                "in this workspace.",
                hint="Delete files or tables that are not needed, or use another workspace.",
                details={"left_bytes": self._workspace_left},
            )

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

    async def finish(self) -> tuple[File, Job]:
        """The whole file has come: keep it, or raise why not and keep nothing.

        Raises EmptyFile, WorkspaceFull (another upload was faster), NotFound, DiskFull.
        """
        try:
            if self._bytes == 0:
                raise _empty()
            async with self._uploads.turn(self._workspace_id):
                self._workspace_left = await self._uploads.left(self._workspace_id)
                self.check(self._bytes)
                await self._stack.aclose()
                file = File(
                    id=self.id,
                    workspace_id=self._workspace_id,
                    name=self._filename,
                    bytes=self._bytes,
                    sha256=self._sha256.hexdigest(),
                    key=self._key,
                    created_at=utcnow(),
                )
                return await self._uploads.add(self._user, file)
        except BaseException:
            await self.abort()
            raise

    async def abort(self) -> None:
        """The rest will not come: nothing is kept of what has not been finished."""
        broken = UploadBroken(
            "The upload ended before the whole file had come.", hint="Upload the file again."
        )
        # The client may go while its last bytes are being written.
        async with self._writing:
            with contextlib.suppress(UploadBroken):
                await self._stack.__aexit__(UploadBroken, broken, None)


def _checked(filename: str) -> str:
    name = filename.replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not name or len(name) > MAX_FILENAME or any(ord(letter) < 32 for letter in name):
        raise InvalidRequest(
            "The file needs a name.", hint=f"Give ?filename= with 1 to {MAX_FILENAME} characters."
        )
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise UnsupportedFile(
            f"Deita cannot read {suffix} files yet.",
            hint="Save the data as CSV (or TSV), and add that file.",
            details={"suffix": suffix, "readable": sorted(SUFFIXES - {""})},
        )
    return name


def _empty() -> EmptyFile:
    return EmptyFile(
        "The file is empty.", hint="Check that the right file was saved, and add it again."
    )


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB" if size >= 1e7 else f"{size / 1e6:,.1f} MB"
