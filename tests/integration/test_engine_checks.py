"""Statements that are looked at and not run: what is told of them, and what they cannot do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from deita_server_ext.domain import new_id
from deita_server_ext.errors import QueryCancelled, QueryTimeout, SqlSyntaxError
from tests.integration.test_engine_views import Workshop

SINCE_2 = int(duckdb.__version__.split(".", 1)[0]) >= 2
since_2 = pytest.mark.skipif(not SINCE_2, reason="DuckDB 1.5 refuses it as a whole")
FLIGHTS = (
    "SELECT i AS id, ['UA', 'AA'][i % 2 + 1] AS carrier, i / 8 AS \"dep delay\", "
    "TIMESTAMP '2013-01-01' + INTERVAL (i) MINUTE AS departed FROM range(1000) t(i)"
)

Told = dict[str, Any]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """One session with one table, ``t``."""
    folder = tmp_path_factory.mktemp("checks")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        made = Workshop(folder)
        made.table(FLIGHTS)
        yield made


def check(shop: Workshop, sql: str, *, seconds: float = 60, **params: Any) -> Told:
    """What is told of a statement over the table ``t``."""
    told, _data = shop.session.checks.check(
        id=new_id(), sql=sql, params=params, earlier=[], seconds=seconds
    )
    return told


def columns(told: Told) -> list[tuple[str, str]] | None:
    """Names and kinds."""
    assert told["problem"] is None, told["problem"]
    found = told["columns"]
    return None if found is None else [(c["name"], c["kind"]) for c in found]


def marked(sql: str, told: Told) -> str:
    """The piece of the text that an error is at."""
    error = told["problem"]
    assert error is not None, told
    starts = [0]
    for line in sql.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    begin = starts[error["line"] - 1] + error["column"] - 1
    return sql[begin : starts[error["end_line"] - 1] + error["end_column"] - 1]


@pytest.mark.parametrize(
    ("sql", "kind", "expected"),
    [
        ("select id, carrier from t", "select", [("id", "number"), ("carrier", "text")]),
        ("from t", "select", [("id", "number"), ("carrier", "text"), ("dep delay", "number"),
                              ("departed", "time")]),
        ("with a as (from t) select [id] as l from a", "select", [("l", "nested")]),
        ("(select 1 as x) union all values (2);", "select", [("x", "number")]),
        ("-- first\n/* then */ table t", "select", [("id", "number"), ("carrier", "text"),
                                                   ("dep delay", "number"), ("departed", "time")]),
        ("pivot t on carrier in ('UA') using count(*) group by id", "pivot",
         [("id", "number"), ("UA", "number")]),
        ("describe t; -- so", "describe", [("column_name", "text"), ("column_type", "text"),
                                    ("null", "text"), ("key", "text"), ("default", "text"),
                                    ("extra", "text")]),
        ("explain select 1", "explain", [("explain_key", "text"), ("explain_value", "text")]),
        ("explain analyze from t", "explain", [("explain_key", "text"), ("explain_value", "text")]),
        ("pivot t on carrier using count(*) group by id", "pivot", None),
        ("pivot t on carrier, id % 3 using count(*) as n, max(id) order by UA_0_n limit 3",
         "pivot", None),
        ("pivot t on carrier in (select 'UA'), id", "pivot", None),
        ("with a as (pivot t on carrier) pivot a on UA", "select", None),
        ("select UA from (pivot t on carrier using count(*)) where AA > 0", "select", None),
        ("describe pivot t on carrier using count(*)", "describe", None),
    ],
)  # fmt: skip
def test_what_would_run(
    shop: Workshop, sql: str, kind: str, expected: list[tuple[str, str]] | None
) -> None:
    told = check(shop, sql)
    assert (told["kind"], columns(told)) == (kind, expected)
    assert told["tables"] == (["t"] if " t" in sql else [])
    assert told["params"] == []


def test_a_summary_is_bound(shop: Workshop) -> None:
    sql = "/* é */ summarize select\n nothing from t"
    assert marked(sql, check(shop, sql)) == "nothing"
    told = check(shop, "summarize t")
    assert told["kind"] == "summarize"
    assert [c["name"] for c in told["columns"]][:2] == ["column_name", "column_type"]


@pytest.mark.parametrize(
    ("sql", "code", "at"),
    [
        ("selct 1", "sql_syntax", "selct"),
        ("select id,\n  from t\nwhere", "sql_syntax", "where" if SINCE_2 else ""),
        ("select *\nfrom flihts", "unknown_table", "flihts"),
        ('select * from "no such"', "unknown_table", '"no such"'),
        ("select id,\n  carier from t", "sql_failed", "carier"),
        ("select 'é😀', \"dep dealy\" from t", "sql_failed", '"dep dealy"'),
        ("explain select nothing from t", "sql_failed", "nothing"),
        ("pivot t on nothing using count(*)", "sql_failed", "nothing"),
        ("pivot t on id % 3, lower(nothing) || 'é' using count(*)", "sql_failed", "nothing"),
        ("pivot t on 'é' || id, id using max(nothing) order by UA", "sql_failed", "nothing"),
        ("pivot t on carrier using count(*) group by nothing", "sql_failed", "nothing"),
        # 1.5 shows no plan of a PIVOT that looks its columns up.
        pytest.param("explain pivot t on nothing", "sql_failed", "nothing", marks=since_2),
        ("with é as (from t)\n pivot é on nothing using count(*);", "sql_failed", "nothing"),
        ("summarize pivot t on carrier, nothing using count(*)", "sql_failed", "nothing"),
        ("/* é */ explain\nselect nothing from t", "sql_failed", "nothing"),
        ("with a as (select id from t) select a.carrier from a", "sql_failed", "a"),
        ("select abs(carrier) from t", "sql_failed", "abs"),
        ("select id from t where :least < nothing", "sql_failed", "nothing"),
        ("select 1; select 2", "sql_refused", ";"),
        ("create table x as select 1", "sql_refused", "create"),
        ("select * from read_csv('a.csv')", "sql_refused", "read_csv"),
        ("select getenv('HOME')", "sql_refused", "getenv"),
    ],
)
def test_what_would_not_run(shop: Workshop, sql: str, code: str, at: str) -> None:
    told = check(shop, sql)
    assert told["problem"]["code"] == code, told
    assert marked(sql, told) == at
    assert told["columns"] is None


def test_hints_come_with_errors(shop: Workshop) -> None:
    assert "carrier" in check(shop, "select carier from t")["problem"]["hint"]
    error = check(shop, "from T2")["problem"]
    assert (error["hint"], error["details"]["table"]) == ("Did you mean t?", "T2")


@pytest.mark.parametrize(
    ("sql", "names", "expected"),
    [
        ("select :a + 1 as x, $B::date as y, ':no' as z, :A > 2 as w", ["a", "B"],
         [("x", "number"), ("y", "time"), ("z", "text"), ("w", "boolean")]),
        ("from t select id where carrier = :code limit :most", ["code", "most"],
         [("id", "number")]),
        ("select range as n from range(:n)", ["n"], [("n", "number")]),
        ("select strftime($d, '%Y') as year", ["d"], [("year", "text")]),
        # A NULL is an error here: then the types are not known before there is a value.
        ("select quantile_cont(id, :share) from t", ["share"], None),
        ("select id from t where carrier in (:a, :b) -- :c\n", ["a", "b"], [("id", "number")]),
    ],
)  # fmt: skip
def test_values_may_be_missing(
    shop: Workshop, sql: str, names: list[str], expected: list[tuple[str, str]] | None
) -> None:
    told = check(shop, sql)
    assert (told["params"], columns(told)) == (names, expected)


def test_values_are_bound(shop: Workshop) -> None:
    told = check(shop, "select :a as x, :b as y", a="text", b=1.5)
    assert columns(told) == [("x", "text"), ("y", "number")]
    told = check(shop, "select quantile_cont(id, :share) as q from t", share=0.5)
    assert columns(told) == [("q", "number")]
    error = check(shop, "select quantile_cont(id, :share) as q from t", share=2)["problem"]
    assert error["code"] == "sql_failed"


def test_nothing_is_run(shop: Workshop) -> None:
    """Each of these would take minutes, fail, or give rows."""
    for sql in (
        "select sum(a.range * b.range) from range(10000000) a, range(10000000) b",
        "with recursive r(n) as (select 1 union all select n + 1 from r) select count(*) from r",
        "select error('run') from t",
        "pivot (from range(100000000000)) on range % 3 using count(*)",
        "explain analyze select sum(a.range * b.range) from range(10000000) a, range(10000000) b",
    ):
        assert check(shop, sql, seconds=30)["problem"] is None, sql


def test_it_ends_in_time_and_when_stopped(shop: Workshop) -> None:
    # The engine works the text out while it binds the statement.
    slow = "select " + " || ".join(["md5(repeat('x', 20000000))"] * 5)
    with pytest.raises(QueryTimeout):
        check(shop, slow, seconds=0.2)
    id = new_id()
    stopping = threading.Timer(0.2, shop.session.views.stop, kwargs={"id": id})
    stopping.start()
    with pytest.raises(QueryCancelled):
        shop.session.checks.check(id=id, sql=slow, params={}, earlier=[], seconds=60)


def formatted(shop: Workshop, sql: str) -> tuple[str, int]:
    """A text laid out, and how many of its statements stayed as they were."""
    told, _data = shop.session.checks.format(id=new_id(), sql=sql, seconds=60)
    return told["sql"], told["kept"]


def test_statements_are_laid_out(shop: Workshop) -> None:
    sql = "select id from t where id > :least; -- then\nfrom t"
    assert formatted(shop, sql) == (
        "SELECT id\nFROM t\nWHERE id > :least;\n\n-- then\nFROM t",
        0,
    )


def test_what_cannot_be_read_is_not_laid_out(shop: Workshop) -> None:
    with pytest.raises(SqlSyntaxError) as caught:
        formatted(shop, "select 1;\nselct 2")
    assert caught.value.details == {"line": 2, "column": 1}


def test_laying_out_runs_nothing(shop: Workshop) -> None:
    files = sorted(shop.folder.rglob("*"))
    for sql in ("create table x as select 1", "copy t to 'made.csv'", "attach 'made.db'"):
        assert formatted(shop, sql)[0].lower().split() == sql.split()
    assert sorted(shop.folder.rglob("*")) == files


def test_deep_statements_stay_or_are_laid_out(shop: Workshop) -> None:
    deep = "select " + "(" * 900 + "1" + ")" * 900
    made, _kept = formatted(shop, deep)
    assert made.lower().split() == deep.split() or "".join(made.lower().split()) == "".join(
        deep.split()
    )
