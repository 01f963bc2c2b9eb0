"""Measure how many of DuckDB's own test queries the gate and the judge let through.

``python -m tests.corpora.sqllogic CHECKOUT`` reads ``test/sql/**/*.test`` below a checkout of
DuckDB, asks both judges about every ``query`` block, and prints the share that passes, by
file kind what was left out, and what was refused (all of it with ``-v``).

The tables and views that a file creates count as the workspace's. Left out, in this order,
judging from the text alone unless said otherwise:

- blocks that are no query: the first word is not one that a query begins with, or it is SHOW;
- what uses a function of :data:`FORBIDDEN`, or one that the file makes with CREATE MACRO;
- what names a file, a system view, or anything with a schema or a database before it, or a
  table that the file does not create (names as the engine's tree gives them, any CTE's name
  counting as known wherever it stands);
- parameters without a name, which only EXECUTE could bind;
- functions that this engine does not have, and what its parser rejects or takes for several
  statements.
"""

from __future__ import annotations

import argparse
import collections
import json
import re
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from deita_server_ext.engine import gate
from deita_server_ext.engine.host import NESTING
from deita_server_ext.engine.judge import Judge
from deita_server_ext.engine.limits import STACK_BYTES
from deita_server_ext.errors import DeitaError

BEGINNINGS = ("SELECT", "WITH", "FROM", "VALUES", "PIVOT", "UNPIVOT", "TABLE", "DESCRIBE", "DESC",
              "SUMMARIZE", "EXPLAIN", "PIVOT_WIDER", "PIVOT_LONGER")  # fmt: skip
FORBIDDEN = re.compile(
    r"""(?ix) \b (
    # files, other stores, memory that is not a table
    read_\w+ | parquet_\w+ | sniff_csv | glob | \w+_scan | \w+_scan_\w+ | arrow_\w+ | st_read\w* |
    # catalogs, settings, logs, statistics of the storage
    duckdb_\w+ | pragma_\w+ | current_setting | getvariable | set_config | getenv | which_secret |
    storage_info | stats | in_search_path | current_(?:database|schemas?|query|user|role|catalog|
    connection_id|transaction_id|query_id) | session_user | txid_current | pg_(?!typeof)\w+ |
    has_\w+_privilege | \w+_description | format_type | shobj_\w+ | write_log |
    enable_logging | disable_logging | truncate_duckdb_logs | set_logging\w* | parse_duckdb_log\w* |
    enable_profiling | disable_profiling | enable_profile | disable_profile | truncate_\w+ |
    # sequences, the parser again, waiting, what the engine has for its own tests
    nextval | currval | setval | query | query_table | sleep_ms | json_(?:de)?serialize_\w+ |
    json_execute_serialized_sql | from_substrait\w* | get_substrait\w* | sql_auto_complete |
    check_peg_parser | test_all_types | test_vector_types | test_\w+ | repeat_row_\w+ |
    checkpoint | force_checkpoint | get_block_size | get_type | make_type | summary |
    histogram_values | tpch\w* | tpcds\w* | dbgen | dsdgen | sqlsmith\w* | fuzzyduck | load_aws\w* |
    create_sort_key | user | internal_\w+ | __internal_\w+ | try_create_\w+ | demo_\w+
    ) \s* \(
    """
)
"""What policy forbids: it reads or changes something other than its arguments and tables."""

SYSTEM = re.compile(
    r"(?i)\b(information_schema|pg_catalog|sqlite_(temp_)?(master|schema)|pragma_\w+|"
    r"duckdb_(tables|columns|views|settings|databases|schemas|functions|types|indexes|logs|"
    r"constraints|sequences|secrets|extensions|variables)|current_(user|schema|database|role|"
    r"catalog)|session_user)\b"
)
CREATED = re.compile(
    r"(?is)\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:LOCAL\s+|GLOBAL\s+)?(?:TEMP(?:ORARY)?\s+)?"
    r"(?:UNLOGGED\s+)?(?:RECURSIVE\s+)?(?:MATERIALIZED\s+)?(?:TABLE|VIEW)\s+"
    r"(?:IF\s+NOT\s+EXISTS\s+)?((?:\"(?:[^\"]|\"\")+\"|[\w.])+)"
)
MACRO = re.compile(
    r"(?is)\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:TEMP(?:ORARY)?\s+)?(?:MACRO|FUNCTION)\s+"
    r"(?:IF\s+NOT\s+EXISTS\s+)?(?:\w+\.)?\"?(\w+)"
)
STRINGS_AND_COMMENTS = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
SYNTAX = frozenset({"percentile_cont", "percentile_disc", "unpack", "key", "invoke"})
CALL = re.compile(r"(?<![\w.\"])\"?([a-z_]\w*)\"?\s*\(", re.IGNORECASE)
FILE = re.compile(
    r"(?i)\{(DATA_DIR|TEST_DIR|WORKING_DIR|BUILD_DIR)\}|__TEST_DIR__|__WORKING_DIRECTORY__|"
    r"\b(FROM|JOIN|TABLE|DESCRIBE|SUMMARIZE|,)\s*'[^']*'"
)
SOURCE = re.compile(r"(?i)\b(?:FROM|JOIN|PIVOT|UNPIVOT|PIVOT_WIDER|PIVOT_LONGER|TABLE)\s+(\w+)")


