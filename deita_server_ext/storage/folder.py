"""Objects as files in a folder."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO
from uuid import uuid4

from deita_server_ext.blocking import Blocking
from deita_server_ext.errors import DiskFull, StorageUnavailable

from .objects import CHUNK, ObjectInfo, ObjectWriter, checked, checked_range, not_found

# What comes in small pieces goes to the disk's thread in pieces of this size.
_BATCH = 4 << 20
_UNFINISHED = ".unfinished"
_ABANDONED_SECONDS = 24 * 3600
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class FolderStore:
    """A folder that only its owner can read: files 0600, folders 0700.

    What is being written is in ``.unfinished``, in the same file system, and
    gets its name when it is whole and on the disk.
    """

    def __init__(self, root: Path, blocking: Blocking) -> None:
        self._root = root
        self._blocking = blocking

    async def open(self) -> None:
        """Make the folder; clear what was left unfinished more than a day ago."""
        await self._blocking.run(self._open)

    def _open(self) -> None:
        with _faults():
            _make_folders(self._root / _UNFINISHED)
            for path in (self._root / _UNFINISHED).iterdir():
                # A younger one may be another server's, which writes it just now.
                with suppress(FileNotFoundError):
                    if path.stat().st_mtime < time.time() - _ABANDONED_SECONDS:
                        path.unlink()

    async def close(self) -> None:
        """Nothing is held open."""

    def writer(self, key: str) -> AbstractAsyncContextManager[ObjectWriter]:
        """See :meth:`ObjectStore.writer`."""
        return _Writing(self._path(key), self._unfinished(), self._blocking)

    async def read(
        self, key: str, offset: int = 0, length: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        """See :meth:`ObjectStore.read`."""
        checked_range(offset, length)
        path = self._path(key)
        file = await self._blocking.run(_open_at, path, offset)
        try:
            while length is None or length > 0:
                want = CHUNK if length is None else min(CHUNK, length)
                piece = await self._blocking.run(_read, file, want)
                if not piece:
                    return
                if length is not None:
                    length -= len(piece)
                yield piece
        finally:
            file.close()

    async def put_file(self, key: str, path: Path) -> None:
        """See :meth:`ObjectStore.put_file`."""
        target = self._path(key)
        await self._blocking.run(_place, path, self._unfinished(), target, True)

    async def fetch(self, key: str, path: Path) -> None:
        """See :meth:`ObjectStore.fetch`."""
        unfinished = path.with_name(f".{path.name}.{uuid4().hex}")
        await self._blocking.run(_place, self._path(key), unfinished, path, False)

    async def size(self, key: str) -> int:
        """See :meth:`ObjectStore.size`."""
        return await self._blocking.run(_size, self._path(key))

    async def delete(self, key: str) -> None:
        """See :meth:`ObjectStore.delete`."""
        await self._blocking.run(self._delete, self._path(key))

    def _delete(self, path: Path) -> None:
        with _faults():
            # A folder is no object, only the beginning of some.
            with suppress(IsADirectoryError):
                path.unlink(missing_ok=True)
            self._prune(path.parent)

    async def delete_prefix(self, prefix: str) -> None:
        """See :meth:`ObjectStore.delete_prefix`."""
        await self._blocking.run(self._delete_prefix, self._path(prefix))

    def _delete_prefix(self, folder: Path) -> None:
        with _faults():
            if folder.is_dir():
                shutil.rmtree(folder)
                self._prune(folder.parent)

    async def list(self, prefix: str = "") -> AsyncGenerator[ObjectInfo, None]:
        """See :meth:`ObjectStore.list`."""
        folder = self._path(prefix) if prefix else self._root
        for found in await self._blocking.run(lambda: [*self._walk(folder)]):
            yield found

    def _walk(self, folder: Path) -> Iterator[ObjectInfo]:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            return
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != _UNFINISHED:
                    yield from self._walk(Path(entry.path))
                continue
            with suppress(FileNotFoundError):
                known = entry.stat()
                key = Path(entry.path).relative_to(self._root).as_posix()
                yield ObjectInfo(key, known.st_size, datetime.fromtimestamp(known.st_mtime, UTC))

    def _prune(self, folder: Path) -> None:
        """Remove folders that are empty now, upwards."""
        with suppress(OSError):
            while folder != self._root:
                folder.rmdir()
                folder = folder.parent

    def _path(self, key: str) -> Path:
        return self._root / checked(key)

    def _unfinished(self) -> Path:
        return self._root / _UNFINISHED / uuid4().hex


class _Writing:
    """One object on its way into the folder."""

    def __init__(self, target: Path, unfinished: Path, blocking: Blocking) -> None:
        self._target = target
        self._unfinished = unfinished
        self._blocking = blocking
        self._pieces: list[bytes] = []
        self._held = 0
        self._file: BinaryIO | None = None

    async def __aenter__(self) -> ObjectWriter:
        return self

    async def write(self, data: bytes) -> None:
        """See :meth:`ObjectWriter.write`."""
        self._pieces.append(data)
        self._held += len(data)
        if self._held >= _BATCH:
            await self._blocking.run(self._flush)

    def _flush(self) -> None:
        with _faults():
            if self._file is None:
                self._file = _create(self._unfinished)
            pieces, self._pieces, self._held = self._pieces, [], 0
            self._file.write(b"".join(pieces))

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            await asyncio.shield(self._blocking.run(self._abort))
            return
        commit = asyncio.ensure_future(self._blocking.run(self._commit))
        try:
            await asyncio.shield(commit)
        except asyncio.CancelledError:
            # The thread cannot be stopped any more; what it did can be undone.
            await asyncio.wait([commit])
            if commit.exception() is None:
                await self._blocking.run(self._target.unlink, missing_ok=True)
            raise

    def _commit(self) -> None:
        try:
            self._flush()
            assert self._file is not None
            with _faults():
                self._file.flush()
                os.fsync(self._file.fileno())
                self._file.close()
                _rename(self._unfinished, self._target)
                _sync_folder(self._target.parent)
        except BaseException:
            self._abort()
            raise

    def _abort(self) -> None:
        self._pieces = []
        if self._file is not None:
            # To close is to write what is buffered, which may fail once more.
            with suppress(OSError):
                self._file.close()
        self._unfinished.unlink(missing_ok=True)


def _create(path: Path) -> BinaryIO:
    _make_folders(path.parent)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _place(source: Path, unfinished: Path, target: Path, durable: bool) -> None:
    """Have ``source`` at ``target`` too: by a hard link where that can be, else copied."""
    with _faults(reading=not durable):
        _make_folders(unfinished.parent)
        try:
            try:
                os.link(source, unfinished)
            except FileNotFoundError:
                raise
            except OSError:
                # Another file system, or one that has no hard links.
                with source.open("rb") as original, _create(unfinished) as copy:
                    shutil.copyfileobj(original, copy, CHUNK)
            if durable:
                unfinished.chmod(0o600)
                with unfinished.open("rb") as file:
                    os.fsync(file.fileno())
            _rename(unfinished, target)
            if durable:
                _sync_folder(target.parent)
        finally:
            # Where both are links to the same file, a rename leaves both.
            unfinished.unlink(missing_ok=True)


def _rename(unfinished: Path, target: Path) -> None:
    for attempt in range(10):
        _make_folders(target.parent)
        try:
            unfinished.replace(target)
            break
        except FileNotFoundError:
            # A deletion elsewhere may just have removed the empty folder.
            if attempt == 9 or not unfinished.exists():
                raise


def _sync_folder(folder: Path) -> None:
    # Without it the file's name may be lost with the power. Windows has no such thing.
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _make_folders(folder: Path) -> None:
    """Like ``mkdir(parents=True)``, but with every new folder for the owner only."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except FileNotFoundError:
        _make_folders(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _open_at(path: Path, offset: int) -> BinaryIO:
    with _faults(reading=True):
        file = path.open("rb", buffering=0)
        file.seek(offset)
        return file


def _read(file: BinaryIO, length: int) -> bytes:
    with _faults():
        return file.read(length)


def _size(path: Path) -> int:
    with _faults(reading=True):
        if path.is_dir():
            raise not_found()
        return path.stat().st_size


@contextmanager
def _faults(*, reading: bool = False) -> Iterator[None]:
    """What the operating system says, as errors a person can act on."""
    try:
        yield
    except OSError as error:
        absent = FileNotFoundError | NotADirectoryError | IsADirectoryError
        if reading and isinstance(error, absent):
            raise not_found() from error
        if error.errno in _FULL:
            raise DiskFull(
                "There is no room left on the disk where Deita keeps its files.",
                hint="Free some disk space, or delete files and tables you no longer need.",
            ) from error
        raise StorageUnavailable(
            f"Deita cannot use its folder for files: {error.strerror}.",
            hint="Check that the folder is there and that Deita may write to it.",
        ) from error
