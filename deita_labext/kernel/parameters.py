"""``$name`` in a statement: found by reading SQL as the engine does, bound, never spliced."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from math import isfinite
from uuid import UUID

from .contract import Param
from .errors import DeitaError

_TOKEN = re.compile(
    r"""
      --[^\n]*                                        # a comment to the end of the line
    | /\*                                             # one that may hold others: see _comment
    | [eE]'(?:[^'\\]|\\.|'')*(?:'|\Z)                 # a string with backslashes
    | '(?:[^']|'')*(?:'|\Z)                           # a string
    | "(?:[^"]|"")*(?:"|\Z)                           # a quoted name
    | \$(?P<tag>(?:[^\W\d]\w*)?)\$                    # $$ or $tag$: a string up to the same again
    | \$(?P<name>[^\W\d]\w*)                          # a parameter
    | [^\W\d][\w$]*                                   # a name; a $ inside belongs to it
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")


def names(sql: str) -> dict[str, int]:
    """The parameters of a statement, each with the place of its first ``$``."""
    found: dict[str, int] = {}
    at = 0
    while match := _TOKEN.search(sql, at):
        at = match.end()
        if match.group() == "/*":
            at = _after_comment(sql, at)
        elif match["name"] is not None:
            found.setdefault(match["name"], match.start())
        elif match["tag"] is not None:
            end = sql.find(match.group(), at)
            at = len(sql) if end < 0 else end + len(match.group())
    return found


def _after_comment(sql: str, at: int) -> int:
    depth = 1
    while depth and (edge := _COMMENT_EDGE.search(sql, at)):
        depth += 1 if edge.group() == "/*" else -1
        at = edge.end()
    return len(sql) if depth else at


def bind(sql: str, namespace: Mapping[str, object]) -> dict[str, Param]:
    """The values of the statement's parameters, from the notebook's variables."""
    params: dict[str, Param] = {}
    for name, place in names(sql).items():
        if name not in namespace:
            raise _error(
                f"${name} has no value: there is no variable “{name}”.",
                f"Set it before the query, for example: {name} = 10",
                sql,
                place,
            )
        value = namespace[name]
        try:
            params[name] = scalar(value)
        except TypeError:
            raise _error(
                f"${name} is a {type(value).__name__}, which cannot be bound.",
                "A parameter is one str, int, float, bool, None, date or time.",
                sql,
                place,
            ) from None
        except ValueError as error:
            raise _error(f"${name} cannot be bound: {error}.", None, sql, place) from None
    return params


def scalar(value: object) -> Param:
    """One value as the API takes it; dates and times are text as in ISO 8601."""
    # numpy's scalars and their like know the Python value they stand for.
    if not isinstance(value, (str, bool, int, float)) and getattr(value, "shape", None) == ():
        item = getattr(value, "item", None)
        value = item() if callable(item) else value
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(f"{value} is no number in JSON")
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, (date, time)):
        # What is not equal to itself is pandas' NaT, a datetime that is none.
        return value.isoformat() if value == value else None  # noqa: PLR0124
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    raise TypeError


def _error(message: str, hint: str | None, sql: str, place: int) -> DeitaError:
    before = sql[:place]
    return DeitaError(
        message,
        code="unbound_parameter",
        hint=hint,
        details={"line": before.count("\n") + 1, "column": place - before.rfind("\n")},
        sql=sql,
    )
