"""One view of a table or a result: which rows are seen, in what order, and what is known of it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from .conditions import Bound, Conditions
from .sources import Source
from .spool import Numbers, Spool
from .stoppable import Stoppable

HEAD = 2000
"""So many first rows of a sorted view are found before all are sorted."""


class View:
    """One view of one source. ``seconds`` is how long it may take to find all its rows."""

    def __init__(
        self,
        key: str,
        source: Source,
        view: dict[str, Any],
        work: Stoppable,
    ) -> None:
        self.key = key
        self.source = source
        self.users = 0
        self.head: Numbers | None = None
        self.rows: Spool | None = None
        self.build: Stoppable | None = None
        self.heading = threading.Lock()
        self.fault: BaseException | None = None
        bound = Bound()
        conditions = Conditions(source.columns, bound)
        where = conditions.where(view.get("filter"), view.get("search"))
        order = conditions.order(view.get("sort", []))
        bound.check(work.cursor)
        self.params, self.used = bound.params, bound.used
        self.sorted = bool(order)
        self._where = f" WHERE {where}" if where else ""
        if order:
            self._order = f" ORDER BY {order}, r"
        else:
            # A scan with a condition gives rows in their order, as the engine promises.
            self._order = " ORDER BY r" if bound.joins else ""

    def scan(self, work: Stoppable, used: Iterable[int] = ()) -> str:
        """What stands behind FROM for the rows that are seen, with these columns."""
        source = self.source.scan(work.cursor, {*self.used, *used}, lambda: work.stopped)
        return f"(SELECT * FROM {source} AS source{self._where})" if self._where else source

    def reader(self, work: Stoppable, limit: int | None = None) -> Iterator[pa.RecordBatch]:
        """The numbers of the rows, in order."""
        sql = f"SELECT r FROM {self.scan(work)} AS seen{self._order}"
        if limit is not None:
            sql += f" LIMIT {limit:d}"
        work.check()
        try:
            for batch in work.read(sql, self.params):
                work.check()
                yield batch
        except (duckdb.Error, pa.ArrowException, OSError) as exc:
            # The engine tells in its own words what went wrong where the rows come from.
            raise self.source.error or exc from exc

    @property
    def row_count(self) -> int | None:
        """How many rows it has, if that is known."""
        if self.rows is not None and self.rows.complete:
            return self.rows.row_count
        if self.head is not None and len(self.head) < HEAD:
            return len(self.head)
        return None

    @property
    def bytes(self) -> int:
        """What it takes on the disk."""
        return self.rows.bytes if self.rows is not None else 0


def joined(batches: list[pa.RecordBatch]) -> Numbers:
    """The numbers in a view's batches."""
    if not batches:
        return np.empty(0, dtype=np.int64)
    return np.concatenate([batch.column(0).to_numpy() for batch in batches])
