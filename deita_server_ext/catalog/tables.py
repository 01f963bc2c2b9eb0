"""Tables and their snapshots in the catalog."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from deita_server_ext.domain import Table, utcnow
from deita_server_ext.domain.names import free_name
from deita_server_ext.errors import NameTaken, NotFound, TableChanged

from .database import Database
from .discards import discard
from .schema import discards, files, snapshots, tables, workspaces
from .snapshots import (
    SNAPSHOT,
    lock_workspace_of,
    snapshot_of,
    snapshot_values,
    unreferenced,
)

_ABOUT = (
    tables.c.id,
    tables.c.workspace_id,
    tables.c.name,
    tables.c.created_at,
    tables.c.updated_at,
    tables.c.description,
    tables.c.column_descriptions,
    tables.c.deleted_at,
)
_TABLES = sa.select(*_ABOUT, *SNAPSHOT).join(
    snapshots,
    sa.and_(snapshots.c.table_id == tables.c.id, snapshots.c.number == tables.c.snapshot_number),
)
_LIVE = tables.c.deleted_at.is_(None)
_OF_WORKSPACE = _TABLES.where(
    tables.c.workspace_id == sa.bindparam("workspace_id"), _LIVE
).order_by(tables.c.name_lower)
_ONE = _TABLES.where(
    tables.c.workspace_id == sa.bindparam("workspace_id"),
    sa.or_(tables.c.id == sa.bindparam("id"), tables.c.name_lower == sa.bindparam("lower")),
    _LIVE,
)


_REVISION = "SELECT revision FROM workspaces WHERE id = :id"
_REMEMBERED = 500
"""Workspaces whose tables are remembered."""


class Tables:
    """Tables at their current snapshot; a name is unique in its workspace, whatever its case."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lists: OrderedDict[str, tuple[int, tuple[Table, ...]]] = OrderedDict()

    async def list(self, workspace_id: str) -> tuple[Table, ...]:
        """The workspace's tables by name.

        What was read once is given again for as long as the workspace's revision stays.
        """
        # The revision comes first: a list that is newer than it is read again next time.
        revision: int | None = await self._database.look_up(_REVISION, id=workspace_id)
        if revision is None:
            return ()
        known = self._lists.pop(workspace_id, None)
        if known is None or known[0] != revision:
            values = {"workspace_id": workspace_id}
            async with self._database.reading() as connection:
                rows = (await connection.execute(_OF_WORKSPACE, values)).all()
            known = revision, tuple(_table(row) for row in rows)
        self._lists[workspace_id] = known
        if len(self._lists) > _REMEMBERED:
            self._lists.popitem(last=False)
        return known[1]

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
            .where(tables.c.workspace_id == workspace_id, _LIVE)
            .order_by(tables.c.name_lower)
        )
        async with self._database.reading() as connection:
            return tuple((await connection.execute(statement)).scalars())

    async def numbered(
        self, workspace_id: str, wanted: Iterable[tuple[str, int]]
    ) -> tuple[Table, ...]:
        """Tables at earlier snapshots, by ``wanted`` names and numbers.

        What is not there is left out.
        """
        either = [
            sa.and_(tables.c.name_lower == name.lower(), snapshots.c.number == number)
            for name, number in wanted
        ]
        statement = (
            sa.select(*_ABOUT, *SNAPSHOT)
            .join(snapshots, snapshots.c.table_id == tables.c.id)
            .where(tables.c.workspace_id == workspace_id, _LIVE, sa.or_(*either))
        )
        async with self._database.reading() as connection:
            return tuple(_table(row) for row in (await connection.execute(statement)).all())

    async def add(self, table: Table) -> Table:
        """Show a table whose object was announced in ``discards``; ``NameTaken``.

        ``NotFound`` where its workspace is gone.
        """
        async with self._database.writing(taken=_taken(table.name)) as connection:
            await _touch(connection, table.workspace_id)
            await connection.execute(
                sa.delete(discards).where(discards.c.key == table.snapshot.key)
            )
            await connection.execute(sa.insert(tables), _values(table))
            await connection.execute(sa.insert(snapshots), snapshot_values(table.snapshot))
        return table

    async def change(
        self,
        table_id: str,
        *,
        name: str | None = None,
        description: str | None = None,
        columns: dict[str, str] | None = None,
    ) -> Table:
        """The table with what is given in place; ``NotFound`` or ``NameTaken``.

        An empty text takes a description away; columns that are not named keep theirs.
        """
        values: dict[str, Any] = {"updated_at": utcnow()}
        if name is not None:
            values |= {"name": name, "name_lower": name.lower()}
        if description is not None:
            values["description"] = description or None
        async with self._database.writing(taken=_taken(name or "")) as connection:
            workspace_id = await _touch_workspace_of(connection, table_id)
            if columns is not None:
                table = await _get(connection, workspace_id, table_id)
                merged = table.column_descriptions | columns
                values["column_descriptions"] = {k: text for k, text in merged.items() if text}
            await connection.execute(
                sa.update(tables).where(tables.c.id == table_id, _LIVE).values(**values)
            )
            return await _get(connection, workspace_id, table_id)

    async def delete(self, table_id: str) -> None:
        """Take the table away, or ``NotFound``; :meth:`undelete` brings it back."""
        async with self._database.writing() as connection:
            await _touch_workspace_of(connection, table_id)
            await connection.execute(
                sa.update(tables)
                .where(tables.c.id == table_id, _LIVE)
                .values(deleted_at=utcnow(), name_lower=None)
            )

    async def deleted(self, workspace_id: str, since: datetime) -> tuple[Table, ...]:
        """The tables deleted after ``since``, the last one first."""
        statement = _TABLES.where(
            tables.c.workspace_id == workspace_id, tables.c.deleted_at > since
        ).order_by(tables.c.deleted_at.desc(), tables.c.id)
        async with self._database.reading() as connection:
            return tuple(_table(row) for row in (await connection.execute(statement)).all())

    async def undelete(self, workspace_id: str, table_id: str, since: datetime) -> Table:
        """Bring back a table deleted after ``since``, or ``NotFound``.

        It gets the next free name where its own has been taken meanwhile.
        """
        async with self._database.writing() as connection:
            await _touch(connection, workspace_id)
            name = await connection.scalar(
                sa.select(tables.c.name).where(
                    tables.c.id == table_id,
                    tables.c.workspace_id == workspace_id,
                    tables.c.deleted_at > since,
                )
            )
            if name is None:
                raise NotFound(
                    "There is no such deleted table.",
                    hint="It is back already, or its time has run out; add its file again.",
                )
            free = free_name(name, await _taken_names(connection, workspace_id))
            await connection.execute(
                sa.update(tables)
                .where(tables.c.id == table_id)
                .values(name=free, name_lower=free.lower(), deleted_at=None)
            )
            return await _get(connection, workspace_id, table_id)

    async def sweep(self, before: datetime) -> tuple[tuple[str, str], ...]:
        """Forget the tables deleted before ``before``; their objects are discarded.

        Gives the workspace's and the snapshot's id of every snapshot that is gone.
        """
        of_old = sa.select(tables.c.id).where(tables.c.deleted_at <= before)
        async with self._database.reading() as connection:
            ids = (await connection.execute(of_old)).scalars().all()
        gone: list[tuple[str, str]] = []
        for table_id in ids:
            async with self._database.writing() as connection:
                workspace_id = await lock_workspace_of(connection, table_id)
                if workspace_id is None:
                    continue
                still = sa.select(tables.c.id).where(
                    tables.c.id == table_id, tables.c.deleted_at <= before
                )
                if await connection.scalar(still) is None:
                    continue
                rows = await connection.execute(
                    sa.delete(snapshots)
                    .where(snapshots.c.table_id == table_id)
                    .returning(snapshots.c.id, snapshots.c.key, snapshots.c.rejects_key)
                )
                removed = rows.all()
                await connection.execute(sa.delete(tables).where(tables.c.id == table_id))
                await discard(connection, await unreferenced(connection, removed))
                gone.extend((workspace_id, row.id) for row in removed)
        return tuple(gone)


