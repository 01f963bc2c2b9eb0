"""Parameters of a statement, ``$name`` and ``:name``: found, given values, never spliced.

A colon means much else in SQL: casts, slices, keys, aliases. ``:name`` is a parameter only
where a value can begin, and nowhere in a string or a comment. Within a slice, write ``$name``.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from math import isfinite
from uuid import UUID

from .contract import Param
from .errors import DeitaError, place
from .lexer import Token, tokens

_NAME = re.compile(r":([^\W\d]\w*)")
_WORDS = frozenset(
    """
    ALL AND ANY BETWEEN BY CASE DISTINCT ELSE ESCAPE EXCEPT FETCH FROM GLOB GROUP HAVING ILIKE IN
    INTERVAL IS LIKE LIMIT NOT OFFSET ON OR ORDER QUALIFY RETURN SELECT SIMILAR THEN TO TOP
    VALUES WHEN WHERE XOR ZONE
    """.split()  # noqa: SIM905 - words read better as text
)
"""The words that a value may follow, with a blank between: ``end:x`` is a key or an alias."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A name that stands for a value, and the place of its ``$`` or ``:``."""

    name: str
    start: int


def find(sql: str) -> list[Parameter]:
    """The parameters in ``sql``, each time they stand there."""
    found: list[Parameter] = []
    brackets: list[bool] = []  # of each open one, whether its colons are its own: x[a:b]
    before: Token | None = None
    for token in tokens(sql):
        if token.kind == "parameter":
            found.append(Parameter(token.text[1:], token.start))
        elif token.text in ("(", "[", "{"):
            brackets.append(token.text == "[" and _ends_a_value(before))
        elif token.text in (")", "]", "}"):
            brackets = brackets[:-1]
        elif token.text == ":" and not (brackets and brackets[-1]):
            match = _NAME.match(sql, token.start)
            if match and _begins_a_value(before, token):
                found.append(Parameter(match[1], token.start))
        before = token
    return found


def _begins_a_value(before: Token | None, colon: Token) -> bool:
    """Whether a value can stand behind ``before``."""
    if before is None:
        return False
    if before.kind == "word":
        return before.text.upper() in _WORDS and before.end < colon.start
    return before.kind == "mark" and before.text not in (")", "]", "}", ".", "?", "$", "::", ";")


def _ends_a_value(before: Token | None) -> bool:
    """Whether a bracket behind ``before`` takes a part of it: a list is the other case."""
    if before is None:
        return False
    if before.kind == "word":
        return before.text.upper() not in _WORDS
    return before.kind != "mark" or before.text in (")", "]", "}")


def names(sql: str) -> dict[str, int]:
    """The parameters' names, each with the place where it stands first."""
    found: dict[str, int] = {}
    for parameter in find(sql):
        found.setdefault(parameter.name, parameter.start)
    return found


def dollars(sql: str, known: Container[str] | None = None) -> str:
    """``sql`` with ``$name`` for ``:name``, in the same places; of ``known`` ones, where given."""
    text = list(sql)
    for parameter in find(sql):
        if known is None or parameter.name in known:
            text[parameter.start] = "$"
    return "".join(text)


def renamed(sql: str, new_names: Mapping[str, str]) -> str:
    """``sql`` with other names for its parameters, all written ``$name``."""
    parts, at = [], 0
    for parameter in find(sql):
        if parameter.name in new_names:
            parts += [sql[at : parameter.start], "$", new_names[parameter.name]]
            at = parameter.start + 1 + len(parameter.name)
    return "".join((*parts, sql[at:]))


def bind(sql: str, namespace: Mapping[str, object]) -> dict[str, Param]:
    """The values of the statement's parameters, from the notebook's variables."""
    params: dict[str, Param] = {}
    for name, start in names(sql).items():
        written = f"{sql[start]}{name}"
        if name not in namespace:
            raise _error(
                f"{written} has no value: there is no variable “{name}”.",
                f"Set it before the query, for example: {name} = 10",
                sql,
                start,
            )
        value = namespace[name]
        try:
            params[name] = scalar(value)
        except TypeError:
            raise _error(
                f"{written} is a {type(value).__name__}, which cannot be bound.",
                "A parameter is one str, int, float, bool, None, date or time.",
                sql,
                start,
            ) from None
        except ValueError as error:
            raise _error(f"{written} cannot be bound: {error}.", None, sql, start) from None
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


def _error(message: str, hint: str | None, sql: str, start: int) -> DeitaError:
    return DeitaError(
        message, code="unbound_parameter", hint=hint, details=place(sql, start), sql=sql
    )
