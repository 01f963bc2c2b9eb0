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
from sqlglot.tokenizer_core import TokenType

from deita_server_ext.errors import SqlRefused

from .dialect import Dialect
from .functions import ALLOWED, TABLE_FUNCTIONS
from .naming import folded
from .refusals import (
    ADD_THE_FILE,
    explanation,
    first,
    first_word,
    nameless,
    not_a_query,
    only_one,
    place,
    too_deep,
    unknown_table,
    unreadable,
)

# sqlglot warns of every statement that it keeps as opaque text; the gate says so itself.
logging.getLogger("sqlglot").setLevel(logging.ERROR)

_READERS = frozenset({"glob", "query", "query_table"})
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

    ``sql`` is the text to run, as long as what was given: what stood before an EXPLAIN is
    blank, so that the engine reads nothing that was not judged. ``query`` is the text of the
    query itself, less an EXPLAIN before it. ``tables`` are the workspace tables it reads, as
    the workspace spells them.
    """

    sql: str
    query: str
    tables: tuple[str, ...]
    explain: bool
    pivots: bool


def judge(sql: str, tables: Iterable[str]) -> Verdict:
    """Let ``sql`` through or say why not.

    ``tables`` are the names of the workspace's tables. The engine's own parser has read the
    text before (:meth:`~deita_server_ext.engine.judge.Judge.read`): what cannot be read here
    is refused, and logged, since it may be a query that should run. Raises SqlRefused or
    UnknownTable.
    """
    explain, start = explanation(sql)
    query = sql[start:]
    try:
        parsed = sqlglot.parse(query, dialect=Dialect)
        # A comment behind the last semicolon comes as a statement of its own.
        statements = [s for s in parsed if s is not None and not isinstance(s, exp.Semicolon)]
        if not statements:
            raise SqlRefused(
                "There is no statement here.", hint="Write a SELECT.", details=place(sql, 0)
            )
        if len(statements) > 1:
            raise only_one(sql, start)
        walk = _Walk(sql, start, tables)
        walk.statement(statements[0])
    except SqlglotError as exc:
        raise unreadable(sql, start, exc) from exc
    except RecursionError as exc:
        raise too_deep(sql, start) from exc
    return Verdict(
        sql=re.sub(r"[^\n]", " ", sql[: start - len(explain)]) + explain + query,
        query=query,
        tables=tuple(sorted(walk.used)),
        explain=bool(explain),
        pivots=statements[0].find(exp.Pivot) is not None,
    )


class _Walk:
    """Visits every node of one statement, knowing which names are CTEs where it stands."""

    def __init__(self, sql: str, start: int, tables: Iterable[str]) -> None:
        self.sql = sql
        self.start = start
        self.tables = {folded(table): table for table in tables}
        self.used: set[str] = set()
        self.recursions: dict[int, str] = {}

    def statement(self, root: exp.Expr) -> None:
        if isinstance(root, exp.Describe | exp.Summarize):
            inner = root.this
            if isinstance(inner, (exp.Table, exp.Column, exp.Identifier, *_QUERIES)):
                self.visit(inner, frozenset())
                return
            raise SqlRefused(
                "Deita cannot tell what this describes.",
                hint="Write DESCRIBE or SUMMARIZE and a table or a query.",
                details=place(self.sql, first(self.sql, self.start)),
            )
        if not isinstance(root, _QUERIES):
            # A WITH may stand before an INSERT: then its own word says more.
            word = _WRITES.get(type(root)) or first_word(self.sql, self.start)
            if root.args.get("with_") is None:
                word = first_word(self.sql, self.start)
            raise not_a_query(word, self._word(root, word))
        self.visit(root, frozenset())

    def visit(self, node: exp.Expr, ctes: frozenset[str]) -> None:
        if id(node) in self.recursions:
            ctes = ctes | {self.recursions[id(node)]}
        self._check(node, ctes)
        with_ = node.args.get("with_") or node.args.get("with")
        if isinstance(with_, exp.With):
            # Each CTE sees those before it.
            for cte in with_.expressions:
                name = folded(cte.alias)
                if with_.recursive and (step := _recursive_step(cte.this)) is not None:
                    self.recursions[id(step)] = name
                self.visit(cte, ctes)
                ctes = ctes | {name}
        for child in _children(node):
            if child is not with_:
                self.visit(child, ctes)

    def _check(self, node: exp.Expr, ctes: frozenset[str]) -> None:
        if isinstance(node, tuple(_WRITES)):
            word = next(word for kind, word in _WRITES.items() if isinstance(node, kind))
            raise not_a_query(word, self._word(node, word))
        if isinstance(node, exp.Table):
            self._table(node, ctes)
        elif isinstance(node, exp.Func):
            self._function(node)
        elif isinstance(node, exp.Placeholder) and not node.this:
            raise nameless(self._unnamed())

    def _table(self, node: exp.Table, ctes: frozenset[str]) -> None:
        source = node.this
        if isinstance(source, exp.Func):
            self._function(source, in_from=True)
            return
        if isinstance(source, exp.Query | exp.Values | exp.Tuple):
            return
        if not isinstance(source, exp.Identifier):
            raise SqlRefused(
                "Deita cannot tell what this reads.",
                hint="Name a table of the workspace.",
                details=self._at(node),
            )
        name = source.name
        if node.args.get("db") or node.args.get("catalog"):
            whole = ".".join(part.name for part in node.parts)
            raise SqlRefused(
                f"{whole} is outside this workspace.",
                hint="Name the table alone, without a schema or a database before it.",
                details=self._at(node),
            )
        if node.args.get("when") or node.args.get("version"):
            raise SqlRefused(
                "AT (…) is not available here.",
                hint="A table is read as it is now: leave AT (…) out.",
                details=self._at(node),
            )
        if folded(name) in ctes:
            return
        table = self.tables.get(folded(name))
        if table is None:
            raise unknown_table(self.sql, name, self.tables.values(), self._position(node))
        self.used.add(table)

    def _function(self, node: exp.Func, *, in_from: bool = False) -> None:
        if "start" in node.meta:
            begin = self.start + node.meta["start"]
            name = folded(self.sql[begin : self.start + node.meta["end"] + 1].strip('"'))
            known = name in ALLOWED
        elif isinstance(node, exp.Anonymous):
            name, known = folded(node.name), False
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
            hint = ADD_THE_FILE
        else:
            hint = "Deita runs functions that compute from their arguments alone."
            known_here = TABLE_FUNCTIONS if in_from else ALLOWED
            close = difflib.get_close_matches(name, known_here, 1, 0.75)
            if close:
                hint = f"Did you mean {close[0]}? {hint}"
        raise SqlRefused(
            f"The function {name} is not available here.",
            hint=hint,
            details={"function": name, **self._at(node)},
        )

    def _position(self, node: exp.Expr) -> int | None:
        positions = [n.meta["start"] for n in node.walk() if "start" in n.meta]
        return self.start + min(positions) if positions else None

    def _at(self, node: exp.Expr) -> dict[str, object]:
        position = self._position(node)
        return dict(place(self.sql, first(self.sql, self.start) if position is None else position))

    def _unnamed(self) -> dict[str, int]:
        """The place of the first question mark that is a parameter."""
        tokens = sqlglot.tokenize(self.sql[self.start :], dialect=Dialect)
        marks = (t.start for t in tokens if t.token_type is TokenType.PLACEHOLDER)
        return place(self.sql, self.start + next(marks, 0))

    def _word(self, node: exp.Expr, word: str) -> dict[str, int]:
        """The place of the word that a statement begins with, which no node remembers.

        It stands before what the statement names first.
        """
        named = node.this if isinstance(node.this, exp.Expr) else node
        position = self._position(named)
        before = self.sql if position is None else self.sql[:position]
        found = [m.start() for m in re.finditer(rf"\b{re.escape(word)}\b", before, re.IGNORECASE)]
        return place(self.sql, found[-1] if found else first(self.sql, self.start))


def _recursive_step(body: exp.Expr) -> exp.Expr | None:
    """What sees the name of the recursive CTE that it is part of: the right side of its UNION.

    On the left side, and in a body without UNION, the name is another table's.
    """
    while isinstance(body, exp.Subquery) and isinstance(body.this, exp.Query):
        body = body.this
    step = body.expression if isinstance(body, exp.Union) else None
    return step if isinstance(step, exp.Expr) else None


def _children(node: exp.Expr) -> Iterator[exp.Expr]:
    for value in node.args.values():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, exp.Expr):
                yield item
