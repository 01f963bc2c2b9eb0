"""Saved queries over HTTP."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from deita_server_ext.contract import saved as contract
from deita_server_ext.services.saved import SavedChanges

from .base import API, ID, Handler


class SavedQueriesHandler(Handler):
    """A workspace's saved queries."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str) -> None:
        """List them."""
        found = await self.services.saved_queries.list(self.user, workspace_id)
        items = [contract.SavedQuery.model_validate(item) for item in found]
        self.reply(contract.SavedQueryList(items=items))

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str) -> None:
        """Keep one."""
        request = self.message(contract.SavedQueryCreate)
        saved = await self.services.saved_queries.create(
            self.user, workspace_id, request.name, request.sql, request.description
        )
        self.reply(contract.SavedQuery.model_validate(saved), 201)


class SavedQueryHandler(Handler):
    """One saved query, by id or name."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str, saved: str) -> None:
        """Show it."""
        found = await self.services.saved_queries.get(self.user, workspace_id, saved)
        self.reply(contract.SavedQuery.model_validate(found))

    @web.authenticated
    @authorized
    async def patch(self, workspace_id: str, saved: str) -> None:
        """Rename, describe or rewrite it."""
        request = self.message(contract.SavedQueryPatch)
        changes = SavedChanges(request.name, request.sql, request.description)
        changed = await self.services.saved_queries.change(self.user, workspace_id, saved, changes)
        self.reply(contract.SavedQuery.model_validate(changed))

    @web.authenticated
    @authorized
    async def delete(self, workspace_id: str, saved: str) -> None:
        """Forget it."""
        await self.services.saved_queries.delete(self.user, workspace_id, saved)
        self.done()


ROUTES = [
    (rf"{API}/workspaces/{ID}/saved-queries", SavedQueriesHandler),
    (rf"{API}/workspaces/{ID}/saved-queries/([^/]+)", SavedQueryHandler),
]
