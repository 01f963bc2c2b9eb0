"""The rows that a chart is made of, asked by statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import duckdb

from deita_server_ext.engine.conditions import Bound, Conditions, ViewColumn

from . import cells

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Range:
    """What is known of a column: cells that have a place, where they lie, and about how many
    numbers differ where rows are grouped by them."""

    filled: int
    low: float
    high: float
    distinct: int


class Reading:
    """Rows of these columns. ``scan`` is what stands behind FROM, asked anew for each
    statement; ``params`` are the values that it needs."""

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        scan: Callable[[set[int]], str],
        params: dict[str, Any],
        columns: list[ViewColumn],
    ) -> None:
        self._cursor = cursor
        self._scan = scan
        self._params = params
        self._conditions = Conditions(columns, Bound())
        self.row_count = 0

    def column(self, channel: dict[str, Any] | None) -> ViewColumn | None:
        """The column of a channel."""
        if channel is None or channel["column"] is None:
            return None
        return self._conditions.find(channel["column"])

    def ask(
        self,
        select: str,
        columns: Iterable[ViewColumn | None],
        rest: str = "",
        params: dict[str, Any] | None = None,
    ) -> list[Row]:
        """The rows of a statement, few enough to hold."""
        used = {column.position for column in columns if column is not None}
        sql = f"SELECT {select} FROM {self._scan(used)} AS seen {rest}"
        rows: list[Row] = self._cursor.execute(sql, {**self._params, **(params or {})}).fetchall()
        return rows

    def ranges(self, columns: dict[str, ViewColumn], grouped: set[str]) -> dict[str, Range]:
        """What is known of the columns of channels, found in one scan, and ``row_count``."""
        select = ["count(*)"]
        for name, column in columns.items():
            if cells.is_text(column):
                select += [f"count(c{column.position})", "0", "0", "0"]
                continue
            at = cells.place(column)
            select += [f"count({at})", f"min({at})", f"max({at})"]
            counted = name in grouped and not cells.is_time(column)
            select += [f"approx_count_distinct(c{column.position})" if counted else "0"]
        (found,) = self.ask(", ".join(select), columns.values())
        self.row_count = found[0]
        return {
            name: Range(found[i], found[i + 1] or 0, found[i + 2] or 0, found[i + 3])
            for name, i in zip(columns, range(1, len(found), 4), strict=True)
        }
