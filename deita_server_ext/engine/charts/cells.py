"""A column's cells as a chart places, groups and measures them: expressions over ``c0`` …"""

from __future__ import annotations

from deita_server_ext.engine.cells import kind
from deita_server_ext.engine.conditions import ViewColumn

_EXACT = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
)
_SUMMED = {
    "count": "count({name})",
    "distinct": "count(DISTINCT {name})",
    "sum": "fsum({number})",
    "mean": "favg({number})",
    "median": "median({number})",
    "min": "min({number})",
    "max": "max({number})",
}
_FIRST, _LAST = "TIMESTAMP '0010-01-01'", "TIMESTAMP '9000-01-01'"
"""Times that axes can be made of: those around stand for no time or for ever."""


def is_time(column: ViewColumn) -> bool:
    """Whether its cells are points in time; an interval is a number of seconds."""
    return kind(column.type) == "time" and column.type != "INTERVAL"


def is_clock(column: ViewColumn) -> bool:
    """Whether its cells are times of day."""
    return column.type.startswith("TIME") and not column.type.startswith("TIMESTAMP")


def is_whole(column: ViewColumn) -> bool:
    """Whether its cells are whole numbers."""
    return column.scale == 0


def is_text(column: ViewColumn) -> bool:
    """Whether its cells are told apart by what they say."""
    return not is_time(column) and kind(column.type) not in ("number", "time")


def text(column: ViewColumn) -> str:
    """The cell as its text."""
    name = f"c{column.position}"
    return name if column.type == "VARCHAR" else f"CAST({name} AS VARCHAR)"


def number(column: ViewColumn, name: str | None = None) -> str:
    """The cell as a DOUBLE; null where it is none, or none that has a place.

    ``name`` is what stands for the cell, else it is the column's own.
    """
    name = name or f"c{column.position}"
    if column.type == "INTERVAL":
        return f"epoch({name})"
    if column.type == "BOOLEAN":
        return f"CAST(CAST({name} AS TINYINT) AS DOUBLE)"
    value = name if column.type == "DOUBLE" else f"CAST({name} AS DOUBLE)"
    if column.plain or column.type in _EXACT:
        return value
    return f"CASE WHEN isfinite({value}) THEN {value} END"


def time(column: ViewColumn, name: str | None = None) -> str:
    """The cell as a TIMESTAMP; null where it has no place. Times of day are those of 1970."""
    name = name or f"c{column.position}"
    if is_clock(column):
        clock = name if column.type == "TIME" else f"CAST({name} AS TIME)"
        return f"(DATE '1970-01-01' + {clock})"
    if column.plain:
        return name if column.type == "TIMESTAMP" else f"CAST({name} AS TIMESTAMP)"
    value = f"TRY_CAST({name} AS TIMESTAMP)"
    return f"CASE WHEN {value} BETWEEN {_FIRST} AND {_LAST} THEN {value} END"


def place(column: ViewColumn, name: str | None = None) -> str:
    """Where the cell lies: a number, or the milliseconds of a time."""
    return f"epoch_ms({time(column, name)})" if is_time(column) else number(column, name)


def in_order(column: ViewColumn) -> bool:
    """Whether the least cell has the least place, and the greatest the greatest."""
    return column.type not in ("INTERVAL", "TIME WITH TIME ZONE")


def measure(column: ViewColumn | None, aggregate: str) -> str:
    """An aggregate as a DOUBLE; of ``count`` and ``distinct``, a whole number."""
    if column is None:
        return "count(*)"
    name = f"c{column.position}"
    if aggregate == "sum" and column.type in _EXACT:
        return f"CAST(sum({name}) AS DOUBLE)"
    return _SUMMED[aggregate].format(
        name=name, number=number(column) if aggregate not in ("count", "distinct") else ""
    )
