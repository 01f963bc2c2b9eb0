"""Tables and their snapshots in the catalog."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from deita_server_ext.domain import Snapshot, Table, free_name, utcnow
from deita_server_ext.errors import NameTaken, NotFound

from .database import Database
from .schema import files, snapshots, tables, workspaces

_TABLES = sa.select(
    tables.c.id,
    tables.c.workspace_id,
    tables.c.name,
    tables.c.created_at,
    tables.c.updated_at,
    snapshots.c.id,
    snapshots.c.table_id,
    snapshots.c.number,
    snapshots.c.key,
    snapshots.c.bytes,
    snapshots.c.row_count,
    snapshots.c.columns,
    snapshots.c.file_id,
    snapshots.c.created_at,
).join(
    snapshots,
    sa.and_(snapshots.c.table_id == tables.c.id, snapshots.c.number == tables.c.snapshot_number),
)
_OF_WORKSPACE = _TABLES.where(tables.c.workspace_id == sa.bindparam("workspace_id")).order_by(
    tables.c.name_lower
)
_ONE = _TABLES.where(
    tables.c.workspace_id == sa.bindparam("workspace_id"),
    sa.or_(tables.c.id == sa.bindparam("id"), tables.c.name_lower == sa.bindparam("lower")),
)


class Tables:
    """Tables at their current snapshot; a name is unique in its workspace, whatever its case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self, workspace_id: str) -> tuple[Table, ...]:
        """The workspace's tables by name."""
        async with self._database.reading() as connection:
            rows = (await connection.execute(_OF_WORKSPACE, {"workspace_id": workspace_id})).all()
        return tuple(_table(row) for row in rows)

    async def get(self, workspace_id: str, id_or_name: str) -> Table:
        """One table by its id, else by its name in any case.

        ``NotFound`` has the nearest names as ``details["suggestions"]``.
        """
        lower = id_or_name.lower()
        values = {"workspace_id": workspace_id, "id": id_or_name, "lower": lower}
        async with self._database.reading() as connection:
            rows = (await connection.execute(_ONE, values)).all()
        if not rows:
            raise _not_found(id_or_name, await self.names(workspace_id))
        found = [_table(row) for row in rows]
        return next((table for table in found if table.id == id_or_name), found[0])

    async def names(self, workspace_id: str) -> tuple[str, ...]:
        """The names of the workspace's tables, in order."""
        statement = (
            sa.select(tables.c.name)
            .where(tables.c.workspace_id == workspace_id)
            .order_by(tables.c.name_lower)
        )
        async with self._database.reading() as connection:
            return tuple((await connection.execute(statement)).scalars())

    async def rename(self, table_id: str, name: str) -> Table:
        """The table under its new name; ``NotFound`` or ``NameTaken``."""
        now = utcnow()
        async with self._database.writing(taken=_taken(name)) as connection:
            workspace_id = await _touch_workspace_of(connection, table_id)
            await connection.execute(
                sa.update(tables)
                .where(tables.c.id == table_id)
                .values(name=name, name_lower=name.lower(), updated_at=now)
            )
            values = {"workspace_id": workspace_id, "id": table_id, "lower": ""}
            row = (await connection.execute(_ONE, values)).one()
        return _table(row)

    async def delete(self, table_id: str) -> tuple[str, ...]:
        """Forget the table, or ``NotFound``. Gives the keys of all its snapshots' objects."""
        async with self._database.writing() as connection:
            await _touch_workspace_of(connection, table_id)
            keys = await connection.execute(
                sa.select(snapshots.c.key)
                .where(snapshots.c.table_id == table_id)
                .order_by(snapshots.c.number)
            )
            found = tuple(keys.scalars())
            await connection.execute(sa.delete(tables).where(tables.c.id == table_id))
        return found


async def insert_tables(
    connection: AsyncConnection, workspace_id: str, wanted: Iterable[Table]
) -> tuple[Table, ...]:
    """Insert new tables with their snapshots, each under its name or the next free one.

    The caller holds the workspace's lock, so that no name is taken meanwhile.
    A file that was deleted while it was read is no longer named.
    """
    names = await connection.execute(
        sa.select(tables.c.name_lower).where(tables.c.workspace_id == workspace_id)
    )
    taken = set(names.scalars())
    wanted = tuple(wanted)
    kept = await connection.execute(
        sa.select(files.c.id)
        .where(files.c.id.in_({table.snapshot.file_id for table in wanted} - {None}))
        .with_for_update(read=True, key_share=True)
    )
    kept_files = set(kept.scalars())
    made = []
    for table in wanted:
        file_id = table.snapshot.file_id if table.snapshot.file_id in kept_files else None
        name = free_name(table.name, taken)
        taken.add(name.lower())
        made.append(replace(table, name=name, snapshot=replace(table.snapshot, file_id=file_id)))
    if made:
        await connection.execute(sa.insert(tables), [_values(table) for table in made])
        await connection.execute(
            sa.insert(snapshots), [_snapshot_values(table.snapshot) for table in made]
        )
    return tuple(made)


async def _touch_workspace_of(connection: AsyncConnection, table_id: str) -> str:
    """Lock the table's workspace by noting that it changed; its id, or ``NotFound``."""
    changed = await connection.execute(
        sa.update(workspaces)
        .where(
            workspaces.c.id
            == sa.select(tables.c.workspace_id).where(tables.c.id == table_id).scalar_subquery()
        )
        .values(updated_at=utcnow())
        .returning(workspaces.c.id)
    )
    workspace_id: str | None = changed.scalar_one_or_none()
    if workspace_id is None:
        raise _not_found()
    return workspace_id


def _table(row: Sequence[Any]) -> Table:
    table_id, workspace_id, name, created_at, updated_at, *snapshot = row
    return Table(table_id, workspace_id, name, created_at, updated_at, Snapshot(*snapshot))


def _values(table: Table) -> dict[str, Any]:
    return {
        "id": table.id,
        "workspace_id": table.workspace_id,
        "name": table.name,
        "name_lower": table.name.lower(),
        "snapshot_number": table.snapshot.number,
        "created_at": table.created_at,
        "updated_at": table.updated_at,
    }


def _snapshot_values(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "id": snapshot.id,
        "table_id": snapshot.table_id,
        "number": snapshot.number,
        "key": snapshot.key,
        "bytes": snapshot.bytes,
        "row_count": snapshot.row_count,
        "columns": snapshot.columns,
        "file_id": snapshot.file_id,
        "created_at": snapshot.created_at,
    }


def _not_found(name: str | None = None, names: tuple[str, ...] = ()) -> NotFound:
    if name is None:
        return NotFound("There is no such table.", hint="It may have been deleted; reload.")
    by_lower = {known.lower(): known for known in names}
    near = [by_lower[lower] for lower in get_close_matches(name.lower(), by_lower, n=3)]
    if near:
        hint = f"Did you mean {' or '.join(near)}?"
    elif names:
        hint = "The workspace's tables are in the Deita panel."
    else:
        hint = "The workspace has no tables yet: drop a file on the Deita panel."
    return NotFound(f"There is no table “{name}”.", hint=hint, details={"suggestions": near})


def _taken(name: str) -> NameTaken:
    return NameTaken(
        f"The workspace already has a table named “{name}”.", hint="Choose another name."
    )