async def insert_tables(
    connection: AsyncConnection, workspace_id: str, wanted: Iterable[Table]
) -> tuple[Table, ...]:
    """Insert new tables, each under its name or the next free one, and new snapshots of others.

    A snapshot with a number above 1 is one of a table that is there; ``TableChanged`` where
    it does not follow on the table's current one. The caller holds the workspace's lock, so
    that no name is taken meanwhile. A file that was deleted while it was read is no longer
    named.
    """
    wanted = tuple(wanted)
    taken = await _taken_names(connection, workspace_id)
    kept = await connection.execute(
        sa.select(files.c.id)
        .where(files.c.id.in_({table.snapshot.file_id for table in wanted} - {None}))
        .with_for_update(read=True, key_share=True)
    )
    kept_files = set(kept.scalars())
    made = []
    for table in wanted:
        file_id = table.snapshot.file_id if table.snapshot.file_id in kept_files else None
        made.append(replace(table, snapshot=replace(table.snapshot, file_id=file_id)))
    new, next_ones = [], []
    for table in made:
        if table.snapshot.number > 1:
            next_ones.append(await _advanced(connection, workspace_id, table))
            continue
        name = free_name(table.name, taken)
        taken.add(name.lower())
        new.append(replace(table, name=name))
    if new:
        await connection.execute(sa.insert(tables), [_values(table) for table in new])
    if made:
        await connection.execute(
            sa.insert(snapshots), [snapshot_values(table.snapshot) for table in made]
        )
    return (*new, *next_ones)


