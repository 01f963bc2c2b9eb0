"""Statements tried out: a few rows in a short time, without a trace in the history."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Column, User, new_id
from deita_server_ext.engine.pool import Pool
from deita_server_ext.engine.running import RunningQuery

from .access import Access
from .parts import columns_of
from .snapshots import SnapshotCache
from .spools import Spools
from .versions import Versions


@dataclass(frozen=True)
class Trial:
    """What a statement gave. ``whole`` is false where there are more rows than were asked for.

    ``tables`` are the snapshots it reads, as ``name@number``.
    """

    columns: tuple[Column, ...]
    rows: list[list[Any]]
    whole: bool
    tables: tuple[str, ...]


class Trials:
    """Runs statements as the user could, with the same gate, turns and limits."""

    def __init__(
        self,
        catalog: Catalog,
        pool: Pool,
        cache: SnapshotCache,
        versions: Versions,
        access: Access,
        spools: Spools,
    ) -> None:
        self._catalog = catalog
        self._pool = pool
        self._cache = cache
        self._versions = versions
        self._access = access
        self._spools = spools

    async def run(
        self, user: User, workspace_id: str, sql: str, *, rows: int, seconds: float
    ) -> Trial:
        """At most ``rows`` rows of what it gives; the rest is not made. Raises as a query does."""
        await self._access.check(user, workspace_id)
        tables = await self._catalog.tables.list(workspace_id)
        named = await self._versions.named_in(workspace_id, sql, tables)
        files = await self._cache.files(tables)
        earlier = await self._versions.files(named)
        query = RunningQuery(new_id(), user.id, seconds, lambda _header: None)
        task = asyncio.create_task(
            query.run(
                self._pool,
                workspace_id,
                files,
                sql=sql,
                params={},
                page_size=rows + 1,
                format="json",
                earlier=earlier,
            )
        )
        try:
            header, page = await query.first
            found = json.loads(page)
            whole = len(found) <= rows
            if whole:
                await task
            return Trial(
                columns_of(header["columns"]),
                found[:rows],
                whole,
                tuple(header["tables"]),
            )
        finally:
            query.cancel()
            # Whatever became of it was told with the first page.
            await asyncio.gather(task, return_exceptions=True)
            await self._spools.remove(workspace_id, query.id)


def quoted(name: str) -> str:
    """An identifier, quoted."""
    return '"' + name.replace('"', '""') + '"'
