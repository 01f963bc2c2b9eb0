"""Work in the engine that another thread, or the clock, can stop."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa

from deita_server_ext.errors import DeitaError, QueryCancelled, QueryTimeout

from .cells import BATCH_ROWS

_STREAMS_PARAMS = int(duckdb.__version__.split(".", 1)[0]) >= 2
"""1.5 makes the whole result before it hands over a relation with parameters."""


class Stoppable:
    """A cursor of ``connection`` for the ``with`` block, interrupted by :meth:`stop`.

    ``seconds`` is how long it may take. What the block raises after it was stopped is
    QueryCancelled or QueryTimeout.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, seconds: float | None = None) -> None:
        self.cursor = connection.cursor()
        self._seconds = seconds
        self._reason: DeitaError | None = None
        self._done = threading.Event()
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def __enter__(self) -> Stoppable:
        if self._seconds is not None:
            self._timer = threading.Timer(self._seconds, self._late)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            self._done.set()
        self.cursor.close()
        if exc is not None and self._reason is not None:
            raise self._reason from exc

    @property
    def stopped(self) -> bool:
        """Whether it is to end."""
        return self._reason is not None

    @property
    def late(self) -> bool:
        """Whether it is to end because its time is up."""
        return isinstance(self._reason, QueryTimeout)

    def read(self, sql: str, params: dict[str, Any]) -> pa.RecordBatchReader:
        """What a statement gives, as it comes."""
        self.check()
        if _STREAMS_PARAMS or not params:
            return self.cursor.sql(sql, params=params).to_arrow_reader(BATCH_ROWS)
        self.cursor.execute(sql, params)
        return self.cursor.to_arrow_reader(BATCH_ROWS)

    def check(self) -> None:
        """Raise the reason for which it is to end, if it is."""
        if self._reason is not None:
            raise self._reason

    def stop(self) -> None:
        """Let it end; returns at once."""
        self._end(QueryCancelled("The query was cancelled."))

    def _late(self) -> None:
        self._end(
            QueryTimeout(
                f"This took longer than {self._seconds:g} seconds and was stopped.",
                hint="Filter by fewer columns, or raise DeitaApp.query_timeout_seconds.",
            )
        )

    def _end(self, reason: DeitaError) -> None:
        if self._reason is None:
            self._reason = reason
            threading.Thread(target=self._insist, name="stop", daemon=True).start()

    def _insist(self) -> None:
        """Interrupt until it has ended: a statement that is about to begin hears nothing."""
        while True:
            with self._lock:
                if self._done.is_set():
                    return
                self.cursor.interrupt()
            if self._done.wait(0.05):
                return
