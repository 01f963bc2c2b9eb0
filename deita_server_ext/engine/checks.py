"""Statements looked at without being run: judged, then bound by the engine; and laid out.

What would keep a statement from running is told with its place; of one that would run, what
its result's columns are. Nothing is read but what the engine reads to know types.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import duckdb
import sqlglot
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import TokenType

from deita_server_ext.errors import DeitaError, SqlError

from . import cells
from .dialect import Dialect
from .faults import translate
from .gate import Verdict
from .host import Answer
from .layout import laid_out, statements
from .naming import folded
from .parameters import dollars, named
from .pivots import bindable
from .refusals import first_word
from .snapshots import Snapshots
from .stoppable import Stoppable
from .views import Views

_BIND = "DESCRIBE "
_PREPARE = "PREPARE checked AS "
_PIECE = re.compile(
    r"\"(?:[^\"]|\"\")*+\"|'(?:[^']|'')*+'|[:$]?\w+|<>|[<>!=]=|::|\|\||\S", re.DOTALL
)
"""What is marked where an error stands: a name, a text, a number, a sign."""


class Checks:
    """Checks statements over a worker's tables."""

    def __init__(
        self,
        snapshots: Snapshots,
        views: Views,
        judged: Callable[[str, Iterable[str]], Verdict],
    ) -> None:
        self._snapshots = snapshots
        self._views = views
        self._judged = judged

    def check(
        self,
        *,
        id: str,
        sql: str,
        params: dict[str, Any],
        earlier: list[dict[str, Any]],
        seconds: float,
    ) -> Answer:
        """What can be told of a statement: ``kind``, ``tables``, ``columns``, ``params``,
        ``problem``.

        ``params`` may have no value for some of the names that the statement has. ``earlier``
        are the snapshots that it names; ``id`` is what ``views.stop`` takes. Raises what is not
        the statement's fault.
        """
        names = named(sql)
        known = {folded(name) for name in params}
        unbound = [name for name in names if folded(name) not in known]
        told: dict[str, Any] = {"kind": None, "tables": [], "columns": None, "params": names}
        text = dollars(sql, [*params, *names])
        with (
            self._views.working(id, seconds) as work,
            self._snapshots.reading(earlier) as tables,
        ):
            try:
                verdict = self._judged(text, tables)
                told |= {"kind": _kind(verdict), "tables": list(verdict.tables)}
                work.check()
                told["columns"] = _columns(work, verdict, params, unbound)
            except (DeitaError, duckdb.Error) as exc:
                work.check()
                error = translate(exc, text)
                if not isinstance(error, SqlError):
                    raise
                return {**told, "problem": {**error.body(), **_span(text, error.details)}}, b""
        return {**told, "problem": None}, b""

    def format(self, *, id: str, sql: str, seconds: float) -> Answer:
        """The statements of a text laid out (``sql``), and how many of them stayed as they
        were (``kept``).

        Raises SqlSyntaxError for what cannot be read. ``id`` is what ``views.stop`` takes.
        """
        with self._views.working(id, seconds) as work:
            text = dollars(sql, named(sql))
            try:
                work.cursor.extract_statements(text)
                parts = statements(sql)
            except duckdb.ParserException as exc:
                raise translate(exc, text) from exc
            except (duckdb.Error, SqlglotError):
                return {"sql": sql, "kept": 1}, b""
            made: list[str | None] = []
            for part in parts:
                work.check()
                made.append(laid_out(part, work.cursor))
            written = [(new or old).strip() for new, old in zip(made, parts, strict=True)]
            end = "\n" if sql.endswith("\n") else ""
            return {"sql": "\n\n".join(written) + end, "kept": made.count(None)}, b""


def _kind(verdict: Verdict) -> str:
    if verdict.explain:
        return "explain"
    word = first_word(verdict.query)
    kinds = {"DESC": "describe", "DESCRIBE": "describe", "SUMMARIZE": "summarize"}
    kinds |= {"PIVOT": "pivot", "UNPIVOT": "pivot"}
    return kinds.get(word, "select")


