"""Local copies of uploads, kept for a moment: a file is looked into several times in a row."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from deita_server_ext.blocking import Blocking
from deita_server_ext.domain import File, new_id
from deita_server_ext.storage import ObjectStore

from .places import Places

IDLE_SECONDS = 120.0
MOST_IDLE = 8
"""How many copies are kept that nobody reads just now."""


@dataclass
class _Copy:
    """A folder of its own. ``fetched`` once the copy is whole."""

    folder: Path
    fetched: bool = False
    users: int = 0
    fetching: asyncio.Lock = field(default_factory=asyncio.Lock)
    removal: asyncio.TimerHandle | None = None


class Originals:
    """Fetches uploads from the store, each once for all who read it at the time."""

    def __init__(self, store: ObjectStore, places: Places, blocking: Blocking) -> None:
        self._store = store
        self._places = places
        self._blocking = blocking
        self._copies: dict[str, _Copy] = {}
        self._removing: set[asyncio.Future[None]] = set()

    @contextlib.asynccontextmanager
    async def lent(self, file: File) -> AsyncIterator[Path]:
        """A copy of the file, alone in its folder; nobody is to write to it."""
        copy = self._copies.get(file.id)
        if copy is None:
            copy = self._copies[file.id] = _Copy(self._places.originals / new_id())
        if copy.removal is not None:
            copy.removal.cancel()
            copy.removal = None
        copy.users += 1
        path = copy.folder / "source"
        try:
            async with copy.fetching:
                if not copy.fetched:
                    await self._blocking.run(
                        copy.folder.mkdir, mode=0o700, parents=True, exist_ok=True
                    )
                    await self._store.fetch(file.key, path)
                    copy.fetched = True
            yield path
        finally:
            copy.users -= 1
            if not copy.users:
                self._idle(file.id, copy)

    async def close(self) -> None:
        """Remove all copies."""
        for file_id, copy in list(self._copies.items()):
            if copy.removal is not None:
                copy.removal.cancel()
            self._remove(file_id)
        await asyncio.gather(*self._removing, return_exceptions=True)

    def _idle(self, file_id: str, copy: _Copy) -> None:
        if not copy.fetched:
            self._remove(file_id)
            return
        loop = asyncio.get_running_loop()
        copy.removal = loop.call_later(IDLE_SECONDS, self._remove, file_id)
        idle = [key for key, kept in self._copies.items() if kept.removal is not None]
        for key in idle[:-MOST_IDLE]:
            self._remove(key)

    def _remove(self, file_id: str) -> None:
        copy = self._copies.pop(file_id)
        if copy.removal is not None:
            copy.removal.cancel()
        work = self._blocking.run(shutil.rmtree, copy.folder, ignore_errors=True)
        task = asyncio.ensure_future(work)
        self._removing.add(task)
        task.add_done_callback(self._removing.discard)
