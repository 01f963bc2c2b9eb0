"""Objects as files in a folder."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncGenerator, Iterator
from contextlib import AbstractAsyncContextManager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO
from uuid import uuid4

from deita_server_ext.blocking import Blocking

from .disk import create, faults, make_folders, open_at, place, read, rename, size, sync_folder
from .folder_growing import GROWING, FolderGrowing, complete, growing_path
from .objects import (
    CHUNK,
    GrowingObject,
    Grown,
    ObjectInfo,
    ObjectWriter,
    Unfinished,
    checked,
    checked_range,
)

# What comes in small pieces goes to the disk's thread in pieces of this size.
_BATCH = 4 << 20
_UNFINISHED = ".unfinished"


class FolderStore:
    """A folder that only its owner can read: files 0600, folders 0700.

    What is being written is in ``.unfinished``, in the same file system, and
    gets its name when it is whole and on the disk.
    """

    def __init__(self, root: Path, blocking: Blocking) -> None:
        self._root = root
        self._blocking = blocking

    async def open(self) -> None:
        """Make the folder."""
        await self._blocking.run(self._open)

    def _open(self) -> None:
        with faults():
            make_folders(self._root / _UNFINISHED)

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
        file = await self._blocking.run(open_at, path, offset)
        try:
            while length is None or length > 0:
                want = CHUNK if length is None else min(CHUNK, length)
                piece = await self._blocking.run(read, file, want)
                if not piece:
                    return
                if length is not None:
                    length -= len(piece)
                yield piece
        finally:
            file.close()

    def grow(self, key: str, grown: Grown) -> AbstractAsyncContextManager[GrowingObject]:
        """See :meth:`ObjectStore.grow`."""
        return FolderGrowing(self._path(key), grown, self._blocking)

    async def complete(self, key: str, grown: Grown) -> None:
        """See :meth:`ObjectStore.complete`."""
        await self._blocking.run(complete, self._path(key), grown)

    async def abandon(self, key: str, grown: Grown) -> None:  # noqa: ARG002 - the path says it all
        """See :meth:`ObjectStore.abandon`."""
        await self._blocking.run(self._delete, growing_path(self._path(key)))

    async def unfinished(self) -> AsyncGenerator[Unfinished, None]:
        """See :meth:`ObjectStore.unfinished`."""
        for found in await self._blocking.run(lambda: [*self._pieces()]):
            yield found

    def _pieces(self) -> Iterator[Unfinished]:
        growing = (path for path, _entry in self._files(self._root) if path.suffix == GROWING)
        for path in (*(self._root / _UNFINISHED).iterdir(), *growing):
            with suppress(FileNotFoundError):
                written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                place = path.relative_to(self._root)
                grows = place.suffix == GROWING
                yield Unfinished(
                    place.as_posix(), written, place.with_suffix("").as_posix() if grows else None
                )

    async def drop(self, unfinished: Unfinished) -> None:
        """See :meth:`ObjectStore.drop`."""
        await self._blocking.run(self._delete, self._root / unfinished.name)

    async def put_file(self, key: str, path: Path) -> None:
        """See :meth:`ObjectStore.put_file`."""
        target = self._path(key)
        await self._blocking.run(place, path, self._unfinished(), target, True)

    async def fetch(self, key: str, path: Path) -> None:
        """See :meth:`ObjectStore.fetch`."""
        unfinished = path.with_name(f".{path.name}.{uuid4().hex}")
        await self._blocking.run(place, self._path(key), unfinished, path, False)

    async def size(self, key: str) -> int:
        """See :meth:`ObjectStore.size`."""
        return await self._blocking.run(size, self._path(key))

    async def delete(self, key: str) -> None:
        """See :meth:`ObjectStore.delete`."""
        await self._blocking.run(self._delete, self._path(key))

    def _delete(self, path: Path) -> None:
        with faults():
            # A folder is no object, only the beginning of some.
            with suppress(IsADirectoryError):
                path.unlink(missing_ok=True)
            self._prune(path.parent)

    async def delete_prefix(self, prefix: str) -> None:
        """See :meth:`ObjectStore.delete_prefix`."""
        await self._blocking.run(self._delete_prefix, self._path(prefix))

    def _delete_prefix(self, folder: Path) -> None:
        with faults():
            if folder.is_dir():
                shutil.rmtree(folder)
                self._prune(folder.parent)

    async def list(self, prefix: str = "") -> AsyncGenerator[ObjectInfo, None]:
        """See :meth:`ObjectStore.list`."""
        folder = self._path(prefix) if prefix else self._root
        for found in await self._blocking.run(lambda: [*self._walk(folder)]):
            yield found

    def _walk(self, folder: Path) -> Iterator[ObjectInfo]:
        for path, entry in self._files(folder):
            with suppress(FileNotFoundError):
                known = entry.stat()
                if path.suffix != GROWING:
                    key = path.relative_to(self._root).as_posix()
                    written = datetime.fromtimestamp(known.st_mtime, UTC)
                    yield ObjectInfo(key, known.st_size, written)

    def _files(self, folder: Path) -> Iterator[tuple[Path, os.DirEntry[str]]]:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            return
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                yield Path(entry.path), entry
            elif entry.name != _UNFINISHED:
                yield from self._files(Path(entry.path))

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
        with faults():
            if self._file is None:
                self._file = create(self._unfinished)
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
            with faults():
                self._file.flush()
                os.fsync(self._file.fileno())
                self._file.close()
                rename(self._unfinished, self._target)
                sync_folder(self._target.parent)
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
