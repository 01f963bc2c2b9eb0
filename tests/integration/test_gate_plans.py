"""What passes both judges, as the engine's own plan tells it: reads, and of named tables alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deita_server_ext.engine import gate
from deita_server_ext.engine.judge import Judge
from deita_server_ext.errors import DeitaError

TABLES = ("flights", "airlines")
"""The workspace's tables; the engine has others, ``secret`` and ``black``, and system views."""

READS = frozenset(
    """
    AGGREGATE ASOF_JOIN BLOCKWISE_NL_JOIN COLUMN_DATA_SCAN CROSS_PRODUCT CTE CTE_SCAN DELIM_SCAN
    DUMMY_SCAN EMPTY_RESULT EXPRESSION_SCAN FILTER GENERATE_SERIES HASH_GROUP_BY HASH_JOIN IE_JOIN
    INOUT_FUNCTION LEFT_DELIM_JOIN LIMIT LIMITED_DISTINCT LIMIT_PERCENT NESTED_LOOP_JOIN
    ORDER_BY PERFECT_HASH_GROUP_BY
    PARTITIONED_AGGREGATE PIECEWISE_MERGE_JOIN PIVOT POSITIONAL_JOIN POSITIONAL_SCAN
    PROJECTION RANGE RECURSIVE_CTE
    REC_CTE REC_CTE_SCAN RECURSIVE_CTE_SCAN RIGHT_DELIM_JOIN SEQ_SCAN STREAMING_LIMIT
    STREAMING_WINDOW TOP_N UNGROUPED_AGGREGATE UNION UNNEST WINDOW
    """.split()  # noqa: SIM905 - names read better as text
)

names = st.sampled_from(["flights", "airlines", "FLIGHTS", '"Airlines"', "secret", "a", "b",
                         "pg_class", "duckdb_tables", "duckdb_databases", "main.secret",
                         "memory.main.flights", '"secret"', "'secret'", "black",
                         '"blac\u212a"'])  # fmt: skip
functions = st.sampled_from(["range(3)", "generate_series(1, 2)", "duckdb_settings()",
                             "query_table('secret')", "query('FROM secret')", "glob('*')",
                             "unnest([1])", "pragma_table_info('secret')"])  # fmt: skip
columns = st.sampled_from(["*", "1", "count(*)", "COLUMNS(*)", "max(id)", "id", "'x'",
                           "row_number() OVER ()", "current_setting('threads')",
                           "nextval('s')", "(SELECT 1)", "list_sum([1])"])  # fmt: skip
sources = st.one_of(names, names, functions)


