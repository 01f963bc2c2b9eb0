"""The gate: which statement may run, judged by sqlglot before the engine sees it.

One statement; a query (SELECT, WITH, FROM first, VALUES, PIVOT, UNPIVOT, set operations) or
DESCRIBE, SUMMARIZE, EXPLAIN of one; the workspace's own tables; functions by allow-list.
A refusal says where (``line`` and ``column``, from 1), why, and what to do instead.

The gate states the policy and the places; :mod:`deita_server_ext.engine.judge` asks the
engine's own parser the same questions, so that where the two parsers read a text
differently nothing slips through.
"""

from __future__ import annotations

import difflib
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from deita_server_ext.errors import DeitaError, SqlRefused, SqlSyntaxError, UnknownTable

from .functions import ALLOWED, TABLE_FUNCTIONS

log = logging.getLogger("deita.engine.gate")
# sqlglot warns of every statement that it keeps as opaque text; the gate says so itself.
logging.getLogger("sqlglot").setLevel(logging.ERROR)

_EXPLAIN = re.compile(r"\s*explain\b(\s+analyze\b|\s*\(\s*analyze\s*\))?", re.IGNORECASE)
_COMMENTS = re.compile(r"\s*(--[^\n]*(\n|$)|/\*.*?\*/)", re.DOTALL)
_LOOKS_LIKE_A_FILE = re.compile(
    r"[/\\:*]|\.(csv|tsv|txt|parquet|json|ndjson|xlsx?|db|duckdb|gz|zst)$", re.I
)

_READERS = frozenset({"glob", "query", "query_table"})
_ADD_THE_FILE = (
    "Statements read this workspace's tables only: drop the file on the Deita panel, "
    "then query its table."
)
_QUERIES = (exp.Query, exp.Values, exp.Pivot)
_WRITES: dict[type[exp.Expr], str] = {
    exp.Insert: "INSERT", exp.Update: "UPDATE", exp.Delete: "DELETE", exp.Merge: "MERGE",
    exp.Create: "CREATE", exp.Drop: "DROP", exp.Alter: "ALTER", exp.TruncateTable: "TRUNCATE",
    exp.Copy: "COPY", exp.Into: "INTO", exp.Attach: "ATTACH", exp.Detach: "DETACH",
    exp.Set: "SET", exp.SetItem: "SET", exp.Pragma: "PRAGMA", exp.Use: "USE",
    exp.Install: "INSTALL", exp.Comment: "COMMENT", exp.Transaction: "BEGIN",
    exp.Commit: "COMMIT", exp.Rollback: "ROLLBACK", exp.Grant: "GRANT", exp.Show: "SHOW",
    exp.Analyze: "ANALYZE", exp.Kill: "KILL", exp.Export: "EXPORT", exp.Command: "This",
}  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """What the gate found in a statement it lets through.

    ``tables`` are the workspace tables it reads, as the workspace spells them. ``query`` is
    the text of the query itself, less an EXPLAIN before it.
    """

    sql: str
    query: str
    tables: tuple[str, ...]
    explain: bool
    pivots: bool


def judge(sql: str, tables: Iterable[str]) -> Verdict:
    """Let ``sql`` through or say why not.

    ``tables`` are the names of the workspace's tables. Raises SqlSyntaxError, SqlRefused
    or UnknownTable.
    """
    query, start, explain = _without_explain(sql)
    try:
        statements = [s for s in sqlglot.parse(query, dialect="duckdb") if s is not None]
        if not statements:
            raise SqlRefused("There is no statement here.", hint="Write a SELECT.")
        if len(statements) > 1:
            raise _only_one(sql, start, statements[1])
        walk = _Walk(sql, start, tables)
        walk.statement(statements[0])
    except SqlglotError as exc:
        raise _unreadable(sql, start, exc) from exc
    except RecursionError as exc:
        raise SqlRefused(
            "The statement is nested too deeply.", hint="Break it up with WITH clauses."
        ) from exc
    return Verdict(
        sql=sql,
        query=query,
        tables=tuple(sorted(walk.used)),
        explain=explain,
        pivots=statements[0].find(exp.Pivot) is not None,
    )


