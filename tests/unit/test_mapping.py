"""How a file's columns fit a table's."""

from __future__ import annotations

from itertools import permutations

import duckdb
import pytest

from deita_server_ext.ingest.mapping import Mapped, appended, asked_as_text, replaced, widened

BITS = {"TINYINT": 8, "SMALLINT": 16, "INTEGER": 32, "BIGINT": 64}
WHOLE = [*BITS, *(f"U{name}" for name in BITS)]


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("BIGINT", "INTEGER", "BIGINT"),
        ("UTINYINT", "TINYINT", "SMALLINT"),
        ("UINTEGER", "INTEGER", "BIGINT"),
        ("UBIGINT", "BIGINT", "DECIMAL(20,0)"),
        ("DECIMAL(5,2)", "DECIMAL(10,4)", "DECIMAL(10,4)"),
        ("DECIMAL(9,0)", "DECIMAL(9,9)", "DECIMAL(18,9)"),
        ("DECIMAL(5,2)", "TINYINT", "DECIMAL(5,2)"),
        ("DECIMAL(5,2)", "BIGINT", "DECIMAL(21,2)"),
        ("UBIGINT", "DECIMAL(38,0)", "DECIMAL(38,0)"),
        ("DECIMAL(38,10)", "BIGINT", "DECIMAL(38,10)"),
        ("DECIMAL(38,20)", "BIGINT", None),
        ("DECIMAL(4,2)", "DOUBLE", None),
        ("DECIMAL(4,2)", "FLOAT", None),
        ("FLOAT", "DOUBLE", "DOUBLE"),
        ("FLOAT", "SMALLINT", "FLOAT"),
        ("FLOAT", "INTEGER", "DOUBLE"),
        ("DOUBLE", "BIGINT", "DOUBLE"),
        ("DATE", "TIMESTAMP", "TIMESTAMP"),
        ("DATE", "TIMESTAMP_MS", "TIMESTAMP"),
        ("DATE", "TIMESTAMP WITH TIME ZONE", None),
        ("TIMESTAMP", "TIMESTAMP_NS", None),
        ("DATE", "BIGINT", None),
        ("BOOLEAN", "TINYINT", None),
        ("TIME", "TIMESTAMP", None),
        ("INTEGER[]", "BIGINT[]", None),
        ("STRUCT(a INTEGER)", "STRUCT(a INTEGER)", "STRUCT(a INTEGER)"),
    ],
)
def test_wider(one: str, other: str, both: str | None) -> None:
    assert widened(one, other) == widened(other, one) == both


@pytest.mark.parametrize(("one", "other"), [*permutations(WHOLE, 2)])
def test_the_ends_of_whole_numbers_survive(one: str, other: str) -> None:
    both = widened(one, other)
    assert both is not None
    with duckdb.connect() as connection:
        for type_ in (one, other):
            bits = BITS[type_.removeprefix("U")]
            signed = not type_.startswith("U")
            ends = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
            for end in ends:
                found = connection.execute(f"SELECT ({end})::{type_}::{both}::VARCHAR").fetchone()
                assert found == (str(end),)


def changes(mapped: list[Mapped]) -> list[tuple[str | None, ...]]:
    return [(m.column, m.source, m.type, m.change) for m in mapped]


def test_by_name_in_any_case_and_order() -> None:
    table = [("Id", "BIGINT"), ("Name", "VARCHAR"), ("gone", "DATE")]
    file = [("more", "DOUBLE"), ("NAME", "VARCHAR"), ("id", "BIGINT")]
    assert changes(appended(table, file)) == [
        ("Id", "id", "BIGINT", "same"),
        ("Name", "NAME", "VARCHAR", "same"),
        ("gone", None, "DATE", "missing"),
        ("more", "more", "DOUBLE", "added"),
    ]
    assert changes(replaced(table, file)) == [
        ("more", "more", "DOUBLE", "added"),
        ("NAME", "NAME", "VARCHAR", "same"),
        ("id", "id", "BIGINT", "same"),
        ("gone", None, None, "removed"),
    ]


def test_what_the_types_alone_decide() -> None:
    table = [("a", "VARCHAR"), ("b", "BIGINT"), ("c", "BIGINT"), ("d", "BIGINT"), ("e", "INTEGER")]
    file = [("a", "DATE"), ("b", "VARCHAR"), ("c", "DOUBLE"), ("d", "VARCHAR"), ("e", "DOUBLE")]
    mapped = appended(table, file, as_text={"d"})
    assert [(m.type, m.change, m.whole_numbers) for m in mapped] == [
        ("VARCHAR", "converted", False),
        (None, "refused", False),
        ("DOUBLE", "widened", True),
        ("VARCHAR", "widened", False),
        ("DOUBLE", "widened", False),
    ]
    assert all(m.note and m.column in m.note for m in mapped)
    assert "BIGINT" in str(mapped[1].note)
    assert "VARCHAR" in str(mapped[1].note)
    [_a, b, *_others] = appended(table, file, empty={"b"})
    assert (b.type, b.change, b.note) == ("BIGINT", "same", None)


def test_whole_numbers_into_a_double_are_looked_at_on_either_side() -> None:
    for table, file, change in (("DOUBLE", "BIGINT", "same"), ("BIGINT", "DOUBLE", "widened")):
        [mapped] = appended([("a", table)], [("a", file)])
        assert (mapped.change, mapped.whole_numbers) == (change, True)


def test_what_was_asked_for_as_text() -> None:
    columns = [
        {"source": "A", "type": "varchar"},
        {"source": "b", "name": "Bee", "type": "VARCHAR"},
        {"source": "c", "type": "DATE"},
        {"source": "d"},
    ]
    assert asked_as_text({"columns": columns}) == {"a", "bee"}
    assert asked_as_text({}) == asked_as_text({"columns": None}) == set()