async def _advanced(connection: AsyncConnection, workspace_id: str, table: Table) -> Table:
    """Make the snapshot the current one of its table; the table as it will then be."""
    current = await _get(connection, workspace_id, table.id)
    if table.snapshot.number != current.snapshot.number + 1:
        raise TableChanged(
            f"{current.name} was changed by somebody else in the meantime.",
            hint="Look at the table as it is now, and add the file again.",
        )
    moved = {"snapshot_number": table.snapshot.number, "updated_at": table.snapshot.created_at}
    await connection.execute(sa.update(tables).where(tables.c.id == table.id).values(**moved))
    return replace(current, snapshot=table.snapshot, updated_at=table.snapshot.created_at)


async def _taken_names(connection: AsyncConnection, workspace_id: str) -> set[str]:
    """The names in use, in lower case."""
    names = await connection.execute(
        sa.select(tables.c.name_lower).where(tables.c.workspace_id == workspace_id, _LIVE)
    )
    return set(names.scalars())


async def _get(connection: AsyncConnection, workspace_id: str, table_id: str) -> Table:
    values = {"workspace_id": workspace_id, "id": table_id, "lower": ""}
    row = (await connection.execute(_ONE, values)).one_or_none()
    if row is None:
        raise _not_found()
    return _table(row)


async def _touch_workspace_of(connection: AsyncConnection, table_id: str) -> str:
    """Lock the workspace of a table that is not deleted; its id, or ``NotFound``."""
    workspace_id = await lock_workspace_of(connection, table_id)
    live = sa.select(tables.c.id).where(tables.c.id == table_id, _LIVE)
    if workspace_id is None or await connection.scalar(live) is None:
        raise _not_found()
    return workspace_id


async def _touch(connection: AsyncConnection, workspace_id: str) -> None:
    """Lock the workspace by noting that it changed, or ``NotFound``."""
    changed = await connection.execute(
        sa.update(workspaces).where(workspaces.c.id == workspace_id).values(updated_at=utcnow())
    )
    if changed.rowcount == 0:
        raise NotFound("There is no such workspace.", hint="It may have been deleted; reload.")


def _table(row: Sequence[Any]) -> Table:
    """The table of a row of ``_ABOUT`` and ``SNAPSHOT``."""
    about, snapshot = row[: len(_ABOUT)], row[len(_ABOUT) :]
    table_id, workspace_id, name, created_at, updated_at, description, columns, deleted_at = about
    return Table(
        id=table_id,
        workspace_id=workspace_id,
        name=name,
        created_at=created_at,
        updated_at=updated_at,
        snapshot=snapshot_of(snapshot),
        description=description,
        column_descriptions=columns or {},
        deleted_at=deleted_at,
    )


def _values(table: Table) -> dict[str, Any]:
    return {
        "id": table.id,
        "workspace_id": table.workspace_id,
        "name": table.name,
        "name_lower": table.name.lower(),
        "snapshot_number": table.snapshot.number,
        "created_at": table.created_at,
        "updated_at": table.updated_at,
        "description": table.description,
        "column_descriptions": table.column_descriptions or None,
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
