"""The snapshots of a table in the catalog: which are kept, what they were made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from deita_server_ext.domain import Origin, Reading, Snapshot, new_id, utcnow
from deita_server_ext.errors import NotFound

from .database import Database
from .discards import discard
from .schema import snapshots, tables, workspaces

SNAPSHOT = (
    snapshots.c.id,
    snapshots.c.table_id,
    snapshots.c.number,
    snapshots.c.key,
    snapshots.c.bytes,
    snapshots.c.row_count,
    snapshots.c.columns,
    snapshots.c.file_id,
    snapshots.c.created_at,
    snapshots.c.origin,
    snapshots.c.restored_from,
)
_READING = (snapshots.c.reading, snapshots.c.rejects_key, snapshots.c.rejects_bytes)


class Snapshots:
    """What tables were. A table's numbers are given once, from 1, and the last is current."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self, table_id: str) -> tuple[Snapshot, ...]:
        """The snapshots that are kept, the newest first."""
        statement = (
            sa.select(*SNAPSHOT)
            .where(snapshots.c.table_id == table_id)
            .order_by(snapshots.c.number.desc())
        )
        async with self._database.reading() as connection:
            return tuple(snapshot_of(row) for row in (await connection.execute(statement)).all())

    async def get(self, table_id: str, number: int) -> Snapshot:
        """One snapshot with its reading. ``NotFound`` names those that are kept."""
        async with self._database.reading() as connection:
            found = await _get(connection, table_id, number)
        if found is None:
            raise _not_kept(number, await self.list(table_id))
        return found

    async def restore(self, table_id: str, number: int) -> Snapshot:
        """Make the data of snapshot ``number`` current again, as a new snapshot.

        Both share the object. ``NotFound`` names the snapshots that are kept.
        """
        async with self._database.writing() as connection:
            current = await _current(connection, table_id)
            found = None if current is None else await _get(connection, table_id, number)
            if current is not None and found is not None:
                now = utcnow()
                restored = replace(
                    found,
                    id=new_id(),
                    number=current + 1,
                    created_at=now,
                    origin=Origin.RESTORE,
                    restored_from=number,
                )
                await connection.execute(sa.insert(snapshots), snapshot_values(restored))
                await connection.execute(
                    sa.update(tables)
                    .where(tables.c.id == table_id)
                    .values(snapshot_number=restored.number, updated_at=now)
                )
                return restored
        raise _not_kept(number, await self.list(table_id))

    async def prune(self, table_id: str, keep: int) -> tuple[str, ...]:
        """Forget all but the newest ``keep`` snapshots; objects nothing shares are discarded.

        The current one always stays. Gives the ids of those that are gone.
        """
        async with self._database.reading() as connection:
            count = sa.select(sa.func.count()).where(snapshots.c.table_id == table_id)
            if (await connection.scalar(count) or 0) <= max(keep, 1):
                return ()
        async with self._database.writing() as connection:
            await lock_workspace_of(connection, table_id)
            numbers = await connection.execute(
                sa.select(snapshots.c.number)
                .where(snapshots.c.table_id == table_id)
                .order_by(snapshots.c.number.desc())
                .offset(max(keep, 1))
            )
            old = list(numbers.scalars())
            rows = await connection.execute(
                sa.delete(snapshots)
                .where(snapshots.c.table_id == table_id, snapshots.c.number.in_(old))
                .returning(snapshots.c.id, snapshots.c.key, snapshots.c.rejects_key)
            )
            removed = rows.all()
            await discard(connection, await unreferenced(connection, removed))
            return tuple(row.id for row in removed)


async def unreferenced(connection: AsyncConnection, removed: Iterable[Any]) -> set[str]:
    """Of the objects of removed snapshots, those that no other snapshot shares.

    Snapshots share objects within their table only, and the caller holds its workspace's
    lock: nobody can begin to share one meanwhile.
    """
    objects = {row.key: row.rejects_key for row in removed}
    shared = await connection.execute(
        sa.select(snapshots.c.key).where(snapshots.c.key.in_(list(objects)))
    )
    for key in set(shared.scalars()):
        del objects[key]
    return {key for pair in objects.items() for key in pair if key is not None}


def snapshot_of(row: Sequence[Any]) -> Snapshot:
    """The snapshot of a row of ``SNAPSHOT``."""
    *values, origin, restored_from = row
    return Snapshot(*[*values, Origin(origin), restored_from])


def snapshot_values(snapshot: Snapshot) -> dict[str, Any]:
    """A snapshot as a row to insert."""
    reading = snapshot.reading
    about: dict[str, Any] | None = None
    if reading is not None:
        about = asdict(reading)
        del about["rejects_key"], about["rejects_bytes"]
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
        "origin": snapshot.origin,
        "restored_from": snapshot.restored_from,
        "reading": about,
        "rejects_key": None if reading is None else reading.rejects_key,
        "rejects_bytes": None if reading is None else reading.rejects_bytes,
    }


async def _get(connection: AsyncConnection, table_id: str, number: int) -> Snapshot | None:
    row = (
        await connection.execute(
            sa.select(*SNAPSHOT, *_READING).where(
                snapshots.c.table_id == table_id, snapshots.c.number == number
            )
        )
    ).one_or_none()
    if row is None:
        return None
    *values, about, rejects_key, rejects_bytes = row
    reading = None
    if about is not None:
        reading = Reading(
            **{**about, "notes": tuple(about["notes"])},
            rejects_key=rejects_key,
            rejects_bytes=rejects_bytes or 0,
        )
    return replace(snapshot_of(values), reading=reading)


async def lock_workspace_of(connection: AsyncConnection, table_id: str) -> str | None:
    """Lock the workspace of a table, deleted or not, by noting that it changed; its id."""
    of_table = sa.select(tables.c.workspace_id).where(tables.c.id == table_id).scalar_subquery()
    changed = await connection.execute(
        sa.update(workspaces)
        .where(workspaces.c.id == of_table)
        .values(updated_at=utcnow())
        .returning(workspaces.c.id)
    )
    workspace_id: str | None = changed.scalar_one_or_none()
    return workspace_id


async def _current(connection: AsyncConnection, table_id: str) -> int | None:
    """Lock the table's workspace; its current number, None where it is deleted."""
    await lock_workspace_of(connection, table_id)
    number: int | None = await connection.scalar(
        sa.select(tables.c.snapshot_number).where(
            tables.c.id == table_id, tables.c.deleted_at.is_(None)
        )
    )
    return number


def _not_kept(number: int, kept: tuple[Snapshot, ...]) -> NotFound:
    numbers = [snapshot.number for snapshot in reversed(kept)]
    hint = "The table may have been deleted; reload."
    if numbers:
        hint = f"Kept are {', '.join(str(each) for each in numbers)}."
    return NotFound(f"Snapshot {number} is not kept.", hint=hint, details={"kept": numbers})