@dataclass(frozen=True)
class Query:
    """A query of a test file, with the tables and macros that the file creates."""

    file: str
    line: int
    sql: str
    tables: frozenset[str]
    macros: frozenset[str]


def queries(checkout: Path, every: int = 1) -> Iterator[Query]:
    """The ``query`` blocks of each ``every``-th file below ``test/sql``.

    Loop variables have their first value.
    """
    for path in sorted((checkout / "test" / "sql").rglob("*.test"))[::every]:
        text = path.read_text(errors="replace")
        tables = {match[1] for match in CREATED.finditer(text)}
        bare = frozenset(t.strip('"').replace('""', '"') for t in tables if "." not in t.strip('"'))
        macros = frozenset(match[1].lower() for match in MACRO.finditer(text))
        variables: dict[str, str] = {}
        lines = text.splitlines()
        number = 0
        while number < len(lines):
            words = lines[number].split()
            number += 1
            if not words:
                continue
            if words[0] in ("loop", "concurrentloop", "foreach", "concurrentforeach"):
                if len(words) > 2:
                    value = "INTEGER" if words[2].startswith("<") else words[2]
                    for one, its in zip(words[1].split(","), value.split(","), strict=False):
                        variables[one] = its
            elif words[0] == "query":
                start = number
                while number < len(lines) and lines[number].strip() not in ("", "----"):
                    number += 1
                sql = "\n".join(lines[start:number])
                for name, value in variables.items():
                    sql = sql.replace(f"${{{name}}}", value).replace(f"{{{name}}}", value)
                file = str(path.relative_to(checkout / "test" / "sql"))
                yield Query(file, start + 1, sql, bare, macros)
                while number < len(lines) and lines[number].strip():
                    number += 1


