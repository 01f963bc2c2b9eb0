"""Queries that have ended, on their way into the history."""

from __future__ import annotations

import asyncio
import logging

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Query
from deita_server_ext.errors import DeitaError

log = logging.getLogger("deita.queries")

DELAY_SECONDS = 0.2
"""So long a query waits for others that are written together with it: the next one that the
same person runs should not have to share the machine with the last one's history."""


class Journal:
    """Writes queries to the catalog soon after they have ended, several in one transaction."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._waiting: dict[str, Query] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._writing = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def add(self, query: Query) -> None:
        """Have a query written; returns at once."""
        self._waiting[query.id] = query
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(DELAY_SECONDS, self._begin)

    def find(self, query_id: str) -> Query | None:
        """A query that is still to be written."""
        return self._waiting.get(query_id)

    async def written(self) -> None:
        """Write what waits, and return when all is in the catalog."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        async with self._writing:
            while self._waiting:
                batch = dict(self._waiting)
                await self._write(tuple(batch.values()))
                for query_id, query in batch.items():
                    if self._waiting.get(query_id) is query:
                        del self._waiting[query_id]

    def _begin(self) -> None:
        self._timer = None
        task = asyncio.create_task(self.written())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _write(self, queries: tuple[Query, ...]) -> None:
        try:
            await self._catalog.queries.put(*queries)
        except DeitaError as exc:
            if len(queries) == 1:
                # Its workspace may have gone; it is remembered here for as long as others are.
                log.info("Query %s is not in the history: %s", queries[0].id, exc.code)
                return
            for query in queries:
                await self._write((query,))
        except Exception:
            # A fault of ours must not keep all that come after it from being written.
            log.exception("%d queries could not be written to the history", len(queries))
