"""A view as a statement for a person to read and to run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import duckdb

from .cells import kind, quoted
from .conditions import Conditions, ViewColumn, cast

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")
_TYPED = {"DATE": "DATE", "TIMESTAMP": "TIMESTAMP", "TIME": "TIME"}


class Readable:
    """Writes columns by their names and values as literals."""

    def column(self, column: ViewColumn) -> str:
        """The name, in quotes where it needs them."""
        return readable(column.name)

    def value(self, column: ViewColumn, text: str) -> str:
        """A literal."""
        if kind(column.type) == "number" and _NUMBER.fullmatch(text):
            return text
        if column.type == "BOOLEAN" and text in ("true", "false"):
            return text
        if column.type == "VARCHAR":
            return literal(text)
        if column.type in _TYPED:
            return f"{_TYPED[column.type]} {literal(text)}"
        return cast(column.type, literal(text))

    def text(self, text: str) -> str:
        """A literal in lower case."""
        return literal(text.lower()) if text.isascii() else f"lower({literal(text)})"

    def among(self, column: ViewColumn, texts: list[str]) -> str:
        """All literals."""
        return "(" + ", ".join(self.value(column, text) for text in texts) + ")"


def literal(text: str) -> str:
    """A text as SQL."""
    # The gate takes no NUL in a statement.
    parts = ["'" + part.replace("'", "''") + "'" for part in text.split("\0")]
    return " || chr(0) || ".join(parts) if len(parts) == 1 else f"({' || chr(0) || '.join(parts)})"


def readable(name: str) -> str:
    """An identifier, quoted only where it must be."""
    if _PLAIN.fullmatch(name) and [kind for _start, kind in duckdb.tokenize(name)] == [
        duckdb.token_type.identifier
    ]:
        return name
    return quoted(name)


def of_table(table: str, columns: Sequence[ViewColumn], view: dict[str, Any]) -> str:
    """The statement for a view of a table."""
    return _statement(readable(table), columns, view)


def of_result(sql: str, columns: Sequence[ViewColumn], view: dict[str, Any]) -> str:
    """The statement for a view of what ``sql`` gives, with ``sql`` itself within it."""
    if not _where_and_order(columns, view):
        return sql
    names = [column.name.lower() for column in columns]
    aliases = ""
    if len(set(names)) < len(names):
        columns = _distinct(columns)
        aliases = "(" + ", ".join(readable(column.name) for column in columns) + ")"
    # On lines of its own: it may end in a comment.
    inner = sql.strip().rstrip(";").rstrip()
    return _statement(f"(\n{inner}\n) AS result{aliases}", columns, view)


def _statement(source: str, columns: Sequence[ViewColumn], view: dict[str, Any]) -> str:
    return "\n".join([f"SELECT * FROM {source}", *_where_and_order(columns, view)])


def _where_and_order(columns: Sequence[ViewColumn], view: dict[str, Any]) -> list[str]:
    conditions = Conditions(columns, Readable())
    where = conditions.where(view.get("filter"), view.get("search"))
    order = conditions.order(view.get("sort", ()))
    lines = [f"WHERE {_bare(where)}"] if where else []
    return [*lines, f"ORDER BY {order}"] if order else lines


def _bare(condition: str) -> str:
    """A condition without the parentheses around the whole of it."""
    depth = 0
    if not condition.startswith("("):
        return condition
    for start, kind_ in (tokens := duckdb.tokenize(condition)):
        if kind_ == duckdb.token_type.operator and condition.encode()[start : start + 1] == b"(":
            depth += 1
        elif kind_ == duckdb.token_type.operator and condition.encode()[start : start + 1] == b")":
            depth -= 1
            if not depth:
                return condition[1:-1] if start == tokens[-1][0] else condition
    return condition


def _distinct(columns: Sequence[ViewColumn]) -> list[ViewColumn]:
    """The columns under names that differ: ``a, a`` become ``a, a_1``."""
    taken: set[str] = {column.name.lower() for column in columns}
    seen: set[str] = set()
    found = []
    for column in columns:
        name, number = column.name, 0
        while name.lower() in seen or (number and name.lower() in taken):
            number += 1
            name = f"{column.name}_{number}"
        seen.add(name.lower())
        found.append(ViewColumn(column.position, name, column.type))
    return found
