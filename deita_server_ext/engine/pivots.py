"""A PIVOT that looks its columns up, written as one that the engine can bind without looking."""

from __future__ import annotations

import bisect
from collections.abc import Callable

import sqlglot
from sqlglot.tokenizer_core import Token, TokenType

from .dialect import Dialect

_OPENS = frozenset({TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE})
_CLOSES = frozenset({TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE})
_BEHIND_ON = frozenset({TokenType.USING, TokenType.GROUP_BY})
_LEFT_OUT = frozenset({TokenType.ORDER_BY, TokenType.LIMIT, TokenType.OFFSET, TokenType.SEMICOLON})
"""With these the statement ends here: they may name the columns that nobody knows yet."""
_BEFORE, _BEHIND = "(", ") IN (NULL)"


def bindable(query: str) -> tuple[str, Callable[[int], int]] | None:
    """The statement with the one value NULL for each column to look up, and where a byte of it
    stands in ``query``. None where it is no PIVOT as a whole.
    """
    tokens = _outermost(query)
    kinds = [token.token_type for token in tokens]
    if TokenType.PIVOT not in kinds:
        return None
    pivot = kinds.index(TokenType.PIVOT)
    if TokenType.ON not in kinds[pivot:]:
        return None
    on = kinds.index(TokenType.ON, pivot)
    end = next((t.start for t in tokens[on:] if t.token_type in _LEFT_OUT), len(query))
    made: list[tuple[int, str]] = []
    for first, last in _looked_up(tokens[on + 1 :]):
        made += [(first.start, _BEFORE), (last.end + 1, _BEHIND)]
    return _with(query[:end], made)


def _outermost(query: str) -> list[Token]:
    """The tokens, of what stands in brackets only these themselves."""
    depth, found = 0, []
    for token in sqlglot.tokenize(query, dialect=Dialect):
        depth -= token.token_type in _CLOSES
        if depth == 0:
            found.append(token)
        depth += token.token_type in _OPENS
    return found


def _looked_up(tokens: list[Token]) -> list[tuple[Token, Token]]:
    """The first and the last token of each expression behind ON that has no IN."""
    found: list[list[Token]] = [[]]
    for token in tokens:
        if token.token_type in _BEHIND_ON | _LEFT_OUT:
            break
        if token.token_type is TokenType.COMMA:
            found.append([])
        else:
            found[-1].append(token)
    return [
        (one[0], one[-1])
        for one in found
        if one and TokenType.IN not in [token.token_type for token in one]
    ]


def _with(query: str, made: list[tuple[int, str]]) -> tuple[str, Callable[[int], int]]:
    """The text with what is put in at these places, which come in their order."""
    parts: list[str] = []
    places: list[int] = []  # of what is put in, in bytes of the new text
    lengths = [0]
    done = size = 0
    for place, text in made:
        parts += [query[done:place], text]
        size += len(query[done:place].encode())
        places.append(size)
        size += len(text)
        lengths.append(lengths[-1] + len(text))
        done = place

    def moved(position: int) -> int:
        return position - lengths[bisect.bisect_right(places, position)]

    return "".join([*parts, query[done:]]), moved
