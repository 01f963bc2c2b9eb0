"""Parameters written ``:name``: which colons are theirs, and which are not."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deita_server_ext.engine import gate
from deita_server_ext.engine.judge import Judge
from deita_server_ext.engine.parameters import dollars, named

NAMES = ("a", "n", "x", "date", "end", "1")


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT :a", "SELECT $a"),
        ("/* :a */ EXPLAIN ANALYZE SELECT :a", "/* :a */ EXPLAIN ANALYZE SELECT $a"),
        ("SELECT :A, :Date", "SELECT $A, $Date"),
        ("SELECT :a::INT", "SELECT $a::INT"),
        ("SELECT ?1 + ?2, '?1' -- ?1", "SELECT $1 + ?2, '?1' -- ?1"),
        ("SELECT\n\t:a\n, (:n)", "SELECT\n\t$a\n, ($n)"),
        ("FROM t WHERE d >= :date AND d <:end", "FROM t WHERE d >= $date AND d <$end"),
        ("WHERE x=:x OR x!=:x OR x IN (:x,:n)", "WHERE x=$x OR x!=$x OR x IN ($x,$n)"),
        ("WHERE x BETWEEN :a AND :n", "WHERE x BETWEEN $a AND $n"),
        ("WHERE x LIKE :a ESCAPE :n", "WHERE x LIKE $a ESCAPE $n"),
        ("WHERE x IS NOT DISTINCT FROM :a", "WHERE x IS NOT DISTINCT FROM $a"),
        ("LIMIT :n OFFSET :x", "LIMIT $n OFFSET $x"),
        ("GROUP BY :a ORDER BY :n", "GROUP BY $a ORDER BY $n"),
        ("VALUES (:a, -:n, 'x' || :x)", "VALUES ($a, -$n, 'x' || $x)"),
        ("CASE WHEN :a THEN :n ELSE :x END", "CASE WHEN $a THEN $n ELSE $x END"),
        ("f(k := :a, j => :n, :x)", "f(k := $a, j => $n, $x)"),
        ("INTERVAL :n DAY", "INTERVAL $n DAY"),
        ("t AT TIME ZONE :x", "t AT TIME ZONE $x"),
        ("lambda y: :a + y", "lambda y: $a + y"),
        ("{'k': :a}, MAP {:a: :n}", "{'k': $a}, MAP {$a: $n}"),
        ("SELECT k: :a", "SELECT k: $a"),
        ("[:a, :n][(:x)]", "[$a, $n][($x)]"),
        ("l[f(:n)]", "l[f($n)]"),
        ("j ->> :a", "j ->> $a"),
        ("/* it's */ :a", "/* it's */ :a"),
        ("SELECT /* it's */ :a -- :n", "SELECT /* it's */ $a -- :n"),
        ("SELECT 'é', '😀', :a", "SELECT 'é', '😀', $a"),
    ],
)
def test_a_value_of_that_name_is_bound(sql: str, expected: str) -> None:
    assert dollars(sql, NAMES) == expected


@pytest.mark.parametrize(
    "sql",
    [
        # text: JupySQL's 172, 901 and 971 are colons of these kinds
        "SELECT ':a', 'x :a', ''':a'",
        "SELECT 'it''s :a'",
        r"SELECT E'\' :a'",
        "SELECT $$ :a $$, $t$ :a $$ :a $t$",
        'SELECT ":a", "x"" :a" FROM t',
        "SELECT TIME '10:a:00', TIMESTAMP '2020-01-01 10:00:00'",
        "SELECT '{\"a\":n}'::JSON -> '$.a'",
        "SELECT strftime(d, '%H:%M:date')",
        "SELECT '10:n', 'https://x:a@example.com'",
        "SELECT 1 -- :a\n",
        "SELECT 1 /* :a /* :n */ :x */",
        # casts
        "SELECT b::a, b :: date, b::date[1]",
        "SELECT 1::x, 'a'::date, (1)::n, [1]::x",
        # slices
        "SELECT l[1:n], l[a:n], l[:n], l[a:], l[-1:n], l[a:n:x], l[1:-:n]",
        "SELECT [1, 2][:n], f(l)[:n], 'abc'[:n], l[1][:n], t.l[:n], \"l\"[:n], $a[:n]",
        "SELECT l[m[:n]:x], l['a':n]",
        # keys, aliases, lambdas, names of arguments
        "SELECT {'k':a, k:n}, MAP {'k':a, 1:n}",
        "SELECT b:a, \"b\":a, 'b':a, 1:a, end:a, date:a",
        "SELECT list_transform(l, lambda x:x + n), lambda x, i:a",
        "SELECT struct_pack(a := n, n:=a)",
        # what is no value's place, or no name
        "SELECT t.b:a, f(b):a, l[1]:a",
        'SELECT ::a, : a, :1, :other, :ab, :"a", ? :a',
        "SELECT $a, $n",
        ":a",
        # what cannot be read
        "SELECT 'a, :a",
        'SELECT "a, :a',
        "SELECT $$ :a",
    ],
)
def test_other_colons_stay(sql: str) -> None:
    assert dollars(sql, NAMES) == sql


def test_only_names_that_have_a_value() -> None:
    assert dollars("SELECT :a, :b", ["b"]) == "SELECT :a, $b"
    assert dollars("SELECT :a", []) == "SELECT :a"


@given(st.text(alphabet=":a$n'\"[]{}(),-/*\\;? \nE\u00e9=", max_size=40))
def test_nothing_but_colons_changes(sql: str) -> None:
    found = dollars(sql, NAMES)
    assert len(found) == len(sql)
    for before, after in zip(sql, found, strict=True):
        assert before == after or (before, after) == (":", "$")


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    made = duckdb.connect()
    made.execute("CREATE TABLE t AS SELECT [10, 20, 30] AS l, 'x:a' AS s, 2 AS n, {'a': 5} AS r")
    return made


@pytest.mark.parametrize(
    ("sql", "params", "row"),
    [
        ("SELECT :a::INT, ':a' FROM t WHERE s = :s", {"a": "7", "s": "x:a"}, (7, ":a")),
        ("SELECT l[1:n], l[(:n):], l[:n] FROM t", {"n": 3}, ([10, 20], [30], [10, 20])),
        ("SELECT {'k':n, 'm': :n}, a:n, b: :n FROM t", {"n": 3}, ({"k": 2, "m": 3}, 2, 3)),
        ("SELECT list_transform(l, lambda x:x + :x) FROM t", {"x": 1}, ([11, 21, 31],)),
        ("SELECT $$:a$$, :a, :A, $a FROM t", {"a": 1}, (":a", 1, 1, 1)),
        ("SELECT r.a FROM t LIMIT :n", {"n": 1}, (5,)),
        ("SELECT count(*) FROM t WHERE s = :s", {"s": "' OR 1=1; DROP TABLE t --"}, (0,)),
        ("SELECT struct_pack(a := :a, b := n) FROM t", {"a": 1}, ({"a": 1, "b": 2},)),
    ],
)
def test_the_engine_binds_it(
    connection: duckdb.DuckDBPyConnection, sql: str, params: dict[str, Any], row: tuple[Any, ...]
) -> None:
    judge = Judge(connection.cursor())
    text = dollars(sql, params)
    judge.read(text)
    verdict = gate.judge(text, ["t"])
    judge.check(verdict, ["t"])
    with connection.cursor() as cursor:
        assert cursor.execute(verdict.sql, params).fetchall() == [row]


def test_places_stay_what_they_were(connection: duckdb.DuckDBPyConnection) -> None:
    sql = "SELECT :a,\n  :a + :n, getenv('HOME')"
    assert dollars(sql, ["a", "n"]).index("getenv") == sql.index("getenv")


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("SELECT :a, $n + :A, x::date, '$x', $$ :x $$ -- :x", ["a", "n"]),
        ("SELECT l[1:n], {'k': :Kay}, k: $2", ["Kay", "2"]),
        ("SELECT 1", []),
        ("SELECT 'open :a", []),
    ],
)
def test_names_are_found(sql: str, names: list[str]) -> None:
    assert named(sql) == names
