"""Views over HTTP: pages of tables and results, sorted and filtered; their summaries; their SQL."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from deita_server_ext.contract import views as contract
from deita_server_ext.contract.tables import ColumnKind
from deita_server_ext.services.views import Source

from .base import API, ID
from .streaming import PageHandler
from .tables import TABLE

_SEEN = {"sort", "filter", "search"}


class ViewHandler(PageHandler):
    """What tables and results answer alike."""

    async def table(self, workspace_id: str, table: str) -> Source:
        """A table to be viewed."""
        return await self.services.views.table(self.user, workspace_id, table)

    async def result(self, result_id: str) -> Source:
        """A result to be viewed."""
        return await self.services.views.result(self.user, result_id)

    async def reply_rows(self, source: Source, asked: contract.RowsRequest) -> None:
        """Answer with a page."""
        with self.waited_for():
            limit = self.services.results.limits.rows(asked.limit)
            rows = await self.services.views.rows(
                source, seen(asked), asked.offset, limit, self.page_format
            )
        self.reply_page(source.columns, asked.offset, rows)

    async def reply_summary(self, source: Source, asked: contract.SummaryRequest) -> None:
        """Answer with what columns hold."""
        with self.waited_for():
            found = await self.services.views.summary(
                source, seen(asked), asked.columns, asked.seconds, asked.values
            )
        columns = [summary_of(source, column) for column in found["columns"]]
        self.reply(contract.Summary(row_count=found["row_count"], columns=columns))

    async def reply_sql(self, source: Source, asked: contract.View) -> None:
        """Answer with a statement."""
        sql, params = await self.services.views.sql(source, seen(asked))
        self.reply(contract.ViewSql(sql=sql, params=params))


class TableRowsHandler(ViewHandler):
    """Pages of a table."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str, table: str) -> None:
        """One page."""
        asked = self.page_asked_for()
        await self.reply_rows(await self.table(workspace_id, table), asked)

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str, table: str) -> None:
        """One page of a view that is too long for a query string."""
        asked = self.message(contract.RowsRequest)
        await self.reply_rows(await self.table(workspace_id, table), asked)


class ResultRowsHandler(ViewHandler):
    """Pages of a result."""

    @web.authenticated
    @authorized
    async def get(self, result_id: str) -> None:
        """One page."""
        asked = self.page_asked_for()
        await self.reply_rows(await self.result(result_id), asked)

    @web.authenticated
    @authorized
    async def post(self, result_id: str) -> None:
        """One page of a view that is too long for a query string."""
        asked = self.message(contract.RowsRequest)
        await self.reply_rows(await self.result(result_id), asked)


class TableSummaryHandler(ViewHandler):
    """What a table's columns hold."""

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str, table: str) -> None:
        """Summarise them."""
        asked = self.message(contract.SummaryRequest)
        await self.reply_summary(await self.table(workspace_id, table), asked)


class ResultSummaryHandler(ViewHandler):
    """What a result's columns hold."""

    @web.authenticated
    @authorized
    async def post(self, result_id: str) -> None:
        """Summarise them."""
        asked = self.message(contract.SummaryRequest)
        await self.reply_summary(await self.result(result_id), asked)


class TableSqlHandler(ViewHandler):
    """A table's view as a statement."""

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str, table: str) -> None:
        """Write it."""
        asked = self.message(contract.View)
        await self.reply_sql(await self.table(workspace_id, table), asked)


class ResultSqlHandler(ViewHandler):
    """A result's view as a statement."""

    @web.authenticated
    @authorized
    async def post(self, result_id: str) -> None:
        """Write it."""
        asked = self.message(contract.View)
        await self.reply_sql(await self.result(result_id), asked)


def seen(asked: contract.Seen | contract.ViewQuery) -> dict[str, Any]:
    """The view that is asked for, as JSON values without what is left out."""
    view = asked.model_dump(include=_SEEN, exclude_none=False)
    return {name: value for name, value in view.items() if value}


def summary_of(source: Source, found: dict[str, Any]) -> contract.ColumnSummary:
    """A column's summary as the contract shows it."""
    column = source.columns[found["column"]]
    kind: ColumnKind = column.kind.value
    nothing = dict.fromkeys(("null_count", "distinct", "low", "high", "bins", "values"))
    return contract.ColumnSummary.model_validate(
        {**nothing, "name": column.name, "type": column.type, "kind": kind, **found}
    )


ROUTES = [
    (rf"{API}/workspaces/{ID}/tables/{TABLE}/rows", TableRowsHandler),
    (rf"{API}/workspaces/{ID}/tables/{TABLE}/summary", TableSummaryHandler),
    (rf"{API}/workspaces/{ID}/tables/{TABLE}/sql", TableSqlHandler),
    (rf"{API}/results/{ID}/rows", ResultRowsHandler),
    (rf"{API}/results/{ID}/summary", ResultSummaryHandler),
    (rf"{API}/results/{ID}/sql", ResultSqlHandler),
]
