"""A workspace's tables as a model is told them, cut to what fits by what the question is about."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from .asking import CHARACTERS_A_TOKEN, tokens
from .relevance import Relevance

NAME_CHARACTERS = 120
SAID_CHARACTERS = 300
CELL_CHARACTERS = 80
FEW_COLUMNS = 6
"""Columns of a table that is cut, besides those that fit the question."""
LEAST = 12
"""Tokens below which no table can be told."""
MOST_SQL = 20_000
"""Characters of a statement that a model is shown."""
_TAG = re.compile(r"<(?=\s*/\s*data|\s*data\s*>)", re.IGNORECASE)


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


def inert(text: str) -> str:
    """Words that stand between <data> and </data>, in which neither of the two stands."""
    return _TAG.sub("\\\\u003c", text)


def data(text: str) -> str:
    """What comes from files, from the engine or from other people, marked as such for a model."""
    return f"<data>\n{inert(text)}\n</data>"


def fenced(sql: str, most: int = MOST_SQL) -> str:
    """A statement as a model is shown it; it cannot end its own fence, nor the data around it."""
    shown = inert(sql.replace("```", "` ` `").strip())
    if len(shown) > most:
        shown = f"{shown[:most]}\n-- … and {len(shown) - most} more characters"
    return f"```sql\n{shown}\n```"


@functools.lru_cache(maxsize=20_000)
def quoted(text: str, most: int = NAME_CHARACTERS) -> str:
    """A text of the data on one line, in quotes that it cannot break out of."""
    cut = text if len(text) <= most else f"{text[:most]}…"
    return json.dumps(cut, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", " ")


def within(text: str, budget: int) -> str:
    """As many of the lines as ``budget`` tokens allow, and how many are left out."""
    if tokens(text) <= budget:
        return text
    lines = text.split("\n")
    kept: list[str] = []
    room = int(budget * CHARACTERS_A_TOKEN)
    for line in lines:
        if len(line) >= room:
            break
        kept.append(line)
        room -= len(line) + 1
    if not kept:
        kept.append(f"{lines[0][:room]}…")
    left = len(lines) - len(kept)
    return "\n".join((*kept, f"… and {left} more lines") if left else kept)


def plain_type(type_: str) -> str:
    """A type on one line, without the values that an ENUM lists; a STRUCT's names are data."""
    if "ENUM(" in type_:
        return "ENUM"
    cut = type_ if len(type_) <= NAME_CHARACTERS else f"{type_[:NAME_CHARACTERS]}…"
    return inert(" ".join(cut.split())).replace("`", "'")


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


def fitted(table: TableFacts, budget: int) -> TableFacts:
    """A table with as many of its columns, the first ones, as ``budget`` tokens allow."""
    if table.cost <= budget:
        return table
    table = replace(table, rows=())
    room = budget - tokens(told(replace(table, columns=()))) - LEAST
    kept: list[ColumnFacts] = []
    for column in table.columns:
        room -= tokens(_column(column))
        if room < 0:
            break
        kept.append(column)
    return replace(table, columns=(*kept, _more(len(table.columns) - len(kept))))


def _more(count: int) -> ColumnFacts:
    return ColumnFacts(f"… and {count} more columns", "search_schema finds them")


def _cut(table: TableFacts, fitting: set[int], few: int) -> TableFacts:
    kept = [
        column
        for position, column in enumerate(table.columns)
        if position in fitting or position < few
    ]
    left = len(table.columns) - len(kept)
    if not left:
        return table
    return TableFacts(table.name, (*kept, _more(left)), table.said, table.row_count)


def told(table: TableFacts) -> str:
    """One table in lines."""
    head = f"table {quoted(table.name)}"
    if table.row_count is not None:
        head += f" · {table.row_count} rows"
    if table.said:
        head += f" · {quoted(table.said, SAID_CHARACTERS)}"
    lines = [head]
    lines += [_column(column) for column in table.columns]
    lines += [f"  sample row: {row}" for row in table.rows]
    return "\n".join(lines)


def _column(column: ColumnFacts) -> str:
    line = f"  {quoted(column.name)} {plain_type(column.type)}"
    if column.facts:
        line += f" · {column.facts}"
    if column.said:
        line += f" · {quoted(column.said, SAID_CHARACTERS)}"
    return line


def cells(row: Sequence[Any]) -> str:
    """A row as JSON on one line, long texts cut."""
    return json.dumps([_short(cell) for cell in row], ensure_ascii=False).replace("<", "\\u003c")


def _short(cell: Any) -> Any:
    if isinstance(cell, bool | int | float) or cell is None:
        return cell
    text = cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)
    return text if len(text) <= CELL_CHARACTERS else f"{text[:CELL_CHARACTERS]}…"
