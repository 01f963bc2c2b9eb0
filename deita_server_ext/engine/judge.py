"""The second judge: the engine's own parser, asked just before it runs a statement.

Two parsers can read one text differently. What the gate let through is therefore checked
once more in the tree that DuckDB itself made of it (``json_serialize_sql``): every part of it
must be of a kind that reads, its tables the workspace's or CTEs, its functions on the
allow-list.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import duckdb

from deita_server_ext.errors import SqlRefused

from .functions import ALLOWED, TABLE_FUNCTIONS
from .gate import Verdict
from .naming import folded
from .refusals import first, looks_like_a_file, place, unknown_table

_READS = frozenset(
    """
    SELECT_NODE SET_OPERATION_NODE RECURSIVE_CTE_NODE CTE_NODE
    BASE_TABLE EMPTY EXPRESSION_LIST JOIN PIVOT SHOW_REF SUBQUERY TABLE_FUNCTION
    DISTINCT_MODIFIER LIMIT_MODIFIER LIMIT_PERCENT_MODIFIER ORDER_MODIFIER
    ASCENDING DESCENDING ORDER_DEFAULT
    """.split()  # noqa: SIM905 - names read better as text
)
"""The kinds of queries, sources and modifiers. COPY, INSERT and the like, which 2.0 takes in a
WITH, have kinds of their own (``COPY_QUERY_NODE``)."""

_EXPRESSIONS = frozenset(
    """
    BETWEEN CASE CAST COLLATE COLUMN_REF COMPARISON CONJUNCTION CONSTANT FUNCTION LAMBDA
    LAMBDA_REF OPERATOR PARAMETER POSITIONAL_REFERENCE STAR SUBQUERY TYPE WINDOW
    """.split()  # noqa: SIM905 - names read better as text
)
"""The classes of expressions."""

_MADE_OF_PIVOT = (["MULTI"], ["CREATE", "SELECT"])
"""What the engine makes of a PIVOT whose columns it must look up first, in 2.0 and in 1.5: a
type of the values found, then the query. It cannot write the tree of these."""

_BEFORE_A_SOURCE = frozenset({"from", "join", "pivot", "unpivot", "table", ","})
_TOKEN = re.compile(rb'"(?:[^"]|"")*+"|\'(?:[^\']|\'\')*+\'|[\w$\x80-\xff]+|.', re.DOTALL)

_Scoped = tuple[dict[str, Any], frozenset[str]]


class Judge:
    """Asks one connection's parser."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def read(self, sql: str) -> None:
        """Raise the engine's own syntax error, worded and placed better than the gate's."""
        try:
            self._connection.extract_statements(sql)
        except duckdb.ParserException:
            raise
        except duckdb.Error:
            # 1.5 looks into what a PRAGMA or IMPORT names while it reads them: the gate's to say.
            return

    def check(self, verdict: Verdict, tables: Iterable[str]) -> None:
        """Raise SqlRefused or UnknownTable where the engine reads more than the gate did.

        ``tables`` are the names of the workspace's tables, to suggest from.
        """
        if "\0" in verdict.sql:
            # 1.5 reads no further than that.
            raise SqlRefused(
                "There is a NUL character in the statement.",
                hint="Take it out; in a text, write chr(0).",
                details=place(verdict.sql, verdict.sql.index("\0")),
            )
        whole = [s.type.name for s in self._connection.extract_statements(verdict.sql)]
        kinds = [s.type.name for s in self._connection.extract_statements(verdict.query)]
        if verdict.pivots and _distinct(kinds) in _MADE_OF_PIVOT:
            self._tokens(verdict)
            if verdict.explain and whole[-1] not in ("EXPLAIN", "MULTI"):
                raise _no_plan()
            return
        if kinds == ["SELECT"] and whole == (["EXPLAIN"] if verdict.explain else kinds):
            self._tree(verdict, tables)
            return
        raise SqlRefused(
            "The engine reads this as something other than one query.",
            hint="Queries read and never change anything: write one SELECT.",
            details={"line": 1, "column": 1},
        )

    def _tokens(self, verdict: Verdict) -> None:
        """Look at the words of a statement whose tree the engine cannot write.

        Calls must be on the list, and no word may name what only the engine's catalog has: a
        system view, or a database or schema before a dot; nor a file where a table stands.
        """
        functions, views, spaces = self._catalog()
        text = verdict.query.encode()
        words = [
            (start, folded(match[0].decode(errors="replace")))
            for start, kind in duckdb.tokenize(verdict.query)
            if kind != duckdb.token_type.comment and (match := _TOKEN.match(text, start))
        ]
        before = ""
        for (start, word), (_start, after) in itertools.pairwise([*words, (len(text), "")]):
            name = word[1:-1].replace('""', '"') if word[0] == '"' else word
            node = {"query_location": start}
            if after == "(" and name in functions and name not in ALLOWED:
                raise _refused(f"The function {name} is not available here.", node, verdict)
            if name in views or (after == "." and name in spaces):
                raise _refused(f"{name} is outside this workspace.", node, verdict)
            if before in _BEFORE_A_SOURCE and word[0] in "\"'" and looks_like_a_file(word[1:-1]):
                raise _refused(f"{word[1:-1]} is outside this workspace.", node, verdict)
            before = word

    def _catalog(self) -> tuple[set[str], set[str], set[str]]:
        """What the engine has besides the workspace: functions, system views, name spaces."""
        found: list[tuple[str, str]] = self._connection.execute(
            "SELECT 'function', lower(function_name) FROM duckdb_functions() "
            "UNION SELECT 'view', lower(view_name) FROM duckdb_views() WHERE internal "
            "AND schema_name <> 'information_schema' "
            "UNION SELECT 'space', lower(database_name) FROM duckdb_databases() "
            "UNION SELECT 'space', lower(schema_name) FROM duckdb_schemas()"
        ).fetchall()
        functions, views, spaces = (
            {name for kind, name in found if kind == wanted}
            for wanted in ("function", "view", "space")
        )
        return functions, views, spaces

    def _tree(self, verdict: Verdict, tables: Iterable[str]) -> None:
        row = self._connection.execute(
            "SELECT json_serialize_sql(?::VARCHAR)", [verdict.query]
        ).fetchone()
        tree = json.loads(row[0]) if row else {"error": True}
        if tree.get("error"):
            raise SqlRefused(
                "The engine cannot say what this statement reads.",
                hint="Write it as a plain SELECT.",
                details={"line": 1, "column": 1},
            )
        known = {folded(table) for table in verdict.tables}
        for node, ctes in _nodes(tree):
            kind = node.get("type")
            if kind == "BASE_TABLE":
                _check_table(node, known | ctes, verdict, tables)
            elif kind == "TABLE_FUNCTION":
                called = folded(str(node["function"].get("function_name", "")))
                if called not in TABLE_FUNCTIONS:
                    raise _refused(f"The function {called} is not available here.", node, verdict)
            elif kind == "SHOW_REF" and node.get("query") is None:
                raise _refused("SHOW statements do not run here.", node, verdict)
            elif isinstance(kind, str) and not _reads(kind, node.get("class")):
                word = kind.split("_", 1)[0]
                raise _refused(f"{word} statements do not run here.", node, verdict)
            name = node.get("function_name")
            if isinstance(name, str) and name[:1].isidentifier() and folded(name) not in ALLOWED:
                raise _refused(f"The function {name} is not available here.", node, verdict)


