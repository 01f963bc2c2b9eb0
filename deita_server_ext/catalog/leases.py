"""What belongs to kernels, in the catalog: until when, and its end."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from deita_server_ext.domain import Lease

from .database import Database
from .discards import discard
from .files import touch_workspace
from .jobs import UNFINISHED
from .schema import files, jobs, leases, snapshots, tables

_LEASES = sa.select(
    leases.c.job_id,
    leases.c.workspace_id,
    leases.c.owner,
    leases.c.holder,
    leases.c.expires_at,
)


class Leases:
    """What jobs make for kernels. A holder is a kernel, by a name of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def renew(self, owner: str, holder: str, until: datetime) -> None:
        """Keep all that is this holder's until then."""
        async with self._database.writing() as connection:
            await connection.execute(
                sa.update(leases)
                .where(leases.c.holder == holder, leases.c.owner == owner)
                .values(expires_at=until)
            )

    async def expired(self, now: datetime, holder: str | None = None) -> tuple[Lease, ...]:
        """Those whose time has passed and whose jobs have ended; of one holder, or of all."""
        statement = (
            _LEASES.join(jobs, jobs.c.id == leases.c.job_id)
            .where(leases.c.expires_at <= now, ~UNFINISHED)
            .order_by(leases.c.expires_at, leases.c.job_id)
        )
        if holder is not None:
            statement = statement.where(leases.c.holder == holder)
        async with self._database.reading() as connection:
            return tuple(Lease(*row) for row in (await connection.execute(statement)).all())

    async def end(self, lease: Lease, now: datetime) -> bool:
        """Take away what the job made, unless it was renewed meanwhile; whether it was not.

        A table that was changed since (renamed, described, given other rows) is somebody's own
        by now and stays, as does the file of what stays. The others can be brought back.
        """
        async with self._database.writing() as connection:
            await touch_workspace(connection, lease.workspace_id, now)
            ended = await connection.execute(
                sa.delete(leases).where(leases.c.job_id == lease.job_id, leases.c.expires_at <= now)
            )
            if ended.rowcount == 0:
                return False
            found = sa.select(jobs.c.tables, jobs.c.file_id).where(jobs.c.id == lease.job_id)
            made, file_id = (await connection.execute(found)).one()
            await connection.execute(
                sa.update(tables)
                .where(
                    tables.c.id.in_([table["id"] for table in made]),
                    tables.c.deleted_at.is_(None),
                    tables.c.updated_at == tables.c.created_at,
                )
                .values(deleted_at=now, name_lower=None)
            )
            if file_id is not None:
                await _drop_file(connection, file_id)
        return True


async def _drop_file(connection: AsyncConnection, file_id: str) -> None:
    """Forget a file, and have its object removed, where no table is made of it."""
    in_use = (
        sa.select(snapshots.c.id)
        .join(tables, tables.c.id == snapshots.c.table_id)
        .where(snapshots.c.file_id == file_id, tables.c.deleted_at.is_(None))
        .limit(1)
    )
    if await connection.scalar(in_use) is None:
        gone = await connection.execute(
            sa.delete(files).where(files.c.id == file_id).returning(files.c.key)
        )
        await discard(connection, gone.scalars().all())
