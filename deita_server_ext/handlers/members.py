"""Members of workspaces over HTTP."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from deita_server_ext.contract import members as contract
from deita_server_ext.domain import Role

from .base import API, ID, Handler

MEMBERS = rf"{API}/workspaces/{ID}/members"


class MembersHandler(Handler):
    """Who may use a workspace."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str) -> None:
        """List them."""
        found = await self.services.members.list(self.user, workspace_id)
        items = [contract.Member.model_validate(member) for member in found]
        self.reply(contract.MemberList(items=items))


class MemberHandler(Handler):
    """One member, by the user's id."""

    @web.authenticated
    @authorized
    async def put(self, workspace_id: str, user: str) -> None:
        """Add one, or change the role."""
        role = Role(self.message(contract.MemberPut).role)
        member = await self.services.members.put(self.user, workspace_id, user, role)
        self.reply(contract.Member.model_validate(member))

    @web.authenticated
    @authorized
    async def delete(self, workspace_id: str, user: str) -> None:
        """Remove one."""
        await self.services.members.remove(self.user, workspace_id, user)
        self.done()


ROUTES = [
    (MEMBERS, MembersHandler),
    (rf"{MEMBERS}/([^/]+)", MemberHandler),
]
