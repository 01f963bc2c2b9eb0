"""Saved queries in the catalog."""

from __future__ import annotations

from difflib import get_close_matches

import sqlalchemy as sa

from deita_server_ext.domain import SavedQuery, utcnow
from deita_server_ext.errors import NameTaken, NotFound

from .database import Database
from .schema import saved_queries

_SAVED = sa.select(
    saved_queries.c.id,
    saved_queries.c.workspace_id,
    saved_queries.c.owner,
    saved_queries.c.name,
    saved_queries.c.sql,
    saved_queries.c.created_at,
    saved_queries.c.updated_at,
    saved_queries.c.description,
)


class SavedQueries:
    """Saved queries; a name is unique in its workspace, whatever its case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self, workspace_id: str) -> tuple[SavedQuery, ...]:
        """The workspace's saved queries by name."""
        statement = _SAVED.where(saved_queries.c.workspace_id == workspace_id).order_by(
            saved_queries.c.name_lower
        )
        async with self._database.reading() as connection:
            return tuple(SavedQuery(*row) for row in (await connection.execute(statement)).all())

    async def get(self, workspace_id: str, id_or_name: str) -> SavedQuery:
        """One by its id, else by its name in any case.

        ``NotFound`` has the nearest names as ``details["suggestions"]``.
        """
        found = await self.list(workspace_id)
        for saved in found:
            if saved.id == id_or_name:
                return saved
        for saved in found:
            if saved.name.lower() == id_or_name.lower():
                return saved
        raise _not_found(id_or_name, [saved.name for saved in found])

    async def add(self, saved: SavedQuery) -> None:
        """Keep a new one; ``NameTaken``, or ``NotFound`` where its workspace is gone."""
        async with self._database.writing(taken=_taken(saved.name)) as connection:
            await connection.execute(
                sa.insert(saved_queries).values(
                    id=saved.id,
                    workspace_id=saved.workspace_id,
                    owner=saved.owner,
                    name=saved.name,
                    name_lower=saved.name.lower(),
                    sql=saved.sql,
                    description=saved.description,
                    created_at=saved.created_at,
                    updated_at=saved.updated_at,
                )
            )

    async def change(
        self,
        saved_id: str,
        *,
        name: str | None = None,
        sql: str | None = None,
        description: str | None = None,
    ) -> SavedQuery:
        """The saved query with what is given in place; ``NotFound`` or ``NameTaken``.

        An empty text takes the description away.
        """
        values: dict[str, object] = {"updated_at": utcnow()}
        if name is not None:
            values |= {"name": name, "name_lower": name.lower()}
        if sql is not None:
            values["sql"] = sql
        if description is not None:
            values["description"] = description or None
        one = saved_queries.c.id == saved_id
        async with self._database.writing(taken=_taken(name or "")) as connection:
            await connection.execute(sa.update(saved_queries).where(one).values(values))
            row = (await connection.execute(_SAVED.where(one))).one_or_none()
        if row is None:
            raise _not_found(name or saved_id, [])
        return SavedQuery(*row)

    async def delete(self, saved_id: str) -> None:
        """Forget it; nothing happens where it is gone already."""
        async with self._database.writing() as connection:
            await connection.execute(sa.delete(saved_queries).where(saved_queries.c.id == saved_id))


def _not_found(name: str, names: list[str]) -> NotFound:
    near = get_close_matches(name.lower(), [known.lower() for known in names], n=3)
    suggestions = [known for known in names if known.lower() in near]
    said = ", ".join(f"“{known}”" for known in suggestions)
    return NotFound(
        f"There is no saved query “{name}”.",
        hint=f"Did you mean {said}?" if said else "It may have been renamed or deleted.",
        details={"suggestions": suggestions},
    )


def _taken(name: str) -> NameTaken:
    return NameTaken(
        f"There is already a saved query named “{name}”.",
        hint="Choose another name, or change that one.",
    )
