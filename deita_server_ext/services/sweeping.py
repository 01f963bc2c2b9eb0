"""What nobody names: left behind by servers that were killed, and removed here."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

from deita_server_ext.blocking import Blocking
from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import utcnow
from deita_server_ext.errors import DeitaError
from deita_server_ext.storage import ObjectStore

from .places import Places
from .resumable import Resumable
from .rounds import Rounds

log = logging.getLogger("deita.sweeping")

PAUSE_SECONDS = 3600.0
SWEEPS = 24
"""Every so many pauses the whole store is looked through."""
UNNAMED = timedelta(hours=1)
"""How long after it was written an object may wait for the row that names it."""
UNFINISHED = timedelta(days=1)
"""How long after its last bytes something half-written may be waited for."""
_AT_ONCE = 500
_SNAPSHOT = re.compile(r"([0-9a-f]{32})[.-]")


class Sweeper(Rounds):
    """Looks for what is left behind, at the start and every day; for what expires, every hour.

    Any number of servers may do so at the same time, and while others write: what is young,
    is written by a job under way, or belongs to an upload under way is left alone.
    """

    def __init__(
        self,
        catalog: Catalog,
        store: ObjectStore,
        resumable: Resumable,
        places: Places,
        blocking: Blocking,
    ) -> None:
        self._catalog = catalog
        self._store = store
        self._resumable = resumable
        self._places = places
        self._blocking = blocking

    async def sweep(
        self, unnamed: timedelta = UNNAMED, unfinished: timedelta = UNFINISHED
    ) -> list[str]:
        """Remove what is older than that, in the store and in the cache. What it was."""
        gone = [
            *[key async for key in self._objects(unnamed)],
            *[name async for name in self._pieces(unfinished)],
        ]
        snapshots = await self._catalog.objects.snapshot_ids()
        gone += await self._blocking.run(_clear, self._places.cache, snapshots, unnamed)
        if gone:
            log.info("Removed %d things that a server left behind when it ended.", len(gone))
        return gone

    async def _go(self) -> None:
        turn = 0
        while True:
            try:
                await self._resumable.expire()
                if turn % SWEEPS == 0:
                    await self.sweep()
            except DeitaError:
                log.warning("What was left behind could not be looked for.", exc_info=True)
            turn += 1
            await asyncio.sleep(PAUSE_SECONDS)

    async def _objects(self, age: timedelta) -> AsyncIterator[str]:
        # First the objects, then the rows: what is named meanwhile is seen to be named.
        before = utcnow() - age
        old = [found.key async for found in self._store.list() if found.modified < before]
        for keys in _batches(old):
            named = await self._catalog.objects.named(keys)
            busy = await self._catalog.objects.busy_ids()
            for key in keys:
                if key not in named and busy.isdisjoint(key.split("/")):
                    await self._store.delete(key)
                    yield key

    async def _pieces(self, age: timedelta) -> AsyncIterator[str]:
        before = utcnow() - age
        old = [piece async for piece in self._store.unfinished() if piece.modified < before]
        growing = await self._catalog.objects.growing() if old else set()
        for piece in old:
            if piece.key not in growing:
                with contextlib.suppress(DeitaError):  # another server may have been faster
                    await self._store.drop(piece)
                    yield piece.name


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(keys)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch


def _clear(cache: Path, snapshots: set[str], age: timedelta) -> list[str]:
    """Remove pieces from the cache, and files of snapshots that are no more."""
    gone = []
    for path in cache.glob("*/*"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime > time.time() - age.total_seconds():
                continue
            found = _SNAPSHOT.match(path.name)
            whole = path.suffix in (".parquet", ".duckdb")
            if found is None or not whole or found[1] not in snapshots:
                path.unlink()
                gone.append(path.name)
    return gone