class Measure:
    """Asks both judges about queries, on one connection without tables."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.judge = Judge(self.connection.cursor())
        names = self.connection.execute(
            "SELECT lower(function_name) FROM duckdb_functions() "
            "UNION SELECT keyword_name FROM duckdb_keywords() "
            "UNION SELECT lower(type_name) FROM duckdb_types()"
        )
        self.known = {row[0] for row in names.fetchall()} | SYNTAX

    def left_out(self, query: Query) -> str | None:  # noqa: PLR0911 - one line a rule
        """Why the query is no measure of the gate, if it is none."""
        sql = STRINGS_AND_COMMENTS.sub(lambda m: "''" if m[0][0] == "'" else " ", query.sql)
        word = re.match(r"[\s(]*(\w+)", sql)
        if word is None or word[1].upper() not in BEGINNINGS:
            return "no query"
        inner = re.match(r"(?is)\s*(?:EXPLAIN\s+(?:ANALYZE\s+)?|\([^)]*\)\s*)+(\w+)", sql)
        if inner is not None and inner[1].upper() not in BEGINNINGS:
            return "no query"
        if FORBIDDEN.search(sql):
            return "a forbidden function"
        calls = {match[1].lower() for match in CALL.finditer(sql)}
        if calls & query.macros:
            return "a macro of the file's"
        if SYSTEM.search(sql) or FILE.search(query.sql) or "${" in query.sql:
            return "a file or a system view"
        if re.search(r"\?(?!\|)|\$\d", sql):
            return "a parameter without a name"
        try:
            kinds = [s.type.name for s in self.connection.extract_statements(query.sql)]
        except duckdb.Error:
            return "the engine cannot read it"
        if len(kinds) != 1 and not re.search(r"(?i)\b(pivot\w*)\b", sql):
            return "several statements"
        if re.search(r"(?i)\b(INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|MERGE\s+INTO)\b", sql):
            return "no query"
        if (outside := self._outside(query, sql)) is not None:
            return outside
        if unknown := calls - self.known - self._types(sql):
            ctes = {m[1].lower() for m in re.finditer(r"(\w+)\"?\s*\([^()]*\)\s*AS\b", sql, re.I)}
            aliases = {m[1].lower() for m in re.finditer(r"\)?\s+(?:AS\s+)?(\w+)\s*\(", sql, re.I)}
            if unknown - ctes - aliases:
                return "a function that this engine does not have"
        return None

    def _types(self, sql: str) -> set[str]:
        return {
            match[1].lower() for match in re.finditer(r"(?i)(?:::|\bAS\s+)\"?(\w+)\"?\s*\(", sql)
        }

    def _outside(self, query: Query, sql: str) -> str | None:  # noqa: PLR0911
        """Whether the query reads a table that is not of the workspace."""
        known = {table.lower() for table in query.tables}
        tree = self._tree(query.sql)
        if tree is None:
            ctes = {
                m[1].lower() for m in re.finditer(r"(\w+)\"?\s*(?:\([^()]*\)\s*)?AS\b", sql, re.I)
            }
            named = {match[1].lower() for match in SOURCE.finditer(sql)}
            named -= {"select", "lateral", "values", "unnest", "range", "generate_series", "from"}
            return None if named <= known | ctes else "a table that is not the file's"
        nodes = list(_dicts(tree))
        for node in nodes:
            for entry in (node.get("cte_map") or {}).get("map", ()):
                known.add(str(entry["key"]).lower())
            if node.get("cte_name"):
                known.add(str(node["cte_name"]).lower())
        for node in nodes:
            if node.get("type") == "BASE_TABLE":
                if node.get("schema_name") or node.get("catalog_name"):
                    return "a schema or a database"
                if str(node.get("table_name", "")).lower() not in known:
                    return "a table that is not the file's"
                if node.get("at_clause"):
                    return "time travel"
            if node.get("type") == "SHOW_REF" and node.get("query") is None:
                return "no query"
            if node.get("schema") and node.get("function_name"):
                return "a schema or a database"
        return None

    def _tree(self, sql: str) -> Any:
        text = re.sub(r"(?is)^\s*EXPLAIN\s+(ANALYZE\s+|\([^)]*\)\s*)?", "", sql)
        row = self.connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [text]).fetchone()
        tree = json.loads(row[0]) if row else {"error": True}
        return None if tree.get("error") else tree

    def refusal(self, query: Query) -> DeitaError | None:
        """What the judges say against it."""
        try:
            self.judge.read(query.sql)
            verdict = gate.judge(query.sql, query.tables)
            self.judge.check(verdict, query.tables)
        except DeitaError as error:
            return error
        return None


def _dicts(item: Any) -> Iterator[dict[str, Any]]:
    if isinstance(item, list):
        for value in item:
            yield from _dicts(value)
    elif isinstance(item, dict):
        yield item
        for value in item.values():
            yield from _dicts(value)


@dataclass
class Measured:
    """How many queries were left out and refused, by why; and those that were refused."""

    asked: int = 0
    out: collections.Counter[str] = field(default_factory=collections.Counter)
    refused: collections.Counter[str] = field(default_factory=collections.Counter)
    refusals: list[tuple[Query, DeitaError]] = field(default_factory=list)

    @property
    def share(self) -> float:
        """How many of those asked pass, of 1."""
        return 1 - self.refused.total() / self.asked


def measured(checkout: Path, every: int = 1) -> Measured:
    """Ask about the queries of each ``every``-th file, with the worker's own stack."""
    found = Measured()

    def run() -> None:
        measure = Measure()
        for query in queries(checkout, every):
            if (why := measure.left_out(query)) is not None:
                found.out[why] += 1
                continue
            found.asked += 1
            if (error := measure.refusal(query)) is not None:
                found.refused[error.message] += 1
                found.refusals.append((query, error))

    limit, stack = sys.getrecursionlimit(), threading.stack_size(STACK_BYTES)
    sys.setrecursionlimit(NESTING)
    try:
        with ThreadPoolExecutor(1) as threads:
            threads.submit(run).result()
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(stack)
    return found


def main() -> None:
    """Read the arguments, measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("checkout", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true")
    given = parser.parse_args()
    found = measured(given.checkout)
    if given.verbose:
        for query, error in found.refusals:
            print(f"{query.file}:{query.line}: {error.message}\n    {query.sql!r}")
    for why, count in found.out.most_common():
        print(f"{count:6} left out: {why}")
    for message, count in found.refused.most_common(None if given.verbose else 20):
        print(f"{count:6} refused: {message}")
    passed = found.asked - found.refused.total()
    print(f"DuckDB {duckdb.__version__}: {passed} of {found.asked} pass = {found.share:.2%}")


if __name__ == "__main__":
    main()
