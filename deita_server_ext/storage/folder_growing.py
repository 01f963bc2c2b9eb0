"""An object that grows in a folder: a file beside its place, which it gets when it is whole."""

from __future__ import annotations

import asyncio
import os
from io import FileIO
from pathlib import Path
from types import TracebackType

from deita_server_ext.blocking import Blocking

from .disk import create, faults, rename, sync_folder
from .objects import GrowingObject, Grown, lost_bytes

GROWING = ".growing"
_BATCH = 4 << 20


def growing_path(target: Path) -> Path:
    """Where the object at ``target`` is until it is whole."""
    return target.with_name(target.name + GROWING)


def complete(target: Path, grown: Grown) -> None:
    """Give what has grown its name, or see that it has it."""
    path = growing_path(target)
    with faults(reading=True):
        if not path.exists() and target.exists() and target.stat().st_size == grown.bytes:
            return
        with _opened(path, grown) as file:
            os.fsync(file.fileno())
        rename(path, target)
        sync_folder(target.parent)


class FolderGrowing:
    """Bytes on their way to the end of a file."""

    def __init__(self, target: Path, grown: Grown, blocking: Blocking) -> None:
        self._path = growing_path(target)
        self._grown = grown
        self._blocking = blocking
        self._pieces: list[bytes] = []
        self._held = 0
        self._bytes = grown.bytes
        self._file: FileIO | None = None
        # A thread's work outlives the cancelling of who waits for it.
        self._working = asyncio.Lock()

    async def __aenter__(self) -> GrowingObject:
        return self

    async def write(self, data: bytes) -> None:
        """See :meth:`GrowingObject.write`."""
        self._pieces.append(data)
        self._held += len(data)
        if self._held >= _BATCH:
            async with self._working:
                await self._blocking.run(self._flush)

    async def keep(self, *, all: bool) -> Grown:  # noqa: ARG002 - all of it costs little
        """See :meth:`GrowingObject.keep`."""
        async with self._working:
            return await self._blocking.run(self._keep)

    def _flush(self) -> None:
        with faults():
            if self._file is None:
                self._file = _opened(self._path, self._grown)
            pieces, self._pieces, self._held = self._pieces, [], 0
            data = b"".join(pieces)
            _write(self._file, data)
            self._bytes += len(data)

    def _keep(self) -> Grown:
        if self._held or self._file is not None:
            self._flush()
            assert self._file is not None
            with faults():
                os.fsync(self._file.fileno())
                if self._grown.bytes == 0:
                    sync_folder(self._path.parent)
            self._grown = Grown(self._bytes)
        return self._grown

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            await asyncio.shield(self._blocking.run(self._file.close))


def _opened(path: Path, grown: Grown) -> FileIO:
    """The file with ``grown.bytes`` bytes and not one more, open at its end.

    Unbuffered: what was not kept is cut off when more comes, and closing must not write it.
    """
    if grown.bytes == 0 and not path.exists():
        create(path).close()
    file = FileIO(path, "r+")
    if file.seek(0, os.SEEK_END) < grown.bytes:
        file.close()
        raise lost_bytes()
    file.truncate(grown.bytes)
    file.seek(grown.bytes)
    return file


def _write(file: FileIO, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]
