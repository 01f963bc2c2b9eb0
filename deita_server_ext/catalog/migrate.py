"""Bringing a database to the tables of this version.

The revisions are in ``migrations/versions``, one file each, named
``v<revision>_<what>.py``; the one with the highest number is the newest.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from deita_server_ext.errors import StorageUnavailable

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number will do, as long as no other program in the same database takes it.
_LOCK = 0x6465697461
_VERSION = sa.table("alembic_version", sa.column("version_num"))


def head() -> str:
    """The newest revision, by the files' names: to see that nothing is to be done
    must not cost the import of Alembic.
    """
    return max(
        path.stem.split("_")[0].removeprefix("v")
        for path in (MIGRATIONS / "versions").glob("v*.py")
    )


async def upgrade(engine: AsyncEngine) -> None:
    """Apply what is missing, in one transaction, one server at a time."""
    newest = head()
    if engine.dialect.name == "sqlite":
        await _use_wal(engine)
    async with engine.connect() as connection:
        if await connection.run_sync(current) == newest:
            return
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        # Another server may have been faster while this one waited for the lock.
        found = await connection.run_sync(current)
        if found is not None and found > newest:
            raise StorageUnavailable(
                f"Deita's catalog is at revision {found}; this version knows {newest} at most.",
                hint="Install the newer Deita that wrote it, or restore a backup from before.",
            )
        if found != newest:
            await connection.run_sync(_apply, newest)


def current(connection: sa.Connection) -> str | None:
    """The revision the database is at; None where it is empty."""
    if not sa.inspect(connection).has_table(_VERSION.name):
        return None
    return connection.scalar(sa.select(_VERSION.c.version_num))


def _apply(connection: sa.Connection, revision: str) -> None:
    from alembic import command  # noqa: PLC0415 - seldom needed, and it takes a while

    command.upgrade(configuration(connection), revision)


def configuration(connection: sa.Connection) -> Config:
    """Alembic's configuration for an open connection."""
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    # In a configuration file a % would begin a substitution.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


async def _use_wal(engine: AsyncEngine) -> None:
    """Readers beside a writer. The switch does not wait for a lock by itself, so it is retried."""
    for attempt in range(200):
        try:
            async with engine.connect() as connection:
                driver = (await connection.get_raw_connection()).driver_connection
                assert driver is not None
                async with driver.execute("PRAGMA journal_mode = wal"):
                    pass
            return
        except Exception as error:
            if attempt == 199 or "locked" not in str(error):
                raise
            await asyncio.sleep(0.05)
