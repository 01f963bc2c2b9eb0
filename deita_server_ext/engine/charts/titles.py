"""What directions of a chart are called: in English, with the code and parts for other languages.

A specification carries them in ``usermeta.deita``, beside its own English words: it is drawn as
it is by whoever knows nothing of them.
"""

from __future__ import annotations

from typing import Any, Self

from deita_server_ext.engine.conditions import ViewColumn

WORDS = {
    "rows": "rows",
    "count": "number of {of}",
    "distinct": "different {of}",
    "sum": "sum of {of}",
    "mean": "mean of {of}",
    "median": "median of {of}",
    "min": "min of {of}",
    "max": "max of {of}",
    "in_seconds": "{of} (seconds)",
    "in_utc": "{of} (UTC)",
    "by_step": "{of}, by {step}",
    "by_cycle": "{of}, {unit}",
    "low": "lower whisker",
    "q1": "first quartile",
    "median_itself": "median",
    "q3": "third quartile",
    "high": "upper whisker",
}
"""By code, with the names of its parts: ``of`` is what is measured or grouped by."""


class Title(str):
    """English words, and what they were made of. A column's name by itself is none."""

    code: str
    parts: dict[str, str]

    def __new__(cls, code: str, **parts: str) -> Self:
        """The words of the code."""
        words = {**parts}
        if "unit" in words:
            words["unit"] = words["unit"].replace("_", " ")
        made = super().__new__(cls, WORDS[code].format(**words))
        made.code, made.parts = code, parts
        return made


def measure_title(column: ViewColumn | None, aggregate: str | None) -> str:
    """What a measure is called."""
    if column is None:
        return Title("rows")
    return column.name if aggregate is None else Title(aggregate, of=column.name)


def column_title(column: ViewColumn) -> str:
    """What a column is called, with the unit of its places."""
    return Title("in_seconds", of=column.name) if column.type == "INTERVAL" else zoned(column)


def zoned(column: ViewColumn) -> str:
    """What a column is called, with the zone that its times are shown in."""
    if column.type == "TIMESTAMP WITH TIME ZONE":
        return Title("in_utc", of=column.name)
    return column.name


def told(title: str) -> Any:
    """A title for other languages: a name as it is, else the code with its parts."""
    if not isinstance(title, Title):
        return str(title)
    parts = {name: told(part) for name, part in title.parts.items()}
    return {"code": title.code, **parts}
