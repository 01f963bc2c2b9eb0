"""Exports under way in a worker: begun, asked for piece by piece, ended."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow as pa

from deita_server_ext.engine import gate
from deita_server_ext.engine.faults import translate
from deita_server_ext.engine.host import Answer
from deita_server_ext.engine.parameters import dollars
from deita_server_ext.engine.results import Results
from deita_server_ext.engine.snapshots import Snapshots
from deita_server_ext.engine.sources import SnapshotRows, SpoolRows
from deita_server_ext.engine.sources import Source as Rows
from deita_server_ext.engine.spool import Spool
from deita_server_ext.errors import DeitaError, QueryCancelled

from . import source as sources
from .formats import chunks_of, renamed
from .seen import of_view
from .source import Source

Judged = Callable[[str, Any], gate.Verdict]
"""Asks both judges about a statement over tables of these names."""


@dataclass
class Export:
    """An export under way. It may be stopped in one thread while another makes a piece."""

    cursor: duckdb.DuckDBPyConnection
    sql: str = ""
    start: int = 0
    chunks: Iterator[bytes] = field(default_factory=lambda: iter(()))
    held: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    stopped: bool = False
    error: DeitaError | None = None
    """What went wrong with rows that the engine is given: it tells it in its own words."""
    _closed: bool = False
    _making: threading.RLock = field(default_factory=threading.RLock)

    @contextlib.contextmanager
    def making(self) -> Iterator[None]:
        """Nothing is let go meanwhile. Raises what goes wrong in a person's words."""
        with self._making:
            try:
                if self.stopped:
                    raise QueryCancelled("The export was cancelled.")
                yield
            except BaseException as exc:
                raise self.error or translate(exc, self.sql, self.start) from exc

    def given(self, spool: Spool) -> Iterator[pa.RecordBatch]:
        """The rows of a result."""
        try:
            yield from spool.batches(lambda: self.stopped)
        except DeitaError as exc:
            self.error = exc
            raise

    def chunk(self) -> bytes:
        """The next piece, none at the end. Raises QueryCancelled when it was stopped."""
        with self.making():
            return next(self.chunks, b"")

    def stop(self) -> None:
        """Interrupt what runs for it; waits for nothing."""
        self.stopped = True
        with contextlib.suppress(duckdb.Error):  # it may have been closed just now
            self.cursor.interrupt()

    def close(self) -> None:
        """Stop what still runs for it, wait until it has stopped, then let go."""
        self.stop()
        # A cursor closed under the thread that reads from it takes the process down.
        with self._making:
            if self._closed:
                return
            self._closed = True
            close = getattr(self.chunks, "close", None)
            if close is not None:
                with contextlib.suppress(duckdb.Error, pa.ArrowException, OSError):
                    close()
            self.cursor.close()
            self.held.close()


class Exports:
    """The exports of a worker's workspace, by ids that the server chooses."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        results: Results,
        snapshots: Snapshots,
        judged: Judged,
    ) -> None:
        self._connection = connection
        self._results = results
        self._snapshots = snapshots
        self._judged = judged
        self._exports: dict[str, Export] = {}
        self._stopped: set[str] = set()
        self._lock = threading.Lock()

    def begin(
        self,
        *,
        id: str,
        format: str,
        options: dict[str, Any],
        result: str | None = None,
        snapshot: str | None = None,
        view: dict[str, Any] | None = None,
        types: list[str] | None = None,
        sql: str | None = None,
        params: dict[str, Any] | None = None,
        earlier: list[dict[str, Any]] | None = None,
    ) -> Answer:
        """Begin an export of a result, a table or a statement; ``chunk`` gives its bytes.

        ``view`` says which rows of a result or a table, and in what order; ``types`` are the
        result's own, where there is a view of one. ``earlier`` are the snapshots that the
        statement names besides the workspace's tables. ``renamed`` are the names that columns
        have there instead of their own.
        """
        export = Export(self._connection.cursor())
        with self._lock:
            self._exports[id] = export
            export.stopped = id in self._stopped
        try:
            with export.making():
                tables = export.held.enter_context(self._snapshots.reading(earlier or ()))
                if view:
                    rows = self._rows(export, snapshot, result, types or [])
                    source = of_view(export.cursor, rows, view, lambda: export.stopped)
                elif result is not None:
                    spool = self._results.spool(result)
                    reader = pa.RecordBatchReader.from_batches(spool.schema, export.given(spool))
                    source = sources.of_batches(export.cursor, reader)
                elif snapshot is not None:
                    source = sources.of_relation(
                        export.cursor, export.cursor.sql(self._snapshots.all_sql(snapshot))
                    )
                else:
                    assert sql is not None
                    source = self._statement(export, sql, params or {}, tables)
                export.chunks = chunks_of(source, format, options)
        except BaseException:
            self.end(id=id)
            raise
        return {"renamed": renamed(source, format)}, b""

    def chunk(self, *, id: str) -> Answer:
        """The next bytes of an export, none at its end."""
        export = self._exports.get(id)
        if export is None:
            raise QueryCancelled("The export was cancelled.")
        try:
            data = export.chunk()
        except BaseException:
            self.end(id=id)
            raise
        if not data:
            self.end(id=id)
        return {}, data

    def stop(self, *, id: str) -> Answer:
        """Interrupt an export; one that has not begun will not begin. Waits for nothing."""
        with self._lock:
            self._stopped.add(id)
            export = self._exports.get(id)
        if export is not None:
            export.stop()
        return {}, b""

    def end(self, *, id: str) -> Answer:
        """Forget an export, finished or not."""
        with self._lock:
            export = self._exports.pop(id, None)
            self._stopped.discard(id)
        if export is not None:
            export.close()
        return {}, b""

    def _rows(
        self, export: Export, snapshot: str | None, result: str | None, types: list[str]
    ) -> Rows:
        """What a view is of."""
        if snapshot is not None:
            return SnapshotRows(self._snapshots, snapshot, export.cursor)
        assert result is not None
        return SpoolRows(self._results.spool(result), types, export.cursor)

    def _statement(self, export: Export, sql: str, params: dict[str, Any], tables: Any) -> Source:
        export.sql = sql = dollars(sql, params)
        verdict = self._judged(sql, tables)
        run = verdict.sql.lstrip() if verdict.explain else verdict.sql
        export.start = len(sql) - len(run)
        return sources.of_statement(export.cursor, run, params, nests=not verdict.explain)
