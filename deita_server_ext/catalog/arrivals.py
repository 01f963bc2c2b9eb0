"""Uploads under way, in the catalog: how far each is, and which server takes its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from deita_server_ext.domain import Arrival, File, Job
from deita_server_ext.errors import NotFound

from .database import Database
from .files import insert_file, touch_workspace
from .room import used_bytes
from .schema import arrivals

_ARRIVALS = sa.select(
    arrivals.c.id,
    arrivals.c.workspace_id,
    arrivals.c.owner,
    arrivals.c.name,
    arrivals.c.length,
    arrivals.c.key,
    arrivals.c.created_at,
    arrivals.c.expires_at,
    arrivals.c.offset,
    arrivals.c.state,
    arrivals.c.metadata,
    arrivals.c.sha256,
    arrivals.c.job_id,
    arrivals.c.ingest,
    arrivals.c.finished,
)


class Arrivals:
    """Files that come in pieces. A holder is a server that takes bytes, by a name of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, arrival: Arrival, limit: int | None) -> int | None:
        """Keep a new one, or give the bytes left where it does not fit in ``limit``.

        ``NotFound`` where its workspace is gone.
        """
        async with self._database.writing() as connection:
            await touch_workspace(connection, arrival.workspace_id, arrival.created_at)
            if limit is not None:
                left = limit - await used_bytes(connection, arrival.workspace_id)
                if (arrival.length or 0) > left:
                    return max(0, left)
            await connection.execute(sa.insert(arrivals), asdict(arrival))
        return None

    async def get(self, arrival_id: str) -> Arrival:
        """One of them, or ``NotFound``."""
        async with self._database.reading() as connection:
            return await _get(connection, arrival_id)

    async def list(self, workspace_id: str) -> tuple[Arrival, ...]:
        """The workspace's that are not finished, newest first."""
        statement = _ARRIVALS.where(
            arrivals.c.workspace_id == workspace_id, ~arrivals.c.finished
        ).order_by(arrivals.c.created_at.desc(), arrivals.c.id)
        async with self._database.reading() as connection:
            return tuple(_arrival(row) for row in (await connection.execute(statement)).mappings())

    async def room(self, workspace_id: str, but: str = "") -> int:
        """The bytes used in a workspace, without the upload ``but``."""
        async with self._database.reading() as connection:
            return await used_bytes(connection, workspace_id, but)

    async def hold(
        self, arrival_id: str, holder: str, now: datetime, until: datetime
    ) -> Arrival | None:
        """Take it for ``holder`` alone, or None where another one holds it; ``NotFound``."""
        async with self._database.writing() as connection:
            held = await connection.execute(
                sa.update(arrivals)
                .where(
                    arrivals.c.id == arrival_id,
                    sa.or_(
                        arrivals.c.holder.is_(None),
                        arrivals.c.holder == holder,
                        arrivals.c.held_until < now,
                    ),
                )
                .values(holder=holder, held_until=until)
            )
            arrival = await _get(connection, arrival_id)
            return arrival if held.rowcount > 0 else None

    async def keep(self, arrival: Arrival, holder: str, until: datetime) -> bool:
        """Note how far it is; False where ``holder`` no longer holds it."""
        async with self._database.writing() as connection:
            kept = await connection.execute(
                sa.update(arrivals)
                .where(arrivals.c.id == arrival.id, arrivals.c.holder == holder)
                .values(
                    length=arrival.length,
                    offset=arrival.offset,
                    state=arrival.state,
                    expires_at=arrival.expires_at,
                    held_until=until,
                )
            )
            return kept.rowcount > 0

    async def let_go(self, holder: str, arrival_id: str | None = None) -> None:
        """Let others take it, or all that ``holder`` holds."""
        held = sa.update(arrivals).where(arrivals.c.holder == holder)
        if arrival_id is not None:
            held = held.where(arrivals.c.id == arrival_id)
        async with self._database.writing() as connection:
            await connection.execute(held.values(holder=None, held_until=None))

    async def holders(self) -> tuple[str, ...]:
        """Who holds something."""
        statement = sa.select(arrivals.c.holder).where(arrivals.c.holder.is_not(None)).distinct()
        async with self._database.reading() as connection:
            return tuple((await connection.execute(statement)).scalars())

    async def finish(
        self, arrival: Arrival, holder: str, file: File, job: Job | None, limit: int | None
    ) -> int | None:
        """Acknowledge the file with the job that reads it, if any, or give the bytes left instead.

        All in one transaction. ``NotFound`` where it is gone, or no longer ``holder``'s.
        """
        async with self._database.writing() as connection:
            await touch_workspace(connection, file.workspace_id, file.created_at)
            ended = await connection.execute(
                sa.update(arrivals)
                .where(arrivals.c.id == arrival.id, arrivals.c.holder == holder)
                .values(job_id=None if job is None else job.id, finished=True, state={})
            )
            if ended.rowcount == 0:
                raise _not_found()
            if limit is not None:
                left = limit - await used_bytes(connection, file.workspace_id, arrival.id)
                if file.bytes > left:
                    await connection.rollback()
                    return max(0, left)
            await insert_file(connection, file, job)
        return None

    async def delete(self, arrival_id: str) -> None:
        """Forget it."""
        async with self._database.writing() as connection:
            await connection.execute(sa.delete(arrivals).where(arrivals.c.id == arrival_id))

    async def expired(self, now: datetime) -> tuple[Arrival, ...]:
        """Those whose time has passed and that nobody holds."""
        statement = _ARRIVALS.where(
            arrivals.c.expires_at < now,
            sa.or_(arrivals.c.holder.is_(None), arrivals.c.held_until < now),
        )
        async with self._database.reading() as connection:
            return tuple(_arrival(row) for row in (await connection.execute(statement)).mappings())


async def _get(connection: AsyncConnection, arrival_id: str) -> Arrival:
    found = await connection.execute(_ARRIVALS.where(arrivals.c.id == arrival_id))
    row = found.mappings().one_or_none()
    if row is None:
        raise _not_found()
    return _arrival(row)


def _arrival(row: Mapping[Any, Any]) -> Arrival:
    return Arrival(**row)


def _not_found() -> NotFound:
    return NotFound(
        "There is no such upload.",
        hint="It may have ended, or have been stopped: upload the file again.",
    )
