"""Which objects the catalog names."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from .database import Database
from .jobs import UNFINISHED
from .schema import arrivals, discards, files, jobs, snapshots


class Objects:
    """The keys that rows name, whatever their kind."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def named(self, keys: Iterable[str]) -> set[str]:
        """Those of ``keys`` that a row names. At most some hundreds at a time."""
        wanted = list(keys)
        statement = sa.union_all(
            *(
                sa.select(column).where(column.in_(wanted))
                for column in (
                    files.c.key,
                    snapshots.c.key,
                    snapshots.c.rejects_key,
                    discards.c.key,
                    arrivals.c.key,
                )
            )
        )
        async with self._database.reading() as connection:
            return set((await connection.execute(statement)).scalars())

    async def busy_ids(self) -> set[str]:
        """The ids of the jobs under way: what they write is not named yet."""
        async with self._database.reading() as connection:
            return set((await connection.execute(sa.select(jobs.c.id).where(UNFINISHED))).scalars())

    async def growing(self) -> set[str]:
        """The keys of uploads that are under way."""
        statement = sa.select(arrivals.c.key).where(~arrivals.c.finished)
        async with self._database.reading() as connection:
            return set((await connection.execute(statement)).scalars())

    async def snapshot_ids(self) -> set[str]:
        """Every snapshot's id."""
        async with self._database.reading() as connection:
            return set((await connection.execute(sa.select(snapshots.c.id))).scalars())
