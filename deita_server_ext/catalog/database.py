"""Connections to the catalog's database, SQLite or Postgres, behind two context managers."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from deita_server_ext.errors import NameTaken

from . import migrate
from .faults import explained

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
_SQLITE_WAIT_SECONDS = 30


class Database:
    """A database and its connections.

    Reads run outside of transactions: each is one statement. On SQLite all
    writes of a process share one connection, so that they wait for each other
    here, in turn, and not by polling the file's lock.
    """

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
        if backend not in _DRIVERS:
            raise ValueError(f"a catalog is kept in SQLite or Postgres, not in {backend}")
        self._url = parsed.set(drivername=_DRIVERS[backend])
        self._sqlite = backend == "sqlite"
        if self._sqlite and parsed.database in (None, "", ":memory:"):
            raise ValueError("a catalog in SQLite needs a file: sqlite:///path/to/file")
        self._reader: AsyncEngine | None = None
        self._writer: AsyncEngine | None = None
        self._glances: sqlite3.Connection | None = None

    async def open(self) -> None:
        """Make the file where there is none, migrate, and stand ready."""
        if self._reader is not None:
            return
        try:
            if self._sqlite:
                _make_file(Path(str(self._url.database)))
                migrator = self._sqlite_writer(foreign_keys=False, poolclass=NullPool)
                await migrate.upgrade(migrator)
                writer = self._sqlite_writer(foreign_keys=True, pool_size=1, max_overflow=0)
                reader = self._sqlite_reader()
                self._glances = _glancing(str(self._url.database))
            else:
                # A database that was restarted leaves dead connections in the
                # pool: the ping finds them before a person does.
                writer = create_async_engine(
                    self._url, pool_pre_ping=True, connect_args={"connect_timeout": 10}
                )
                reader = writer.execution_options(isolation_level="AUTOCOMMIT")
                try:
                    await migrate.upgrade(writer)
                except BaseException:
                    await writer.dispose()
                    raise
        except Exception as error:
            if (shown := explained(error)) is not None:
                raise shown from error
            raise
        self._reader, self._writer = reader, writer

    async def close(self) -> None:
        """Close every connection."""
        for engine in (self._reader, self._writer):
            if engine is not None:
                await engine.dispose()
        if self._glances is not None:
            self._glances.close()
        self._reader = self._writer = self._glances = None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection for one SELECT."""
        assert self._reader is not None, "the catalog is not open"
        try:
            async with self._reader.connect() as connection:
                yield connection
        except Exception as error:
            if (shown := explained(error)) is not None:
                raise shown from error
            raise

    async def look_up(self, sql: str, **values: str) -> Any:
        """The one value that ``sql`` finds by a primary key, or None.

        For what is asked before every query. SQLite answers here and now, in some
        microseconds, for readers of its write-ahead log wait for nobody; the way to another
        thread and back takes a hundred times as long.
        """
        if self._glances is not None:
            try:
                found = self._glances.execute(sql, values).fetchall()
            except sqlite3.OperationalError:
                pass  # the log is being restored, or the file is gone: to be waited for or told
            else:
                return found[0][0] if found else None
        async with self.reading() as connection:
            return await connection.scalar(sa.text(sql), values)

    @asynccontextmanager
    async def writing(self, taken: NameTaken | None = None) -> AsyncIterator[AsyncConnection]:
        """A transaction: committed at the end of the block, undone by an exception.

        ``taken`` is raised where what is written has a name that is in use.
        """
        assert self._writer is not None, "the catalog is not open"
        try:
            async with self._writer.begin() as connection:
                yield connection
        except Exception as error:
            if (shown := explained(error, taken)) is not None:
                raise shown from error
            raise

    def insert(self, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
        """An INSERT that knows ``ON CONFLICT``, which SQLAlchemy has a dialect each for."""
        return sqlite.insert(table) if self._sqlite else postgresql.insert(table)

    def _sqlite_reader(self) -> AsyncEngine:
        engine = create_async_engine(
            self._url,
            isolation_level="AUTOCOMMIT",
            # A rollback of nothing is a trip to another thread for nothing.
            skip_autocommit_rollback=True,
            connect_args={"timeout": _SQLITE_WAIT_SECONDS},
        )
        _on_connect(engine, "PRAGMA query_only = on")
        return engine

    def _sqlite_writer(self, *, foreign_keys: bool, **pool: Any) -> AsyncEngine:
        engine = create_async_engine(
            self._url, connect_args={"timeout": _SQLITE_WAIT_SECONDS}, **pool
        )
        _on_connect(
            engine,
            "PRAGMA synchronous = NORMAL",
            f"PRAGMA foreign_keys = {'on' if foreign_keys else 'off'}",
        )

        # The driver would begin a transaction at the first write, and a read
        # before it could then be out of date. Taking the lock at once cannot.
        @sa.event.listens_for(engine.sync_engine, "connect")
        def _leave_transactions_to_us(connection: Any, _record: Any) -> None:
            connection.isolation_level = None

        @sa.event.listens_for(engine.sync_engine, "begin")
        def _begin(connection: sa.Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

        return engine


def _on_connect(engine: AsyncEngine, *statements: str) -> None:
    @sa.event.listens_for(engine.sync_engine, "connect")
    def _run(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()


def _glancing(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    connection.execute("PRAGMA query_only = on")
    return connection


def _make_file(path: Path) -> None:
    """Make the file and its folder so that only their owner can read them."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
