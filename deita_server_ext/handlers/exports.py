"""Exports over HTTP: rows of a table, a result or a query, streamed."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from deita_server_ext.contract.exports import ExportOptions, QueryExport, RowsExport
from deita_server_ext.services.exports import Wanted

from .base import API, ID
from .streaming import StreamHandler
from .tables import TABLE
from .views import seen


class TableExportHandler(StreamHandler):
    """All rows of a table, or those of a view."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str, table: str) -> None:
        """Stream them."""
        options = self.query_message(RowsExport)
        download = await self.services.exports.table(
            self.user, workspace_id, table, wanted(options), seen(options)
        )
        await self.stream_export(options, download)


class ResultExportHandler(StreamHandler):
    """All rows of a result, or those of a view."""

    @web.authenticated
    @authorized
    async def get(self, result_id: str) -> None:
        """Stream them."""
        options = self.query_message(RowsExport)
        download = await self.services.exports.result(
            self.user, result_id, wanted(options), seen(options)
        )
        await self.stream_export(options, download)


class QueryExportHandler(StreamHandler):
    """All rows of a statement, of which no result is kept."""

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str) -> None:
        """Run it and stream them; it ends when the client goes."""
        request = self.message(QueryExport)
        download = await self.services.exports.query(
            self.user,
            workspace_id,
            request.sql,
            request.params,
            request.timeout,
            wanted(request),
        )
        await self.stream_export(request, download)


def wanted(options: ExportOptions) -> Wanted:
    """What the engine is told."""
    dialect = {
        "delimiter": options.delimiter,
        "quote": options.quote,
        "newline": "\r\n" if options.newline == "crlf" else "\n",
        "header": options.header,
        "null": options.null,
        "decimal": options.decimal,
        "quote_all": options.quoting == "all",
        "guard": options.guard,
        "bom": options.encoding == "utf-8-bom",
    }
    return Wanted(options.format, {**dialect, "compression": options.compression})


ROUTES = [
    (rf"{API}/workspaces/{ID}/tables/{TABLE}/export", TableExportHandler),
    (rf"{API}/workspaces/{ID}/queries/export", QueryExportHandler),
    (rf"{API}/results/{ID}/export", ResultExportHandler),
]
