"""Queries: run, paged, cancelled, remembered. A result is its query's, by the same id."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Query, QueryState, User, new_id, utcnow
from deita_server_ext.engine.asking import asked
from deita_server_ext.engine.asking import page as kept_page
from deita_server_ext.engine.pool import Pool, TableFile
from deita_server_ext.engine.process import EngineFault, Worker
from deita_server_ext.errors import (
    DeitaError,
    InvalidRequest,
    NotFound,
    QueryCancelled,
    fault_body,
)

from .access import Access
from .events import Events, Happening, Subject
from .journal import Journal
from .live import LiveExport, LiveQuery
from .repeats import Kept, Repeats
from .snapshots import SnapshotCache
from .spools import Spools
from .tables import Rows
from .versions import Versions

log = logging.getLogger("deita.queries")

REMEMBERED = 500
"""Finished queries kept in memory; older ones are read from the catalog."""
TOLD_AFTER_SECONDS = 0.3
"""A query that runs so long is told of; of most others only their end is."""


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
    """What is to be run: under a new id or one that was given, which may be taken.

    ``fresh`` where an answer from before will not do.
    """

    sql: str
    params: dict[str, Any]
    page_size: int | None = None
    timeout_seconds: float | None = None
    id: str = field(default_factory=new_id)
    id_given: bool = False
    format: str = "json"
    fresh: bool = False


class Queries:
    """Runs statements and keeps what they gave."""

    def __init__(
        self,
        catalog: Catalog,
        pool: Pool,
        cache: SnapshotCache,
        versions: Versions,
        access: Access,
        spools: Spools,
        repeats: Repeats,
        journal: Journal,
        events: Events,
        limits: QueryLimits,
    ) -> None:
        self._catalog = catalog
        self._pool = pool
        self._cache = cache
        self._versions = versions
        self._access = access
        self._spools = spools
        self._repeats = repeats
        self._events = events
        self._journal = journal
        self.limits = limits
        self._live: OrderedDict[str, LiveQuery] = OrderedDict()
        self._busy: dict[str, LiveQuery | LiveExport] = {}

    async def close(self) -> None:
        """Cancel what runs and wait for it, and for the history."""
        for live in self._live.values():
            live.running.cancel()
        tasks = [live.task for live in self._live.values() if live.task is not None]
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._journal.written()

    async def run(self, user: User, workspace_id: str, statement: Statement) -> tuple[Query, Rows]:
        """Run a statement until its first page is there; the rest goes on being written.

        Raises what is wrong with the statement, QueryTimeout, QueryCancelled, MemoryLimit,
        EngineBusy, WorkerDied, DiskFull.
        """
        page_size = self.limits.rows(statement.page_size)
        query = Query(
            id=statement.id,
            workspace_id=workspace_id,
            owner=user.id,
            sql=statement.sql,
            state=QueryState.QUEUED,
            created_at=utcnow(),
            params=statement.params,
        )
        if query.id in self._live:
            raise _taken()
        most = self.limits.timeout_seconds
        timeout = min(statement.timeout_seconds or most, most)
        live = self._live[query.id] = self._busy[query.id] = LiveQuery(query, timeout)
        try:
            await self._access.check(user, workspace_id)
            if statement.id_given and await self._known(statement.id):
                raise _taken()
            tables = await self._catalog.tables.list(workspace_id)
            named = await self._versions.named_in(workspace_id, statement.sql, tables)
            live.snapshots = {table.name: table.snapshot for table in (*named, *tables)}
            page = None if statement.fresh else await self._again(live, statement)
            if page is None:
                files = await self._cache.files(tables)
                earlier = await self._versions.files(named)
                live.task = asyncio.create_task(self._drive(live, statement, files, earlier))
                asyncio.get_running_loop().call_later(TOLD_AFTER_SECONDS, self._tell_if_live, live)
        except BaseException:
            del self._live[query.id], self._busy[query.id]
            live.finish(QueryState.FAILED)
            raise
        finally:
            live.begun.set()
        if page is None:
            page = (await live.running.first)[1]
            self._repeats.keep_page(query.id, page_size, statement.format, page)
        return live.query, Rows(page, live.query.row_count)

    async def get(self, user: User, query_id: str) -> Query:
        """One query as it is now. Raises NotFound."""
        live = self._live.get(query_id) or self._busy.get(query_id)
        query = live.query if live is not None else self._journal.find(query_id)
        if query is None:
            query = await self._catalog.queries.get(query_id)
        if query.owner != user.id:
            raise NotFound("There is no such query.", hint="Run the statement again.")
        await self._access.check(user, query.workspace_id)
        return query if live is None else self._seen(live)

    async def running(self, user: User, workspace_id: str) -> tuple[Query, ...]:
        """The user's own that wait or run in a workspace, oldest first. Raises NotFound."""
        await self._access.check(user, workspace_id)
        return tuple(self._seen(live) for live in self._unfinished(user.id, workspace_id))

    def busy(self) -> set[str]:
        """The workspaces in which somebody's query waits or runs."""
        return {live.query.workspace_id for live in self._busy.values()}

    async def ended(self, user: User, query_id: str) -> Query:
        """One query when it has ended, and its rows are all written. Raises NotFound."""
        await self.get(user, query_id)
        live = self._live.get(query_id)
        if live is not None:
            await live.ended()
        return await self.get(user, query_id)

    @contextlib.contextmanager
    def exporting(self, live: LiveExport) -> Iterator[None]:
        """Have an export be one of those that wait or run, then one that ran."""
        self._busy[live.query.id] = live
        asyncio.get_running_loop().call_later(TOLD_AFTER_SECONDS, self._tell_if_live, live)
        try:
            yield
        finally:
            self._journal.add(live.query)
            self._busy.pop(live.query.id, None)
            self._tell(live)

    @contextlib.asynccontextmanager
    async def worker(self, query: Query) -> AsyncIterator[Worker]:
        """The worker to ask for a query's rows: while it runs, the one that runs it."""
        live = self._live.get(query.id)
        if live is not None and (worker := await live.running.settled()) is not None:
            with self._pool.using(worker):
                yield worker
            return
        async with self._pool.seat(query.workspace_id, None) as worker:
            yield worker

    async def cancel(self, user: User, query_id: str) -> Query:
        """Stop a query and wait until it has stopped; one that has ended stays as it is.

        An export that its client is slow to take stops with the piece that is on its way.
        """
        query = await self.get(user, query_id)
        live = self._live.get(query_id) or self._busy.get(query_id)
        if live is None or query.state not in (QueryState.QUEUED, QueryState.RUNNING):
            return query
        live.stop()
        await live.ended()
        return self._seen(live)

    def drop(self, user_id: str, workspace_id: str) -> None:
        """Stop what a user runs in a workspace that the user may use no longer."""
        for live in self._unfinished(user_id, workspace_id):
            live.stop()

    async def _known(self, query_id: str) -> bool:
        """Whether the history has such a query, whoever ran it."""
        return self._journal.find(query_id) is not None or await self._catalog.queries.has(query_id)

    async def _again(self, live: LiveQuery, statement: Statement) -> bytes | None:
        """The first page of a statement whose answer is there already."""
        query = live.query
        ids = {name: snapshot.id for name, snapshot in live.snapshots.items()}
        kept = await self._repeats.find(query.workspace_id, query.sql, query.params, ids)
        if kept is None:
            return None
        if not await self._spools.share(query.workspace_id, kept.result_id, query.id):
            return None
        size = self.limits.rows(statement.page_size)
        page = self._repeats.page(kept.result_id, size, statement.format)
        if page is None:
            of = {"id": query.id, "offset": 0, "limit": size, "format": statement.format}
            _header, page = await asked(
                partial(self._pool.seat, query.workspace_id, None),
                lambda worker: kept_page(worker, **of),
            )
            self._repeats.keep_page(kept.result_id, size, statement.format, page)
        live.answer(kept.columns, kept.tables, {"rows_scanned": 0, "cache_hit": 1})
        live.finish(
            QueryState.DONE, row_count=kept.row_count, stats={"rows_returned": kept.row_count}
        )
        live.task = asyncio.create_task(self._remember(live))
        return page

    async def _drive(
        self,
        live: LiveQuery,
        statement: Statement,
        files: tuple[TableFile, ...],
        earlier: tuple[TableFile, ...],
    ) -> None:
        query_id = live.query.id
        try:
            header = await live.running.run(
                self._pool,
                live.query.workspace_id,
                files,
                sql=statement.sql,
                params=statement.params,
                page_size=self.limits.rows(statement.page_size),
                format=statement.format,
                earlier=earlier,
            )
            rows = header["row_count"]
            stats = {**header["stats"], "rows_returned": rows}
            live.finish(QueryState.DONE, row_count=rows, stats=stats)
            await self._keep(live)
        except DeitaError as exc:
            cancelled = isinstance(exc, QueryCancelled)
            state = QueryState.CANCELLED if cancelled else QueryState.FAILED
            live.finish(state, stats=live.spent(), error=exc.body())
        except EngineFault:
            log.exception("Query %s failed in the worker", query_id)
            live.finish(QueryState.FAILED, stats=live.spent(), error=fault_body(query_id))
        except BaseException:
            live.finish(QueryState.FAILED, stats=live.spent(), error=fault_body(query_id))
            self._busy.pop(query_id, None)
            raise
        await self._remember(live)

    async def _keep(self, live: LiveQuery) -> None:
        """Have the answer for the next one who asks the same."""
        query = live.query
        assert query.columns is not None
        assert query.row_count is not None
        read = {name: snapshot.id for name, snapshot in live.snapshots_read().items()}
        kept = Kept(query.id, query.columns, query.tables, read, query.row_count)
        await self._repeats.keep(query.workspace_id, query.sql, query.params, kept)

    async def _remember(self, live: LiveQuery) -> None:
        """Have the finished query in the history, off the way of the answer."""
        if live.query.state is not QueryState.DONE:
            await self._spools.remove(live.query.workspace_id, live.query.id)
        self._journal.add(live.query)
        self._busy.pop(live.query.id, None)
        self._tell(live)
        while len(self._live) > REMEMBERED:
            oldest = next(iter(self._live.values()))
            if oldest.task is None or not oldest.task.done():
                break
            self._live.popitem(last=False)

    def _seen(self, live: LiveQuery | LiveExport) -> Query:
        """A query of this server as it is now, with its place in the queue."""
        query = live.query
        if live.waits:
            return replace(query, ahead=live.ahead(self._pool))
        queued = query.state is QueryState.QUEUED
        return replace(query, state=QueryState.RUNNING) if queued else query

    def _unfinished(self, owner: str, workspace_id: str) -> list[LiveQuery | LiveExport]:
        return [
            live
            for live in self._busy.values()
            if live.query.owner == owner
            and live.query.workspace_id == workspace_id
            and live.query.state in (QueryState.QUEUED, QueryState.RUNNING)
        ]

    def _tell_if_live(self, live: LiveQuery | LiveExport) -> None:
        if live.query.state in (QueryState.QUEUED, QueryState.RUNNING):
            self._tell(live)

    def _tell(self, live: LiveQuery | LiveExport) -> None:
        owner, workspace_id = live.query.owner, live.query.workspace_id
        running = len(self._unfinished(owner, workspace_id))
        self._events.publish(
            owner, Happening(Subject.QUERIES, workspace_id, running=running, own=True)
        )


def _taken() -> InvalidRequest:
    return InvalidRequest("There is a query with this id already.", hint="Choose another.")
