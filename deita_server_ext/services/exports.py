"""Exports: all rows of a table, a result or a query, streamed at constant memory."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from deita_server_ext.domain import Query, QueryState, User, new_id, utcnow
from deita_server_ext.engine.asking import Seat
from deita_server_ext.engine.exporting import RunningExport, whole
from deita_server_ext.engine.pool import Pool, TableFile
from deita_server_ext.engine.process import EngineFault, Worker
from deita_server_ext.errors import DeitaError, QueryCancelled, fault_body

from .access import Access
from .live import LiveExport
from .queries import Queries
from .results import Results
from .spools import Spools
from .tables import Tables
from .versions import Versions
from .views import ViewOf

ALONG = 2
"""How many exports of one workspace's results may be sent while their rows are being written."""


@dataclass(frozen=True)
class Wanted:
    """A format and what it is told (see ``deita_server_ext.engine.exports.formats``)."""

    format: str
    options: dict[str, Any]


@dataclass
class Download:
    """What is sent: a name without its suffix, and the bytes, stopped by closing ``chunks``.

    ``renamed`` are the new names of columns by their positions, known with the first bytes;
    ``size`` is how many bytes there are, where that is known.
    """

    name: str
    size: int | None = None
    chunks: AsyncGenerator[bytes, None] = field(init=False)
    renamed: dict[str, str] = field(default_factory=dict)


