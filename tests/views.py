"""Rows as Python sees them, viewed as the contract says: what the engine's views must equal."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

Row = tuple[Any, ...]
Condition = dict[str, Any]

_ORDER: dict[str, Callable[[int], bool]] = {
    "=": lambda c: c == 0, "!=": lambda c: c != 0, "<": lambda c: c < 0, "<=": lambda c: c <= 0,
    ">": lambda c: c > 0, ">=": lambda c: c >= 0,
}  # fmt: skip
_TEXT: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda text, part: part in text,
    "starts_with": str.startswith,
    "ends_with": str.endswith,
}


def viewed(rows: list[Row], view: dict[str, Any]) -> list[int]:
    """The numbers of the rows of a view, in its order. Columns are named by position."""
    numbers = [
        i
        for i, row in enumerate(rows)
        if (not view.get("filter") or fits(row, view["filter"]) is True)
        and (not view.get("search") or found(row, view["search"]))
    ]
    # Sorts are stable: by the last key first.
    for key in reversed(view.get("sort", [])):
        column, descending = key["column"], key.get("descending", False)
        filled = [i for i in numbers if rows[i][column] is not None]
        empty = [i for i in numbers if rows[i][column] is None]
        filled.sort(
            key=functools.cmp_to_key(lambda i, j, c=column: compare(rows[i][c], rows[j][c])),
            reverse=descending,
        )
        numbers = empty + filled if key.get("nulls") == "first" else filled + empty
    return numbers


def fits(row: Row, condition: Condition) -> bool | None:
    """SQL's three answers."""
    op = condition["op"]
    if op in ("and", "or"):
        answers = [fits(row, part) for part in condition["conditions"]]
        decided = op == "or"
        if decided in answers:
            return decided
        return None if None in answers else not decided
    if op == "not":
        answer = fits(row, condition["condition"])
        return None if answer is None else not answer
    return _cell_fits(row[condition["column"]], op, condition)


def _cell_fits(cell: Any, op: str, condition: Condition) -> bool | None:  # noqa: PLR0911
    if op in ("is_null", "is_not_null"):
        return (cell is None) == (op == "is_null")
    if op == "in":
        if cell is None:
            return True if None in condition["values"] else (None if condition["values"] else False)
        return any(v is not None and compare(cell, v) == 0 for v in condition["values"])
    if cell is None:
        return None
    if op in _TEXT:
        return _TEXT[op](text(cell).lower(), condition["value"].lower())
    if op == "between":
        return compare(cell, condition["low"]) >= 0 and compare(cell, condition["high"]) <= 0
    return _ORDER[op](compare(cell, condition["value"]))


def found(row: Row, part: str) -> bool:
    """Whether any cell's text has it."""
    return any(cell is not None and part.lower() in text(cell).lower() for cell in row)


def text(cell: Any) -> str:
    """A cell's text as the engine writes it."""
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def compare(one: Any, other: Any) -> int:
    """-1, 0 or 1: texts by their bytes, NaN the greatest and equal to itself."""
    one, other = _comparable(one, other), _comparable(other, one)
    if any(isinstance(value, float) and math.isnan(value) for value in (one, other)):
        return int(math.isnan(one)) - int(math.isnan(other))
    return (one > other) - (one < other)


def _comparable(value: Any, beside: Any) -> Any:
    if isinstance(value, str) and isinstance(beside, date):
        return date.fromisoformat(value)
    if isinstance(value, str) and isinstance(beside, Decimal | int):
        return Decimal(value)
    if isinstance(value, str) and isinstance(beside, float):
        return float(value.replace("Infinity", "inf"))
    return value.encode() if isinstance(value, str) else value
