"""Parameters written ``:name``, as SQLAlchemy and JupySQL have them, and ``?1``, as SQLite has.

The engine binds ``$name``. A ``:name`` becomes ``$name`` in the same place, so that every
position stays what it was; but only for a name that the request gives a value for, and only
where a value can begin. A colon means much else: casts, slices, keys, aliases, lambdas; and in
strings and comments it means nothing. ``?1`` is the engine's own for ``$1``, whose name is 1.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import sqlglot
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from .dialect import Dialect
from .naming import folded
from .refusals import explanation

_NAME = re.compile(r":([^\W\d]\w*)")
_DOLLAR = re.compile(r"\$(\w+)")
_NUMBERED = re.compile(r"\?(\d+)")

_OPENS = frozenset({TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE})
_CLOSES = frozenset({TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE})
_QUOTED = frozenset(
    {TokenType.STRING, TokenType.IDENTIFIER, TokenType.HEREDOC_STRING, TokenType.RAW_STRING,
     TokenType.NATIONAL_STRING, TokenType.BYTE_STRING, TokenType.UNICODE_STRING,
     TokenType.HEX_STRING, TokenType.BIT_STRING, TokenType.NUMBER}
)  # fmt: skip
_OPERATORS = re.compile(r"(?!(?:\.|::)$)[^\w\s\"'$)\]}?;]+")
"""What a value may follow: an operator, an opening bracket, a comma."""
_WORDS = frozenset(
    """
    ALL AND ANY BETWEEN BY CASE DISTINCT ELSE ESCAPE EXCEPT FETCH FROM GLOB GROUP HAVING ILIKE IN
    INTERVAL IS LIKE LIMIT NOT OFFSET ON OR ORDER QUALIFY RETURN SELECT SIMILAR THEN TO TOP
    VALUES WHEN WHERE XOR ZONE
    """.split()  # noqa: SIM905 - words read better as text
)
"""The words that a value may follow, with a blank between: ``end:x`` is a column with an alias
before it, ``THEN :x`` is a value."""


def dollars(sql: str, names: Collection[str]) -> str:
    """``sql`` with ``$name`` for each ``:name`` and ``?1`` of ``names``, as long as it was.

    Upper and lower case are the same, as for the engine. A text that cannot be read stays as
    it is: the gate and the engine have better words for that.
    """
    known = {folded(name) for name in names}
    if not known or not {":", "?"}.intersection(sql):
        return sql
    text = list(sql)
    for start, name in _written(sql):
        if text[start] in ":?" and folded(name) in known:
            text[start] = "$"
    return "".join(text)


def named(sql: str) -> list[str]:
    """The names of the parameters in ``sql``, ``:name``, ``$name`` and ``?1``, as they come first.

    Upper and lower case are the same: each name comes once. None of a text that cannot be read.
    """
    names: dict[str, str] = {}
    for _start, name in _written(sql):
        names.setdefault(folded(name), name)
    return list(names.values())


def _written(sql: str) -> list[tuple[int, str]]:
    """Where each ``$name`` and ``?1``, and each ``:name`` in the place of a value, begins; and
    the name."""
    # An EXPLAIN would make one opaque word of all that follows it.
    _explain, begin = explanation(sql)
    try:
        tokens = sqlglot.tokenize(sql[begin:], dialect=Dialect)
    except SqlglotError:
        return []
    found: list[tuple[int, str]] = []
    brackets: list[bool] = []  # of each open one, whether its colons are its own: x[a:b]
    before: Token | None = None
    for token in tokens:
        if token.token_type in _OPENS:
            subscript = token.token_type is TokenType.L_BRACKET and _ends_a_value(before)
            brackets.append(subscript)
        elif token.token_type in _CLOSES:
            brackets = brackets[:-1]
        elif token.token_type is TokenType.PARAMETER:
            if match := _DOLLAR.match(sql, begin + token.start):
                found.append((match.start(), match[1]))
        elif token.token_type is TokenType.PLACEHOLDER:
            if match := _NUMBERED.match(sql, begin + token.start):
                found.append((match.start(), match[1]))
        elif token.token_type is TokenType.COLON and not (brackets and brackets[-1]):
            match = _NAME.match(sql, begin + token.start)
            if match and _begins_a_value(before, token):
                found.append((match.start(), match[1]))
        before = token
    return found


def _begins_a_value(before: Token | None, colon: Token) -> bool:
    """Whether a value can stand behind ``before``."""
    if before is None:
        return False
    if before.text.upper().rsplit(" ", 1)[-1] in _WORDS and before.token_type not in _QUOTED:
        return before.end + 1 < colon.start
    return bool(_OPERATORS.fullmatch(before.text)) and before.token_type not in _QUOTED


def _ends_a_value(before: Token | None) -> bool:
    """Whether a bracket behind ``before`` takes a part of it: a list is the other case."""
    if before is None:
        return False
    if before.token_type in _CLOSES or before.token_type in _QUOTED:
        return True
    word = before.text.upper().rsplit(" ", 1)[-1]
    return word not in _WORDS and not _OPERATORS.fullmatch(before.text)
