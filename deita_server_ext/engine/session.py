"""A worker's role for queries: one workspace's tables, and what is asked of them.

Runs in the worker process. Each operation is a method, here or of a part (``results.page``),
that takes the request's arguments by name; a query says its first page as soon as those rows
exist and goes on spooling.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import pyarrow as pa

from deita_server_ext.errors import QueryCancelled

from . import cells, gate
from .cells import BATCH_ROWS, encoded, presentable
from .charts import Charts
from .checks import Checks
from .clock import Clock
from .exports import Exports
from .faults import translate
from .host import Answer, Emit
from .judge import Judge
from .lockdown import lock_in
from .memory import forget_peak, peak_bytes
from .nulls import cleared
from .parameters import dollars
from .profiles import Profiles
from .results import Results
from .snapshots import Snapshots
from .spool import Spool
from .views import Views

QUICK_SECONDS = 0.05
"""For how long a full first page may be held back to see whether the result ends."""

_CLOCK = Clock(QUICK_SECONDS / 2)

VERDICTS = 256
"""Statements whose verdict is remembered."""

_STREAMS_PARAMS = int(duckdb.__version__.split(".", 1)[0]) >= 2
"""1.5 makes the whole result before it hands over a relation with parameters."""

warnings.filterwarnings("ignore", message="Arrow output on a DB-API result")


class Session:
    """One workspace in one worker."""

    AT_ONCE = ("cancel", "exports.stop", "views.stop")
    LATER = ("results.written",)
    EMITS = ("query", "profiles.take")
    QUICK = ("tables", "rows", "results.page", "results.forget")
    LANES: ClassVar[dict[str, int]] = {"query": 16, "exports": 4, "quick": 3, "": 8}

    def __init__(self) -> None:
        self._connection = duckdb.connect()
        self._running: dict[str, duckdb.DuckDBPyConnection] = {}
        self._cancelled: set[str] = set()
        self._lock = threading.Lock()

    def lane(self, operation: str) -> str:
        """Queries, exports, what is quickly done, and all else: none of them waits for another."""
        part = operation.partition(".")[0]
        return "quick" if operation in self.QUICK else part if part in self.LANES else ""

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
        """Run a statement: says the first page, returns when all is spooled.

        Before it raises, it says with ``failed`` what was spent.

        ``earlier`` are the snapshots it names besides the workspace's tables, as :meth:`tables`
        takes them.
        """
        spent = _Spent()
        sql = dollars(sql, params)
        run, start = sql, 0
        try:
            with self._snapshots.reading(earlier or ()) as tables, self._cursor(id) as cursor:
                verdict = self._judged(sql, tables)
                # 2.0 counts places in an EXPLAIN from its first word.
                run = verdict.sql.lstrip() if verdict.explain else verdict.sql
                start = len(sql) - len(run)
                spent.judged()
                reader, columns = self._run(cursor, run, params)
                spool = self.results.begin(id, reader.schema)
                batches = (cleared(batch) for batch in reader if batch.num_rows)
                read = [f"{name}@{tables[name].number}" for name in verdict.tables]

                def say(begun: Sequence[pa.RecordBatch], row_count: int | None) -> None:
                    stats = spent.first_page()
                    emit(
                        {
                            "row_count": row_count,
                            "columns": columns,
                            "tables": read,
                            "stats": stats,
                        },
                        encoded(_head(begun, page_size), reader.schema, format),
                    )

                with _written(spool):
                    begun = _first_rows(batches, page_size, say)
                    for batch in itertools.chain(begun, batches):
                        spool.append(batch)
        except BaseException as exc:
            with contextlib.suppress(MemoryError):
                emit({"failed": True, "stats": spent.all()}, b"")
            raise translate(exc, sql, start) from exc
        stats = {**spent.all(), "result_bytes": spool.bytes}
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


@contextlib.contextmanager
def _written(spool: Spool) -> Iterator[None]:
    """A spool that is whole behind the block, or says why it never will be."""
    try:
        yield
        spool.finish()
    except BaseException as exc:
        spool.fail(translate(exc))
        raise


Say = Callable[[Sequence[pa.RecordBatch], int | None], None]
"""Says the first page: the batches that it is in, and how many rows there are if that is known."""


def _first_rows(
    batches: Iterator[pa.RecordBatch], page_size: int, say: Say
) -> list[pa.RecordBatch]:
    """Read until the first page can be said, and say it; the batches that were read.

    A short result that comes quickly is read a little further: most often it ends there, and
    the answer can say how many rows there are. One that comes slowly is not waited for.
    """
    begun: list[pa.RecordBatch] = []
    rows = 0
    quick = time.perf_counter() + QUICK_SECONDS
    while rows < page_size:
        batch = next(batches, None)
        if batch is None:
            say(begun, rows)
            return begun
        begun.append(batch)
        rows += batch.num_rows
    left = quick - time.perf_counter()
    if rows >= BATCH_ROWS or left <= 0:
        say(begun, None)
        return begun
    page = _Once(say)
    # The next batch may be there at once or in a minute, and nothing tells before it is.
    late = _CLOCK.after(left, functools.partial(page.late, tuple(begun)))
    try:
        while rows < BATCH_ROWS and not page.said:
            batch = next(batches, None)
            if batch is None:
                page(begun, rows)
                break
            begun.append(batch)
            rows += batch.num_rows
        page(begun, None)
    finally:
        _CLOCK.call_off(late)
        page.drop()
    return begun


class _Once:
    """Says a page once, from whichever thread comes first."""

    def __init__(self, say: Say) -> None:
        self.said = False
        self._say = say
        self._lock = threading.Lock()

    def __call__(self, batches: Sequence[pa.RecordBatch], row_count: int | None) -> None:
        with self._lock:
            if not self.said:
                self._say(batches, row_count)
                self.said = True

    def late(self, batches: Sequence[pa.RecordBatch]) -> None:
        """Say it from the clock's thread; what goes wrong there the other one will meet too."""
        with contextlib.suppress(Exception):
            self(batches, None)

    def drop(self) -> None:
        """Say it no more."""
        with self._lock:
            self.said = True


class _Spent:
    """What a query takes: milliseconds, and bytes."""

    def __init__(self) -> None:
        self._started = time.perf_counter()
        self._stats: dict[str, float] = {}
        self._judged: float | None = None

    def judged(self) -> None:
        """The judges have let it through."""
        self._judged = time.perf_counter()
        self._stats["gate_ms"] = (self._judged - self._started) * 1e3

    def first_page(self) -> dict[str, float]:
        """What is known when the first page is there."""
        assert self._judged is not None
        self._stats["first_page_ms"] = (time.perf_counter() - self._judged) * 1e3
        return dict(self._stats)

    def all(self) -> dict[str, float]:
        """What is known at the end, whichever it is."""
        now = time.perf_counter()
        if self._judged is None:
            self._stats["gate_ms"] = (now - self._started) * 1e3
        else:
            self._stats["run_ms"] = (now - self._judged) * 1e3
        if (peak := peak_bytes()) is not None:
            self._stats["peak_memory_bytes"] = peak
        return self._stats


def _head(batches: Sequence[pa.RecordBatch], limit: int) -> list[pa.RecordBatch]:
    """The first ``limit`` rows."""
    head = []
    for batch in batches:
        if limit <= 0:
            break
        head.append(batch.slice(0, limit))
        limit -= batch.num_rows
    return head
