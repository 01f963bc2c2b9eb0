"""Queries over HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from deita_server_ext import domain
from deita_server_ext.contract import queries as contract
from deita_server_ext.contract.base import ErrorBody
from deita_server_ext.contract.operation import ARROW
from deita_server_ext.contract.tables import Column
from deita_server_ext.services.queries import Statement
from deita_server_ext.services.results import Results

from .base import API, ID, Handler
from .results import result_of


class QueriesHandler(Handler):
    """Statements to run."""

    _running: str | None = None

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str) -> None:
        """List one's own that wait or run."""
        running = await self.services.queries.running(self.user, workspace_id)
        items = [
            contract.RunningQuery(
                id=query.id,
                sql=query.sql,
                state=query.state.value,
                created_at=query.created_at,
                ahead=query.ahead,
            )
            for query in running
        ]
        self.reply(contract.RunningQueryList(items=items))

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str) -> None:
        """Run one; the answer comes with the first page."""
        request = self.message(contract.QueryRequest)
        statement = Statement(
            sql=request.sql,
            params=request.params,
            page_size=request.page_size,
            timeout_seconds=request.timeout,
            id=request.id or domain.new_id(),
            id_given=request.id is not None,
            fresh=request.fresh,
            format=self.page_format,
        )
        self._running = statement.id
        query, rows = await self.services.queries.run(self.user, workspace_id, statement)
        self._running = None
        if self.wants_arrow:
            self.set_header("X-Deita-Query", query.id)
            self.finish(rows.data, set_content_type=ARROW)
        else:
            self.reply(shown(query, self.services.results), rows=rows.data)

    def on_connection_close(self) -> None:
        """Nobody waits for the first page any more: the query ends."""
        super().on_connection_close()
        if self._running is not None:
            cancel = self.services.queries.cancel(self.user, self._running)
            self._cancelling = asyncio.ensure_future(cancel)


class QueryHandler(Handler):
    """One query."""

    @web.authenticated
    @authorized
    async def get(self, query_id: str) -> None:
        """Show it with its first page."""
        query, rows = await self.services.results.shown(self.user, query_id)
        self.reply(shown(query, self.services.results), rows=rows.data)

    @web.authenticated
    @authorized
    async def delete(self, query_id: str) -> None:
        """Cancel it."""
        query = await self.services.queries.cancel(self.user, query_id)
        self.reply(shown(query, self.services.results))


class HistoryHandler(Handler):
    """What was run in a workspace."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str) -> None:
        """List it, the newest first."""
        limit = max(1, self.number("limit", 50, most=200))
        before = self.get_query_argument("before", None)
        items, following = await self.services.history.list(self.user, workspace_id, limit, before)
        past = [_past(query, self.services.results) for query in items]
        self.reply(contract.History(items=past, next=following))


def shown(query: domain.Query, results: Results) -> contract.Query:
    """A query as the contract shows it, without its rows."""
    return contract.Query(
        id=query.id,
        workspace_id=query.workspace_id,
        sql=query.sql,
        params=query.params,
        state=query.state.value,
        result=result_of(query, results) if query.columns is not None else None,
        rows=[],
        stats=query.stats,
        error=_error(query.error),
        created_at=query.created_at,
        finished_at=query.finished_at,
        ahead=query.ahead,
    )


def _past(query: domain.Query, results: Results) -> contract.Past:
    columns = query.columns
    return contract.Past(
        id=query.id,
        sql=query.sql,
        params=query.params,
        state=query.state.value,
        columns=None if columns is None else [Column.model_validate(c) for c in columns],
        row_count=query.row_count,
        tables=list(query.tables),
        stats=query.stats,
        error=_error(query.error),
        created_at=query.created_at,
        finished_at=query.finished_at,
        expires_at=results.expires_at(query),
    )


def _error(body: dict[str, Any] | None) -> ErrorBody | None:
    return None if body is None else ErrorBody.model_validate(body)


ROUTES = [
    (rf"{API}/workspaces/{ID}/queries", QueriesHandler),
    (rf"{API}/workspaces/{ID}/history", HistoryHandler),
    (rf"{API}/queries/{ID}", QueryHandler),
]
