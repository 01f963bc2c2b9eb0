"""Statements that are put together of several, and the places of their errors."""

from __future__ import annotations

import duckdb
import pytest

from deita_labext.kernel.contract import Param
from deita_labext.kernel.errors import DeitaError, place
from deita_labext.kernel.statements import Statement, named_sources


def rows(statement: Statement) -> list[tuple[object, ...]]:
    """What the engine makes of it."""
    with duckdb.connect() as connection:
        connection.execute("create table flights as from range(10) as flights(delay)")
        return connection.execute(statement.sql, dict(statement.params) or None).fetchall()


def written(sql: str, **params: Param) -> Statement:
    return Statement.written(sql, params)


LATE = written("select * from flights where delay > :least; -- late", least=7)


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) from late",
        "from late select count(*)",
        "-- with\nwith x as (from late) select count(*) from x",
        "WITH RECURSIVE x AS (from late) select count(*) from x;",
        "select count(*) from late;\n;",
        "(select count(*) from late)",
    ],
)
def test_a_part_is_a_cte(sql: str) -> None:
    assert rows(written(sql).with_parts([("late", LATE)])) == [(2,)]


@pytest.mark.parametrize(
    "head",
    ["explain", "EXPLAIN ANALYZE", "explain (analyze, format json)", "explain (format json)"],
)
def test_a_part_goes_behind_an_explain(head: str) -> None:
    whole = written(f"{head} select * from late").with_parts([("late", LATE)])
    assert whole.sql.startswith(head)
    assert rows(whole)


def test_parts_have_parameters_of_their_own() -> None:
    whole = written("select *, :least from a, b where a.delay <> b.delay", least=1).with_parts(
        [
            ("a", written("from flights where delay = :least", least=2)),
            ("b", written("from flights where delay in (:least, :least_1)", least=2, least_1=3)),
        ]
    )
    assert rows(whole) == [(2, 3, 1)]


def test_what_a_part_is_made_of_is_not_seen_outside() -> None:
    inner = written("from flights where delay = 1")
    outer = written("from flights").with_parts([("flights", inner)])
    whole = written("select (select count(*) from outer_), (select count(*) from flights)")
    assert rows(whole.with_parts([("outer_", outer)])) == [(1, 10)]


def test_a_limit_keeps_the_order() -> None:
    assert rows(written("from flights order by delay desc -- down").limited(2)) == [(9,), (8,)]
    assert written("describe flights").limited(2).sql == "describe flights"


def test_a_plan() -> None:
    assert "explain_value" not in str(rows(LATE.explained(analyze=False)))
    assert rows(LATE.explained(analyze=True))[0][0] == "analyzed_plan"
    assert written("explain select 1").explained(analyze=True).sql == "explain select 1"


@pytest.mark.parametrize("wanted", ["flihgts", "delya", "lats"])
def test_an_error_has_its_place_in_what_was_written(wanted: str) -> None:
    part = Statement.written("select *\nfrom flihgts\nwhere true", {}, "snippet late")
    body = written("with x as (\n select delya\n from lats)\nfrom x")
    whole = body.with_parts([("late", part)]).limited(5).explained(analyze=False)
    error = DeitaError("no", details=place(whole.sql, whole.sql.index(wanted)))
    located = whole.locate(error)
    assert located.sql is not None
    lines = located.sql.split("\n")
    assert located.line is not None
    assert located.column is not None
    assert lines[located.line - 1][located.column - 1 :].startswith(wanted)
    assert ("In snippet late" in located.message) == (wanted == "flihgts")


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ('select * from a join "B c" using (x) left join a on true', ["a", "B c"]),
        ("from a, b", ["a"]),
        ("with a as (from b), c(x) as (from d) from a join c on true", ["b", "d"]),
        ("with a as materialized (from a) from a", []),
        ("from range(3) join read_csv('a') on true", []),
        ("select 'from a' -- from b\nfrom c", ["c"]),
        ("select 1", []),
    ],
)
def test_names_that_may_be_tables(sql: str, names: list[str]) -> None:
    assert named_sources(sql) == names
