"""What views are made of: the rows of a snapshot or of a result, numbered from 0."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Protocol

import duckdb
import numpy as np
import pyarrow as pa

from deita_server_ext.errors import DeitaError

from .cells import BATCH_ROWS, presentable, quoted
from .conditions import ViewColumn
from .snapshots import Snapshots
from .spool import Numbers, Spool

_MADE_AGAIN = re.compile(
    r"UHUGEINT|BIGNUM|BIT|TIME WITH TIME ZONE|ENUM\('(?:[^']|'')*'(?:, '(?:[^']|'')*')*\)"
)
"""Types that a spool has as their text, and that the engine makes again of it."""

_OLD = int(duckdb.__version__.split(".", 1)[0]) < 2
_AT_ONCE = 50 if _OLD else 1000
"""Row numbers looked up at once: for more than 50, 1.5 reads the whole of the column."""
_BARE = "CASE WHEN r >= 0 THEN c{i} END" if _OLD else "c{i}"
"""A column of a stream: 1.5 leaves comparisons of bare ones to Arrow, for which NaN is not the
greatest and structs cannot be compared."""


class Source(Protocol):
    """Rows that views are made of."""

    columns: list[ViewColumn]
    schema: pa.Schema
    spool: Spool | None
    error: DeitaError | None
    """What went wrong in the last scan, where the engine cannot say it."""

    def scan(
        self, cursor: duckdb.DuckDBPyConnection, used: set[int], stopped: Callable[[], bool]
    ) -> str:
        """What stands behind FROM for one statement: the used columns as ``c0`` …, and ``r``,
        the rows' numbers, in their order."""

    def take(
        self, cursor: duckdb.DuckDBPyConnection, numbers: Numbers, stopped: Callable[[], bool]
    ) -> list[pa.RecordBatch]:
        """The rows of these numbers, in this order."""


class SnapshotRows:
    """The rows of a table's snapshot."""

    def __init__(
        self, snapshots: Snapshots, snapshot: str, cursor: duckdb.DuckDBPyConnection
    ) -> None:
        self.spool: Spool | None = None
        self.error: DeitaError | None = None
        self._snapshots = snapshots
        self._snapshot = snapshot
        relation = cursor.sql(f"{snapshots.all_sql(snapshot)} LIMIT 0")
        self.columns = [
            ViewColumn(i, name, str(type_))
            for i, (name, type_) in enumerate(zip(relation.columns, relation.types, strict=True))
        ]
        self.schema = presentable(relation).to_arrow_reader(1).schema

    def scan(
        self,
        cursor: duckdb.DuckDBPyConnection,  # noqa: ARG002 - as results are scanned
        used: set[int],
        stopped: Callable[[], bool],  # noqa: ARG002
    ) -> str:
        """A projection of the file."""
        source, number = self._snapshots.numbered(self._snapshot)
        names = "".join(f", {quoted(self.columns[i].name)} AS c{i}" for i in sorted(used))
        return f"(SELECT {number} AS r{names} FROM {source})"

    def take(
        self,
        cursor: duckdb.DuckDBPyConnection,
        numbers: Numbers,
        stopped: Callable[[], bool],  # noqa: ARG002
    ) -> list[pa.RecordBatch]:
        """A join with the numbers; the engine skips what lies between them."""
        if not len(numbers):
            return []
        source, number = self._snapshots.numbered(self._snapshot)
        names = "".join(f"{quoted(column.name)} AS c{column.position}, " for column in self.columns)
        picked = ", ".join(f"c{column.position}" for column in self.columns)
        pieces = []
        for start in range(0, len(numbers), _AT_ONCE):
            wanted = ", ".join(map(str, numbers[start : start + _AT_ONCE].tolist()))
            relation = cursor.sql(
                f"SELECT {picked}, r FROM (SELECT {names}{number} AS r FROM {source}) "
                f"WHERE r IN (SELECT unnest([{wanted}]::BIGINT[]))"
            )
            pieces.append(presentable(relation).to_arrow_reader(BATCH_ROWS).read_all())
        table = pa.concat_tables(pieces)
        return _in_order(table, numbers, self.schema)


class SpoolRows:
    """The rows of a result. ``types`` are its columns' own, where a spool says less."""

    def __init__(self, spool: Spool, types: list[str], cursor: duckdb.DuckDBPyConnection) -> None:
        self.spool: Spool | None = spool
        self._rows = spool
        self.error: DeitaError | None = None
        self.schema = spool.schema
        self._types = types
        read = cursor.from_arrow(self.schema.empty_table()).types
        self.columns = [
            ViewColumn(i, field.name, types[i] if _MADE_AGAIN.fullmatch(types[i]) else str(read[i]))
            for i, field in enumerate(self.schema)
        ]

    def scan(
        self, cursor: duckdb.DuckDBPyConnection, used: set[int], stopped: Callable[[], bool]
    ) -> str:
        """A stream of the spool's batches, of which only what is used is read."""
        positions = sorted(used)
        fields = [self.schema.field(i).with_name(f"c{i}") for i in positions]
        schema = pa.schema([pa.field("r", pa.int64()), *fields])

        def batches() -> Iterator[pa.RecordBatch]:
            start = 0
            try:
                for batch in self._rows.batches(stopped):
                    end = start + batch.num_rows
                    used = [batch.column(i) for i in positions]
                    numbers = pa.array(np.arange(start, end))
                    yield pa.RecordBatch.from_arrays([numbers, *used], schema=schema)
                    start = end
            except DeitaError as exc:
                self.error = exc
                raise

        cursor.register("spooled", pa.RecordBatchReader.from_batches(schema, batches()))
        read = "".join(f", {self._read(i)} AS c{i}" for i in positions)
        return f"(SELECT r{read} FROM spooled)"

    def _read(self, i: int) -> str:
        if _MADE_AGAIN.fullmatch(self._types[i]):
            return f"CAST(c{i} AS {self._types[i]})"
        return _BARE.format(i=i)

    def take(
        self,
        cursor: duckdb.DuckDBPyConnection,  # noqa: ARG002 - as snapshots take them
        numbers: Numbers,
        stopped: Callable[[], bool],
    ) -> list[pa.RecordBatch]:
        """Pieces of the spool's batches."""
        return self._rows.take(numbers, stopped)


def _in_order(table: pa.Table, numbers: Numbers, schema: pa.Schema) -> list[pa.RecordBatch]:
    """The rows in the order of ``numbers``, without their last column, which has them."""
    found = table.column(table.num_columns - 1).to_numpy()
    place = np.argsort(found)
    rows = place[np.searchsorted(found, numbers, sorter=place)]
    taken = table.drop_columns([table.column_names[-1]]).take(rows).combine_chunks()
    return list(pa.Table.from_arrays(taken.columns, schema=schema).to_batches())
