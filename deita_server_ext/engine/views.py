"""Pages of sorted, filtered and searched rows, in any order.

A view is kept as the numbers of its rows, in its order: eight bytes a row, in a spool of its
own, written in the background. A page is looked up in it and its rows are taken from where
they are. What can be had sooner comes sooner: the first rows of a sorted view from a top-N,
those of a filtered one as they are found.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import pyarrow as pa

from deita_server_ext.errors import (
    DeitaError,
    InvalidRequest,
    ResultGone,
    SqlRefused,
    UnknownTable,
)

from . import viewsql
from .cells import encoded
from .conditions import Bound, Conditions
from .faults import translate
from .gate import Verdict
from .host import Answer
from .parameters import dollars
from .results import Results
from .snapshots import Snapshots
from .sources import SnapshotRows, Source, SpoolRows
from .spool import Numbers, Spool
from .stoppable import Stoppable
from .summaries import Summaries
from .view import HEAD, View, joined

BUILDS = 2
"""Views written at once in a worker."""
LEFT_SECONDS = 2.0
"""So long a view goes on being written when those who waited for it have gone."""
KEPT = 100
"""Views kept at most; those used last stay."""

_NUMBERS = pa.schema([("r", pa.int64())])


class Views:
    """The views of a worker's workspace, at most ``limit_bytes`` of them in ``folder``."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        results: Results,
        snapshots: Snapshots,
        folder: Path,
        limit_bytes: int,
        judged: Callable[[str, Iterable[str]], Verdict],
    ) -> None:
        self._judged = judged
        self._connection = connection
        self._results = results
        self._snapshots = snapshots
        self._folder = folder
        self._limit = limit_bytes
        self._views: OrderedDict[str, View] = OrderedDict()
        self._sources: OrderedDict[str, Source] = OrderedDict()
        self._lock = threading.Lock()
        self._turns = threading.Semaphore(BUILDS)
        self._asked: dict[str, Stoppable] = {}
        self._gone: set[str] = set()

    def page(
        self,
        *,
        id: str,
        source: dict[str, Any],
        view: dict[str, Any],
        offset: int,
        limit: int,
        format: str,
        seconds: float,
    ) -> Answer:
        """Rows of a view, as soon as they are known; ``id`` is what :meth:`stop` takes.

        ``source`` is ``{"snapshot": id}`` or ``{"result": id, "types": [...]}``.
        """
        with self.working(id, seconds) as work, self.rows_of(source, work) as rows:
            found = self._view(source, rows, view, work)
            try:
                numbers = self._numbers(found, offset, limit, work, seconds)
                batches = rows.take(work.cursor, numbers, lambda: work.stopped)
                return {"row_count": found.row_count}, encoded(batches, rows.schema, format)
            finally:
                self._leave(found)
                if work.stopped:
                    # Who scrolls on comes back in a moment with another page.
                    leaving = threading.Timer(LEFT_SECONDS, self._left, (found,))
                    leaving.daemon = True
                    leaving.start()

    def summary(
        self,
        *,
        id: str,
        source: dict[str, Any],
        view: dict[str, Any],
        columns: list[str | int] | None,
        seconds: float,
        values: int | None = None,
    ) -> Answer:
        """What the columns of a view hold, as far as it could be found in so many seconds.

        With ``values``, as many of the most frequent values of each.
        """
        found: list[dict[str, Any]] = []
        with self.working(id, seconds) as work, self.rows_of(source, work) as rows:
            seen = View("", rows, view, work)
            conditions = Conditions(rows.columns, Bound())
            asked = rows.columns if columns is None else [conditions.find(ref) for ref in columns]
            summaries = Summaries(
                work.cursor, lambda used: seen.scan(work, used), seen.params, values
            )
            try:
                for summary in summaries.of(asked):
                    found.append(summary)
                if summaries.row_count is None:
                    summaries.count()
            except Exception:
                if not work.late:
                    raise
            shown = [
                {"column": c.position, "computed": i < len(found), **(found[i : i + 1] or [{}])[0]}
                for i, c in enumerate(asked)
            ]
            return {"row_count": summaries.row_count, "columns": shown}, b""

    def sql(
        self,
        *,
        id: str,
        source: dict[str, Any],
        view: dict[str, Any],
        name: str | None,
        sql: str,
        params: dict[str, Any],
        seconds: float,
    ) -> Answer:
        """A view as a statement: of the table ``name``, else of what ``sql`` gives."""
        with self.working(id, seconds) as work, self.rows_of(source, work) as rows:
            View("", rows, view, work)
            if name is not None:
                return {"sql": viewsql.of_table(name, rows.columns, view)}, b""
            whole = viewsql.of_result(sql, rows.columns, view)
            with self._snapshots.reading() as tables:
                try:
                    self._judged(dollars(whole, params), tables)
                except UnknownTable:
                    pass  # it was of tables that have gone since
                except (SqlRefused, duckdb.ParserException) as exc:
                    raise InvalidRequest(
                        "A view of this statement cannot be written as one statement.",
                        hint="EXPLAIN and the like cannot stand within a SELECT.",
                    ) from exc
            return {"sql": whole}, b""

    def stop(self, *, id: str) -> Answer:
        """Nobody waits for that page any more."""
        with self._lock:
            work = self._asked.get(id)
            if work is None:
                # It may not have begun, or have ended: then nobody will look.
                self._gone = {id} if len(self._gone) > 1000 else self._gone | {id}
        if work is not None:
            work.stop()
        return {}, b""

    def forget(self, source: str) -> None:
        """Remove the views of a result or a snapshot that is gone."""
        with self._lock:
            gone = [view for key, view in self._views.items() if key.startswith(f"{source} ")]
            for view in gone:
                self._remove(view)
            self._sources.pop(source, None)

    def keep_snapshots(self, snapshots: set[str]) -> None:
        """Remove the views of all other snapshots."""
        with self._lock:
            known = {key.split(" ", 1)[0] for key in (*self._views, *self._sources)}
        for source in {name for name in known if name.startswith("snapshot:")} - {
            f"snapshot:{snapshot}" for snapshot in snapshots
        }:
            self.forget(source)

    @contextmanager
    def working(self, id: str, seconds: float) -> Iterator[Stoppable]:
        """A cursor for what was asked as ``id``; errors come as a person is told them."""
        work = Stoppable(self._connection, seconds)
        try:
            with work:
                with self._lock:
                    self._asked[id] = work
                    gone = id in self._gone
                    self._gone.discard(id)
                if gone:
                    work.stop()
                work.check()
                yield work
        except DeitaError:
            raise
        except BaseException as exc:
            raise translate(exc) from exc
        finally:
            with self._lock:
                self._asked.pop(id, None)

    @contextmanager
    def rows_of(self, source: dict[str, Any], work: Stoppable) -> Iterator[Source]:
        """The rows that are to be seen, for as long as they are needed."""
        with self._snapshots.reading():
            yield self._source(source, work.cursor)

    def _source(self, of: dict[str, Any], cursor: duckdb.DuckDBPyConnection) -> Source:
        name = _name(of)
        spool = None if "snapshot" in of else self._results.spool(of["result"])
        with self._lock:
            known = self._sources.get(name)
        # A result's id may have been given anew.
        if known is not None and (spool is None or known.spool is spool):
            return known
        made: Source
        if spool is None:
            made = SnapshotRows(self._snapshots, of["snapshot"], cursor)
        else:
            made = SpoolRows(spool, of["types"], cursor)
        with self._lock:
            self._sources[name] = made
            self._sources.move_to_end(name)
            if len(self._sources) > KEPT:
                self._sources.popitem(last=False)
        return made

    def _leave(self, view: View) -> None:
        with self._lock:
            view.users -= 1

    def _left(self, view: View) -> None:
        """Stop writing a view that nobody has come back to."""
        with self._lock:
            if not view.users:
                _stop(view)

    def _view(
        self, source: dict[str, Any], rows: Source, view: dict[str, Any], work: Stoppable
    ) -> View:
        """The view, made where it is not there; in use until its ``users`` are counted down."""
        key = f"{_name(source)} {json.dumps(view, sort_keys=True)}"
        with self._lock:
            found = self._views.get(key)
            if found is not None and found.source is not rows:
                self._remove(found)
                found = None
        if found is None:
            made = View(key, rows, view, work)
            self._make_room()
            with self._lock:
                found = self._views.setdefault(key, made)
        with self._lock:
            self._views[key] = found
            self._views.move_to_end(key)
            found.users += 1
        return found

    def _numbers(
        self, view: View, offset: int, limit: int, work: Stoppable, seconds: float
    ) -> Numbers:
        """The numbers of a page's rows."""
        if view.sorted and offset + limit <= HEAD and not (view.rows and view.rows.complete):
            with view.heading:
                if view.head is None:
                    view.head = joined(list(view.reader(work, HEAD)))
            if view.row_count is None:
                self._begin(view, seconds)
            return view.head[offset : offset + limit]
        if view.head is not None and len(view.head) < HEAD:
            return view.head[offset : offset + limit]
        rows = self._begin(view, seconds)
        try:
            return joined(rows.read(offset, limit, lambda: work.stopped))
        except ResultGone:
            # What a spool says of a fault of ours.
            raise view.fault or ResultGone(
                "The order of these rows is no longer kept.", hint="Ask again."
            ) from None

    def _begin(self, view: View, seconds: float) -> Spool:
        """See to it that all row numbers are being written, and stop what nobody waits for."""
        with self._lock:
            if view.rows is None:
                path = self._folder / f"{uuid4().hex}.arrow"
                view.rows = Spool(path, _NUMBERS, self._limit)
                view.build = Stoppable(self._connection, seconds)
                writing = threading.Thread(target=self._write, args=(view, view.rows, view.build))
                writing.daemon = True
                writing.start()
            source = view.key.split(" ", 1)[0]
            for other in self._views.values():
                if other is not view and not other.users and other.key.startswith(f"{source} "):
                    _stop(other)
            return view.rows

    def _write(self, view: View, rows: Spool, build: Stoppable) -> None:
        """Write the numbers of all of a view's rows."""
        try:
            with build, self._turn(build), self._snapshots.reading():
                for batch in view.reader(build):
                    rows.append(batch)
                rows.finish()
        except BaseException as exc:
            error = translate(exc)
            view.fault = None if isinstance(error, DeitaError) else error
            rows.fail(error)
            with self._lock:
                # Who asks again makes it anew.
                if view.rows is rows:
                    view.rows = None
            _unlink(rows)
        with self._lock:
            if view.build is build:
                view.build = None
            if self._views.get(view.key) is not view:
                _unlink(rows)
        self._make_room()

    @contextmanager
    def _turn(self, build: Stoppable) -> Iterator[None]:
        while not self._turns.acquire(timeout=0.05):
            build.check()
        try:
            yield
        finally:
            self._turns.release()

    def _make_room(self) -> None:
        """Remove the views whose result is gone, and those used longest ago till all fit."""
        with self._lock:
            for view in list(self._views.values()):
                spool = view.source.spool
                if spool is not None and spool.complete and not spool.path.exists():
                    self._remove(view)
            total = sum(view.bytes for view in self._views.values())
            for view in list(self._views.values()):
                if total <= self._limit and len(self._views) <= KEPT:
                    return
                if not view.users:
                    total -= view.bytes
                    self._remove(view)

    def _remove(self, view: View) -> None:
        self._views.pop(view.key, None)
        _stop(view)
        if view.rows is not None and view.build is None:
            _unlink(view.rows)


def _name(source: dict[str, Any]) -> str:
    return f"snapshot:{source['snapshot']}" if "snapshot" in source else str(source["result"])


def _stop(view: View) -> None:
    if view.build is not None:
        view.build.stop()


def _unlink(rows: Spool) -> None:
    for path in (rows.path, rows.path.with_suffix(".index")):
        path.unlink(missing_ok=True)
