"""Statements laid out: the lines they get, and that no word, comment or meaning is lost."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deita_server_ext.engine.layout import laid_out, statements
from tests.unit.test_gate import QUERIES


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine that reads; it needs no tables."""
    with duckdb.connect() as made:
        yield made


@pytest.mark.parametrize(
    ("sql", "lines"),
    [
        ("select a,b from t where x=1", ["SELECT a, b", "FROM t", "WHERE x = 1"]),
        (
            "-- all\nselect a -- one\n,b/* two */ from t",
            ["-- all", "SELECT", "  a, -- one", "  b /* two */", "FROM t"],
        ),
        (
            "with a as (select 1 x), b as (from a) select * from b left join a using (x)",
            ["WITH a AS (", "  SELECT 1 x", "),", "b AS (", "  FROM a", ")", "SELECT *", "FROM b",
             "LEFT JOIN a USING (x)"],
        ),
        (
            "select a from t where date between :a and $b and left(name, 2)='x'",
            ["SELECT a", "FROM t", "WHERE date BETWEEN :a AND $b AND left(name, 2) = 'x'"],
        ),
        (
            "from t where aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa > 1 "
            "and bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb < 2 or ccccccccccc is null",
            ["FROM t", "WHERE aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa > 1",
             "  AND bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb < 2", "  OR ccccccccccc IS NULL"],
        ),
        ("explain analyze select 1;", ["EXPLAIN ANALYZE", "SELECT 1;"]),
        (
            "select x::int[], -a, a-1, t.\"from\", t.end, count(*)*2, l[1:n] from t union all by "
            "name values (1,2) order by 1",
            ["SELECT x::int[], -a, a - 1, t.\"from\", t.end, count(*) * 2, l[1:n]", "FROM t",
             "UNION ALL BY name", "VALUES (1, 2)", "ORDER BY 1"],
        ),
    ],
)  # fmt: skip
def test_lines(connection: duckdb.DuckDBPyConnection, sql: str, lines: list[str]) -> None:
    made = laid_out(sql, connection)
    assert made is not None
    assert made.split("\n") == lines
    assert laid_out(made, connection) == made


@pytest.mark.parametrize("sql", QUERIES)
def test_every_statement_that_runs_can_be_laid_out(
    connection: duckdb.DuckDBPyConnection, sql: str
) -> None:
    assert laid_out(sql, connection) is not None


WORDS = st.sampled_from(
    ["select", "a", "from", "t", "(", ")", ",", "-- c\n", "/* d */", "'x  y'", '"Q"', "::", "int",
     "where", "and", "between", "1", "-", "*", ".", ";", "case", "when", "then", "end", "$p", ":p",
     "[", "]", "\n", "join", "on", "with", "as", "order by", "e'\\n'", "$$ q $$"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=25).map(" ".join))
def test_no_character_comes_or_goes(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    made = laid_out(sql, connection)
    if made is not None:
        assert sorted("".join(made.split()).lower()) == sorted("".join(sql.split()).lower())


def test_statements_keep_what_stands_before_them() -> None:
    sql = "select 1; -- two\nselect ';' ; \n-- end\n"
    assert statements(sql) == ["select 1;", " -- two\nselect ';' ; \n-- end\n"]
    assert "".join(statements(sql)) == sql
