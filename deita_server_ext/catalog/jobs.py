"""Jobs in the catalog: a queue that any number of servers take from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from deita_server_ext.domain import Job, JobState, Table, utcnow
from deita_server_ext.errors import NotFound

from .database import Database
from .schema import jobs, workspaces
from .tables import insert_tables

_JOBS = sa.select(
    jobs.c.id,
    jobs.c.workspace_id,
    jobs.c.kind,
    jobs.c.state,
    jobs.c.created_at,
    jobs.c.owner,
    jobs.c.file_id,
    jobs.c.options,
    jobs.c.progress,
    jobs.c.message,
    jobs.c.error,
    jobs.c.tables,
    jobs.c.attempts,
    jobs.c.finished_at,
    jobs.c.rows,
)
UNFINISHED = jobs.c.state.in_([state for state in JobState if not state.final])
_RUNNING = jobs.c.state == JobState.RUNNING


class Jobs:
    """Work that takes time. A runner is a server that works on jobs, by a name of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, job: Job) -> None:
        """Keep a job; ``NotFound`` where its workspace or file is gone."""
        async with self._database.writing() as connection:
            await connection.execute(sa.insert(jobs), job_values(job))

    async def get(self, job_id: str) -> Job:
        """One job, or ``NotFound``."""
        async with self._database.reading() as connection:
            return await _get(connection, job_id)

    async def list(self, workspace_id: str, since: datetime) -> tuple[Job, ...]:
        """The workspace's jobs that are not finished, or were after ``since``; newest first."""
        statement = _JOBS.where(
            jobs.c.workspace_id == workspace_id, sa.or_(UNFINISHED, jobs.c.finished_at > since)
        ).order_by(jobs.c.created_at.desc(), jobs.c.id)
        async with self._database.reading() as connection:
            return tuple(_job(row) for row in (await connection.execute(statement)).mappings())

    async def claim(
        self, runner: str, stale_before: datetime, job_id: str | None = None
    ) -> Job | None:
        """Take the oldest job that waits, or None; no other runner gets the same one.

        A job whose runner was last heard of before ``stale_before`` waits again. With
        ``job_id`` it is this job or none.
        """
        # A runner that slept must not take its own work from itself.
        stale = sa.and_(_RUNNING, jobs.c.heartbeat_at < stale_before, jobs.c.runner != runner)
        waiting = sa.or_(jobs.c.state == JobState.QUEUED, stale)
        if job_id is not None:
            waiting = sa.and_(jobs.c.id == job_id, waiting)
        # Asked often and mostly in vain: looking takes no lock.
        async with self._database.reading() as connection:
            if await connection.scalar(sa.select(jobs.c.id).where(waiting).limit(1)) is None:
                return None
        async with self._database.writing() as connection:
            taken = await connection.scalar(
                sa.select(jobs.c.id)
                .where(waiting)
                .order_by(jobs.c.created_at, jobs.c.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            if taken is None:
                return None
            await connection.execute(
                sa.update(jobs)
                .where(jobs.c.id == taken)
                .values(
                    state=JobState.RUNNING,
                    runner=runner,
                    heartbeat_at=utcnow(),
                    attempts=jobs.c.attempts + 1,
                )
            )
            return await _get(connection, taken)

    async def heartbeat(self, runner: str, now: datetime) -> None:
        """Note that ``runner`` still works on all that it has taken."""
        async with self._database.writing() as connection:
            await connection.execute(
                sa.update(jobs).where(_RUNNING, jobs.c.runner == runner).values(heartbeat_at=now)
            )

    async def runners(self) -> tuple[str, ...]:
        """Who works on something."""
        statement = sa.select(jobs.c.runner).where(_RUNNING).distinct()
        async with self._database.reading() as connection:
            return tuple((await connection.execute(statement)).scalars())

    async def release(self, runner: str, *, crashed: bool) -> None:
        """Let what ``runner`` works on wait again, at once: it is known to have ended.

        Only where it ``crashed`` does the attempt count: the work may be the reason.
        """
        values: dict[str, Any] = {"heartbeat_at": datetime.fromtimestamp(0, UTC)}
        if not crashed:
            values["attempts"] = jobs.c.attempts - 1
        async with self._database.writing() as connection:
            await connection.execute(
                sa.update(jobs).where(_RUNNING, jobs.c.runner == runner).values(**values)
            )

    async def cancelled_ids(self, runner: str) -> tuple[str, ...]:
        """Which of the jobs that ``runner`` works on are to be stopped."""
        statement = sa.select(jobs.c.id).where(
            _RUNNING, jobs.c.runner == runner, jobs.c.cancel_requested
        )
        async with self._database.reading() as connection:
            return tuple((await connection.execute(statement)).scalars())

    async def progress(
        self,
        job_id: str,
        progress: float | None,
        message: str | None,
        rows: int | None = None,
        attempt: int | None = None,
    ) -> None:
        """Note how far a job is (0..1, or None), and the rows read.

        A finished job stays as it is, and so does one that is no longer at ``attempt``:
        another runner has taken it over.
        """
        async with self._database.writing() as connection:
            await connection.execute(
                sa.update(jobs)
                .where(jobs.c.id == job_id, UNFINISHED, *_at(attempt))
                .values(progress=progress, message=message, rows=rows)
            )

    async def finish(
        self,
        job_id: str,
        state: JobState,
        error: dict[str, Any] | None = None,
        tables: tuple[dict[str, Any], ...] = (),
        attempt: int | None = None,
    ) -> bool:
        """Give a job its final state; False where it already has one, or is gone.

        False as well where it is no longer at ``attempt``.
        """
        async with self._database.writing() as connection:
            changed = await connection.execute(
                sa.update(jobs)
                .where(jobs.c.id == job_id, UNFINISHED, *_at(attempt))
                .values(state=state, error=error, tables=tables, finished_at=utcnow())
            )
            return changed.rowcount > 0

    async def request_cancel(self, job_id: str) -> Job:
        """Ask for a job's end; the job as it is then, or ``NotFound``.

        Whoever works on it is told so through :meth:`cancelled_ids`; it makes no tables any
        more. One that waits is ended by whoever takes it.
        """
        async with self._database.writing() as connection:
            await connection.execute(
                sa.update(jobs).where(jobs.c.id == job_id, UNFINISHED).values(cancel_requested=True)
            )
            return await _get(connection, job_id)

    async def publish(
        self, job_id: str, made: tuple[Table, ...], attempt: int | None = None
    ) -> tuple[Table, ...] | None:
        """Show the tables a job made and set it done, in one transaction.

        Gives the tables as they are now: a name that was taken was made free
        with a number. None where nothing was written because the job is
        finished, gone, no longer at ``attempt``, or to be cancelled; the caller
        removes the objects.
        """
        async with self._database.writing() as connection:
            workspace_id = await connection.scalar(
                sa.select(jobs.c.workspace_id).where(jobs.c.id == job_id)
            )
            if workspace_id is None:
                return None
            now = utcnow()
            # The workspace before the job, as a workspace's deletion does, or
            # the two could wait for each other. It also keeps the names still.
            await connection.execute(
                sa.update(workspaces).where(workspaces.c.id == workspace_id).values(updated_at=now)
            )
            row = (
                await connection.execute(
                    sa.select(jobs.c.state, jobs.c.cancel_requested, jobs.c.attempts)
                    .where(jobs.c.id == job_id)
                    .with_for_update()
                )
            ).one_or_none()
            if row is None or JobState(row.state).final or row.cancel_requested:
                return None
            if attempt is not None and row.attempts != attempt:
                return None
            published = await insert_tables(connection, workspace_id, made)
            await connection.execute(
                sa.update(jobs)
                .where(jobs.c.id == job_id)
                .values(
                    state=JobState.DONE,
                    progress=1.0,
                    rows=sum(table.snapshot.row_count for table in published),
                    tables=[_summary(table) for table in published],
                    finished_at=now,
                )
            )
        return published


def job_values(job: Job) -> dict[str, Any]:
    """A job as a row to insert."""
    return {
        "id": job.id,
        "workspace_id": job.workspace_id,
        "owner": job.owner,
        "kind": job.kind,
        "state": job.state,
        "file_id": job.file_id,
        "options": job.options,
        "progress": job.progress,
        "message": job.message,
        "error": job.error,
        "tables": job.tables,
        "attempts": job.attempts,
        "cancel_requested": False,
        "created_at": job.created_at,
        "finished_at": job.finished_at,
        "rows": job.rows,
    }


def _summary(table: Table) -> dict[str, Any]:
    return {
        "id": table.id,
        "name": table.name,
        "row_count": table.snapshot.row_count,
        "column_count": len(table.snapshot.columns),
    }


def _at(attempt: int | None) -> tuple[sa.ColumnElement[bool], ...]:
    return () if attempt is None else (jobs.c.attempts == attempt,)


async def _get(connection: AsyncConnection, job_id: str) -> Job:
    row = (await connection.execute(_JOBS.where(jobs.c.id == job_id))).mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such job.", hint="It may have been deleted with its workspace.")
    return _job(row)


def _job(row: Mapping[Any, Any]) -> Job:
    return Job(**{**row, "state": JobState(row["state"]), "tables": tuple(row["tables"])})
