"""The rows of a query's result as a table's Parquet."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pyarrow as pa

from deita_server_ext.domain.names import free_name
from deita_server_ext.engine import cells
from deita_server_ext.engine.spool import Spool

from .statements import PARQUET, literal

_BEYOND_PARQUET = re.compile(r"\bU?HUGEINT\b")
_FITS = {
    # 38 digits, where HUGEINT goes on to 1.7e38.
    "HUGEINT": "{0} BETWEEN -99999999999999999999999999999999999999 "
    "AND 99999999999999999999999999999999999999",
    "INTERVAL": "microsecond({0}) % 1000 = 0",
}
"""When Parquet has room for every value of a type that it has something close to."""


def save(
    connection: duckdb.DuckDBPyConnection, spool: Path, target: Path, columns: list[tuple[str, str]]
) -> None:
    """Write a finished spool's rows to ``target``, batch by batch.

    ``columns`` are the result's names and the engine's types. A name that repeats, in any
    case, gets a number; one that is empty becomes ``column``. Types stay as they were, with
    these exceptions, each without loss: HUGEINT becomes DECIMAL(38,0), and text where a value
    has 39 digits; INTERVAL is text where a value is finer than a millisecond; TIMESTAMP_S and
    TIMESTAMP_MS become TIMESTAMP, which is finer; and what the spool holds as text (BIT, ENUM,
    UNION, BIGNUM, UHUGEINT, TIME WITH TIME ZONE, VARIANT, GEOMETRY) stays text, UUID does not.
    Raises ResultGone.
    """
    opened = Spool.open(spool)
    held = _held_types(connection, opened.schema)
    taken: set[str] = set()
    select = []
    for i, ((name, type_), held_type) in enumerate(zip(columns, held, strict=True), 1):
        free = free_name(name or "column", taken)
        taken.add(free.lower())
        value = f"#{i}"
        wanted = _wanted(connection, opened, i, type_, held_type)
        if wanted != held_type:
            value = f"CAST({value} AS {wanted})"
        select.append(f"{value} AS {cells.quoted(free)}")
    connection.register(
        "result", pa.RecordBatchReader.from_batches(opened.schema, opened.batches())
    )
    try:
        connection.execute(
            f"COPY (SELECT {', '.join(select)} FROM result) TO {literal(str(target))} ({PARQUET})"
        )
    finally:
        connection.unregister("result")


def _held_types(connection: duckdb.DuckDBPyConnection, schema: pa.Schema) -> list[str]:
    """The engine's types for what the spool's file holds."""
    return [str(type_) for type_ in connection.from_arrow(schema.empty_table()).types]


def _wanted(
    connection: duckdb.DuckDBPyConnection, spool: Spool, column: int, type_: str, held: str
) -> str:
    """The type that a column is to have in Parquet."""
    if type_ in _FITS:
        return held if _all_fit(connection, spool, column, _FITS[type_]) else "VARCHAR"
    if cells.needs_text(type_) or _BEYOND_PARQUET.search(type_):
        return held
    return type_


def _all_fit(
    connection: duckdb.DuckDBPyConnection, spool: Spool, column: int, condition: str
) -> bool:
    reader = pa.RecordBatchReader.from_batches(spool.schema, spool.batches())
    relation = connection.from_arrow(reader)
    beyond = relation.project(f"#{column} AS value").filter(f"NOT ({condition.format('value')})")
    return not beyond.limit(1).fetchall()
