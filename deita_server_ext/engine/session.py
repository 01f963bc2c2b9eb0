"""A worker's role for queries: one workspace's tables, and what is asked of them.

Runs in the worker process. Each operation is a method, here or of a part (``results.page``),
that takes the request's arguments by name; a query says its first page as soon as those rows
exist and goes on spooling.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import threading
import time
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from deita_server_ext.errors import QueryCancelled

from . import cells, gate
from .cells import BATCH_ROWS, encoded, presentable
from .charts import Charts
from .checks import Checks
from .exports import Exports
from .faults import translate
from .host import Answer, Emit
from .judge import Judge
from .lockdown import lock_in
from .memory import forget_peak, peak_bytes
from .parameters import dollars
from .profiles import Profiles
from .results import Results
from .snapshots import Snapshots
from .spool import Spool
from .views import Views

QUICK_SECONDS = 0.05
"""For how long a full first page may be held back to see whether the result ends."""

VERDICTS = 256
"""Statements whose verdict is remembered."""

_STREAMS_PARAMS = int(duckdb.__version__.split(".", 1)[0]) >= 2
"""1.5 makes the whole result before it hands over a relation with parameters."""

warnings.filterwarnings("ignore", message="Arrow output on a DB-API result")


class Session:
    """One workspace in one worker."""

    AT_ONCE = ("cancel", "exports.stop", "views.stop")
    EMITS = ("query", "profiles.take")

    def __init__(self) -> None:
        self._connection = duckdb.connect()
        self._running: dict[str, duckdb.DuckDBPyConnection] = {}
        self._cancelled: set[str] = set()
        self._lock = threading.Lock()

    def open(
        self,
        *,
        memory_bytes: int,
        threads: int,
        temp_dir: str,
        temp_bytes: int,
        cache_dir: str,
        spool_dir: str,
        result_bytes: int,
    ) -> Answer:
        """Set the limits, then lock the engine in: nothing but ``cache_dir`` can be read.

        It becomes the working directory, so that plans and errors name files without it.
        """
        os.chdir(cache_dir)
        lock_in(
            self._connection,
            memory_bytes=memory_bytes,
            threads=threads,
            temp_dir=temp_dir,
            temp_bytes=temp_bytes,
            directories=[cache_dir],
        )
        self._judge = Judge(self._connection.cursor())
        self._judging = threading.Lock()
        self._verdicts: dict[tuple[str, frozenset[str]], gate.Verdict] = {}
        self._snapshots = Snapshots(self._connection, Path(cache_dir))
        self.results = Results(Path(spool_dir), result_bytes)
        views = Path(temp_dir).parent / "views"
        self.views = Views(
            self._connection, self.results, self._snapshots, views, result_bytes, self._judged
        )
        self.profiles = Profiles(self._snapshots, self.views)
        self.checks = Checks(self._snapshots, self.views, self._judged)
        self.charts = Charts(self.views)
        self.exports = Exports(self._connection, self.results, self._snapshots, self._judged)
        return {"version": duckdb.__version__}, b""

    def tables(self, *, tables: list[dict[str, Any]]) -> Answer:
        """Make these the workspace's tables: ``name``, ``snapshot`` (id), ``number``, ``path``."""
        self._snapshots.replace(tables)
        self.views.keep_snapshots({table["snapshot"] for table in tables})
        return {}, b""

    def query(
        self,
        *,
        emit: Emit,
        id: str,
        sql: str,
        params: dict[str, Any],
        page_size: int,
        format: str,
        earlier: list[dict[str, Any]] | None = None,
    ) -> Answer:
        """Run a statement: says ``first`` with the first page, returns when all is spooled.

        ``earlier`` are the snapshots it names besides the workspace's tables, as :meth:`tables`
        takes them.
        """
        started = time.perf_counter()
        sql = dollars(sql, params)
        run, start = sql, 0
        try:
            with self._snapshots.reading(earlier or ()) as tables, self._cursor(id) as cursor:
                verdict = self._judged(sql, tables)
                # 2.0 counts places in an EXPLAIN from its first word.
                run = verdict.sql.lstrip() if verdict.explain else verdict.sql
                start = len(sql) - len(run)
                judged = time.perf_counter()
                reader, columns = self._run(cursor, run, params)
                spool = self.results.begin(id, reader.schema)
                batches = (batch for batch in reader if batch.num_rows)
                begun, rows, ended = _first_rows(batches, page_size)
                stats = {
                    "gate_ms": (judged - started) * 1e3,
                    "first_page_ms": (time.perf_counter() - judged) * 1e3,
                }
                emit(
                    {
                        "row_count": rows if ended else None,
                        "columns": columns,
                        "tables": [f"{name}@{tables[name].number}" for name in verdict.tables],
                        "stats": stats,
                    },
                    encoded(_head(begun, page_size), reader.schema, format),
                )
                self._spool(spool, itertools.chain(begun, batches))
        except BaseException as exc:
            raise translate(exc, sql, start) from exc
        stats = {"run_ms": (time.perf_counter() - judged) * 1e3, "result_bytes": spool.bytes}
        if (peak := peak_bytes()) is not None:
            stats["peak_memory_bytes"] = peak
        return {"row_count": spool.row_count, "stats": stats}, b""

    def cancel(self, *, id: str) -> Answer:
        """Interrupt a query wherever it is; one that has not begun will not begin."""
        with self._lock:
            self._cancelled.add(id)
            cursor = self._running.get(id)
        if cursor is not None:
            cursor.interrupt()
        return {}, b""

    def rows(
        self,
        *,
        snapshot: str,
        offset: int,
        limit: int,
        format: str,
    ) -> Answer:
        """Rows of a table in the file's own order."""
        cursor = self._connection.cursor()
        try:
            relation = presentable(cursor.sql(self._snapshots.page_sql(snapshot, offset, limit)))
            reader = relation.to_arrow_reader(BATCH_ROWS)
            return {}, encoded(list(reader), reader.schema, format)
        except duckdb.Error as exc:
            raise translate(exc) from exc
        finally:
            cursor.close()

    def _judged(self, sql: str, tables: Iterable[str]) -> gate.Verdict:
        """Ask both judges. A statement that passed over the same tables passes again."""
        key = (sql, frozenset(tables))
        with self._lock:
            verdict = self._verdicts.pop(key, None)
        if verdict is None:
            with self._judging:
                self._judge.read(sql)
            # The gate may take seconds over a long statement: others do not wait for it.
            verdict = gate.judge(sql, key[1])
            with self._judging:
                self._judge.check(verdict, key[1])
        with self._lock:
            self._verdicts[key] = verdict
            if len(self._verdicts) > VERDICTS:
                del self._verdicts[next(iter(self._verdicts))]
        return verdict

    def _run(
        self, cursor: duckdb.DuckDBPyConnection, sql: str, params: dict[str, Any]
    ) -> tuple[pa.RecordBatchReader, list[dict[str, str]]]:
        if not params or _STREAMS_PARAMS:
            relation = cursor.sql(sql, params=params) if params else cursor.sql(sql)
            columns = cells.columns(relation.columns, relation.types)
            return presentable(relation).to_arrow_reader(BATCH_ROWS), columns
        cursor.execute(sql, params)
        names = [column[0] for column in cursor.description]
        types = [str(column[1]) for column in cursor.description]
        projection = cells.projection(names, types, text=cells.needs_text)
        if projection is not None:
            cursor.execute(f"SELECT {projection} FROM ({sql}\n)", params)
        return cursor.to_arrow_reader(BATCH_ROWS), cells.columns(names, types)

    def _spool(self, spool: Spool, batches: Iterator[pa.RecordBatch]) -> None:
        try:
            for batch in batches:
                spool.append(batch)
            spool.finish()
        except BaseException as exc:
            spool.fail(translate(exc))
            raise

    @contextlib.contextmanager
    def _cursor(self, query: str) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor that can be interrupted under the query's id for as long as it runs."""
        cursor = self._connection.cursor()
        try:
            with self._lock:
                self._running[query] = cursor
                if query in self._cancelled:
                    raise QueryCancelled("The query was cancelled.")
            yield cursor
        finally:
            with self._lock:
                self._running.pop(query, None)
                self._cancelled.discard(query)
                if not self._running:
                    # Before the next one begins, for whose first page somebody waits.
                    forget_peak()
            cursor.close()


def _first_rows(
    batches: Iterator[pa.RecordBatch], page_size: int
) -> tuple[list[pa.RecordBatch], int, bool]:
    """The batches that make the first page, their rows, and whether they are all there are.

    A short result that comes quickly is read a little further: most often it ends there, and
    the answer can say how many rows there are. One that comes slowly is not waited for.
    """
    begun: list[pa.RecordBatch] = []
    rows = 0
    quick = time.perf_counter() + QUICK_SECONDS
    while rows < page_size or (rows < BATCH_ROWS and time.perf_counter() < quick):
        batch = next(batches, None)
        if batch is None:
            return begun, rows, True
        begun.append(batch)
        rows += batch.num_rows
    return begun, rows, False


def _head(batches: list[pa.RecordBatch], limit: int) -> list[pa.RecordBatch]:
    """The first ``limit`` rows."""
    head = []
    for batch in batches:
        if limit <= 0:
            break
        head.append(batch.slice(0, limit))
        limit -= batch.num_rows
    return head
