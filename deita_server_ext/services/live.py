"""A query of this server, from the moment it is asked until the catalog has it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from deita_server_ext.domain import Column, Query, QueryState, Snapshot, utcnow
from deita_server_ext.engine.running import RunningQuery

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
