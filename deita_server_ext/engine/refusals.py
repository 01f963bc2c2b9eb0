"""What a refusal says: where, why, and what to do instead; and the words it is read from."""

from __future__ import annotations

import difflib
import logging
import re
from collections.abc import Iterable
from typing import Any

import sqlglot
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import TokenType

from deita_server_ext.errors import SqlRefused, UnknownTable

from .dialect import Dialect

log = logging.getLogger("deita.engine.gate")

_EXPLAIN = re.compile(
    r"\s*((?a:explain)\b(?:\s+(?a:analy[sz]e)\b)?"
    r"(?:\s*\((?:\s*+(?:analy[sz]e|format\s++(?:\w++|'\w++'))\s*+,?+)++\))?)",
    re.IGNORECASE,
)
# A comment within a comment is not matched: the text is then judged as it stands.
_COMMENT = re.compile(r"\s*+(?:--[^\r\n]*+|/\*(?:(?!/\*).)*?\*/)", re.DOTALL)
_WORD = re.compile(r"[\s(]*(\w+)")
_LOOKS_LIKE_A_FILE = re.compile(
    r"[/\\:*]|\.(csv|tsv|txt|parquet|json|ndjson|xlsx?|db|duckdb|gz|zst)$", re.I
)

ADD_THE_FILE = (
    "Statements read this workspace's tables only: drop the file on the Deita panel, "
    "then query its table."
)
_BEGINNINGS = frozenset(
    {
        "SELECT",
        "WITH",
        "FROM",
        "VALUES",
        "PIVOT",
        "UNPIVOT",
        "TABLE",
        "DESCRIBE",
        "DESC",
        "SUMMARIZE",
    }
)


def explanation(sql: str) -> tuple[str, int]:
    """The EXPLAIN that ``sql`` begins with, and where the rest begins; nothing and 0 without.

    sqlglot keeps EXPLAIN as opaque text, so the rest is judged by itself.
    """
    match = _EXPLAIN.match(sql, first(sql, 0))
    return (match[1], match.end()) if match else ("", 0)


def first(sql: str, start: int) -> int:
    """The first place from ``start`` that is neither blank nor a comment."""
    while match := _COMMENT.match(sql, start):
        start = match.end()
    return start + len(sql[start:]) - len(sql[start:].lstrip())


def first_word(sql: str, start: int = 0) -> str:
    """The word that stands first from ``start``, in upper case; THESE where none does."""
    match = _WORD.match(sql, first(sql, start))
    return match[1].upper() if match else "These"


def place(sql: str, position: int) -> dict[str, int]:
    """The ``line`` and ``column`` (from 1, in characters) of a position in ``sql``."""
    before = sql[: max(0, min(position, len(sql)))]
    return {"line": before.count("\n") + 1, "column": len(before) - (before.rfind("\n") + 1) + 1}


def looks_like_a_file(name: str) -> bool:
    """Whether a name that stands where a table stands was meant for a file."""
    return _LOOKS_LIKE_A_FILE.search(name) is not None


def unknown_table(sql: str, name: str, tables: Iterable[str], position: int | None) -> UnknownTable:
    """The error for a table that is not there, with the names it may have been meant for."""
    known = sorted(tables)
    by_lower = {table.lower(): table for table in known}
    close = [by_lower[n] for n in difflib.get_close_matches(name.lower(), by_lower, 3, 0.5)]
    base, _, number = name.lower().rpartition("@")
    if looks_like_a_file(name):
        hint = ADD_THE_FILE
    elif base in by_lower and number.isdigit():
        hint = f"The snapshots of {by_lower[base]} that are kept are listed with the table."
    elif close:
        hint = f"Did you mean {' or '.join(close)}?"
    elif known:
        hint = f"The workspace has {_listed(known)}."
    else:
        hint = "The workspace has no tables yet: drop a file on the Deita panel."
    at = place(sql, first(sql, 0) if position is None else position)
    details: dict[str, object] = {"table": name, "suggestions": close, **at}
    return UnknownTable(f"There is no table {name} in this workspace.", hint=hint, details=details)


def _listed(names: list[str], most: int = 8) -> str:
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def only_one(sql: str, start: int) -> SqlRefused:
    """The refusal of a second statement, at the semicolon before it."""
    begun, semicolon = False, 0
    for token in sqlglot.tokenize(sql[start:], dialect=Dialect):
        if token.token_type is TokenType.SEMICOLON:
            semicolon = token.start
        elif begun and semicolon:
            break
        else:
            begun, semicolon = True, 0
    return SqlRefused(
        "Only one statement can run at a time.",
        hint="Run them one after the other, or join them with WITH.",
        details=dict(place(sql, start + semicolon)),
    )


def too_deep(sql: str, start: int) -> SqlRefused:
    """The refusal of what nobody can walk through, though the engine may."""
    position = first(sql, start)
    near = sql[position : position + 40]
    log.warning("The gate cannot read what the engine can, from %r: nested too deeply", near)
    return SqlRefused(
        "The statement is nested too deeply.",
        hint="Break it up with WITH clauses.",
        details=dict(place(sql, position)),
    )


def unreadable(sql: str, start: int, exc: SqlglotError) -> SqlRefused:
    """The refusal of what sqlglot cannot read, though the engine could."""
    errors: list[dict[str, Any]] = getattr(exc, "errors", [])
    position = first(sql, start)
    word = first_word(sql, start)
    if word not in _BEGINNINGS:
        return not_a_query(word, place(sql, position))
    where = place(sql, position)
    if errors and errors[0].get("line"):
        # The column is that of the last character of what could not be read.
        line, column = errors[0]["line"], errors[0]["col"] - len(errors[0]["highlight"]) + 1
        before = place(sql, start)
        where = {
            "line": before["line"] + line - 1,
            "column": max(1, column + (before["column"] - 1 if line == 1 else 0)),
        }
    text = sql.split("\n")[where["line"] - 1] if where["line"] <= sql.count("\n") + 1 else ""
    at = where["column"] - 1
    if text[max(0, at - 1) : at + 1].startswith("?"):
        return nameless({**where, "column": max(1, at)})
    near = text[max(0, at - 39) : at + 41]
    why = errors[0]["description"] if errors else type(exc).__name__
    log.warning("The gate cannot read what the engine can, near %r: %s", near, why)
    return SqlRefused(
        "Deita cannot check this form of statement, so it does not run it.",
        hint="Write factorial(n)."
        if text[at : at + 1] == "!"
        else "Write it another way at that place; the engine itself would take it.",
        details=where,
    )


def nameless(details: dict[str, int]) -> SqlRefused:
    """The refusal of a parameter that is known by its place, or that has no value."""
    return SqlRefused(
        "Parameters need names, and their values.",
        hint="Write :name and give its value by that name; the name of ?1 is 1.",
        details=dict(details),
    )


def not_a_query(word: str, details: dict[str, int]) -> SqlRefused:
    """The refusal of a statement that begins with another word than queries do."""
    hint = "Queries read and never change anything: write a SELECT."
    if word == "SHOW":
        hint = "The panel lists the tables; in a notebook, %deita tables does. DESCRIBE shows one."
    return SqlRefused(f"{word} statements do not run here.", hint=hint, details=dict(details))
