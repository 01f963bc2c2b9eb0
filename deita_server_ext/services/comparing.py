"""Whether two statements gave the same: rows compared as sets where the SQL asks for no order."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable, Sequence
from typing import Any

DIGITS = 9
"""Floats that agree to so many significant digits are the same: sums depend on the order."""
_SKIPPED = re.compile(
    r"""--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$.*?\$\1\$""", re.DOTALL
)
_TOKEN = re.compile(r"[()]|\border\s+by\b", re.IGNORECASE)

Row = Sequence[Any]


def ordered(sql: str) -> bool:
    """Whether the statement itself, not a part of it, asks for an order."""
    depth = 0
    for mark in _TOKEN.findall(_SKIPPED.sub(" ", sql)):
        if mark == "(":
            depth += 1
        elif mark == ")":
            depth -= 1
        elif depth == 0:
            return True
    return False


def same(one: Iterable[Row], other: Iterable[Row], *, in_order: bool) -> bool:
    """Whether both have the same rows, by the values of their columns and not by their names."""
    return canonical(one, in_order=in_order) == canonical(other, in_order=in_order)


def digest(rows: Iterable[Row], *, in_order: bool) -> str:
    """What stands for the rows: the same for two that are the same."""
    lines = "\n".join(canonical(rows, in_order=in_order))
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()


def canonical(rows: Iterable[Row], *, in_order: bool) -> list[str]:
    """Each row as one text that is the same for equal rows."""
    lines = [json.dumps([_cell(value) for value in row], sort_keys=True) for row in rows]
    return lines if in_order else sorted(lines)


def _cell(value: Any) -> Any:
    """A cell of the contract; a number as its digits, however the engine has typed it."""
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and _FRACTION.fullmatch(value):
        # Decimals and large integers come as their digits.
        return _number(float(value))
    if isinstance(value, list):
        return [_cell(each) for each in value]
    if isinstance(value, dict):
        return {key: _cell(each) for key, each in value.items()}
    return value


_FRACTION = re.compile(r"-?\d+\.\d+")


def _number(value: float) -> str:
    if not math.isfinite(value):
        return str(value)
    if value == int(value) and abs(value) < 2**53:
        return str(int(value))
    return f"{value:.{DIGITS}g}"
