"""The text by which a repeated statement is known."""

from __future__ import annotations

import json

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deita_server_ext.engine.functions import ALLOWED
from deita_server_ext.engine.normal import normal, repeatable


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT  1", "SELECT 1"),
        ("SELECT 1;", "  SELECT 1 ;  "),
        ("SELECT /* a */ 1", "SELECT 1"),
        ("SELECT 1 -- the end", "SELECT 1"),
        ("SELECT a, -- one\n   b FROM t", "SELECT a,\nb FROM t"),
        ("SELECT a\r\n\tFROM t", "SELECT a\nFROM t"),
    ],
)
def test_what_does_not_matter_goes(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT 'a  b'", "SELECT 'a b'"),
        ('SELECT "a  b"', 'SELECT "a b"'),
        ("SELECT 'it''s  x'", "SELECT 'it''s x'"),
        (r"SELECT e'it\'s  x'", r"SELECT e'it\'s x'"),
        ("SELECT $$a  b$$", "SELECT $$a b$$"),
        ("SELECT $t$a $$  $t$", "SELECT $t$a $$ $t$"),
        ("SELECT 'a'\n'b'", "SELECT 'a' 'b'"),
        ("SELECT A FROM t", "SELECT a FROM t"),
        ("SELECT 'a -- b'", "SELECT 'a"),
        ("SELECT 1 /* /* a  b */", "SELECT 1 /* /* a b */"),
        ("SELECT 'a  b", "SELECT 'a b"),
    ],
)
def test_what_matters_stays(one: str, other: str) -> None:
    assert normal(one) != normal(other)


BLANKS = st.sampled_from(
    [" ", "  ", "\n", "\t\n ", " -- c 'd\n", '/* e  "f */', " /* g */ ", "\r\n", "--\n--h\n"]
)
VALUES = st.sampled_from(
    ["'a  b'", "''", "'it''s'", '"x  y"', "a", "$$ f  g $$", "$q$ ' $q$", "1.5", "e'\\'  '",
     "E'x  y'", "'/* no */'", "'-- no'", '"--"', "$$--\n$$", "'a' AS \"b  b\""]
)  # fmt: skip


def tree(sql: str) -> object:
    with duckdb.connect() as connection:
        ((text,),) = connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchall()
    return json.loads(text, object_hook=lambda node: {**node, "query_location": 0})


@given(st.lists(st.tuples(VALUES, BLANKS, BLANKS), min_size=1, max_size=6))
def test_the_engine_reads_the_same(items: list[tuple[str, str, str]]) -> None:
    values = ",".join(f"{before}{value}{after}" for value, before, after in items)
    sql = f"SELECT {values} FROM t"
    found = tree(sql)
    assert isinstance(found, dict)
    assert found["error"] is False
    assert tree(normal(sql)) == found


def test_whatever_the_engine_calls_unstable_is_not_repeated() -> None:
    with duckdb.connect() as connection:
        found = connection.execute(
            # What takes or makes a moment of other values depends on the time zone alone, by
            # which repetitions are told apart.
            "SELECT DISTINCT function_name FROM duckdb_functions() "
            "WHERE stability IS NOT NULL AND stability <> 'CONSISTENT' AND NOT "
            "(len(parameter_types) > 0 AND regexp_matches("
            "parameter_types::VARCHAR || return_type, 'TIME ZONE|TIMESTAMPTZ'))"
        ).fetchall()
    unstable = [name for (name,) in found if name in ALLOWED]
    assert len(unstable) > 8
    assert [name for name in unstable if repeatable(f"SELECT {name}()")] == []
    assert not repeatable("SELECT CURRENT_TIMESTAMP")
    assert not repeatable("FROM t USING SAMPLE 10%")
    assert not repeatable("EXPLAIN ANALYZE SELECT 1")
    assert repeatable("SELECT sum(x) FROM t WHERE renown > 3 GROUP BY knower")
