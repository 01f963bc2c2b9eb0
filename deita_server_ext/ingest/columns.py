"""Columns as they will be: names that differ, and what the options ask of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from deita_server_ext.errors import InvalidRequest

_ALIASES = {
    "TEXT": "VARCHAR", "STRING": "VARCHAR", "CHAR": "VARCHAR", "INT": "INTEGER", "INT8": "BIGINT",
    "LONG": "BIGINT", "REAL": "FLOAT", "NUMERIC": "DECIMAL", "BOOL": "BOOLEAN",
    "DATETIME": "TIMESTAMP", "TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE",
    # Parquet has no integers of 128 bits.
    "HUGEINT": "DECIMAL(38,0)", "DECIMAL": "DECIMAL(18,3)", "NUMBER": "DOUBLE",
}  # fmt: skip
_TYPES = frozenset(
    [
        "BOOLEAN",
        "TINYINT",
        "SMALLINT",
        "INTEGER",
        "BIGINT",
        "UTINYINT",
        "USMALLINT",
        "UINTEGER",
        "UBIGINT",
        "FLOAT",
        "DOUBLE",
        "DATE",
        "TIME",
        "TIMESTAMP",
        "VARCHAR",
    ]
) | {"TIMESTAMP WITH TIME ZONE", "DECIMAL(38,0)", "DECIMAL(18,3)"}


@dataclass(frozen=True)
class Choice:
    """One column: its place and name in the source, its name in the table, the type asked for."""

    index: int
    source: str
    name: str
    type: str | None


def names(found: list[str]) -> list[str]:
    """The names, none empty and no two alike but for case, as the engine would make them."""
    taken: set[str] = set()
    made: list[str] = []
    for index, text in enumerate(found):
        wanted = text.strip() or f"column{index}"
        name, number = wanted, 0
        while name.lower() in taken:
            number += 1
            name = f"{wanted}_{number}"
        taken.add(name.lower())
        made.append(name)
    return made


def choices(sources: list[str], options: dict[str, Any]) -> list[Choice]:
    """The columns that stay, by the option ``columns``, in the order of the source."""
    asked = {entry["source"]: entry for entry in options.get("columns") or ()}
    if unknown := sorted(asked.keys() - set(sources)):
        raise InvalidRequest(
            f"The file has no column {unknown[0]!r}.",
            hint=f"Its columns are {', '.join(sources[:20])}.",
            details={"columns": unknown},
        )
    chosen: list[Choice] = []
    for index, source in enumerate(sources):
        entry = asked.get(source, {})
        if not entry.get("drop"):
            type_ = entry.get("type")
            name = (entry.get("name") or source).strip()
            chosen.append(Choice(index, source, name, None if type_ is None else known_type(type_)))
    if not chosen:
        raise InvalidRequest("No column is left.", hint="Keep one column at least.")
    seen: set[str] = set()
    for choice in chosen:
        if not choice.name or choice.name.lower() in seen:
            raise InvalidRequest(
                f"Two columns cannot both be called {choice.name!r}.",
                hint="Give each column a name of its own.",
            )
        seen.add(choice.name.lower())
    return chosen


def known_type(asked: str) -> str:
    """The engine's name of a type that a column can have."""
    type_ = re.sub(r"\s+", " ", asked.strip().upper())
    type_ = _ALIASES.get(type_, type_)
    if type_ in _TYPES:
        return type_
    if found := re.fullmatch(r"(?:DECIMAL|NUMERIC) ?\( ?(\d+) ?(?:, ?(\d+) ?)?\)", type_):
        precision, scale = int(found[1]), int(found[2] or 0)
        if 1 <= precision <= 38 and scale <= precision:
            return f"DECIMAL({precision},{scale})"
    raise InvalidRequest(
        f"A column cannot be of the type {asked!r}.",
        hint="Use BOOLEAN, BIGINT, DOUBLE, DECIMAL(18,2), DATE, TIME, TIMESTAMP or VARCHAR.",
    )