def place(sql: str, position: int) -> dict[str, int]:
    """The ``line`` and ``column`` (from 1, in characters) of a position in ``sql``."""
    before = sql[: max(0, min(position, len(sql)))]
    return {"line": before.count("\n") + 1, "column": len(before) - (before.rfind("\n") + 1) + 1}


def unknown_table(sql: str, name: str, tables: Iterable[str], position: int | None) -> UnknownTable:
    """The error for a table that is not there, with the names it may have been meant for."""
    known = sorted(tables)
    by_lower = {table.lower(): table for table in known}
    close = [by_lower[n] for n in difflib.get_close_matches(name.lower(), by_lower, 3, 0.5)]
    if _LOOKS_LIKE_A_FILE.search(name):
        hint = _ADD_THE_FILE
    elif close:
        hint = f"Did you mean {' or '.join(close)}?"
    elif known:
        hint = f"The workspace has {_listed(known)}."
    else:
        hint = "The workspace has no tables yet: drop a file on the Deita panel."
    details: dict[str, object] = {"table": name, "suggestions": close}
    if position is not None:
        details |= place(sql, position)
    return UnknownTable(f"There is no table {name} in this workspace.", hint=hint, details=details)


def _listed(names: list[str], most: int = 8) -> str:
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def _without_explain(sql: str) -> tuple[str, int, bool]:
    """``sql`` less an EXPLAIN before it, where the rest begins, and whether there was one.

    sqlglot keeps EXPLAIN as opaque text, so the rest is judged by itself.
    """
    start = 0
    while match := _COMMENTS.match(sql, start):
        start = match.end()
    match = _EXPLAIN.match(sql, start)
    return (sql[match.end() :], match.end(), True) if match else (sql, 0, False)


def _only_one(sql: str, start: int, second: exp.Expr) -> SqlRefused:
    positions = [n.meta["start"] for n in second.walk() if "start" in n.meta]
    details: dict[str, object] = {}
    if positions:
        semicolon = sql.rfind(";", 0, start + min(positions))
        details = dict(place(sql, max(semicolon, 0)))
    return SqlRefused(
        "Only one statement can run at a time.",
        hint="Run them one after the other, or join them with WITH.",
        details=details,
    )


def _unreadable(sql: str, start: int, exc: SqlglotError) -> DeitaError:
    errors = getattr(exc, "errors", None)
    details: dict[str, object] = {}
    if errors and errors[0].get("line"):
        line, column = errors[0]["line"], errors[0]["col"]
        before = place(sql, start)
        details = {
            "line": before["line"] + line - 1,
            "column": max(1, column + (before["column"] - 1 if line == 1 else 0)),
        }
        message = f"The statement cannot be read: {errors[0]['description'].rstrip('.')}."
    else:
        message = "The statement cannot be read."
    return SqlSyntaxError(message, hint="Check the statement at that place.", details=details)


