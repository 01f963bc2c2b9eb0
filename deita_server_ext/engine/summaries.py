"""What columns hold: nulls, different values, range, and how the values are spread.

Several columns are read in one scan: first their nulls and ranges, then the histograms over
those ranges. What is found is in the contract's shapes
(``deita_server_ext.contract.views.ColumnSummary``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
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
Measured = dict[str, pa.Array]
"""Arrays of one value, by the names of what was asked."""


@dataclass(frozen=True)
class Asked:
    """What a scan is to find of a column: expressions by name, and its histogram's edges."""

    select: dict[str, str] = field(default_factory=dict)
    edges: list[Any] = field(default_factory=list)


class Summaries:
    """Summaries of columns over what ``scan`` gives, by statements of ``cursor``.

    ``scan`` is asked anew for each statement, since the rows of a result come as a stream.
    ``params`` are the values that its conditions need. ``row_count`` is known after the first
    column. Of ``together`` columns each is found in the same scans. ``values`` are told of any
    column that can be counted; where it is None, ``VALUES`` are, of those without a histogram.
    """

    together = TOGETHER

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        scan: Scan,
        params: dict[str, Any],
        values: int | None = None,
    ) -> None:
        self._cursor = cursor
        self._scan = scan
        self._params = params
        self._listed = values
        self.row_count: int | None = None

    def count(self) -> int:
        """How many rows there are."""
        self.row_count = int(self._ask("count(*)", ())[0][0].as_py())
        return self.row_count

    def of(self, columns: Sequence[ViewColumn]) -> Iterator[Found]:
        """The summary of each column, in order, as they come."""
        for start in range(0, len(columns), self.together):
            yield from self._together(columns[start : start + self.together])

    def _together(self, columns: Sequence[ViewColumn]) -> list[Found]:
        first = self._measured(columns, [self._first(column) for column in columns])
        summaries = [self._begun(*pair) for pair in zip(columns, first, strict=True)]
        second = [self._second(*pair) for pair in zip(columns, first, strict=True)]
        measured = self._measured(columns, second)
        for column, summary, asked, found in zip(columns, summaries, second, measured, strict=True):
            self._end(column, summary, asked, found)
        return summaries

    def _first(self, column: ViewColumn) -> Asked:
        """How many cells are filled, about how many differ, the least and the greatest."""
        name, ends = f"c{column.position}", ordered(column)
        return Asked(
            {
                "filled": f"count({name})",
                "distinct": f"approx_count_distinct({name})",
                "low": f"min({ends})" if ends else "NULL",
                "high": f"max({ends})" if ends else "NULL",
            }
        )

    def _begun(self, column: ViewColumn, found: Measured) -> Found:
        """What can be told of a column after the first scan, and its values."""
        filled, distinct = (int(found[name][0].as_py()) for name in ("filled", "distinct"))
        summary: Found = {
            "null_count": (self.row_count or 0) - filled,
            "distinct": min(distinct, filled),
            "low": cells_of(found["low"])[0],
            "high": cells_of(found["high"])[0],
            "bins": [] if _is_binned(column, found["low"].type) else None,
            "values": None,
        }
        listed = self._listed is not None or summary["bins"] is None
        if listed and _is_counted(column) and summary["distinct"] <= COUNTABLE:
            summary["values"] = self._values(column)
        return summary

    def _second(self, column: ViewColumn, found: Measured) -> Asked:
        """How many cells there are up to each edge. The edges are values of the column's own
        type, so that a filter by them finds just what was counted."""
        low, high = found["low"], found["high"]
        if not (_is_binned(column, low.type) and low[0].is_valid):
            return Asked()
        edges = f"CAST($e{column.position} AS {column.type}[])"
        return Asked(
            {"bins": f"map_values(histogram({ordered(column)}, {edges}))"},
            cells_of(_edges(low, high)),
        )

    def _end(self, column: ViewColumn, summary: Found, asked: Asked, found: Measured) -> None:  # noqa: ARG002 - for those that tell more
        """Add what the second scan has found."""
        if "bins" not in found:
            return
        low = summary["low"]
        for edge, count in zip(asked.edges, found["bins"][0].as_py(), strict=False):
            summary["bins"].append({"low": low, "high": edge, "count": count})
            low = edge

    def _measured(self, columns: Sequence[ViewColumn], asked: Sequence[Asked]) -> list[Measured]:
        """What was asked of each column, in one scan."""
        select = [expression for one in asked for expression in one.select.values()]
        if not select:
            return [{} for _column in columns]
        given = {
            f"e{column.position}": [str(edge) for edge in one.edges]
            for column, one in zip(columns, asked, strict=True)
            if one.edges
        }
        used = (c.position for c, one in zip(columns, asked, strict=True) if one.select)
        count, *found = self._ask(", ".join(["count(*)", *select]), used, given=given)
        self.row_count = int(count[0].as_py())
        rest = iter(found)
        return [{name: next(rest) for name in one.select} for one in asked]

    def _values(self, column: ViewColumn) -> list[Found]:
        name, most = f"c{column.position}", self._listed or VALUES
        values, counts = self._ask(
            f"{name}, count(*)",
            (column.position,),
            f"WHERE {name} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {most:d}",
        )
        counted = zip(cells_of(values), counts.to_pylist(), strict=True)
        return [{"value": value, "count": count} for value, count in counted]

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


def ordered(column: ViewColumn) -> str | None:
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


def cells_of(column: pa.Array) -> list[Any]:
    """The values as the contract's cells."""
    schema = pa.schema([("v", column.type)])
    rows = json_rows([pa.RecordBatch.from_arrays([column], schema=schema)], schema)
    return [cell for (cell,) in json.loads(rows)]
