"""Workspaces in the catalog."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from deita_server_ext.domain import Role, Workspace, utcnow
from deita_server_ext.domain.names import free_name
from deita_server_ext.errors import NameTaken, NotFound

from .database import Database
from .jobs import UNFINISHED
from .room import kept_bytes
from .schema import jobs, members, tables, workspaces

_WORKSPACES = sa.select(
    workspaces.c.id,
    workspaces.c.name,
    workspaces.c.owner,
    workspaces.c.created_at,
    workspaces.c.updated_at,
    kept_bytes(workspaces.c.id),
    sa.select(sa.func.count())
    .select_from(tables)
    .where(tables.c.workspace_id == workspaces.c.id, tables.c.deleted_at.is_(None))
    .scalar_subquery(),
    workspaces.c.expires_at,
)
_ONE = _WORKSPACES.where(workspaces.c.id == sa.bindparam("id"))
_OWNED = _WORKSPACES.where(workspaces.c.owner == sa.bindparam("owner")).order_by(
    workspaces.c.name_lower
)
_SHARED = (
    _WORKSPACES.add_columns(members.c.role)
    .join(members, members.c.workspace_id == workspaces.c.id)
    .where(members.c.user_id == sa.bindparam("user"))
    .order_by(workspaces.c.name_lower, workspaces.c.owner)
)
_BUSY = sa.exists().where(jobs.c.workspace_id == workspaces.c.id, UNFINISHED)
# To use is not to change: what was read at a revision stays true.
_SAME = {"revision": workspaces.c.revision}


class Workspaces:
    """Workspaces; a name is unique among its owner's, whatever its case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self, user: str) -> tuple[Workspace, ...]:
        """A user's own workspaces by name, then by name those that are shared with the user.

        Each has its bytes, its number of tables and the user's role.
        """
        async with self._database.reading() as connection:
            owned = (await connection.execute(_OWNED, {"owner": user})).all()
            shared = (await connection.execute(_SHARED, {"user": user})).all()
        return (
            *(Workspace(*row) for row in owned),
            *(replace(Workspace(*row), role=Role(role)) for *row, role in shared),
        )

    async def get(self, workspace_id: str) -> Workspace:
        """One workspace with its bytes and number of tables, or ``NotFound``."""
        async with self._database.reading() as connection:
            row = (await connection.execute(_ONE, {"id": workspace_id})).one_or_none()
        if row is None:
            raise _not_found()
        return Workspace(*row)

    async def add(self, workspace: Workspace) -> None:
        """Keep a new workspace, or ``NameTaken``."""
        async with self._database.writing(taken=_taken(workspace.name)) as connection:
            await connection.execute(sa.insert(workspaces), _values(workspace))

    async def ensure(self, workspace: Workspace) -> Workspace:
        """The workspace with this id; made as given where there is none.

        Any number of servers may call it at once. Where the owner already has
        another workspace of that name, this one gets the next free name.
        """
        while True:
            async with self._database.reading() as connection:
                row = (await connection.execute(_ONE, {"id": workspace.id})).one_or_none()
                if row is not None:
                    return Workspace(*row)
                names = await connection.execute(
                    sa.select(workspaces.c.name_lower).where(workspaces.c.owner == workspace.owner)
                )
                free = free_name(workspace.name, set(names.scalars()))
            async with self._database.writing() as connection:
                insert = self._database.insert(workspaces).on_conflict_do_nothing()
                await connection.execute(insert, _values(workspace, free))

    async def rename(self, workspace_id: str, name: str) -> Workspace:
        """The workspace under its new name; ``NotFound`` or ``NameTaken``."""
        async with self._database.writing(taken=_taken(name)) as connection:
            changed = await connection.execute(
                sa.update(workspaces)
                .where(workspaces.c.id == workspace_id)
                .values(name=name, name_lower=name.lower(), updated_at=utcnow())
            )
            if changed.rowcount == 0:
                raise _not_found()
            row = (await connection.execute(_ONE, {"id": workspace_id})).one()
        return Workspace(*row)

    async def use(self, workspace_id: str, now: datetime, unless_since: datetime) -> None:
        """Note that the workspace is used, unless that was noted since; it does not expire then."""
        async with self._database.writing() as connection:
            await connection.execute(
                sa.update(workspaces)
                .where(workspaces.c.id == workspace_id, workspaces.c.used_at < unless_since)
                .values(used_at=now, expires_at=None, **_SAME)
            )

    async def announce(self, unused_since: datetime, expires_at: datetime) -> tuple[Workspace, ...]:
        """Have all that nobody has used since then expire, but for those that do already.

        Gives those that it is new of.
        """
        announced = (
            sa.update(workspaces)
            .where(workspaces.c.used_at < unused_since, workspaces.c.expires_at.is_(None), ~_BUSY)
            .values(expires_at=expires_at, **_SAME)
            .returning(workspaces.c.id)
        )
        async with self._database.writing() as connection:
            ids = (await connection.execute(announced)).scalars().all()
            found = await connection.execute(_WORKSPACES.where(workspaces.c.id.in_(ids)))
            return tuple(Workspace(*row) for row in found)

    async def keep_all(self) -> None:
        """Have none expire."""
        async with self._database.writing() as connection:
            await connection.execute(
                sa.update(workspaces)
                .where(workspaces.c.expires_at.is_not(None))
                .values(expires_at=None, **_SAME)
            )

    async def expired(self, now: datetime) -> tuple[Workspace, ...]:
        """Those whose time has come, and in which no job is under way."""
        async with self._database.reading() as connection:
            found = await connection.execute(
                _WORKSPACES.where(workspaces.c.expires_at <= now, ~_BUSY).order_by(workspaces.c.id)
            )
            return tuple(Workspace(*row) for row in found)

    async def delete_expired(self, workspace_id: str, now: datetime) -> bool:
        """Forget a workspace whose time has come, as :meth:`delete`; whether it was so.

        Of several servers that try, it is so for one; where somebody has used it in the
        meantime, for none.
        """
        async with self._database.writing() as connection:
            gone = await connection.execute(
                sa.delete(workspaces).where(
                    workspaces.c.id == workspace_id, workspaces.c.expires_at <= now, ~_BUSY
                )
            )
        return bool(gone.rowcount)

    async def delete(self, workspace_id: str) -> None:
        """Forget the workspace with all that is in it, or ``NotFound``.

        What its files and snapshots are in the object store is left to the caller.
        """
        async with self._database.writing() as connection:
            gone = await connection.execute(
                sa.delete(workspaces).where(workspaces.c.id == workspace_id)
            )
            if gone.rowcount == 0:
                raise _not_found()


def _values(workspace: Workspace, name: str | None = None) -> dict[str, Any]:
    name = name or workspace.name
    return {
        "id": workspace.id,
        "owner": workspace.owner,
        "name": name,
        "name_lower": name.lower(),
        "created_at": workspace.created_at,
        "updated_at": workspace.updated_at,
        "used_at": workspace.created_at,
        "expires_at": workspace.expires_at,
    }


def _not_found() -> NotFound:
    return NotFound("There is no such workspace.", hint="It may have been deleted; reload.")


def _taken(name: str) -> NameTaken:
    return NameTaken(f"You already have a workspace named “{name}”.", hint="Choose another name.")
