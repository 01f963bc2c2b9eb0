"""Queries: run, paged, cancelled, remembered. A result is its query's, by the same id."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from deita_server_ext.blocking import Blocking
from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import (
    Column,
    ColumnKind,
    Query,
    QueryState,
    User,
    new_id,
    utcnow,
)
from deita_server_ext.engine.pool import Pool, TableFile
from deita_server_ext.engine.process import EngineFault
from deita_server_ext.engine.running import RunningQuery
from deita_server_ext.errors import (
    DeitaError,
    InvalidRequest,
    NotFound,
    QueryCancelled,
    fault_body,
)

from .access import Access
from .places import Places
from .snapshots import SnapshotCache
from .tables import Rows

log = logging.getLogger("deita.queries")

REMEMBERED = 500
"""Finished queries kept in memory; older ones are read from the catalog."""
TIDY_SECONDS = 3600.0


@dataclass(frozen=True)
class QueryLimits:
    """Rows, seconds; ``result_age`` is how long results and history are kept."""

    page_size: int
    max_page_size: int
    timeout_seconds: float
    result_age: timedelta

    def rows(self, wanted: int | None) -> int:
        """The page size for a request that asks for ``wanted`` rows. Raises InvalidRequest."""
        if wanted is None:
            return self.page_size
        if not 0 < wanted <= self.max_page_size:
            raise InvalidRequest(
                f"A page has 1 to {self.max_page_size} rows.",
                hint="Ask for several pages, or export for all rows.",
            )
        return wanted


@dataclass(frozen=True)
class Statement:
    """What is to be run."""

    sql: str
    params: dict[str, Any]
    page_size: int | None = None
    timeout_seconds: float | None = None
    id: str | None = None
    format: str = "json"


@dataclass
class _Live:
    """A query of this server: as it is now, and the task that drives it."""

    query: Query
    running: RunningQuery
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None


class Queries:
    """Runs statements and keeps what they gave."""

    def __init__(
        self,
        catalog: Catalog,
        pool: Pool,
        cache: SnapshotCache,
        access: Access,
        places: Places,
        blocking: Blocking,
        limits: QueryLimits,
    ) -> None:
        self._catalog = catalog
        self._pool = pool
        self._cache = cache
        self._access = access
        self._places = places
        self._blocking = blocking
        self.limits = limits
        self._live: OrderedDict[str, _Live] = OrderedDict()
        self._tidying: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to remove what is too old."""
        self._tidying = asyncio.create_task(self._tidy())

    async def close(self) -> None:
        """Cancel what runs and wait for it."""
        tasks = [live.task for live in self._live.values() if live.task is not None]
        if self._tidying is not None:
            self._tidying.cancel()
            tasks.append(self._tidying)
        for live in self._live.values():
            live.running.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def run(self, user: User, workspace_id: str, statement: Statement) -> tuple[Query, Rows]:
        """Run a statement until its first page is there; the rest goes on being written.

        Raises what is wrong with the statement, QueryTimeout, QueryCancelled, MemoryLimit,
        EngineBusy, WorkerDied, DiskFull.
        """
        started = time.perf_counter()
        page_size = self.limits.rows(statement.page_size)
        query = Query(
            id=statement.id or new_id(),
            workspace_id=workspace_id,
            owner=user.id,
            sql=statement.sql,
            state=QueryState.RUNNING,
            created_at=utcnow(),
            params=statement.params,
        )
        if query.id in self._live:
            raise _taken()
        most = self.limits.timeout_seconds
        timeout = min(statement.timeout_seconds or most, most)

        def on_first(header: dict[str, Any]) -> None:
            total = {"total_ms": (time.perf_counter() - started) * 1e3}
            # Where the first page is all there is, the query has ended; its file is closed
            # in a moment, and if that fails the query fails after all.
            ended = header["row_count"] is not None
            live.query = replace(
                live.query,
                state=QueryState.DONE if ended else QueryState.RUNNING,
                finished_at=utcnow() if ended else None,
                columns=_columns(header["columns"]),
                tables=tuple(header["tables"]),
                row_count=header["row_count"],
                stats={**header["stats"], **total},
            )

        running = RunningQuery(query.id, timeout, self._pool.limits.grace_seconds, on_first)
        live = self._live[query.id] = _Live(query, running)
        try:
            await self._access.check(user, workspace_id)
            if statement.id is not None and await self._is_known(statement.id):
                raise _taken()
            files = await self._cache.files(await self._catalog.tables.list(workspace_id))
        except BaseException:
            del self._live[query.id]
            self._finish(live, QueryState.FAILED)
            live.begun.set()
            raise
        args = {
            "sql": statement.sql,
            "params": statement.params,
            "page_size": page_size,
            "format": statement.format,
        }
        live.task = asyncio.create_task(self._drive(live, files, args))
        live.begun.set()
        _header, data = await running.first
        return live.query, Rows(data, live.query.row_count)

    async def get(self, user: User, query_id: str) -> Query:
        """One query. Raises NotFound."""
        live = self._live.get(query_id)
        query = live.query if live is not None else await self._catalog.queries.get(query_id)
        if query.owner != user.id:
            raise NotFound("There is no such query.", hint="Run the statement again.")
        await self._access.check(user, query.workspace_id)
        return query

    async def cancel(self, user: User, query_id: str) -> Query:
        """Stop a query and wait until it has stopped; one that has ended stays as it is."""
        query = await self.get(user, query_id)
        live = self._live.get(query_id)
        if live is None or query.state is not QueryState.RUNNING:
            return query
        live.running.cancel()
        await live.begun.wait()
        if live.task is not None:
            await asyncio.wait({live.task})
        return live.query

    async def _is_known(self, query_id: str) -> bool:
        """Whether the history has such a query, whoever ran it."""
        with contextlib.suppress(NotFound):
            await self._catalog.queries.get(query_id)
            return True
        return False

    async def _drive(self, live: _Live, files: tuple[TableFile, ...], args: dict[str, Any]) -> None:
        query_id = live.query.id
        try:
            async with self._pool.seat(live.query.workspace_id, files) as worker:
                header = await live.running.drive(worker, **args)
            self._finish(live, QueryState.DONE, row_count=header["row_count"])
        except DeitaError as exc:
            cancelled = isinstance(exc, QueryCancelled)
            state = QueryState.CANCELLED if cancelled else QueryState.FAILED
            live.running.fail(exc)
            self._finish(live, state, error=exc.body())
        except EngineFault as exc:
            log.exception("Query %s failed in the worker", query_id)
            live.running.fail(exc)
            self._finish(live, QueryState.FAILED, error=fault_body(query_id))
        except BaseException as exc:
            live.running.fail(exc)
            self._finish(live, QueryState.FAILED, error=fault_body(query_id))
            raise
        await self._remember(live)

    def _finish(self, live: _Live, state: QueryState, **changes: Any) -> None:
        live.query = replace(live.query, state=state, finished_at=utcnow(), **changes)

    async def _remember(self, live: _Live) -> None:
        """Write the finished query to the history, off the way of the answer."""
        if live.query.state is not QueryState.DONE:
            path = self._places.result(live.query.workspace_id, live.query.id)
            await self._blocking.run(path.unlink, missing_ok=True)
        with contextlib.suppress(DeitaError):
            await self._catalog.queries.put(live.query)
        while len(self._live) > REMEMBERED:
            oldest = next(iter(self._live.values()))
            if oldest.task is None or not oldest.task.done():
                break
            self._live.popitem(last=False)

    async def _tidy(self) -> None:
        while True:
            with contextlib.suppress(DeitaError):
                before = utcnow() - self.limits.result_age
                await self._catalog.queries.delete_before(before)
                await self._blocking.run(_remove_old, self._places.spool, before.timestamp())
            await asyncio.sleep(TIDY_SECONDS)


def _taken() -> InvalidRequest:
    return InvalidRequest("There is a query with this id already.", hint="Choose another.")


def _columns(columns: list[dict[str, str]]) -> tuple[Column, ...]:
    return tuple(Column(c["name"], c["type"], ColumnKind(c["kind"])) for c in columns)


def _remove_old(spool: Path, before: float) -> None:
    for path in spool.glob("*/*"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < before:
                path.unlink()
