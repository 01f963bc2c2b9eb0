"""Tables over HTTP."""

from __future__ import annotations

from datetime import datetime

from jupyter_server.auth.decorator import authorized
from tornado import web

from deita_server_ext import domain
from deita_server_ext.contract import tables as contract
from deita_server_ext.services.tables import Changes

from .base import API, ID, Handler

TABLE = r"([^/]+)"


class TablesHandler(Handler):
    """A workspace's tables."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str) -> None:
        """List them, or those that can be brought back."""
        tables = self.services.tables
        if self.flag("deleted"):
            items = await tables.deleted(self.user, workspace_id)
        else:
            items = await tables.list(self.user, workspace_id)
        shown_ = [shown(item, tables.undo_until(item)) for item in items]
        self.reply(contract.TableList(items=shown_))

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str) -> None:
        """Make one of a query's result."""
        request = self.message(contract.TableCreate)
        made = await self.services.saving.save(
            self.user, workspace_id, request.name, request.result_id
        )
        self.reply(shown(made), 201)


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
        """Rename or describe it."""
        request = self.message(contract.TablePatch)
        changes = Changes(request.name, request.description, request.columns)
        changed = await self.services.tables.change(self.user, workspace_id, table, changes)
        self.reply(shown(changed))

    @web.authenticated
    @authorized
    async def delete(self, workspace_id: str, table: str) -> None:
        """Delete it."""
        await self.services.tables.delete(self.user, workspace_id, table)
        self.done()


class TableUndeleteHandler(Handler):
    """The way back of a deleted table."""

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str, table_id: str) -> None:
        """Bring it back."""
        self.reply(shown(await self.services.tables.undelete(self.user, workspace_id, table_id)))


def shown(table: domain.Table, undo_until: datetime | None = None) -> contract.Table:
    """A table as the contract shows it: its current snapshot's figures are its own."""
    snapshot = table.snapshot
    described = {name.lower(): text for name, text in table.column_descriptions.items()}
    return contract.Table(
        id=table.id,
        workspace_id=table.workspace_id,
        name=table.name,
        description=table.description,
        columns=[
            contract.TableColumn(
                name=column.name,
                type=column.type,
                kind=column.kind.value,
                description=described.get(column.name.lower()),
            )
            for column in snapshot.columns
        ],
        row_count=snapshot.row_count,
        bytes=snapshot.bytes,
        snapshot=snapshot.number,
        file_id=snapshot.file_id,
        created_at=table.created_at,
        updated_at=table.updated_at,
        deleted_at=table.deleted_at,
        undo_until=undo_until,
    )


ROUTES = [
    (rf"{API}/workspaces/{ID}/tables", TablesHandler),
    (rf"{API}/workspaces/{ID}/tables/{TABLE}", TableHandler),
    (rf"{API}/workspaces/{ID}/tables/{TABLE}/undelete", TableUndeleteHandler),
]
