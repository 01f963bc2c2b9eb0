"""A query of this server, or a statement's export, from the moment it is asked until its end."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

from deita_server_ext.domain import Column, Query, QueryState, Snapshot, utcnow
from deita_server_ext.engine.calls import Stop
from deita_server_ext.engine.pool import Pool
from deita_server_ext.engine.running import RunningQuery
from deita_server_ext.engine.turns import Ticket

from .parts import columns_of


class LiveQuery:
    """The query as it is now, how it runs, and the task that sees to it.

    ``snapshots`` are what tables' names stand for, and those of earlier snapshots that the
    statement has (``flights@3``). ``begun`` is set when ``task`` is there, or when there will
    be none.
    """

    def __init__(self, query: Query, timeout_seconds: float) -> None:
        self.query = query
        self.running = RunningQuery(query.id, query.owner, timeout_seconds, self._on_first)
        self.snapshots: Mapping[str, Snapshot] = {}
        self.begun = asyncio.Event()
        self.task: asyncio.Task[None] | None = None
        self._read: tuple[str, ...] = ()
        self._started = time.perf_counter()

    @property
    def waits(self) -> bool:
        """Whether it is still waiting for its turn or for a worker."""
        return self.query.state is QueryState.QUEUED and self.running.waits

    def ahead(self, pool: Pool) -> int:
        """How many come before it where it waits."""
        return self.running.ahead(pool)

    def stop(self) -> None:
        """Ask for its end; returns at once."""
        self.running.cancel()

    async def ended(self) -> None:
        """Wait for its end."""
        await self.begun.wait()
        if self.task is not None:
            await asyncio.wait({self.task})

    def answer(
        self, columns: tuple[Column, ...], tables: tuple[str, ...], stats: dict[str, float]
    ) -> None:
        """It has its first page."""
        self.query = replace(
            self.query,
            columns=columns,
            tables=tables,
            stats={**stats, "total_ms": (time.perf_counter() - self._started) * 1e3},
        )

    def finish(
        self,
        state: QueryState,
        *,
        row_count: int | None = None,
        stats: Mapping[str, float] | None = None,
        error: dict[str, Any] | None = None,
    ) -> None:
        """It has ended."""
        self.query = replace(
            self.query,
            state=state,
            finished_at=utcnow(),
            row_count=row_count,
            stats={**self.query.stats, **(stats or {})},
            error=error,
        )

    def spent(self) -> dict[str, float]:
        """What a query took that did not come to its end, as far as anybody knows."""
        total = (time.perf_counter() - self._started) * 1e3
        waited = self.running.waited_seconds
        if waited is None:
            return {"queue_ms": total, "total_ms": total}
        waited_ms = waited * 1e3
        stats = {"queue_ms": waited_ms, "run_ms": total - waited_ms, **self.running.spent}
        # What is known of the first page stays.
        return stats if self.query.columns is not None else {**stats, "total_ms": total}

    def snapshots_read(self) -> dict[str, Snapshot]:
        """What its tables stood for."""
        return {name: self.snapshots[name] for name in self._read}

    def _on_first(self, header: dict[str, Any]) -> None:
        # The worker says every name with its number, also one that ends in its number already.
        self._read = tuple(table.rsplit("@", 1)[0] for table in header["tables"])
        tables = dict.fromkeys(
            f"{name.removesuffix(f'@{of.number}')}@{of.number}"
            for name, of in self.snapshots_read().items()
        )
        self.answer(columns_of(header["columns"]), tuple(tables), header["stats"])
        scanned = sum(snapshot.row_count for snapshot in self.snapshots_read().values())
        self.query = replace(
            self.query,
            state=QueryState.RUNNING,
            stats={
                **self.query.stats,
                "queue_ms": (self.running.waited_seconds or 0.0) * 1e3,
                "rows_scanned": scanned,
                "cache_hit": 0,
            },
        )
        if header["row_count"] is not None:
            # Where the first page is all there is, the query has ended; its file is closed
            # in a moment, and if that fails the query fails after all.
            self.finish(
                QueryState.DONE,
                row_count=header["row_count"],
                stats={"rows_returned": header["row_count"]},
            )


class LiveExport:
    """The export of a statement, which waits for a process of its own, then for its turn."""

    def __init__(self, query: Query, pool: Pool) -> None:
        self.query = query
        self.stopping = Stop()
        self.waited_seconds: float | None = None
        self._pool = pool
        self._place, self._ticket = Ticket(query.owner), Ticket(query.owner)
        self._begun = time.perf_counter()
        self._ended = asyncio.Event()

    @property
    def waits(self) -> bool:
        """Whether it is still waiting for its process or its turn."""
        return not self._ended.is_set() and self.waited_seconds is None

    def place(self) -> contextlib.AbstractAsyncContextManager[None]:
        """Wait for one of the processes that there are for exports, and have it."""
        return self._pool.lone_turns.turn(self._place)

    @contextlib.asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn among the queries, and hold it."""
        async with self._pool.turns.turn(self._ticket):
            self.waited_seconds = time.perf_counter() - self._begun
            yield

    def ahead(self, pool: Pool) -> int:
        """How many come before it where it waits."""
        if not self._place.called.is_set():
            return pool.lone_turns.ahead(self._place)
        return pool.turns.ahead(self._ticket)

    def stop(self) -> None:
        """Ask for its end, which comes when nobody is at taking a piece of it."""
        self.stopping.ask()

    async def ended(self) -> None:
        """Wait for its end, but for no slow client's."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._pool.limits.grace_seconds):
                await self._ended.wait()

    def finish(self, state: QueryState, error: dict[str, Any] | None) -> None:
        """It has ended."""
        total = time.perf_counter() - self._begun
        waited = total if self.waited_seconds is None else self.waited_seconds
        stats = {"queue_ms": waited * 1e3, "total_ms": total * 1e3}
        self.query = replace(
            self.query, state=state, finished_at=utcnow(), error=error, stats=stats
        )
        self._ended.set()
