"""Statements laid out for people to read: line breaks, indents, keywords in capitals.

No word of a statement becomes another one, none comes or goes, and comments stay where they
were: only what stands between them changes. That the meaning stays is asserted all the same,
by the engine's own tree of both texts (:func:`laid_out`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import duckdb
import sqlglot
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import TokenType

from deita_server_ext.engine.dialect import Dialect
from deita_server_ext.engine.parameters import dollars, named
from deita_server_ext.engine.refusals import explanation

from .lines import Lines
from .words import COMMENT, Word, tree, words


def statements(sql: str) -> list[str]:
    """The statements of a text, each with its semicolon and with what stands before it."""
    ends = [
        token.end + 1
        for token in sqlglot.tokenize(sql, dialect=Dialect)
        if token.token_type is TokenType.SEMICOLON
    ]
    parts = [sql[begin:end] for begin, end in pairwise([0, *ends, len(sql)])]
    if len(parts) > 1 and not COMMENT.sub("", parts[-1]).strip():
        # What follows the last semicolon is no statement.
        parts[-2:] = ["".join(parts[-2:])]
    return parts


def laid_out(sql: str, connection: duckdb.DuckDBPyConnection) -> str | None:
    """``sql``, one statement, laid out; None where only as it was is it sure to be the same."""
    explain, start = explanation(sql)
    rest = sql[start:]
    for capitals in (True, False):
        try:
            before = words(rest)
            made = Lines(capitals).of(tree(before))
            if _told(words(made)) != _told(before):
                continue
            if _engine_tree(rest, connection) != _engine_tree(made, connection):
                continue
        except (SqlglotError, RecursionError):
            return None
        if not explain:
            return made
        before_it = sql[: start - len(explain)].strip()
        written = explain.upper() if capitals else explain
        return "\n".join(part for part in (before_it, written, made) if part)
    return None


def _told(words: Sequence[Word]) -> tuple[list[str], list[str]]:
    """The words and the comments, each in their order: a comma may go before a comment."""
    return (
        [_alike(word) for word in words if not word.comment],
        [_alike(word) for word in words if word.comment],
    )


def _alike(word: Word) -> str:
    """What must stay: quoted text to the letter, comments but for indents, words in any case."""
    if word.quoted:
        return word.text
    return " ".join(word.text.split()) if word.comment else word.text.upper()


def _engine_tree(sql: str, connection: duckdb.DuckDBPyConnection) -> Any:
    """What the engine reads in a statement, without places; None of what it writes no tree."""
    text = dollars(sql, named(sql))
    row = connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [text]).fetchone()
    tree = json.loads(row[0]) if row else {"error": True}
    return None if tree.get("error") else _placeless(tree)


def _placeless(item: Any) -> Any:
    if isinstance(item, dict):
        kept = (key for key in item if not key.startswith("query_location"))
        return {key: _placeless(item[key]) for key in kept}
    return [_placeless(value) for value in item] if isinstance(item, list) else item
