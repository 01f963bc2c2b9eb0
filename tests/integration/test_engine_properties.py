"""Whatever is typed: an answer or a DeitaError, and never a change."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deita_server_ext.engine import gate
from deita_server_ext.engine.faults import translate
from deita_server_ext.engine.judge import Judge
from deita_server_ext.engine.lockdown import lock_in
from deita_server_ext.errors import DeitaError

TABLES = ("flights", "airlines")
SYSTEM = ["duckdb_settings()", "duckdb_databases()", "duckdb_tables", "pg_class", "sqlite_master"]

names = st.sampled_from(["id", "carrier", "delay", "x", '"a b"', "flights.id", "*", "s.a"])
tables = st.sampled_from(
    ["flights", "airlines", "FLIGHTS AS x", "c", "range(3)", "unnest([1, 2])", *SYSTEM,
     "read_csv('/etc/passwd')", "'/etc/passwd'", "main.flights", "(VALUES (1))", "nope"]
)  # fmt: skip
leaves = st.one_of(
    names,
    st.sampled_from(["1", "'a'", "NULL", "1.5", "[1, 2]", "{'a': 1}", "$p", "?", "current_date",
                     "getenv('HOME')", "current_setting('threads')", "x'ab'", "E'\\''"]),
)  # fmt: skip
OPERATORS = [" + ", " = ", " || ", " AND ", " -> ", "::", " IN "]
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(OPERATORS), inner).map("".join),
        st.tuples(
            st.sampled_from(["count", "sum", "lower", "abs", "list", "getenv", "query", "write_log",
                             "nextval", "row_number", "CAST", "max", "json_extract", '"len"']),
            inner,
        ).map(lambda call: f"{call[0]}({call[1]})"),
        inner.map(lambda e: f"list_transform([1], lambda x: {e})"),
        inner.map(lambda e: f"CASE WHEN true THEN {e} END"),
        inner.map(lambda e: f"row_number() OVER (ORDER BY {e})"),
        inner.map(lambda e: f"(SELECT {e})"),
    ),
    max_leaves=4,
)  # fmt: skip


def select(
    items: st.SearchStrategy[str], sources: st.SearchStrategy[str]
) -> st.SearchStrategy[str]:
    """SELECTs of these expressions and sources, in many shapes."""
    return st.one_of(
        items.map(lambda e: f"SELECT {e}"),
        st.tuples(items, sources).map(lambda p: f"SELECT {p[0]} FROM {p[1]}"),
        st.tuples(sources, items).map(lambda p: f"FROM {p[0]} SELECT {p[1]}"),
        st.tuples(items, sources, items).map(lambda p: f"SELECT {p[0]} FROM {p[1]} WHERE {p[2]}"),
        st.tuples(sources, sources, items).map(
            lambda p: f"SELECT * FROM {p[0]} JOIN {p[1]} ON {p[2]}"
        ),
        st.tuples(items, sources, items).map(
            lambda p: f"SELECT {p[0]} FROM {p[1]} QUALIFY {p[2]} ORDER BY 1 LIMIT 3"
        ),
        st.tuples(sources, items, items).map(lambda p: f"PIVOT {p[0]} ON {p[1]} USING {p[2]}"),
    )


queries = st.recursive(
    select(expressions, tables),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: f"WITH c AS ({p[0]}) {p[1]}"),
        st.tuples(inner, inner).map(lambda p: f"{p[0]} UNION ALL {p[1]}"),
        inner.map(lambda q: f"SELECT * FROM ({q}) AS c"),
        inner.map(lambda q: f"EXPLAIN {q}"),
        inner.map(lambda q: f"DESCRIBE {q}"),
        inner.map(lambda q: f"SUMMARIZE {q}"),
        inner.map(lambda q: f"CREATE TABLE made AS {q}"),
        inner.map(lambda q: f"COPY ({q}) TO '/tmp/deita-never'"),
        inner.map(lambda q: f"INSERT INTO flights {q}"),
        st.tuples(inner, inner).map("; ".join),
        st.tuples(inner, inner).map("-- x\n".join),
        st.tuples(inner, inner).map("/* /* */ ".join),
        inner.map(lambda q: f"/* /* */ EXPLAIN SELECT 1 -- */ {q}"),
    ),
    max_leaves=3,
)
texts = st.text(
    alphabet=st.sampled_from(list("SELECTFROMselectfrom *()'\"$;-/\\\n,.=[]{}:0159é\u200b\u00a0")),
    max_size=60,
)


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    made = duckdb.connect()
    made.execute(
        "CREATE TABLE flights AS SELECT i AS id, 'UA' AS carrier, 1.5 AS delay, {'a': 1} AS s "
        "FROM range(5) t(i)"
    )
    made.execute("CREATE TABLE airlines AS SELECT 'UA' AS carrier, 1 AS id")
    folder = tmp_path_factory.mktemp("locked")
    lock_in(
        made, memory_bytes=256 << 20, threads=1, temp_dir=str(folder / "temp"),
        temp_bytes=1 << 20, directories=[str(folder)],
    )  # fmt: skip
    return made


def state(connection: duckdb.DuckDBPyConnection) -> list[object]:
    """What no query may change."""
    asked = (
        "FROM flights ORDER BY ALL",
        "FROM airlines",
        "SELECT database_name, schema_name, table_name FROM duckdb_tables() ORDER BY ALL",
        "SELECT view_name FROM duckdb_views() WHERE NOT internal",
        "SELECT name, value FROM duckdb_settings() ORDER BY ALL",
        "SELECT database_name FROM duckdb_databases() ORDER BY ALL",
    )
    with connection.cursor() as cursor:
        return [cursor.execute(sql).fetchall() for sql in asked]


@pytest.fixture(scope="module")
def untouched(connection: duckdb.DuckDBPyConnection) -> list[object]:
    """What it is before any query."""
    return state(connection)


def try_it(connection: duckdb.DuckDBPyConnection, sql: str) -> gate.Verdict | None:
    """Judge a text and run it where it passes; nothing but a DeitaError may come of it."""
    second = Judge(connection.cursor())
    failure: duckdb.Error | None = None
    verdict: gate.Verdict | None = None
    try:
        second.read(sql)
        judged = gate.judge(sql, TABLES)
        second.check(judged, TABLES)
        verdict = judged
        text = verdict.sql.lstrip() if verdict.explain else verdict.sql
        with connection.cursor() as cursor:
            relation = cursor.sql(text)
            assert relation is not None
            relation.fetchall()
    except DeitaError:
        pass
    except duckdb.Error as exc:
        failure = exc
    assert failure is None or isinstance(translate(failure, sql), DeitaError)
    return verdict


@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture,
                                                            HealthCheck.too_slow]
)  # fmt: skip
@given(queries)
def test_what_passes_reads_and_changes_nothing(
    connection: duckdb.DuckDBPyConnection, untouched: list[object], sql: str
) -> None:
    verdict = try_it(connection, sql)
    assert state(connection) == untouched
    assert not Path("/tmp/deita-never").exists()
    if verdict is not None:
        assert set(verdict.tables) <= set(TABLES)
        with connection.cursor() as cursor:
            kinds = {statement.type.name for statement in cursor.extract_statements(verdict.sql)}
        assert kinds <= {"SELECT", "EXPLAIN", "MULTI", "CREATE", "TRANSACTION"}


@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.one_of(texts, texts.map(lambda t: f"SELECT {t}"), texts.map(lambda t: f"FROM flights {t}"))
)
def test_any_text_is_an_answer_or_a_refusal(
    connection: duckdb.DuckDBPyConnection, sql: str
) -> None:
    try_it(connection, sql)


def test_the_grammar_makes_queries_that_pass(connection: duckdb.DuckDBPyConnection) -> None:
    passed = [
        "WITH c AS (SELECT count(*) FROM flights) SELECT * FROM c",
        "FROM airlines SELECT carrier",
        "PIVOT flights ON carrier USING count(*)",
        "EXPLAIN SELECT row_number() OVER (ORDER BY 1)",
    ]
    assert all(try_it(connection, sql) is not None for sql in passed)