def _columns(
    work: Stoppable, verdict: Verdict, params: dict[str, Any], unbound: list[str]
) -> list[dict[str, str]] | None:
    """The columns that the query has, None where the engine cannot tell before it runs.

    Raises what the engine says where it cannot be bound.
    """
    if _kinds(work, verdict.query) != ["SELECT"]:
        _bind_pivot(work, verdict, {**params, **dict.fromkeys(unbound)})
        return None
    prefix, query = _in_one(verdict, verdict.query)
    try:
        found = _bound(work, prefix + query, {**params, **dict.fromkeys(unbound)})
    except duckdb.Error as exc:
        error: duckdb.Error | None = exc
        if unbound and not isinstance(exc, duckdb.InterruptException):
            # In some places a NULL is an error where a value would be none.
            work.check()
            prefix, error = _PREPARE, _unprepared(work, verdict)
        if error is not None:
            raise _placed(error, verdict, prefix) from exc
        return None
    if verdict.explain:
        return cells.columns(["explain_key", "explain_value"], ["VARCHAR", "VARCHAR"])
    return found


def _bind_pivot(work: Stoppable, verdict: Verdict, params: dict[str, Any]) -> None:
    """Raise what the engine says of a PIVOT that looks its columns up.

    To know them, the engine would have to run it. Where it cannot be told without running it
    whether it binds, nothing is said.
    """
    made = bindable(verdict.query)
    if made is None:
        return
    text, moved = made
    try:
        if _kinds(work, text) != ["SELECT"]:
            return
        prefix, query = _in_one(verdict, text)
        _bound(work, prefix + query, params)
    except (duckdb.BinderException, duckdb.CatalogException) as exc:
        if None in params.values():
            # Perhaps it minds the NULL that stands for a value that is to come.
            return
        raise _placed(exc, verdict, prefix, moved) from exc
    except duckdb.InterruptException:
        raise
    except duckdb.Error:
        return


def _kinds(work: Stoppable, query: str) -> list[str]:
    return [s.type.name for s in work.cursor.extract_statements(query)]


def _in_one(verdict: Verdict, query: str) -> tuple[str, str]:
    """What stands before the query, and the query, for the engine to bind it and no more."""
    if _kind(verdict) in ("describe", "summarize"):
        # 1.5 describes no other DESCRIBE as such.
        return f"{_BIND}SELECT * FROM (", f"{query[: _end(query)]}\n)"
    return _BIND, query


def _placed(
    error: duckdb.Error,
    verdict: Verdict,
    prefix: str,
    moved: Callable[[int], int] = lambda position: position,
) -> BaseException:
    """The error with its place in the text that was judged, ``prefix`` not counted."""
    start = len(verdict.sql) - len(verdict.query)
    return translate(error, verdict.sql, start, lambda byte: moved(byte - len(prefix)))


def _end(query: str) -> int:
    """Where the statement ends: what may follow are a semicolon and comments."""
    tokens = sqlglot.tokenize(query, dialect=Dialect)
    ends = (token.start for token in tokens if token.token_type is TokenType.SEMICOLON)
    return next(ends, len(query))


def _bound(work: Stoppable, sql: str, params: dict[str, Any]) -> list[dict[str, str]]:
    rows = work.cursor.execute(sql, params).fetchall()
    # An unknown value's type is written as an identifier.
    return cells.columns([row[0] for row in rows], [str(row[1]).strip('"') for row in rows])


def _unprepared(work: Stoppable, verdict: Verdict) -> duckdb.Error | None:
    try:
        work.cursor.execute(_PREPARE + verdict.query)
    except duckdb.Error as exc:
        return exc
    return None


def _span(sql: str, details: dict[str, Any]) -> dict[str, int | None]:
    """Where an error begins and ends, in lines and columns from 1; the end is behind it."""
    line, column = details.get("line"), details.get("column")
    if line is None or column is None:
        return dict.fromkeys(("line", "column", "end_line", "end_column"))
    lines = sql.split("\n")
    rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]]) if line <= len(lines) else ""
    match = _PIECE.match(rest)
    piece = match[0] if match else ""
    end_line = line + piece.count("\n")
    end = len(piece) - (piece.rfind("\n") + 1) + (column if end_line == line else 1)
    return {"line": line, "column": column, "end_line": end_line, "end_column": end}
