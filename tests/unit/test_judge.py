"""The engine's own parser, asked about texts that the gate is made to let through."""

from __future__ import annotations

import duckdb
import pytest

from deita_server_ext.engine.gate import Verdict
from deita_server_ext.engine.judge import Judge
from deita_server_ext.errors import SqlRefused, UnknownTable

TABLES = ("flights", "airlines")
SINCE_2 = int(duckdb.__version__.split(".", 1)[0]) >= 2


@pytest.fixture(scope="module")
def judge() -> Judge:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE flights AS SELECT 2013 AS year, 'UA' AS carrier")
    connection.execute("CREATE TABLE airlines AS SELECT 'UA' AS carrier")
    return Judge(connection)


def passed(
    sql: str, *, used: tuple[str, ...] = ("flights",), explain: str = "", pivots: bool = False
) -> Verdict:
    """The verdict of a gate that lets everything through."""
    return Verdict(explain + sql, sql, used, bool(explain), pivots)


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO flights VALUES (1, 'a')",
        "UPDATE flights SET year = 1",
        "DELETE FROM flights",
        "CREATE TABLE x AS SELECT 1",
        "DROP TABLE flights",
        "COPY flights TO '/tmp/never.csv'",
        "ATTACH ':memory:' AS x",
        "DETACH x",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET threads = 1",
        "SET VARIABLE x = 1",
        "RESET threads",
        "CALL duckdb_settings()",
        "VACUUM",
        "CHECKPOINT",
        "BEGIN",
        "PREPARE q AS SELECT 1",
        "EXECUTE q",
        "EXPLAIN SELECT 1",
        "SHOW TABLES",
        "SHOW DATABASES",
        "SELECT * FROM (SHOW ALL TABLES)",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE flights",
        "PRAGMA database_list",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM query('SELECT 1')",
        "SELECT * FROM query_table('flights')",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM pragma_database_list()",
        "SELECT * FROM histogram(duckdb_databases, path)",
        "SELECT * FROM len('x')",
        "SELECT current_setting('threads')",
        "SELECT getvariable('x')",
        "SELECT list_transform([1], lambda x: getvariable('x'))",
        "SELECT 1 ORDER BY write_log('x')",
        "SELECT count(*) OVER (PARTITION BY write_log('x')) FROM flights",
        "SELECT * FROM flights QUALIFY row_number() OVER (ORDER BY write_log('x')) = 1",
        "SELECT write_log('x') OVER ()",
        "WITH a AS (SELECT nextval('s')) FROM a",
        "SELECT * FROM flights, LATERAL (SELECT * FROM duckdb_settings())",
        "DESCRIBE SELECT * FROM duckdb_settings()",
        "SUMMARIZE SELECT * FROM duckdb_settings()",
        "SELECT * FROM flights PIVOT (max(write_log('x')) FOR carrier IN ('UA'))",
        "SELECT * FROM main.flights",
        "SELECT * FROM information_schema.tables",
    ],
)
@pytest.mark.parametrize("pivots", [False, True])
def test_it_refuses_alone(judge: Judge, sql: str, pivots: bool) -> None:
    with pytest.raises(SqlRefused) as caught:
        judge.check(passed(sql, pivots=pivots), TABLES)
    assert caught.value.hint
    assert caught.value.details["line"] == 1


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM airlines",
        "SELECT * FROM duckdb_tables",
        "FROM sqlite_master",
        "SELECT * FROM '/etc/passwd'",
        "SELECT (FROM pg_class LIMIT 1)",
        "SUMMARIZE duckdb_databases",
        'WITH "duc\u212adb_databases" AS (SELECT 1) FROM duckdb_databases',
        'WITH RECURSIVE "duc\u212adb_logs" AS (SELECT 1 UNION FROM duckdb_logs) SELECT 1',
        "WITH pg_class AS (FROM pg_class) FROM pg_class",
        "WITH a AS (FROM duckdb_tables), duckdb_tables AS (SELECT 1) FROM a",
        "SELECT * FROM (WITH pg_class AS (SELECT 1) SELECT 1), pg_class",
    ],
)
def test_tables_that_the_gate_did_not_name_are_unknown(judge: Judge, sql: str) -> None:
    with pytest.raises(UnknownTable) as caught:
        judge.check(passed(sql), TABLES)
    assert caught.value.details["line"] == 1
    assert caught.value.details["column"] >= 1


