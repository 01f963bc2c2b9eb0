"""Who may do what in which workspace."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Role, User, utcnow
from deita_server_ext.errors import DeitaError, NotAllowed, NotFound

log = logging.getLogger("deita.access")

NOTED = timedelta(hours=1)
"""How often it is noted, at most, that a workspace is used: that is a write."""
_NEVER = datetime.min.replace(tzinfo=UTC)


class Access:
    """A workspace is its owner's and its members'; to all others it is not there.

    A viewer may read all of it, ask of it, and keep what is the viewer's own: results, history,
    threads. An editor may change what is in it as well; the workspace itself, who its members
    are and what is told to models is for the owner to say.

    To be let in is to use it: that is noted, now and then.
    """

    def __init__(self, catalog: Catalog, clock: Callable[[], datetime] = utcnow) -> None:
        self._catalog = catalog
        self._clock = clock
        self._used: dict[str, datetime] = {}
        # A workspace never changes hands, so what was read once stays true. Members come and
        # go, on any server: they are looked up each time, which takes microseconds.
        self._owners: dict[str, str] = {}

    async def check(self, user: User, workspace_id: str, needs: Role = Role.VIEWER) -> Role:
        """The user's role, which is enough for what ``needs`` one. Raises NotFound, NotAllowed."""
        role = await self._role(user, workspace_id, needs)
        await self.use(workspace_id)
        return role

    async def use(self, workspace_id: str) -> None:
        """Note that the workspace is used, where that was not noted lately."""
        now = self._clock()
        if now - self._used.get(workspace_id, _NEVER) < NOTED:
            return
        self._used[workspace_id] = now
        try:
            await self._catalog.workspaces.use(workspace_id, now, now - NOTED)
        except DeitaError:
            # What is read can be read all the same; the next one notes it.
            log.info("The use of %s could not be noted.", workspace_id, exc_info=True)
            self._used.pop(workspace_id, None)

    async def people(self, workspace_id: str) -> frozenset[str]:
        """All who may use the workspace, by their ids. Raises NotFound."""
        owner = await self._owner(workspace_id)
        members = await self._catalog.members.list(workspace_id)
        return frozenset((owner, *(member.user for member in members)))

    def forget(self, workspace_id: str) -> None:
        """The workspace is gone."""
        self._owners.pop(workspace_id, None)
        self._used.pop(workspace_id, None)

    async def _role(self, user: User, workspace_id: str, needs: Role) -> Role:
        owner = await self._owner(workspace_id)
        if owner == user.id:
            return Role.OWNER
        role = await self._catalog.members.role(workspace_id, user.id)
        if role is None:
            raise NotFound(
                "There is no such workspace.", hint="It may have been deleted; list them again."
            )
        if not role.may(needs):
            raise _not_allowed(owner, needs)
        return role

    async def _owner(self, workspace_id: str) -> str:
        owner = self._owners.get(workspace_id)
        if owner is None:
            owner = (await self._catalog.workspaces.get(workspace_id)).owner
            self._owners[workspace_id] = owner
        return owner


def _not_allowed(owner: str, needs: Role) -> NotAllowed:
    if needs is Role.OWNER:
        return NotAllowed(
            "Only the owner of this workspace may do that.", hint=f"It is {owner}’s: ask there."
        )
    return NotAllowed(
        "You may read this workspace, but not change it.",
        hint=f"{owner}, whose it is, can make you an editor.",
    )
