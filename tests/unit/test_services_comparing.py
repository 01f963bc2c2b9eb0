"""When two statements gave the same."""

from __future__ import annotations

import pytest

from deita_server_ext.services.comparing import digest, ordered, same


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT 1", False),
        ("SELECT a FROM t ORDER BY a", True),
        ("select a from t order\n  by a limit 3", True),
        ("SELECT * FROM (SELECT a FROM t ORDER BY a)", False),
        ("WITH x AS (SELECT a FROM t ORDER BY a) SELECT * FROM x", False),
        ("WITH x AS (SELECT 1) SELECT * FROM x ORDER BY 1", True),
        ("SELECT row_number() OVER (ORDER BY a) FROM t", False),
        ("SELECT 'order by' FROM t -- order by a", False),
        ('SELECT "order by" FROM t /* order by */', False),
        ("SELECT '(' FROM t ORDER BY a", True),
        ("SELECT $$ ) order by ( $$ FROM t", False),
    ],
)
def test_whether_a_statement_asks_for_an_order(sql: str, expected: bool) -> None:
    assert ordered(sql) is expected


def test_rows_are_compared_as_sets_or_in_order() -> None:
    one, other = [["a", 1], ["b", 2], ["b", 2]], [["b", 2], ["a", 1], ["b", 2]]
    assert same(one, other, in_order=False)
    assert not same(one, other, in_order=True)
    assert same(one, list(one), in_order=True)
    # As often, too.
    assert not same(one, [["a", 1], ["b", 2], ["a", 1]], in_order=False)
    assert not same(one, one[:2], in_order=False)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (1, 1.0, True),
        (1, "1.00", True),
        (0.1 + 0.2, 0.3, True),
        (0.3, 0.30001, False),
        (9007199254740993, "9007199254740993", True),
        ("9007199254740993", "9007199254740992", False),
        (True, 1, False),
        (None, "", False),
        ("A", "a", False),
        ([1.0, {"k": 2}], [1, {"k": 2.0}], True),
        ("NaN", float("nan"), False),
    ],
)
def test_cells(one: object, other: object, expected: bool) -> None:
    assert same([[one]], [[other]], in_order=True) is expected
    same_digest = digest([[one]], in_order=False) == digest([[other]], in_order=False)
    assert same_digest is expected