def _check_table(
    node: dict[str, Any], known: frozenset[str] | set[str], verdict: Verdict, tables: Iterable[str]
) -> None:
    name = str(node.get("table_name", ""))
    position = _position(node, verdict)
    if node.get("schema_name") or node.get("catalog_name") or node.get("at_clause"):
        raise _refused(f"{name} is outside this workspace.", node, verdict)
    if folded(name) not in known:
        raise unknown_table(verdict.sql, name, tables, position)


def _no_plan() -> SqlRefused:
    """1.5 makes several statements of it, and the plan is the answer of none."""
    return SqlRefused(
        "This release of the engine cannot explain a PIVOT that looks up its columns.",
        hint="Name them: PIVOT … ON x IN (…).",
        details={"line": 1, "column": 1},
    )


def _refused(message: str, node: dict[str, Any], verdict: Verdict) -> SqlRefused:
    position = _position(node, verdict)
    return SqlRefused(
        message,
        hint="Queries read the workspace's tables and compute from them, and change nothing.",
        details=dict(place(verdict.sql, first(verdict.sql, 0) if position is None else position)),
    )


def _position(node: dict[str, Any], verdict: Verdict) -> int | None:
    """Where the node stands in the text, if the engine says it (in bytes of the query)."""
    location = node.get("query_location")
    text = verdict.query.encode()
    if not isinstance(location, int) or location > len(text):
        return None
    before = len(text[:location].decode(errors="ignore"))
    return len(verdict.sql) - len(verdict.query) + before


def _reads(kind: str, expression: str | None) -> bool:
    if expression is not None:
        return expression in _EXPRESSIONS
    return kind in _READS or kind.endswith("_TYPE_INFO")


def _distinct(kinds: list[str]) -> list[str]:
    return list(dict.fromkeys(kinds))


def _nodes(tree: Any) -> Iterator[_Scoped]:
    """Every object in the tree and the CTEs that it sees, as the engine compares them.

    Without recursion: statements may be nested deeply.
    """
    stack: list[tuple[Any, frozenset[str]]] = [(tree, frozenset())]
    while stack:
        item, ctes = stack.pop()
        if isinstance(item, list):
            stack.extend((value, ctes) for value in item)
        if not isinstance(item, dict):
            continue
        # A CTE sees those before it, the query all of them.
        for entry in (item.get("cte_map") or {}).get("map", ()):
            stack.append((entry.get("value"), ctes))
            ctes |= {folded(str(entry.get("key", "")))}
        yield item, ctes
        # What a recursion begins with does not see it: there the name is another table's.
        sees = {"RECURSIVE_CTE_NODE": "right", "CTE_NODE": "child"}.get(str(item.get("type")))
        own = frozenset({folded(str(item.get("cte_name", "")))}) if sees else frozenset()
        stack.extend(
            (value, ctes | own if key == sees else ctes)
            for key, value in item.items()
            if key != "cte_map"
        )
