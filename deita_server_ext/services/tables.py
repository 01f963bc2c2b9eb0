"""Tables: listed, renamed, deleted, paged through."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Table, User
from deita_server_ext.engine.pool import Pool
from deita_server_ext.engine.process import Worker
from deita_server_ext.storage import ObjectStore

from .access import Access
from .events import Events, Happening, Subject
from .snapshots import SnapshotCache


@dataclass(frozen=True)
class Rows:
    """A page as the worker encoded it: a JSON array of arrays, or an Arrow IPC stream."""

    data: bytes
    row_count: int | None


class Tables:
    """A workspace's tables."""

    def __init__(
        self,
        catalog: Catalog,
        store: ObjectStore,
        pool: Pool,
        cache: SnapshotCache,
        access: Access,
        events: Events,
    ) -> None:
        self._catalog = catalog
        self._store = store
        self._pool = pool
        self._cache = cache
        self._access = access
        self._events = events

    async def list(self, user: User, workspace_id: str) -> tuple[Table, ...]:
        """The tables by name."""
        await self._access.check(user, workspace_id)
        return await self._catalog.tables.list(workspace_id)

    async def get(self, user: User, workspace_id: str, id_or_name: str) -> Table:
        """One table. Raises NotFound."""
        await self._access.check(user, workspace_id)
        return await self._catalog.tables.get(workspace_id, id_or_name)

    async def rename(self, user: User, workspace_id: str, id_or_name: str, name: str) -> Table:
        """The table under its new name. Raises NotFound or NameTaken."""
        table = await self.get(user, workspace_id, id_or_name)
        renamed = await self._catalog.tables.rename(table.id, name)
        self._changed(user, workspace_id)
        return renamed

    async def delete(self, user: User, workspace_id: str, id_or_name: str) -> None:
        """Delete a table with its snapshots; the file it was made of stays."""
        table = await self.get(user, workspace_id, id_or_name)
        keys = await self._catalog.tables.delete(table.id)
        self._changed(user, workspace_id)
        await self._cache.drop(table)
        await asyncio.gather(*(self._store.delete(key) for key in keys))

    @contextlib.asynccontextmanager
    async def seat(self, user: User, workspace_id: str) -> AsyncIterator[Worker]:
        """The workspace's worker with the tables as they are now."""
        await self._access.check(user, workspace_id)
        files = await self._cache.files(await self._catalog.tables.list(workspace_id))
        async with self._pool.seat(workspace_id, files) as worker:
            yield worker

    async def rows(
        self, user: User, workspace_id: str, id_or_name: str, offset: int, limit: int, format: str
    ) -> tuple[Table, Rows]:
        """Rows ``offset`` and on, in the order of the file, ``format`` json or arrow."""
        table = await self.get(user, workspace_id, id_or_name)
        async with self.seat(user, workspace_id) as worker:
            _header, data = await worker.call(
                "rows", snapshot=table.snapshot.id, offset=offset, limit=limit, format=format
            )
        return table, Rows(data, table.snapshot.row_count)

    def _changed(self, user: User, workspace_id: str) -> None:
        self._events.publish(user.id, Happening(Subject.TABLES, workspace_id))