def ctes(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """WITH in many shapes, over names that tables and system views have too."""
    name = st.sampled_from(["a", "b", "secret", "SECRET", "pg_class", "flights", '"secret"',
                            '"blac\u212a"', '"duc\u212adb_databases"'])  # fmt: skip
    word = st.sampled_from(["WITH", "WITH RECURSIVE"])
    one = st.tuples(word, name, inner, inner).map(lambda p: f"{p[0]} {p[1]} AS ({p[2]}) {p[3]}")
    two = st.tuples(word, name, inner, name, inner, inner).map(
        lambda p: f"{p[0]} {p[1]} AS ({p[2]}), {p[3]} AS ({p[4]}) {p[5]}"
    )
    recursive = st.tuples(name, inner, inner, inner).map(
        lambda p: f"WITH RECURSIVE {p[0]} AS ({p[1]} UNION ALL {p[2]}) {p[3]}"
    )
    return st.one_of(one, two, two, recursive)


queries = st.recursive(
    st.one_of(
        sources.map(lambda s: f"FROM {s}"),
        sources.map(lambda s: f"SELECT 1 FROM {s}"),
        st.tuples(columns, sources).map(lambda p: f"SELECT {p[0]} FROM {p[1]}"),
        st.tuples(names, names).map(lambda p: f"SELECT * FROM {p[0]} CROSS JOIN {p[1]} z"),
        names.map(lambda n: f"TABLE {n}"),
        names.map(lambda n: f"SELECT * FROM (PIVOT {n} ON id IN (1) USING count(*))"),
    ),
    lambda inner: st.one_of(
        ctes(inner),
        ctes(inner),
        inner.map(lambda q: f"SELECT * FROM ({q}) AS a"),
        st.tuples(inner, names).map(lambda p: f"SELECT * FROM ({p[0]}) AS secret, {p[1]}"),
        st.tuples(inner, names).map(
            lambda p: f"SELECT (SELECT count(*) FROM ({p[0]})) FROM {p[1]}"
        ),
        st.tuples(inner, names).map(lambda p: f"FROM {p[1]} WHERE EXISTS ({p[0]})"),
        st.tuples(names, inner).map(lambda p: f"SELECT 1 FROM {p[0]} x, LATERAL ({p[1]}) y"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]}) UNION ALL ({p[1]})"),
        st.tuples(inner, inner).map(lambda p: f"{p[0]} UNION {p[1]}"),
        inner.map(lambda q: f"SELECT list_transform([1], lambda v: (SELECT count(*) FROM ({q})))"),
        inner.map(lambda q: f"WITH x AS (COPY ({q}) TO 'made.csv') SELECT 1"),
        inner.map(lambda q: f"WITH x AS (DELETE FROM flights RETURNING *) {q}"),
    ),
    max_leaves=5,
)  # fmt: skip


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine without any lock, which plans everything that it is asked for."""
    with duckdb.connect() as made:
        for name in (*TABLES, "secret", "black"):
            made.execute(f"CREATE TABLE {name} AS SELECT 1 AS id, 'x' AS carrier")
        made.execute("CREATE SEQUENCE s")
        made.execute("PRAGMA disable_optimizer")
        yield made


def nodes(plan: Any) -> Iterator[dict[str, Any]]:
    """Every step of a plan."""
    if isinstance(plan, list):
        for item in plan:
            yield from nodes(item)
    elif isinstance(plan, dict):
        yield plan
        yield from nodes(plan.get("children", []))


def plan_of(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]] | None:
    """The steps of a query's plan; none where the engine finds a mistake in it."""
    with connection.cursor() as cursor:
        try:
            ((_kind, text),) = cursor.execute(f"EXPLAIN (FORMAT json) {sql}").fetchall()
        except duckdb.Error:
            return None
    return list(nodes(json.loads(text)))


def scanned(steps: list[dict[str, Any]]) -> set[str]:
    """The tables that a plan reads, whole names without quotation marks."""
    found = (step.get("extra_info", {}).get("Table") for step in steps)
    return {table.replace('"', "") for table in found if table is not None}


@settings(
    max_examples=1500, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(queries)
def test_a_plan_reads_the_tables_that_the_verdict_names(
    connection: duckdb.DuckDBPyConnection, sql: str
) -> None:
    judge = Judge(connection.cursor())
    try:
        judge.read(sql)
        verdict = gate.judge(sql, TABLES)
        judge.check(verdict, TABLES)
    except (DeitaError, duckdb.ParserException):
        return
    if (steps := plan_of(connection, verdict.query)) is None:
        return
    assert set(verdict.tables) <= set(TABLES)
    for step in steps:
        assert step["name"].strip() in READS, step
    assert scanned(steps) <= {f"memory.main.{table}" for table in verdict.tables}


@pytest.mark.parametrize("sql", ["FROM secret", "WITH flights AS (FROM secret) FROM flights"])
def test_a_plan_would_show_another_table(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    assert scanned(plan_of(connection, sql) or []) == {"memory.main.secret"}


@pytest.mark.parametrize(
    "sql", ["FROM duckdb_settings()", "FROM glob('*')", "FROM read_csv('x')", "FROM pg_class"]
)
def test_a_plan_would_show_what_is_no_table(
    connection: duckdb.DuckDBPyConnection, sql: str
) -> None:
    steps = plan_of(connection, sql)
    assert steps is None or not {step["name"].strip() for step in steps} <= READS