class _Walk:
    """Visits every node of one statement, knowing which names are CTEs where it stands."""

    def __init__(self, sql: str, start: int, tables: Iterable[str]) -> None:
        self.sql = sql
        self.start = start
        self.tables = {table.lower(): table for table in tables}
        self.used: set[str] = set()

    def statement(self, root: exp.Expr) -> None:
        if isinstance(root, exp.Describe | exp.Summarize):
            inner = root.this
            if isinstance(inner, exp.Table | exp.Column | exp.Identifier | exp.Query):
                self.visit(inner, frozenset())
                return
            raise SqlRefused(
                "Deita cannot tell what this describes.",
                hint="Write DESCRIBE or SUMMARIZE and a table or a SELECT.",
            )
        if not isinstance(root, _QUERIES):
            raise self._not_a_query(root)
        self.visit(root, frozenset())

    def visit(self, node: exp.Expr, ctes: frozenset[str]) -> None:
        self._check(node, ctes)
        with_ = node.args.get("with_") or node.args.get("with")
        if isinstance(with_, exp.With):
            # Each CTE sees those before it, and itself where WITH is RECURSIVE.
            for cte in with_.expressions:
                name = cte.alias.lower()
                self.visit(cte, ctes | {name} if with_.recursive else ctes)
                ctes = ctes | {name}
        for child in _children(node):
            if child is not with_:
                self.visit(child, ctes)

    def _check(self, node: exp.Expr, ctes: frozenset[str]) -> None:
        if isinstance(node, tuple(_WRITES)):
            raise self._not_a_query(node)
        if isinstance(node, exp.Table):
            self._table(node, ctes)
        elif isinstance(node, exp.Func):
            self._function(node)
        elif isinstance(node, exp.Placeholder) and not node.this:
            raise SqlRefused(
                "Parameters need names.", hint="Write $name and give its value by that name.",
                details=self._at(node),
            )  # fmt: skip

    def _table(self, node: exp.Table, ctes: frozenset[str]) -> None:
        source = node.this
        if isinstance(source, exp.Func):
            self._function(source, in_from=True)
            return
        if not isinstance(source, exp.Identifier):
            return
        name = source.name
        if node.args.get("db") or node.args.get("catalog"):
            whole = ".".join(part.name for part in node.parts)
            raise SqlRefused(
                f"{whole} is outside this workspace.",
                hint="Name the table alone, without a schema or a database before it.",
                details=self._at(node),
            )
        if node.args.get("when") or node.args.get("version"):
            raise SqlRefused("AT (…) is not available here.", details=self._at(node))
        if name.lower() in ctes:
            return
        table = self.tables.get(name.lower())
        if table is None:
            raise unknown_table(self.sql, name, self.tables.values(), self._position(node))
        self.used.add(table)

    def _function(self, node: exp.Func, *, in_from: bool = False) -> None:
        if "start" in node.meta:
            begin = self.start + node.meta["start"]
            name = self.sql[begin : self.start + node.meta["end"] + 1].strip('"').lower()
            known = name in ALLOWED
        elif isinstance(node, exp.Anonymous):
            name, known = node.name.lower(), False
        else:
            # Sugar of the language (CAST, CASE, x[1], CURRENT_DATE): no call in the text.
            name, known = (
                node.sql_name().lower(),
                not isinstance(node, exp.ReadCSV | exp.ReadParquet),
            )
        if in_from and not isinstance(node, exp.Unnest | exp.GenerateSeries):
            known = name in TABLE_FUNCTIONS
        if known:
            return
        if name.startswith(("read_", "parquet_", "sniff_")) or name in _READERS:
            hint = _ADD_THE_FILE
        else:
            hint = "Deita runs functions that compute from their arguments alone."
            close = difflib.get_close_matches(name, ALLOWED, 1, 0.75)
            if close:
                hint = f"Did you mean {close[0]}? {hint}"
        raise SqlRefused(
            f"The function {name} is not available here.",
            hint=hint,
            details={"function": name, **self._at(node)},
        )

    def _not_a_query(self, node: exp.Expr) -> SqlRefused:
        word = next((word for kind, word in _WRITES.items() if isinstance(node, kind)), "This")
        if isinstance(node, exp.Command):
            word = node.name.upper() or word
        if isinstance(node, exp.Show):
            hint = (
                "The panel lists the tables; in a notebook, %deita tables does. DESCRIBE shows one."
            )
        else:
            hint = "Queries read and never change anything: write a SELECT."
        return SqlRefused(f"{word} statements do not run here.", hint=hint, details=self._at(node))

    def _position(self, node: exp.Expr) -> int | None:
        positions = [n.meta["start"] for n in node.walk() if "start" in n.meta]
        return self.start + min(positions) if positions else None

    def _at(self, node: exp.Expr) -> dict[str, object]:
        position = self._position(node)
        return dict(place(self.sql, position)) if position is not None else {"line": 1, "column": 1}


def _children(node: exp.Expr) -> Iterator[exp.Expr]:
    for value in node.args.values():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, exp.Expr):
                yield item
