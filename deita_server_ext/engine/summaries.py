"""What columns hold: nulls, different values, range, and how the values are spread.

Several columns are read in one scan: first their nulls and ranges, then the histograms over
those ranges. What is found is in the contract's shapes
(``deita_server_ext.contract.views.ColumnSummary``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from .cells import json_rows, kind, presentable
from .conditions import ViewColumn

BINS = 20
"""Bins of a histogram at most."""
VALUES = 10
"""Most frequent values that are told."""
COUNTABLE = 100_000
"""Columns of more different values are not counted by value."""
TOGETHER = 4
"""Columns that are read in one scan: with more the first come later, with fewer all do."""

Scan = Callable[[set[int]], str]
"""What stands behind FROM, for columns by position that are then named ``c0``, ``c1`` …."""
Found = dict[str, Any]


class Summaries:
    """Summaries of columns over what ``scan`` gives, by statements of ``cursor``.

    ``scan`` is asked anew for each statement, since the rows of a result come as a stream.
    ``params`` are the values that its conditions need. ``row_count`` is known after the first
    column.
    """

    def __init__(
        self, cursor: duckdb.DuckDBPyConnection, scan: Scan, params: dict[str, Any]
    ) -> None:
        self._cursor = cursor
        self._scan = scan
        self._params = params
        self.row_count: int | None = None

    def count(self) -> int:
        """How many rows there are."""
        self.row_count = int(self._ask("count(*)", ())[0][0].as_py())
        return self.row_count

    def of(self, columns: Sequence[ViewColumn]) -> Iterator[Found]:
        """The summary of each column, in order, as they come."""
        for start in range(0, len(columns), TOGETHER):
            yield from self._together(columns[start : start + TOGETHER])

    def _together(self, columns: Sequence[ViewColumn]) -> list[Found]:
        ranges = self._ranges(columns)
        summaries = []
        edges: dict[int, pa.Array] = {}
        for i, column in enumerate(columns):
            filled, distinct = (int(ranges[4 * i + n + 1][0].as_py()) for n in range(2))
            low, high = ranges[4 * i + 3], ranges[4 * i + 4]
            summary: Found = {
                "null_count": (self.row_count or 0) - filled,
                "distinct": min(distinct, filled),
                "low": _cells(low)[0],
                "high": _cells(high)[0],
                "bins": [] if _is_binned(column, low.type) else None,
                "values": None,
            }
            if summary["bins"] is None:
                if _is_counted(column) and summary["distinct"] <= COUNTABLE:
                    summary["values"] = self._values(column)
            elif low[0].is_valid:
                edges[i] = _edges(low, high)
            summaries.append(summary)
        for i, bins in self._histograms(columns, edges):
            low = summaries[i]["low"]
            for edge, count in bins:
                summaries[i]["bins"].append({"low": low, "high": edge, "count": count})
                low = edge
        return summaries

    def _ranges(self, columns: Sequence[ViewColumn]) -> list[pa.Array]:
        """The number of rows; then for each column how many cells are filled, about how many
        differ, the least and the greatest."""
        asked = ["count(*)"]
        for column in columns:
            ends = _ordered(column)
            name = f"c{column.position}"
            asked += [f"count({name})", f"approx_count_distinct({name})"]
            asked += [f"min({ends})", f"max({ends})"] if ends else ["NULL", "NULL"]
        found = self._ask(", ".join(asked), (column.position for column in columns))
        self.row_count = int(found[0][0].as_py())
        return found

    def _values(self, column: ViewColumn) -> list[Found]:
        name = f"c{column.position}"
        values, counts = self._ask(
            f"{name}, count(*)",
            (column.position,),
            f"WHERE {name} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {VALUES:d}",
        )
        counted = zip(_cells(values), counts.to_pylist(), strict=True)
        return [{"value": value, "count": count} for value, count in counted]

    def _histograms(
        self, columns: Sequence[ViewColumn], edges: dict[int, pa.Array]
    ) -> Iterator[tuple[int, list[tuple[Any, int]]]]:
        """Counts up to each edge. The edges are values of the column's own type, so that a
        filter by them finds just what was counted."""
        if not edges:
            return
        cells = {i: _cells(upper) for i, upper in edges.items()}
        asked = ", ".join(
            f"map_values(histogram({_ordered(columns[i])}, CAST($e{i} AS {columns[i].type}[])))"
            for i in edges
        )
        given = {f"e{i}": [str(cell) for cell in upper] for i, upper in cells.items()}
        found = self._ask(asked, (columns[i].position for i in edges), given=given)
        for i, counts in zip(edges, found, strict=True):
            yield i, list(zip(cells[i], counts[0].as_py(), strict=False))

    def _ask(
        self,
        select: str,
        positions: Iterable[int],
        rest: str = "",
        given: dict[str, Any] | None = None,
    ) -> list[pa.Array]:
        """The columns that a statement gives."""
        sql = f"SELECT {select} FROM {self._scan(set(positions))} AS seen {rest}"
        relation = presentable(self._cursor.sql(sql, params={**self._params, **(given or {})}))
        table = relation.to_arrow_table().combine_chunks()
        return [
            column.chunk(0) if column.num_chunks else pa.nulls(0, column.type)
            for column in table.columns
        ]


def _ordered(column: ViewColumn) -> str | None:
    """What range and histogram are of: the column without its infinities; None without order."""
    name = f"c{column.position}"
    if kind(column.type) in ("nested", "binary"):
        return None
    if column.type in ("FLOAT", "DOUBLE", "DATE") or column.type.startswith("TIMESTAMP"):
        return f"CASE WHEN isfinite({name}) THEN {name} END"
    return name


def _is_binned(column: ViewColumn, type_: pa.DataType) -> bool:
    if kind(column.type) == "number":
        return not pa.types.is_string(type_)
    return bool(pa.types.is_timestamp(type_) or pa.types.is_date32(type_))


def _is_counted(column: ViewColumn) -> bool:
    return kind(column.type) not in ("nested", "binary")


def _edges(low: pa.Array, high: pa.Array) -> pa.Array:
    """Up to ``BINS`` upper edges between two values of one type, the last of them ``high``."""
    type_ = low.type
    steps = range(1, BINS)
    if pa.types.is_floating(type_):
        first, last = low[0].as_py(), high[0].as_py()
        # Of halves: the difference of two numbers may be more than a number can be.
        values = [first + (last / 2 - first / 2) / BINS * 2 * i for i in steps]
        numbers = np.array([*values, last], dtype=type_.to_pandas_dtype())
        kept = np.unique(np.clip(numbers, first, last))
        return pa.array(kept[kept > first] if last > first else kept[-1:], type=type_)
    if pa.types.is_decimal(type_):
        scale = type_.scale
        first, last = (int(end[0].as_py().scaleb(scale)) for end in (low, high))
        whole = [Decimal(n).scaleb(-scale) for n in _whole(first, last)]
        return pa.array(whole, type=type_)
    counted = type_ if pa.types.is_integer(type_) else (
        pa.int32() if pa.types.is_date32(type_) else pa.int64()
    )  # fmt: skip
    first, last = (end.cast(counted)[0].as_py() for end in (low, high))
    return pa.array(_whole(first, last), type=counted).cast(type_)


def _whole(first: int, last: int) -> list[int]:
    """Whole numbers at even distances above ``first`` up to ``last``."""
    edges = {first + (last - first) * i // BINS for i in range(1, BINS + 1)} - {first}
    return sorted(edges) or [last]


def _cells(column: pa.Array) -> list[Any]:
    """The values as the contract's cells."""
    schema = pa.schema([("v", column.type)])
    rows = json_rows([pa.RecordBatch.from_arrays([column], schema=schema)], schema)
    return [cell for (cell,) in json.loads(rows)]
