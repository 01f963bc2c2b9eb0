"""Views: tables and results sorted, filtered, searched and summarised by the engine."""

from __future__ import annotations

import asyncio
import contextlib
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

from deita_server_ext.domain import Column, Query, QueryState, Table, User
from deita_server_ext.engine.asking import Seat, ask, asked, page
from deita_server_ext.engine.pool import Pool
from deita_server_ext.engine.process import Reply
from deita_server_ext.engine.turns import Ticket, Turns

from .queries import Queries
from .results import Results
from .tables import Rows, Tables

AT_ONCE = 4
"""How many questions of one workspace its worker is asked at once: the others wait here, where
they are in nobody's way, shared fairly by its members. Those of all workspaces take turns too."""

ALONG = 2
"""How many of them may be about rows that are still being written, for which they wait there."""

ViewOf = dict[str, Any]
"""A view of the contract as JSON values: ``sort``, ``filter``, ``search``."""


@dataclass(frozen=True)
class Source:
    """What is viewed, by whom. ``named`` is how the engine knows it."""

    user_id: str
    workspace_id: str
    columns: tuple[Column, ...]
    named: dict[str, Any]
    seat: Seat
    table: Table | None = None
    query: Query | None = None


class Views:
    """Pages, summaries and the SQL of views."""

    def __init__(self, tables: Tables, results: Results, queries: Queries, pool: Pool) -> None:
        self._tables = tables
        self._results = results
        self._queries = queries
        self._pool = pool
        self._few: WeakValueDictionary[str, Turns] = WeakValueDictionary()
        self._along: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def table(self, user: User, workspace_id: str, id_or_name: str) -> Source:
        """A table to be viewed. Raises NotFound."""
        table = await self._tables.get(user, workspace_id, id_or_name)
        named = {"snapshot": table.snapshot.id}
        seat = partial(self._tables.seat, user, workspace_id)
        return Source(user.id, workspace_id, table.snapshot.columns, named, seat, table=table)

    async def result(self, user: User, query_id: str) -> Source:
        """A result to be viewed. Raises NotFound, ResultGone or the query's own error."""
        query = await self._results.get(user, query_id)
        columns = query.columns or ()
        named = {"result": query_id, "types": [column.type for column in columns]}
        seat = partial(self._queries.worker, query)
        return Source(user.id, query.workspace_id, columns, named, seat, query=query)

    async def rows(
        self, source: Source, view: ViewOf, offset: int, limit: int, format: str
    ) -> Rows:
        """Rows ``offset`` and on of a view, as soon as they are known; stops when cancelled."""
        if not view:
            return await self._plain(source, offset, limit, format)
        header, data = await self._ask(
            source,
            "views.page",
            self._queries.limits.timeout_seconds,
            view=view,
            offset=offset,
            limit=limit,
            format=format,
        )
        return Rows(data, header["row_count"])

    async def _plain(self, source: Source, offset: int, limit: int, format: str) -> Rows:
        """Rows in their own order; waits for those of a result that are still being written."""
        of = {"offset": offset, "limit": limit, "format": format}
        if source.table is not None:
            snapshot = source.table.snapshot
            _header, data = await asked(
                source.seat, lambda worker: worker.call("rows", snapshot=snapshot.id, **of)
            )
            return Rows(data, snapshot.row_count)
        id = source.named["result"]
        header, data = await asked(source.seat, lambda worker: page(worker, id=id, **of))
        return Rows(data, header["row_count"])

    async def summary(
        self,
        source: Source,
        view: ViewOf,
        columns: list[str | int] | None,
        seconds: float,
        values: int | None = None,
    ) -> dict[str, Any]:
        """What the rows seen hold: ``row_count`` and ``columns``, as far as time allowed."""
        seconds = min(seconds, self._queries.limits.timeout_seconds)
        header, _data = await self._ask(
            source, "views.summary", seconds, view=view, columns=columns, values=values
        )
        return header

    async def ask(self, source: Source, operation: str, **args: Any) -> Reply:
        """What another operation of the worker answers, within the time of a query."""
        return await self._ask(source, operation, self._queries.limits.timeout_seconds, **args)

    async def sql(self, source: Source, view: ViewOf) -> tuple[str, dict[str, Any]]:
        """A statement that gives the view's rows, and the values of its parameters.

        Raises InvalidRequest where the result is of a statement that cannot stand within
        another one.
        """
        seconds = self._queries.limits.timeout_seconds
        if source.table is not None:
            of: dict[str, Any] = {"name": source.table.name, "sql": "", "params": {}}
        else:
            assert source.query is not None
            of = {"name": None, "sql": source.query.sql, "params": source.query.params}
        header, _data = await self._ask(source, "views.sql", seconds, view=view, **of)
        return header["sql"], dict(of["params"])

    async def _ask(self, source: Source, operation: str, seconds: float, **args: Any) -> Reply:
        limits = self._pool.limits
        # Of one member no more than the same part as of the queries.
        each = max(1, AT_ONCE * limits.queries_each // limits.queries_at_once)
        of_workspace = self._few.setdefault(
            source.workspace_id,
            Turns(AT_ONCE, each, limits.wait_seconds, "views of one workspace", "queries_each"),
        )
        few = of_workspace.turn(Ticket(source.user_id))
        turn = self._pool.view_turns.turn(Ticket(source.user_id))
        grace = limits.grace_seconds
        how: dict[str, Any] = {"seconds": seconds, "grace_seconds": grace, "source": source.named}
        along: AbstractAsyncContextManager[None] = contextlib.nullcontext()
        if source.query is not None and source.query.state is not QueryState.DONE:
            along = self._along.setdefault(source.workspace_id, asyncio.Semaphore(ALONG))
        async with along, few, turn:
            return await asked(source.seat, lambda worker: ask(worker, operation, **how, **args))
