"""Who may use workspaces beside their owners."""

from __future__ import annotations

import sqlalchemy as sa

from deita_server_ext.domain import Member, Role
from deita_server_ext.errors import NotFound

from .database import Database
from .schema import members, workspaces

_ROLE = "SELECT role FROM members WHERE workspace_id = :workspace_id AND user_id = :user_id"
# Whoever comes has a workspace of their own from then on.
_SEEN = sa.exists().where(workspaces.c.owner == members.c.user_id)
_MEMBERS = (
    sa.select(members.c.workspace_id, members.c.user_id, members.c.role, members.c.since, _SEEN)
    .where(members.c.workspace_id == sa.bindparam("workspace_id"))
    .order_by(members.c.user_id)
)


class Members:
    """Members of workspaces; owners are none of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def role(self, workspace_id: str, user_id: str) -> Role | None:
        """What the user is in the workspace; None for who is no member."""
        role = await self._database.look_up(_ROLE, workspace_id=workspace_id, user_id=user_id)
        return None if role is None else Role(role)

    async def list(self, workspace_id: str) -> tuple[Member, ...]:
        """The members by the users' ids."""
        async with self._database.reading() as connection:
            rows = await connection.execute(_MEMBERS, {"workspace_id": workspace_id})
            return tuple(
                Member(of, user, Role(role), since, bool(seen))
                for of, user, role, since, seen in rows
            )

    async def seen(self, user_id: str) -> bool:
        """Whether the user has ever been here."""
        asked = sa.select(sa.exists().where(workspaces.c.owner == user_id))
        async with self._database.reading() as connection:
            return bool(await connection.scalar(asked))

    async def put(self, member: Member) -> None:
        """Make a user a member, or another one than before; ``NotFound`` without a workspace."""
        insert = self._database.insert(members).on_conflict_do_update(
            index_elements=["workspace_id", "user_id"],
            set_={"role": member.role, "since": member.since},
        )
        values = {
            "workspace_id": member.workspace_id,
            "user_id": member.user,
            "role": member.role,
            "since": member.since,
        }
        async with self._database.writing() as connection:
            await connection.execute(insert, values)

    async def remove(self, workspace_id: str, user_id: str) -> None:
        """A user is a member no longer, or ``NotFound``."""
        async with self._database.writing() as connection:
            gone = await connection.execute(
                sa.delete(members).where(
                    members.c.workspace_id == workspace_id, members.c.user_id == user_id
                )
            )
        if gone.rowcount == 0:
            raise NotFound(
                f"{user_id} is no member of this workspace.", hint="List the members again."
            )
