"""Words of the engine without the values of cells, for workspaces that send no rows."""

from __future__ import annotations

import re
from collections.abc import Iterable

from deita_server_ext.domain import Column
from deita_server_ext.llm.schema import plain_type, quoted

_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|“[^”]*”")
_DIGITS = re.compile(r"\d[\d.,:-]*")
_FREE = re.compile(r"\b(error|regexp\w*|json\w*|strp?time|from_json\w*)\s*\(", re.IGNORECASE)
"""Functions whose errors say what they were given, and not in quotes."""
_WORD = re.compile(r"\w+")


def masked(said: str, sql: str, names: Iterable[str]) -> str:
    """An error that a statement gave while it ran, less what may have come from a row.

    What stands in quotes, and numbers, stay only where the statement or the schema has them.
    """
    if _FREE.search(sql):
        return "a function did not take a value that it was given"
    known = {name.lower() for name in names}
    text = sql.lower()

    def named(found: re.Match[str]) -> str:
        inner = found[0][1:-1].lower()
        kept = inner in known or (inner and inner in text)
        return found[0] if kept else f"{found[0][0]}…{found[0][-1]}"

    def digits(found: re.Match[str]) -> str:
        return found[0] if found[0] in text or found[0].rstrip(".,:-") in text else "#"

    first = said.split("\n", 1)[0][:500]
    return _DIGITS.sub(digits, _QUOTED.sub(named, first))


def shape(columns: Iterable[Column], sql: str, names: Iterable[str]) -> list[str]:
    """A result's columns as ``"name" type``.

    A name that neither the statement nor the schema has was a value once (PIVOT makes columns of
    values): it is told as a number.
    """
    known = {name.lower() for name in names}
    words = {word.lower() for word in _WORD.findall(sql)}
    told = []
    for position, column in enumerate(columns, 1):
        lower = column.name.lower()
        spelt = lower in known or all(word.lower() in words for word in _WORD.findall(lower))
        name = quoted(column.name) if spelt else f"column {position}"
        told.append(f"{name} {plain_type(column.type)}")
    return told
