"""What is exported: rows that the engine gives, read in whatever projection a format needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import pyarrow as pa

from deita_server_ext.engine import cells

_STREAMS_PARAMS = int(duckdb.__version__.split(".", 1)[0]) >= 2
"""1.5 makes the whole result before it hands over a relation with parameters."""


@dataclass(frozen=True)
class Source:
    """Rows that can be read once.

    ``select`` gives them through select lists, applied one after the other, columns by their
    positions (``#1``); its second argument is how many rows a batch has. ``arrow`` gives them
    as they are, with what Arrow cannot carry as text; where ``kept`` is true, as the batches of
    a result, which have zeros under their nulls.
    ``cursor`` is busy while they come: what is asked beside takes another one of it.
    """

    cursor: duckdb.DuckDBPyConnection
    names: list[str]
    types: list[str]
    select: Callable[[list[str], int], pa.RecordBatchReader]
    arrow: Callable[[], pa.RecordBatchReader]
    kept: bool = False


def of_relation(
    cursor: duckdb.DuckDBPyConnection,
    relation: duckdb.DuckDBPyRelation,
    arrow: Callable[[], pa.RecordBatchReader] | None = None,
) -> Source:
    """A relation's rows."""

    def select(lists: list[str], rows: int) -> pa.RecordBatchReader:
        projected = relation
        for one in lists:
            projected = projected.project(one)
        return projected.to_arrow_reader(rows)

    def presentable() -> pa.RecordBatchReader:
        return cells.presentable(relation).to_arrow_reader(cells.BATCH_ROWS)

    types = [str(type_) for type_ in relation.types]
    return Source(cursor, relation.columns, types, select, arrow or presentable)


def of_batches(cursor: duckdb.DuckDBPyConnection, reader: pa.RecordBatchReader) -> Source:
    """The rows of Arrow batches, such as a result's."""
    return replace(of_relation(cursor, cursor.from_arrow(reader), lambda: reader), kept=True)


def of_statement(
    cursor: duckdb.DuckDBPyConnection, sql: str, params: dict[str, Any], *, nests: bool
) -> Source:
    """The rows of a statement that both judges have passed.

    ``nests`` tells whether it can stand behind FROM, as an EXPLAIN cannot.
    """
    if not params:
        return of_relation(cursor, cursor.sql(sql))
    if _STREAMS_PARAMS or not nests:
        return of_relation(cursor, cursor.sql(sql, params=params))
    cursor.execute(f"SELECT * FROM ({sql}\n) LIMIT 0", params)
    names = [column[0] for column in cursor.description]
    types = [str(column[1]) for column in cursor.description]

    def select(lists: list[str], rows: int) -> pa.RecordBatchReader:
        whole = f"({sql}\n)"
        for one in lists:
            whole = f"(SELECT {one} FROM {whole})"
        cursor.execute(f"FROM {whole}", params)
        return cursor.to_arrow_reader(rows)

    def arrow() -> pa.RecordBatchReader:
        return select([cells.projection(names, types, text=cells.needs_text) or "*"],
                      cells.BATCH_ROWS)  # fmt: skip

    return Source(cursor, names, types, select, arrow)


def literal(value: str) -> str:
    """A text as the engine writes it."""
    if value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    # One character each: what cannot be seen is not to be looked for in a statement.
    return "(" + " || ".join(f"chr({ord(one)})" for one in value) + ")"
