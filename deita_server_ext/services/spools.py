"""The files of results on this machine: kept for a while, within a budget, sometimes shared."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import struct
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from deita_server_ext.blocking import Blocking
from deita_server_ext.errors import ResultGone

from .places import Places

PIECE_BYTES = 2 << 20
"""How much of a result is read and sent at a time."""
_MAGIC = b"ARROW1"
_BEGINNING = 8


class Spools:
    """Removes what is too old or too much, the oldest first; ``budget_bytes`` for all of it."""

    def __init__(self, places: Places, blocking: Blocking, budget_bytes: int) -> None:
        self._places = places
        self._blocking = blocking
        self._budget = budget_bytes

    async def share(self, workspace_id: str, result_id: str, new_id: str) -> bool:
        """Give a result's rows to another result too; False where they are gone."""
        source = self._places.result(workspace_id, result_id)
        target = self._places.result(workspace_id, new_id)
        return await self._blocking.run(_share, source, target)

    async def arrow(
        self, workspace_id: str, result_id: str
    ) -> tuple[int, AsyncGenerator[bytes, None]]:
        """A whole result as an Arrow IPC stream: how many bytes, and the bytes.

        An IPC file is a stream between a magic word and a footer (Arrow columnar format, "IPC
        File Format"), so nothing is read but the file. Raises ResultGone.
        """
        path = self._places.result(workspace_id, result_id)
        try:
            file, start, end = await self._blocking.run(_opened, path)
        except (OSError, ValueError) as exc:
            raise ResultGone("This result is no longer kept.", hint="Run the query again.") from exc

        async def pieces() -> AsyncGenerator[bytes, None]:
            with file:
                async for data in self._pieces(file, start, end):
                    yield data

        return end - start, pieces()

    async def file(self, workspace_id: str, result_id: str) -> tuple[Path, int]:
        """A whole result's file, and how many bytes it has. Raises ResultGone."""
        path = self._places.result(workspace_id, result_id)
        try:
            return path, (await self._blocking.run(path.stat)).st_size
        except OSError as exc:
            raise ResultGone("This result is no longer kept.", hint="Run the query again.") from exc

    async def arrow_to_come(
        self, workspace_id: str, result_id: str, written: Callable[[int], Awaitable[int | None]]
    ) -> AsyncGenerator[bytes, None]:
        """The same of a result that is still being written, as its bytes come.

        ``written`` waits until the file has more bytes than it is given and tells how many,
        None when it is whole.
        """
        path = self._places.result(workspace_id, result_id)
        at = _BEGINNING
        upto = await written(at)
        with await self._blocking.run(path.open, "rb") as file:
            while upto is not None:
                async for data in self._pieces(file, at, upto):
                    yield data
                at, upto = upto, await written(upto)
            _start, end = await self._blocking.run(_stream_in, file)
            async for data in self._pieces(file, at, end):
                yield data

    async def _pieces(self, file: BinaryIO, start: int, end: int) -> AsyncGenerator[bytes, None]:
        at = start
        ahead = asyncio.create_task(self._blocking.run(_read, file, at, end))
        try:
            while data := await ahead:
                at += len(data)
                # The next piece is read while this one is on its way.
                ahead = asyncio.create_task(self._blocking.run(_read, file, at, end))
                yield data
            if at < end:
                raise EOFError(f"the file ends at {at}, not at {end}")
        finally:
            await asyncio.wait({ahead})

    async def remove(self, workspace_id: str, result_id: str) -> None:
        """Remove a result's rows, whole or not."""
        await self._blocking.run(_remove, self._places.result(workspace_id, result_id))

    async def tidy(self, before: datetime) -> None:
        """Remove what was written before ``before``, then what is over the budget."""
        await self._blocking.run(_tidy, self._places.spool, before.timestamp(), self._budget)


def _opened(path: Path) -> tuple[BinaryIO, int, int]:
    """The file, and where its stream begins and ends; closed again where it has none."""
    file = path.open("rb")
    try:
        return file, *_stream_in(file)
    except BaseException:
        file.close()
        raise


def _stream_in(file: BinaryIO) -> tuple[int, int]:
    """Where the stream in an Arrow IPC file begins and ends. Raises ValueError."""
    size = os.fstat(file.fileno()).st_size
    tail = os.pread(file.fileno(), 10, max(0, size - 10))
    if size < 20 or not tail.endswith(_MAGIC):
        raise ValueError("this is no whole Arrow IPC file")
    (footer,) = struct.unpack("<i", tail[:4])
    return _BEGINNING, size - 10 - footer


def _read(file: BinaryIO, at: int, end: int) -> bytes:
    return os.pread(file.fileno(), min(PIECE_BYTES, end - at), at)


def _share(source: Path, target: Path) -> bool:
    made = [target, target.with_suffix(".index")]
    try:
        for old, new in zip((source, source.with_suffix(".index")), made, strict=True):
            try:
                new.hardlink_to(old)
            except FileNotFoundError:
                raise
            except OSError:  # a file system without links
                shutil.copyfile(old, new)
            # Its age counts from its last use; a link has the age of what it was made of.
            os.utime(new)
    except OSError:
        for new in made:
            new.unlink(missing_ok=True)
        return False
    return True


def _remove(path: Path) -> None:
    for each in (path.with_suffix(".index"), path):
        with contextlib.suppress(OSError):
            each.unlink(missing_ok=True)


def _tidy(spool: Path, before: float, budget: int) -> None:
    files: list[tuple[float, Path, os.stat_result]] = []
    for path in spool.glob("*/*"):
        with contextlib.suppress(OSError):
            stat = path.stat()
            if stat.st_mtime < before:
                path.unlink()
            else:
                files.append((stat.st_mtime, path, stat))
    # Linked files take their room once.
    total = sum(one.st_size for one in {stat.st_ino: stat for _at, _path, stat in files}.values())
    for _at, path, stat in sorted(files, key=lambda entry: entry[0]):
        if total <= budget:
            return
        with contextlib.suppress(OSError):
            # As many as there are now: of two links the first may just have gone.
            links = path.stat().st_nlink
            path.unlink()
            if links == 1:
                total -= stat.st_size
