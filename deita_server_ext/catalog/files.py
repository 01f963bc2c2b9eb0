"""Files in the catalog."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from deita_server_ext.domain import File, Job, Lease
from deita_server_ext.errors import NotFound

from .database import Database
from .jobs import job_values
from .room import used_bytes
from .schema import files, jobs, leases, workspaces

_FILES = sa.select(
    files.c.id,
    files.c.workspace_id,
    files.c.name,
    files.c.bytes,
    files.c.sha256,
    files.c.key,
    files.c.created_at,
)


class Files:
    """Uploads as they came."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, file: File) -> None:
        """Keep a file; ``NotFound`` where its workspace is gone."""
        async with self._database.writing() as connection:
            await touch_workspace(connection, file.workspace_id, file.created_at)
            await connection.execute(sa.insert(files), asdict(file))

    async def add_with_job(
        self, file: File, job: Job | None, limit: int | None = None, lease: Lease | None = None
    ) -> int | None:
        """Keep a file together with the job that reads it and the lease on that, if any.

        All or nothing. Gives the bytes left in the workspace where the file does not fit in
        ``limit``; then nothing was kept.
        """
        async with self._database.writing() as connection:
            await touch_workspace(connection, file.workspace_id, file.created_at)
            if limit is not None:
                left = limit - await used_bytes(connection, file.workspace_id)
                if file.bytes > left:
                    return max(0, left)
            await insert_file(connection, file, job)
            if lease is not None:
                await connection.execute(sa.insert(leases), asdict(lease))
        return None

    async def get(self, file_id: str) -> File:
        """One file, or ``NotFound``."""
        async with self._database.reading() as connection:
            row = (await connection.execute(_FILES.where(files.c.id == file_id))).one_or_none()
        if row is None:
            raise _not_found()
        return File(*row)

    async def list(self, workspace_id: str) -> tuple[File, ...]:
        """The workspace's files, newest first."""
        statement = _FILES.where(files.c.workspace_id == workspace_id).order_by(
            files.c.created_at.desc(), files.c.id
        )
        async with self._database.reading() as connection:
            return tuple(File(*row) for row in (await connection.execute(statement)).all())

    async def delete(self, file_id: str) -> None:
        """Forget the file, or ``NotFound``; tables made of it stay and no longer name it."""
        of_file = sa.select(files.c.workspace_id).where(files.c.id == file_id).scalar_subquery()
        async with self._database.writing() as connection:
            # What names it is about to change.
            await connection.execute(
                sa.update(workspaces)
                .where(workspaces.c.id == of_file)
                .values(updated_at=workspaces.c.updated_at)
            )
            gone = await connection.execute(sa.delete(files).where(files.c.id == file_id))
            if gone.rowcount == 0:
                raise _not_found()


async def touch_workspace(connection: AsyncConnection, workspace_id: str, now: datetime) -> None:
    """Lock the workspace by noting that it changes: what is written in it waits in one order."""
    await connection.execute(
        sa.update(workspaces).where(workspaces.c.id == workspace_id).values(updated_at=now)
    )


async def insert_file(connection: AsyncConnection, file: File, job: Job | None) -> None:
    """Insert a file and the job that reads it, if any; the caller holds the workspace's lock."""
    await connection.execute(sa.insert(files), asdict(file))
    if job is not None:
        await connection.execute(sa.insert(jobs), job_values(job))


def _not_found() -> NotFound:
    return NotFound("There is no such file.", hint="It may have been deleted; reload.")
