"""The second judge: the engine's own parser, asked just before it runs a statement.

Two parsers can read one text differently. What the gate let through is therefore checked
once more in the tree that DuckDB itself made of it (``json_serialize_sql``): its tables must
be the workspace's or CTEs, its functions on the allow-list.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb

from deita_server_ext.errors import SqlRefused

from .functions import ALLOWED
from .gate import Verdict, unknown_table

_MAY_RUN = {"SELECT", "EXPLAIN", "MULTI", "CREATE"}
"""What DuckDB calls the statements it makes of a query: PIVOT is MULTI in 2.0, in 1.5 a
CREATE TYPE before the SELECT. Both are looked at only where the gate found a PIVOT."""


class Judge:
    """Asks one connection's parser; built once, because it reads the names of system views."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        rows = connection.execute(
            "SELECT lower(view_name) FROM duckdb_views() WHERE internal"
        ).fetchall()
        self._system = {name for (name,) in rows}

    def read(self, sql: str) -> None:
        """Raise the engine's own syntax error, worded and placed better than the gate's."""
        self._connection.extract_statements(sql)

    def check(self, verdict: Verdict) -> None:
        """Raise SqlRefused or UnknownTable where the engine reads more than the gate did."""
        kinds = [s.type.name for s in self._connection.extract_statements(verdict.query)]
        if verdict.pivots:
            # The engine cannot write PIVOT's tree; the gate's word stands for it.
            if set(kinds) <= _MAY_RUN:
                return
        elif kinds == ["SELECT"]:
            self._tree(verdict)
            return
        raise SqlRefused(
            "The engine reads this as something other than one query.",
            hint="Queries read and never change anything: write one SELECT.",
            details={"line": 1, "column": 1},
        )

    def _tree(self, verdict: Verdict) -> None:
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
        tables = {table.lower() for table in verdict.tables}
        nodes = list(_nodes(tree))
        ctes = {
            entry["key"].lower()
            for node in nodes
            for entry in node.get("cte_map", {}).get("map", ())
            if "key" in entry
        }
        for node in nodes:
            if node.get("type") == "BASE_TABLE":
                self._table(node, tables, ctes, verdict)
            name = node.get("function_name")
            if isinstance(name, str) and name[:1].isidentifier() and name.lower() not in ALLOWED:
                raise SqlRefused(
                    f"The function {name} is not available here.",
                    hint="Deita runs functions that compute from their arguments alone.",
                    details={"function": name, "line": 1, "column": 1},
                )

    def _table(
        self, node: dict[str, Any], tables: set[str], ctes: set[str], verdict: Verdict
    ) -> None:
        name = str(node.get("table_name", ""))
        qualified = node.get("schema_name") or node.get("catalog_name")
        lower = name.lower()
        if qualified or (lower not in tables and (lower not in ctes or lower in self._system)):
            raise unknown_table(verdict.sql, name, verdict.tables, None)


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object in the tree, without recursion: statements may be nested deeply."""
    stack = [tree]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            yield item
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