class Exports:
    """Gives the bytes of exports."""

    def __init__(
        self,
        tables: Tables,
        versions: Versions,
        results: Results,
        queries: Queries,
        spools: Spools,
        pool: Pool,
        access: Access,
    ) -> None:
        self._tables = tables
        self._versions = versions
        self._results = results
        self._queries = queries
        self._spools = spools
        self._pool = pool
        self._access = access
        self._along: Counter[str] = Counter()

    async def table(
        self, user: User, workspace_id: str, id_or_name: str, wanted: Wanted, view: ViewOf
    ) -> Download:
        """All rows of a table, or those of a view. Raises NotFound."""
        table = await self._tables.get(user, workspace_id, id_or_name)
        download = Download(table.name)

        async def own() -> tuple[TableFile, ...]:
            # The table may have another snapshot when its worker's successor goes on.
            return await self._versions.files([await self._versions.named(table)])

        chunks = self._chunks(
            download,
            partial(self._tables.seat, user, workspace_id),
            wanted,
            timeout_seconds=self._queries.limits.timeout_seconds if view else None,
            earlier=own,
            snapshot=table.snapshot.id,
            view=view,
        )
        download.chunks = self._allowed(user, workspace_id, chunks)
        return download

    async def result(self, user: User, result_id: str, wanted: Wanted, view: ViewOf) -> Download:
        """All rows of a result, or those of a view; waits for those still being written."""
        query = await self._results.get(user, result_id)
        download = Download("result")
        if not view and wanted.format == "arrow" and wanted.options["compression"] is None:
            # It is kept as what is asked for.
            if query.state is QueryState.DONE:
                # Where its first page is all there is, its file is closed a moment later.
                await self._queries.ended(user, result_id)
                download.size, chunks = await self._spools.arrow(query.workspace_id, result_id)
            else:
                chunks = self._arrow_to_come(query)
        else:
            chunks = self._chunks(
                download,
                partial(self._read_along, user, query),
                wanted,
                timeout_seconds=self._queries.limits.timeout_seconds if view else None,
                result=result_id,
                view=view,
                types=[column.type for column in query.columns or ()],
            )
        download.chunks = self._allowed(user, query.workspace_id, chunks)
        return download

    @contextlib.asynccontextmanager
    async def _read_along(self, user: User, query: Query) -> AsyncIterator[Worker]:
        """The worker of a result, whose rows may still be written.

        For rows to come an export waits within the worker, where few may do that: others wait
        here until all are written.
        """
        workspace_id = query.workspace_id
        if self._along[workspace_id] >= ALONG:
            await self._results.whole(user, query.id)
        self._along[workspace_id] += 1
        try:
            async with self._queries.worker(query) as worker:
                yield worker
        finally:
            self._along[workspace_id] -= 1
            if not self._along[workspace_id]:
                del self._along[workspace_id]

    async def file(self, user: User, result_id: str) -> tuple[Path, int]:
        """The file of a result when it is whole, and its size. Raises as a result's rows do."""
        query = await self._results.whole(user, result_id)
        return await self._spools.file(query.workspace_id, result_id)

    def _arrow_to_come(self, query: Query) -> AsyncGenerator[bytes, None]:
        """A result's file as it is written; where the query runs again, another file."""

        def making(worker: Worker) -> AsyncGenerator[bytes, None]:
            async def written(beyond: int) -> int | None:
                header, _data = await worker.call("results.written", id=query.id, beyond=beyond)
                return None if header["complete"] else int(header["bytes"])

            return self._spools.arrow_to_come(query.workspace_id, query.id, written)

        return whole(partial(self._queries.worker, query), making, repeats=True)

    async def query(
        self,
        user: User,
        workspace_id: str,
        sql: str,
        params: dict[str, Any],
        timeout_seconds: float | None,
        wanted: Wanted,
    ) -> Download:
        """All rows that a statement gives; nothing of them is kept but that they were asked for.

        A statement that runs again may give other rows, or the same in another order. It runs in
        a process of its own, so that nobody else's end is its own, and has one of the few that
        there are to its end. It waits for its turn as every query does, and holds that until its
        first bytes are there: a slow download is in no query's way.
        """
        tables = await self._tables.list(user, workspace_id)
        named = await self._versions.named_in(workspace_id, sql, tables)
        most = self._queries.limits.timeout_seconds
        query = Query(
            id=new_id(),
            workspace_id=workspace_id,
            owner=user.id,
            sql=sql,
            state=QueryState.QUEUED,
            created_at=utcnow(),
            params=params,
        )
        live = LiveExport(query, self._pool)
        download = Download("query")
        chunks = self._chunks(
            download,
            partial(self._tables.alone, user, workspace_id),
            wanted,
            turn=live.turn(),
            timeout_seconds=min(timeout_seconds or most, most),
            repeats=False,
            sql=sql,
            params=params,
            earlier=partial(self._versions.files, named),
        )
        chunks = self._allowed(user, workspace_id, chunks)
        download.chunks = self._remembered(live, chunks)
        return download

    async def _allowed(
        self, user: User, workspace_id: str, chunks: AsyncGenerator[bytes, None]
    ) -> AsyncGenerator[bytes, None]:
        """The bytes for as long as the user may have them: membership can end meanwhile."""
        async with aclosing(chunks):
            async for data in chunks:
                await self._access.check(user, workspace_id)
                yield data

    async def _remembered(
        self, live: LiveExport, chunks: AsyncGenerator[bytes, None]
    ) -> AsyncGenerator[bytes, None]:
        """The bytes, listed as a query until their end, then in the history: without a result."""
        state = QueryState.CANCELLED
        error: dict[str, Any] | None = _left().body()
        with self._queries.exporting(live):
            try:
                async with AsyncExitStack() as held:
                    with live.stopping.heard(_stopped()):
                        await held.enter_async_context(live.place())
                    await held.enter_async_context(aclosing(chunks))
                    while True:
                        with live.stopping.heard(_stopped()):
                            data = await anext(chunks, None)
                        if data is None:
                            break
                        yield data
                state, error = QueryState.DONE, None
            except DeitaError as exc:
                cancelled = isinstance(exc, QueryCancelled)
                state = QueryState.CANCELLED if cancelled else QueryState.FAILED
                error = exc.body()
                raise
            except EngineFault:
                state, error = QueryState.FAILED, fault_body(live.query.id)
                raise
            finally:
                live.finish(state, error)

    async def _chunks(
        self,
        download: Download,
        seat: Seat,
        wanted: Wanted,
        *,
        turn: AbstractAsyncContextManager[None] | None = None,
        timeout_seconds: float | None = None,
        repeats: bool = True,
        earlier: Callable[[], Awaitable[tuple[TableFile, ...]]] | None = None,
        **of: Any,
    ) -> AsyncGenerator[bytes, None]:
        """The bytes, as the worker gives them; ``turn`` is held until the first are there.

        ``earlier`` gives the snapshots that it is of besides the workspace's tables.
        """
        async with AsyncExitStack() as held:
            if turn is not None:
                await held.enter_async_context(turn)

            async def making(worker: Worker) -> AsyncGenerator[bytes, None]:
                export = RunningExport(worker, self._pool.limits.grace_seconds, timeout_seconds)
                how = {"format": wanted.format, "options": wanted.options, **of}
                files = () if earlier is None else await earlier()
                await self._pool.reading(files, lambda given: export.begin(earlier=given, **how))
                async with aclosing(export.pieces()) as pieces:
                    async for data in pieces:
                        download.renamed = export.renamed
                        await held.aclose()
                        yield data

            async with aclosing(whole(seat, making, repeats=repeats)) as chunks:
                async for data in chunks:
                    yield data


def _left() -> QueryCancelled:
    return QueryCancelled("The export was given up before its end.")


def _stopped() -> QueryCancelled:
    return QueryCancelled("The export was cancelled.")
