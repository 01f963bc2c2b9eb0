"""``$name`` in SQL, and the values that are bound."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

import numpy as np
import pandas as pd
import pytest

from deita_labext.kernel.errors import DeitaError
from deita_labext.kernel.parameters import bind, dollars, names, renamed, scalar
from deita_labext.kernel.templates import render


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select $a, $b_2, $a", ["a", "b_2"]),
        ("select $größe", ["größe"]),
        ("select $a::date", ["a"]),
        ("select x::date, y::decimal(3, 1)", []),
        ("select '$no', 'it''s $no', $yes", ["yes"]),
        (r"select e'\'$no', $yes", ["yes"]),
        (r"select '\', $yes", ["yes"]),
        ('select "$no", "a""$no" , $yes', ["yes"]),
        ("select 1 -- $no\n, $yes", ["yes"]),
        ("select /* $no /* $no */ $no */ $yes", ["yes"]),
        ("select $$ $no '$$, $yes", ["yes"]),
        ("select $tag$ $no $$ $no $tag$, $yes", ["yes"]),
        ("select a$no, $yes", ["yes"]),
        ("select $1, $2", []),
        ("select 'open $no", []),
        ("select $$ open $no", []),
        ("select /* open $no", []),
        ("select -- $no", []),
        ("", []),
    ],
)
def test_only_parameters_are_found(sql: str, expected: list[str]) -> None:
    assert list(names(sql)) == expected


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select :a, :a + :b_2", ["a", "b_2"]),
        ("where x = :a and y in (:b, :c) limit :d", ["a", "b", "c", "d"]),
        ("where x between :a and :b", ["a", "b"]),
        ("select [:a, :b], {'k': :c}, f(:d), -:e, x->>:f", ["a", "b", "c", "d", "e", "f"]),
        ("select case when :a then :b else :c end", ["a", "b", "c"]),
        ("select :a::date, x::date, :b :: int", ["a", "b"]),
        ("select :größe", ["größe"]),
        # what is no parameter
        ("""select json('[{"a":1}, {"b":2}]')""", []),
        ("select 'hello'[:2], 'hello'[:n], x[a:b], x[f(1):n], x[1:n:m], 'a'[:-1:s]", []),
        ("select '12:30:00', time '12:30:00', timestamp '2013-01-01 12:30:00'", []),
        ("select x::int::varchar, (x)::int, 'a'::text, [1]::int[]", []),
        ("select data->'$.a', data->>'b', data->'$.\"k:x\"'", []),
        ("select $$ a:b :c $$, $t$ :d $t$", []),
        ("select {'a':b, c:d, e : f}, map {'k':v, 1:w, x:y}", []),
        ('select alias:42, other:x, "q":y from t', []),
        ("select f(a := b), f(a:=b)", []),
        ("select ':a' -- :b\n/* :c */, \":d\"", []),
        ("select :1, x[:1]", []),
    ],
)
def test_a_colon_is_a_parameter_only_where_a_value_begins(sql: str, expected: list[str]) -> None:
    assert list(names(sql)) == expected


def test_colons_become_dollars_in_the_same_places() -> None:
    sql = "select :a::date, 'x'[:a], ':a', :b"
    assert dollars(sql) == "select $a::date, 'x'[:a], ':a', $b"
    assert dollars(sql, {"b"}) == "select :a::date, 'x'[:a], ':a', $b"
    assert renamed(sql, {"a": "a_1"}) == "select $a_1::date, 'x'[:a], ':a', :b"


def test_templates_are_put_in_where_there_are_some() -> None:
    assert render("select {'a': {'b': 1}}", {}) == "select {'a': {'b': 1}}"
    sql = "select {{ ', '.join(columns) }} from {{ table }}{% if top %} limit {{ top }}{% endif %}"
    found = render(sql, {"columns": ["a", "b"], "table": "t", "top": 3})
    assert found == "select a, b from t limit 3"
    for wrong, told in (
        ("{{ gone }}", "gone"),
        ("{{ 1 + }}", "cannot be read"),
        ("{{ 1/0 }}", "Z"),
    ):
        with pytest.raises(DeitaError, match=told):
            render(wrong, {})


def test_values_come_from_the_namespace() -> None:
    found = bind(
        "select $carrier, $delay", {"carrier": "UA'; drop", "delay": 15, "other": object()}
    )
    assert found == {"carrier": "UA'; drop", "delay": 15}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text", "text"),
        (True, True),
        (None, None),
        (2**70, 2**70),
        (1.5, 1.5),
        (date(2013, 1, 31), "2013-01-31"),
        (time(5, 15), "05:15:00"),
        (datetime(2013, 1, 31, 5, 15), "2013-01-31T05:15:00"),
        (datetime(2013, 1, 31, 5, 15, tzinfo=UTC), "2013-01-31T05:15:00+00:00"),
        (Decimal("12.50"), "12.50"),
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
        (np.int64(7), 7),
        (np.bool_(True), True),
        (np.array(2.5), 2.5),
        (pd.Timestamp("2013-01-31"), "2013-01-31T00:00:00"),
        (pd.NaT, None),
    ],
)
def test_a_value_as_the_api_takes_it(value: object, expected: object) -> None:
    found = scalar(value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("value", [[1], {"a": 1}, object(), b"x", np.array([1, 2])])
def test_what_is_no_scalar_is_refused(value: object) -> None:
    with pytest.raises(DeitaError, match="cannot be bound"):
        bind("select $a", {"a": value})


def test_what_json_cannot_carry_is_refused() -> None:
    with pytest.raises(DeitaError, match="nan"):
        bind("select $a", {"a": float("nan")})


def test_a_missing_variable_is_named_and_placed() -> None:
    with pytest.raises(DeitaError, match=r"\$gone") as caught:
        bind("select 1\nwhere x > $gone", {})
    assert (caught.value.line, caught.value.column) == (2, 11)
    assert caught.value.text().split("\n")[2:4] == ["  2 │ where x > $gone", "    │           ^"]
