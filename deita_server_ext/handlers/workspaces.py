"""Workspaces over HTTP."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from deita_server_ext.contract import workspaces as contract

from .base import API, ID, Handler


class WorkspacesHandler(Handler):
    """All of a person's workspaces."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """List them."""
        items = await self.services.workspaces.list(self.user)
        workspaces = [contract.Workspace.model_validate(item) for item in items]
        self.reply(contract.WorkspaceList(items=workspaces))

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Make one."""
        request = self.message(contract.WorkspaceCreate)
        workspace = await self.services.workspaces.create(self.user, request.name)
        self.reply(contract.Workspace.model_validate(workspace), 201)


class WorkspaceHandler(Handler):
    """One workspace."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str) -> None:
        """Show it."""
        workspace = await self.services.workspaces.get(self.user, workspace_id)
        self.reply(contract.Workspace.model_validate(workspace))

    @web.authenticated
    @authorized
    async def patch(self, workspace_id: str) -> None:
        """Rename it."""
        request = self.message(contract.WorkspacePatch)
        services = self.services.workspaces
        if request.name is None:
            workspace = await services.get(self.user, workspace_id)
        else:
            workspace = await services.rename(self.user, workspace_id, request.name)
        self.reply(contract.Workspace.model_validate(workspace))

    @web.authenticated
    @authorized
    async def delete(self, workspace_id: str) -> None:
        """Delete it with all that is in it."""
        await self.services.workspaces.delete(self.user, workspace_id)
        self.done()


ROUTES = [
    (rf"{API}/workspaces", WorkspacesHandler),
    (rf"{API}/workspaces/{ID}", WorkspaceHandler),
]
