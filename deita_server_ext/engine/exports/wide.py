"""Rows of very many columns: their cells are written type by type.

The engine takes more than twice the time to plan what has twice the columns: minutes for one
expression over thousands. Here all columns of a type stand below one another
and are written by one short expression; the rows are put together from what comes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from deita_server_ext.engine import cells

from .pieces import line_rows
from .source import Source

COLUMNS = 500
"""Rows of more columns are written so."""

Cell = Callable[[str], list[str] | None]
"""The select lists that make a text of ``#1``, of this type; None for the contract's JSON."""


def is_wide(source: Source) -> bool:
    """Whether there are so many columns that they are better written type by type."""
    return len(source.names) > COLUMNS


def wide_rows(source: Source, cell: Cell, before: Sequence[str], after: str) -> Iterator[pa.Array]:
    """The rows' texts: each cell behind its own of ``before``, then ``after``."""
    of_type: dict[str, list[int]] = {}
    for i, type_ in enumerate(source.types):
        of_type.setdefault(type_, []).append(i)
    same = [(cell(type_), columns) for type_, columns in of_type.items()]
    select = cells.projection(source.names, source.types, text=cells.needs_text) or "*"
    with closing(source.cursor.cursor()) as beside:
        for batch in source.select([select], line_rows(len(source.names))):
            texts: dict[int, pa.Array] = {}
            for lists, columns in same:
                texts.update(zip(columns, _written(beside, batch, columns, lists), strict=True))
            parts: list[pa.Array | str] = []
            for i, text in enumerate(before):
                parts += [text, texts[i]] if text else [texts[i]]
            yield pc.binary_join_element_wise(*parts, after, "")


def _written(
    cursor: duckdb.DuckDBPyConnection,
    batch: pa.RecordBatch,
    columns: list[int],
    lists: list[str] | None,
) -> Iterator[pa.Array]:
    """The texts of these columns of one type, each column's by itself."""
    if lists is None:
        for i in columns:
            yield pa.array(cells.json_texts(batch.column(i)), pa.string())
        return
    below = pa.chunked_array([batch.column(i) for i in columns])
    relation = cursor.from_arrow(pa.table({"v": below}))
    for one in lists:
        relation = relation.project(one)
    written = relation.to_arrow_table().column(0)
    for k in range(len(columns)):
        one_column = written.slice(k * batch.num_rows, batch.num_rows)
        yield one_column.chunk(0) if one_column.num_chunks == 1 else one_column.combine_chunks()