@pytest.mark.parametrize(
    "sql",
    [
        "PIVOT duckdb_databases ON path USING count(*)",
        'PIVOT "pg_class" ON relname USING count(*)',
        "PIVOT pg_catalog.pg_class ON relname USING count(*)",
        "PIVOT information_schema.tables ON table_name USING count(*)",
        "PIVOT memory.main.flights ON carrier USING count(*)",
        "PIVOT read_text('/etc/passwd') ON size USING count(*)",
        "PIVOT /* é */ read_text /* ( */ ('/etc/passwd') ON size USING count(*)",
        "PIVOT \"read_text\"('/etc/passwd') ON size USING count(*)",
        "PIVOT flights ON carrier USING max(getvariable('x'))",
        "WITH a AS (SELECT $$ ' $$, getvariable('x') x) PIVOT a ON x USING count(*)",
        "SELECT * FROM flights, (PIVOT flights ON carrier USING count(*)), duckdb_settings()",
        "SELECT * FROM histogram(duckdb_views, sql), (PIVOT flights ON carrier USING count(*))",
    ],
)
def test_a_pivot_without_a_tree_is_judged_by_its_words(judge: Judge, sql: str) -> None:
    with pytest.raises(SqlRefused):
        judge.check(passed(sql, pivots=True), TABLES)


def test_words_of_a_pivot_that_only_look_like_calls_pass(judge: Judge) -> None:
    sql = "PIVOT flights ON carrier USING count(*) AS stats ORDER BY (1), 'pg_class', \"query\""
    judge.check(passed(sql, pivots=True), TABLES)


def test_a_snapshot_is_not_read_as_of_another_time(judge: Judge) -> None:
    with pytest.raises(SqlRefused):
        judge.check(passed("FROM flights AT (VERSION => 1)"), TABLES)


@pytest.mark.skipif(not SINCE_2, reason="DuckDB 1.5 takes only SELECT in WITH")
@pytest.mark.parametrize(
    ("sql", "word"),
    [
        ("WITH x AS (COPY flights TO '/tmp/never.csv') SELECT 1", "COPY"),
        ("WITH x AS (INSERT INTO flights VALUES (1, 'a') RETURNING *) FROM x", "INSERT"),
        ("WITH x AS (UPDATE flights SET year = 1 RETURNING *) FROM x", "UPDATE"),
        ("WITH x AS (DELETE FROM flights RETURNING *) FROM x", "DELETE"),
        ("SELECT (WITH x AS (DELETE FROM flights RETURNING *) SELECT 1 FROM x)", "DELETE"),
    ],
)
def test_what_2_calls_a_select_and_writes_is_refused(judge: Judge, sql: str, word: str) -> None:
    kinds = [s.type.name for s in duckdb.connect().extract_statements(sql)]
    assert kinds == ["SELECT"]
    with pytest.raises(SqlRefused, match=f"{word} statements do not run here"):
        judge.check(passed(sql), TABLES)


def test_a_place_is_said_in_characters_of_the_whole_text(judge: Judge) -> None:
    sql = " SELECT 'é',\n  getvariable('x')"
    with pytest.raises(SqlRefused) as caught:
        judge.check(passed(sql, explain="EXPLAIN"), TABLES)
    assert caught.value.details == {"line": 2, "column": 3}


def test_an_unknown_table_is_told_with_the_workspaces_own(judge: Judge) -> None:
    with pytest.raises(UnknownTable) as caught:
        judge.check(passed("FROM airlines", used=()), TABLES)
    assert caught.value.hint == "Did you mean airlines?"


def test_the_text_that_runs_must_be_the_text_that_was_judged(judge: Judge) -> None:
    judge.check(Verdict("EXPLAIN SELECT 1", " SELECT 1", (), True, False), TABLES)
    for sql in ("DROP TABLE flights", "EXPLAIN SELECT 1; SELECT 2", "SELECT 1"):
        with pytest.raises(SqlRefused):
            judge.check(Verdict(sql, " SELECT 1", (), True, False), TABLES)
    with pytest.raises(SqlRefused):
        judge.check(Verdict("EXPLAIN SELECT 1", " SELECT 1", (), False, False), TABLES)


def test_what_it_cannot_read_has_the_engines_own_error(judge: Judge) -> None:
    for sql in ("SELEC 1", "SELECT 'a", "SELECT (1", "SELECT FROM WHERE"):
        with pytest.raises(duckdb.ParserException):
            judge.read(sql)


def test_reading_touches_no_file(judge: Judge) -> None:
    # 1.5 opens what an IMPORT names while it parses it: not an answer to give.
    judge.read("IMPORT DATABASE '/nowhere/at/all'")
