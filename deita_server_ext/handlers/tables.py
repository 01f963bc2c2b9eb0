"""Tables over HTTP."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from deita_server_ext import domain
from deita_server_ext.contract import tables as contract

from .base import API, ID, Handler
from .streaming import PageHandler, StreamHandler

TABLE = r"([^/]+)"


class TablesHandler(Handler):
    """A workspace's tables."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str) -> None:
        """List them."""
        items = await self.services.tables.list(self.user, workspace_id)
        self.reply(contract.TableList(items=[shown(item) for item in items]))


class TableHandler(Handler):
    """One table, by id or name."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str, table: str) -> None:
        """Show it."""
        self.reply(shown(await self.services.tables.get(self.user, workspace_id, table)))

    @web.authenticated
    @authorized
    async def patch(self, workspace_id: str, table: str) -> None:
        """Rename it."""
        request = self.message(contract.TablePatch)
        tables = self.services.tables
        if request.name is None:
            found = await tables.get(self.user, workspace_id, table)
        else:
            found = await tables.rename(self.user, workspace_id, table, request.name)
        self.reply(shown(found))

    @web.authenticated
    @authorized
    async def delete(self, workspace_id: str, table: str) -> None:
        """Delete it."""
        await self.services.tables.delete(self.user, workspace_id, table)
        self.done()


class TableRowsHandler(PageHandler):
    """Pages of a table."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str, table: str) -> None:
        """One page."""
        offset, limit, encoding = self.page_asked_for()
        found, rows = await self.services.tables.rows(
            self.user, workspace_id, table, offset, limit, encoding
        )
        self.reply_page(found.snapshot.columns, offset, rows)


class TableExportHandler(StreamHandler):
    """All rows of a table."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str, table: str) -> None:
        """Stream them."""
        encoding = self.export_format()
        name, chunks = await self.services.exports.table(self.user, workspace_id, table, encoding)
        await self.stream_export(name, encoding, chunks)


def shown(table: domain.Table) -> contract.Table:
    """A table as the contract shows it: its current snapshot's figures are its own."""
    snapshot = table.snapshot
    return contract.Table(
        id=table.id,
        workspace_id=table.workspace_id,
        name=table.name,
        columns=[contract.Column.model_validate(column) for column in snapshot.columns],
        row_count=snapshot.row_count,
        bytes=snapshot.bytes,
        snapshot=snapshot.number,
        file_id=snapshot.file_id,
        created_at=table.created_at,
        updated_at=table.updated_at,
    )


ROUTES = [
    (rf"{API}/workspaces/{ID}/tables", TablesHandler),
    (rf"{API}/workspaces/{ID}/tables/{TABLE}", TableHandler),
    (rf"{API}/workspaces/{ID}/tables/{TABLE}/rows", TableRowsHandler),
    (rf"{API}/workspaces/{ID}/tables/{TABLE}/export", TableExportHandler),
]
