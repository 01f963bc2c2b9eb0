"""A workspace's tables as a model is told them, cut to what fits by what the question is about."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .asking import tokens
from .relevance import Relevance

NAME_CHARACTERS = 120
SAID_CHARACTERS = 300
CELL_CHARACTERS = 80
FEW_COLUMNS = 6
"""Columns of a table that is cut, besides those that fit the question."""
LEAST = 12
"""Tokens below which no table can be told."""


@dataclass(frozen=True)
class ColumnFacts:
    """A column as it may be told: ``facts`` are of its profile, in words."""

    name: str
    type: str
    said: str = ""
    facts: str = ""


@dataclass(frozen=True, eq=False)
class TableFacts:
    """A table as it may be told; ``rows`` are samples, as :func:`cells` writes them."""

    name: str
    columns: tuple[ColumnFacts, ...]
    said: str = ""
    row_count: int | None = None
    rows: tuple[str, ...] = ()

    @functools.cached_property
    def cost(self) -> int:
        """About how many tokens it takes to tell it."""
        return tokens(told(self))


@functools.lru_cache(maxsize=20_000)
def quoted(text: str, most: int = NAME_CHARACTERS) -> str:
    """A text of the data on one line, in quotes that it cannot break out of."""
    cut = text if len(text) <= most else f"{text[:most]}…"
    return json.dumps(cut, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", " ")


def plain_type(type_: str) -> str:
    """A type without the values that an ENUM lists."""
    return "ENUM" if "ENUM(" in type_ else type_[:NAME_CHARACTERS]


def choose(
    tables: Sequence[TableFacts], relevance: Relevance | None, query: str, budget: int
) -> tuple[list[TableFacts], int]:
    """The tables that fit into ``budget`` tokens, and how many are left out.

    Those that the question is about come first, with the columns that it is about and the first
    few others; without ``relevance`` all of them, as they are.
    """
    if relevance is None:
        return list(tables), 0
    ranked = relevance.tables(query)
    named = {position for position, _columns in ranked}
    ranked += [(position, set()) for position in range(len(tables)) if position not in named]
    chosen: list[TableFacts] = []
    for position, fitting in ranked:
        if budget < LEAST:
            break
        table = tables[position]
        for few in (None, FEW_COLUMNS, 0):
            shape = table if few is None else _cut(table, fitting, few)
            needed = shape.cost
            # One wide table does not take the room of all others.
            if needed <= budget and (needed <= budget // 3 or few is not None or not chosen):
                chosen.append(shape)
                budget -= needed
                break
    return chosen, len(tables) - len(chosen)


def _cut(table: TableFacts, fitting: set[int], few: int) -> TableFacts:
    kept = [
        column
        for position, column in enumerate(table.columns)
        if position in fitting or position < few
    ]
    left = len(table.columns) - len(kept)
    if not left:
        return table
    more = ColumnFacts(f"… and {left} more columns", "search_schema finds them")
    return TableFacts(table.name, (*kept, more), table.said, table.row_count)


def told(table: TableFacts) -> str:
    """One table in lines."""
    head = f"table {quoted(table.name)}"
    if table.row_count is not None:
        head += f" · {table.row_count} rows"
    if table.said:
        head += f" · {quoted(table.said, SAID_CHARACTERS)}"
    lines = [head]
    for column in table.columns:
        line = f"  {quoted(column.name)} {plain_type(column.type)}"
        if column.facts:
            line += f" · {column.facts}"
        if column.said:
            line += f" · {quoted(column.said, SAID_CHARACTERS)}"
        lines.append(line)
    lines += [f"  sample row: {row}" for row in table.rows]
    return "\n".join(lines)


def cells(row: Sequence[Any]) -> str:
    """A row as JSON on one line, long texts cut."""
    return json.dumps([_short(cell) for cell in row], ensure_ascii=False).replace("<", "\\u003c")


def _short(cell: Any) -> Any:
    if isinstance(cell, bool | int | float) or cell is None:
        return cell
    text = cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)
    return text if len(text) <= CELL_CHARACTERS else f"{text[:CELL_CHARACTERS]}…"
