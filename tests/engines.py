"""An engine as the services use it: a pool of real worker processes over real snapshot files."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from deita_server_ext.blocking import Blocking
from deita_server_ext.domain import new_id
from deita_server_ext.engine.limits import EngineLimits
from deita_server_ext.engine.pool import Pool, TableFile
from deita_server_ext.engine.running import RunningQuery

LIMITS = EngineLimits(
    memory_bytes=256 << 20,
    threads=2,
    temp_bytes=32 << 20,
    result_bytes=256 << 20,
    workers=3,
    queries_at_once=16,
    queries_each=16,
    grace_seconds=1.0,
    wait_seconds=5.0,
)
WORKSPACE = "0" * 32


@dataclass
class Ran:
    """What a query gave: its first answer, its last, and how long it took."""

    id: str
    first: dict[str, Any]
    payload: bytes
    last: dict[str, Any]
    seconds: float

    @property
    def rows(self) -> list[list[Any]]:
        """The first page, where it came as JSON."""
        found: list[list[Any]] = json.loads(self.payload)
        return found

    @property
    def table(self) -> pa.Table:
        """The first page, where it came as Arrow."""
        with pa.ipc.open_stream(self.payload) as stream:
            return stream.read_all()


@dataclass
class Engine:
    """A pool, and the folders it works in."""

    pool: Pool
    root: Path
    tables: tuple[TableFile, ...] = ()
    numbers: dict[str, int] = field(default_factory=dict)

    def snapshot(
        self, name: str, sql: str, *, workspace: str = WORKSPACE, parquet: bool = False
    ) -> TableFile:
        """A snapshot of what ``sql`` gives, as the cache has it."""
        folder = self.root / "cache" / workspace
        folder.mkdir(parents=True, exist_ok=True)
        number = self.numbers[name] = self.numbers.get(name, 0) + 1
        snapshot = new_id()
        with duckdb.connect() as connection:
            if parquet:
                path = folder / f"{snapshot}.parquet"
                connection.execute(f"COPY ({sql}) TO '{path}'")
            else:
                path = folder / f"{snapshot}.duckdb"
                connection.execute(f"ATTACH '{path}' AS made")
                connection.execute(f"CREATE TABLE made.main.data AS {sql}")
                connection.execute("DETACH made")
        return TableFile(name, number, snapshot, str(path))

    def query(
        self, *, timeout: float = 30.0, id: str | None = None, user: str = "ann"
    ) -> RunningQuery:
        """A query that has not begun."""
        return RunningQuery(id or new_id(), user, timeout, lambda _header: None)

    async def drive(
        self,
        query: RunningQuery,
        sql: str,
        *,
        workspace: str = WORKSPACE,
        tables: tuple[TableFile, ...] | None = None,
        params: dict[str, Any] | None = None,
        page_size: int = 50,
        format: str = "json",
    ) -> dict[str, Any]:
        """Run it to its end, as the services do."""
        files = self.tables if tables is None else tables
        return await query.run(
            self.pool,
            workspace,
            files,
            sql=sql,
            params=params or {},
            page_size=page_size,
            format=format,
        )

    async def run(self, sql: str, *, seconds: float = 30.0, **how: Any) -> Ran:
        """Run a query and give what came of it."""
        query = self.query(timeout=seconds)
        started = time.monotonic()
        last = await self.drive(query, sql, **how)
        first, payload = query.first.result()
        return Ran(query.id, first, payload, last, time.monotonic() - started)

    async def value(self, sql: str, **how: Any) -> Any:
        """The one value that a query gives."""
        ((value,),) = (await self.run(sql, **how)).rows
        return value

    async def ask(self, operation: str, workspace: str = WORKSPACE, **args: Any) -> Any:
        """Ask the workspace's worker; the answer's header and payload."""
        async with self.pool.seat(workspace, None) as worker:
            return await worker.call(operation, **args)

    async def pid(self, workspace: str = WORKSPACE) -> int:
        """The process of the workspace's worker."""
        async with self.pool.seat(workspace, None) as worker:
            return worker.pid


async def begun(*queries: RunningQuery) -> None:
    """Wait until each of them is asked of a worker."""
    for query in queries:
        while query.worker is None:  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.01)
    # It is sent in the same step, or the next.
    await asyncio.sleep(0.1)


@asynccontextmanager
async def running_engine(root: Path, limits: EngineLimits = LIMITS) -> AsyncIterator[Engine]:
    """A pool with its folders below ``root``, closed at the end."""
    blocking = Blocking()
    folders = [root / name for name in ("run", "cache", "spool")]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    pool = Pool(*folders, limits, blocking)
    pool.warm()
    try:
        yield Engine(pool, root)
    finally:
        await pool.close()
        blocking.close()
