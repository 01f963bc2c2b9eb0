"""The rows that a chart is made of, asked by statements."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

import duckdb

from deita_server_ext.engine.conditions import Bound, Conditions, ViewColumn

from . import cells

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Range:
    """What is known of a column: cells that have a place, where they lie, and about how many
    numbers differ where rows are grouped by them. ``plain`` is as a ViewColumn's."""

    filled: int
    low: float
    high: float
    distinct: int
    plain: bool = False


class Facts:
    """What was found in rows that never change: the answers given last, ``most`` rows in all."""

    def __init__(self, most: int = 50_000) -> None:
        self._most = most
        self._held = 0
        self._answers: OrderedDict[Hashable, list[Row]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> list[Row] | None:
        """What the same question was answered."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def keep(self, key: Hashable, rows: list[Row]) -> None:
        """Remember an answer."""
        with self._lock:
            if key not in self._answers:
                self._answers[key] = rows
                self._held += len(rows) + 1
            while self._held > self._most:
                self._held -= len(self._answers.popitem(last=False)[1]) + 1


class Reading:
    """Rows of these columns. ``scan`` is what stands behind FROM, asked anew for each
    statement; ``params`` are the values that it needs. ``facts`` are there for rows that never
    change, and ``seen`` tells apart which of them are seen."""

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        scan: Callable[[set[int]], str],
        params: dict[str, Any],
        columns: list[ViewColumn],
        facts: Facts | None = None,
        seen: str = "",
    ) -> None:
        self._cursor = cursor
        self._scan = scan
        self._params = params
        self._conditions = Conditions(columns, Bound())
        self._facts = facts
        self._seen = seen
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
        key = self._seen, select, rest, repr(params)
        known = None if self._facts is None else self._facts.find(key)
        if known is not None:
            return list(known)
        used = {column.position for column in columns if column is not None}
        sql = f"SELECT {select} FROM {self._scan(used)} AS seen {rest}"
        rows: list[Row] = self._cursor.execute(sql, {**self._params, **(params or {})}).fetchall()
        if self._facts is not None:
            self._facts.keep(key, list(rows))
        return rows

    def ranges(self, columns: dict[str, ViewColumn], grouped: set[str]) -> dict[str, Range]:
        """What is known of the columns of channels, and ``row_count``; ``grouped`` are those
        whose different numbers are to be counted."""
        wanted = ["count(*)"]
        for name, column in columns.items():
            cell = f"c{column.position}"
            wanted.append(f"count({cell})")
            if not cells.is_text(column):
                wanted += (cells.place(column, f"{end}({cell})") for end in ("min", "max"))
                if name in grouped and not cells.is_time(column):
                    wanted.append(f"approx_count_distinct({cell})")
        found = self._told(wanted, columns.values())
        self.row_count = found["count(*)"]
        return {name: self._range(column, found) for name, column in columns.items()}

    def _range(self, column: ViewColumn, found: dict[str, Any]) -> Range:
        cell = f"c{column.position}"
        filled = found[f"count({cell})"]
        if cells.is_text(column):
            return Range(filled, 0, 0, 0)
        low, high = (found[cells.place(column, f"{end}({cell})")] for end in ("min", "max"))
        # Where the ends have a place, what lies between them has one.
        plain = cells.in_order(column) and (not filled or None not in (low, high))
        if not plain:
            at = cells.place(column)
            wanted = [f"count({at})", f"min({at})", f"max({at})"]
            told = self._told(wanted, (column,))
            filled, low, high = (told[expression] for expression in wanted)
        distinct = found.get(f"approx_count_distinct({cell})", 0)
        return Range(filled, low or 0, high or 0, distinct, plain)

    def _told(self, wanted: list[str], columns: Iterable[ViewColumn]) -> dict[str, Any]:
        """Aggregates of all rows; those that are not known yet are found in one scan."""
        facts = self._facts or Facts()
        known = {one: facts.find((self._seen, one)) for one in wanted}
        missing = [one for one, rows in known.items() if rows is None]
        if missing:
            (row,) = self.ask(", ".join(missing), columns)
            for one, value in zip(missing, row, strict=True):
                known[one] = [(value,)]
                facts.keep((self._seen, one), [(value,)])
        return {one: rows[0][0] for one, rows in known.items() if rows is not None}
