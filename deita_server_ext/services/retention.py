"""How long things are kept: earlier snapshots, deleted tables, objects that nothing names."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Table, utcnow
from deita_server_ext.errors import DeitaError, NotFound
from deita_server_ext.storage import ObjectStore

from .rounds import Rounds
from .snapshots import SnapshotCache

log = logging.getLogger("deita.retention")

LONGEST_PAUSE = timedelta(hours=1)
ANNOUNCED = timedelta(hours=1)
"""How long an object may be on its way before its row; then it is taken for left behind."""


@dataclass(frozen=True)
class RetentionLimits:
    """``snapshots`` of a table are kept; a deletion can be undone for ``undo``."""

    snapshots: int
    undo: timedelta


class Retention(Rounds):
    """Removes what is kept no longer. Any number of servers may do so on one catalog."""

    def __init__(
        self,
        catalog: Catalog,
        store: ObjectStore,
        cache: SnapshotCache,
        limits: RetentionLimits,
    ) -> None:
        self._catalog = catalog
        self._store = store
        self._cache = cache
        self.limits = limits

    @property
    def undo_since(self) -> datetime:
        """Tables deleted after this moment can be brought back."""
        return utcnow() - self.limits.undo

    async def announce(self, keys: Iterable[str]) -> None:
        """Say that objects are about to be written: should no row come to name them, they go."""
        await self._catalog.discards.add(keys, utcnow() + ANNOUNCED)

    async def withdraw(self, keys: Iterable[str]) -> None:
        """The announced objects are not wanted after all."""
        await self._catalog.discards.add(keys, utcnow())
        await self.empty()

    async def prune(self, table: Table) -> None:
        """Keep as many of the table's snapshots as are to be kept."""
        with contextlib.suppress(NotFound):
            gone = await self._catalog.snapshots.prune(table.id, self.limits.snapshots)
            await self._cache.drop((table.workspace_id, snapshot) for snapshot in gone)
            if gone:
                await self.empty()

    async def sweep(self) -> None:
        """Remove the tables whose deletion can no longer be undone, and what is on the list."""
        await self._cache.drop(await self._catalog.tables.sweep(self.undo_since))
        await self.empty()

    async def empty(self) -> None:
        """Remove the objects whose moment has come."""
        while keys := await self._catalog.discards.due(utcnow()):
            await asyncio.gather(*(self._store.delete(key) for key in keys))
            await self._catalog.discards.forget(keys)

    async def _go(self) -> None:
        pause = min(LONGEST_PAUSE, max(self.limits.undo / 4, timedelta(seconds=1)))
        while True:
            try:
                await self.sweep()
            except DeitaError:
                log.warning("The catalog or the store does not answer; it is swept later.")
            await asyncio.sleep(pause.total_seconds())
