"""Members of workspaces: listed, added, changed, removed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Member, Role, User, utcnow
from deita_server_ext.errors import InvalidRequest, NotAllowed

from .access import Access
from .events import Events, Happening, Subject

MOST_CHARACTERS = 255


class Members:
    """Who may use which workspace beside its owner.

    ``leaves`` are told the user and the workspace when a member is one no longer, to end what
    the user has under way there. ``alone`` is where everybody is one and the same person.
    """

    def __init__(
        self,
        catalog: Catalog,
        access: Access,
        events: Events,
        leaves: Sequence[Callable[[str, str], None]],
        *,
        alone: bool,
    ) -> None:
        self._catalog = catalog
        self._access = access
        self._events = events
        self._leaves = leaves
        self._alone = alone

    async def list(self, user: User, workspace_id: str) -> tuple[Member, ...]:
        """The owner, then the members by name. Raises NotFound."""
        await self._access.check(user, workspace_id)
        workspace = await self._catalog.workspaces.get(workspace_id)
        owner = Member(workspace_id, workspace.owner, Role.OWNER, workspace.created_at)
        return owner, *await self._catalog.members.list(workspace_id)

    async def put(self, user: User, workspace_id: str, name: str, role: Role) -> Member:
        """Make somebody a member, or give a member another role.

        Raises NotFound, NotAllowed, InvalidRequest.
        """
        await self._access.check(user, workspace_id, Role.OWNER)
        if self._alone:
            raise NotAllowed(
                "Everybody on this server is one and the same person.",
                hint="Workspaces can be shared on a server that knows its users, as JupyterHub.",
            )
        if name == user.id:
            raise InvalidRequest(
                "The workspace is yours already.", hint="Add somebody else.",
                details={"field": "user"},
            )  # fmt: skip
        if name != name.strip() or not 0 < len(name) <= MOST_CHARACTERS:
            raise InvalidRequest(
                f"A user’s name has 1 to {MOST_CHARACTERS} characters, and no blank at its ends.",
                hint="Write it as it is on this server.",
                details={"field": "user"},
            )
        seen = await self._catalog.members.seen(name)
        member = Member(workspace_id, name, role, utcnow(), seen)
        await self._catalog.members.put(member)
        await self._changed(workspace_id)
        return member

    async def remove(self, user: User, workspace_id: str, name: str) -> None:
        """Remove a member; members may remove themselves. Raises NotFound, NotAllowed."""
        leaving = name == user.id
        role = await self._access.check(
            user, workspace_id, Role.VIEWER if leaving else Role.OWNER
        )  # fmt: skip
        if leaving and role is Role.OWNER:
            raise InvalidRequest(
                "The owner of a workspace stays in it.",
                hint="Delete the workspace where it is no longer needed.",
                details={"field": "user"},
            )
        await self._catalog.members.remove(workspace_id, name)
        for leave in self._leaves:
            leave(name, workspace_id)
        await self._changed(workspace_id, name)

    async def _changed(self, workspace_id: str, *others: str) -> None:
        people = await self._access.people(workspace_id)
        self._events.tell(people.union(others), Happening(Subject.WORKSPACES))
