"""Objects that are to be removed: written down in the transaction that forgets them.

So that none is left behind by a server that ends between the two. The same list serves for an
object that is written before its row: announced with a later moment, and taken off the list by
the transaction that names it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from deita_server_ext.domain import utcnow

from .database import Database
from .schema import discards


class Discards:
    """Keys of objects, each with the moment from which it is to be removed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, keys: Iterable[str], due_at: datetime) -> None:
        """Have the objects removed from ``due_at`` on, unless a row names them by then."""
        async with self._database.writing() as connection:
            await discard(connection, keys, due_at)

    async def due(self, now: datetime, limit: int = 1000) -> tuple[str, ...]:
        """Keys whose moment has come."""
        statement = (
            sa.select(discards.c.key)
            .where(discards.c.due_at <= now)
            .order_by(discards.c.due_at, discards.c.key)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return tuple((await connection.execute(statement)).scalars())

    async def forget(self, keys: Iterable[str]) -> None:
        """The objects are removed."""
        async with self._database.writing() as connection:
            await connection.execute(sa.delete(discards).where(discards.c.key.in_(list(keys))))


async def discard(
    connection: AsyncConnection, keys: Iterable[str], due_at: datetime | None = None
) -> None:
    """Note, within a transaction, that these objects are to be removed; by default at once."""
    rows = [{"key": key, "due_at": due_at or utcnow()} for key in sorted(set(keys))]
    if rows:
        await connection.execute(
            sa.delete(discards).where(discards.c.key.in_([row["key"] for row in rows]))
        )
        await connection.execute(sa.insert(discards), rows)
