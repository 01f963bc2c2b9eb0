"""The rows of a view as an export's source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pyarrow as pa

from deita_server_ext.engine import cells
from deita_server_ext.engine.conditions import Bound, Conditions
from deita_server_ext.engine.sources import Source as Rows

from .source import Source


def of_view(
    cursor: duckdb.DuckDBPyConnection,
    rows: Rows,
    view: dict[str, Any],
    stopped: Callable[[], bool],
) -> Source:
    """The rows that a view has, in its order. Raises InvalidRequest where it does not fit them."""
    bound = Bound()
    conditions = Conditions(rows.columns, bound)
    where = conditions.where(view.get("filter"), view.get("search"))
    order = conditions.order(view.get("sort", []))
    bound.check(cursor)
    names = [column.name for column in rows.columns]
    types = [column.type for column in rows.columns]
    named = ", ".join(f"c{i} AS {cells.quoted(name)}" for i, name in enumerate(names))
    rest = f" WHERE {where}" if where else ""
    if order:
        rest += f" ORDER BY {order}, r"
    elif bound.joins:
        rest += " ORDER BY r"

    def select(lists: list[str], batch_rows: int) -> pa.RecordBatchReader:
        scan = rows.scan(cursor, set(range(len(names))), stopped)
        whole = f"(SELECT {named} FROM {scan} AS source{rest})"
        for one in lists:
            whole = f"(SELECT {one} FROM {whole})"
        cursor.execute(f"FROM {whole}", bound.params)
        reader: pa.RecordBatchReader = cursor.to_arrow_reader(batch_rows)
        return pa.RecordBatchReader.from_batches(reader.schema, told(reader))

    def told(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
        try:
            yield from reader
        except (duckdb.Error, pa.ArrowException, OSError) as exc:
            # The engine tells in its own words what went wrong where the rows come from.
            raise rows.error or exc from exc

    def arrow() -> pa.RecordBatchReader:
        text = cells.projection(names, types, text=cells.needs_text) or "*"
        return select([text], cells.BATCH_ROWS)

    return Source(cursor, names, types, select, arrow)
