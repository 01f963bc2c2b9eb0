"""Cells in JSON, compared with what DuckDB itself says of the same values."""

from __future__ import annotations

import json
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from deita_server_ext.engine import cells

SINCE_2 = int(duckdb.__version__.split(".", 1)[0]) >= 2


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    made = duckdb.connect()
    made.execute("SET TimeZone = 'UTC'")
    return made


def read(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[pa.RecordBatchReader, Any]:
    """The reader and the relation of ``sql`` as a session makes them."""
    relation = connection.cursor().sql(sql)
    projection = cells.projection(
        relation.columns, [str(t) for t in relation.types], text=cells.needs_text
    )
    shown = relation if projection is None else relation.project(projection)
    return shown.to_arrow_reader(8192), relation


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[list[Any]]:
    """The rows of ``sql`` as their JSON says."""
    reader, _relation = read(connection, sql)
    data = cells.json_rows(list(reader), reader.schema)
    return json.loads(data, parse_constant=pytest.fail)  # NaN and Infinity are no JSON


def cell(connection: duckdb.DuckDBPyConnection, expression: str) -> Any:
    """One value's JSON; NULL of the same type must be null."""
    found = rows(connection, f"SELECT {expression} UNION ALL SELECT nullif(x, x) "
                             f"FROM (SELECT {expression} AS x)")  # fmt: skip
    assert found[1] == [None]
    return found[0][0]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("true", True),
        ("'a'::VARCHAR", "a"),
        ("''", ""),
        ("'é𝄞\"\\\n\t\x01'", "é𝄞\"\\\n\t\x01"),
        ("'-128'::TINYINT", -128),
        ("255::UTINYINT", 255),
        ("'-32768'::SMALLINT", -32768),
        ("65535::USMALLINT", 65535),
        ("'-2147483648'::INTEGER", -(2**31)),
        ("4294967295::UINTEGER", 2**32 - 1),
        ("9007199254740991", 9007199254740991),
        ("-9007199254740991", -9007199254740991),
        ("9007199254740992", "9007199254740992"),
        ("-9007199254740992", "-9007199254740992"),
        ("9223372036854775807", "9223372036854775807"),
        ("(-9223372036854775808)::BIGINT", "-9223372036854775808"),
        ("18446744073709551615::UBIGINT", "18446744073709551615"),
        ("1::HUGEINT", "1"),
        ("170141183460469231731687303715884105727", str(2**127 - 1)),
        ("(-170141183460469231731687303715884105728)::HUGEINT", str(-(2**127))),
        ("'340282366920938463463374607431768211455'::UHUGEINT", str(2**128 - 1)),
        ("sum(1)", "1"),
        ("1.5::DECIMAL(4, 2)", "1.50"),
        ("0::DECIMAL(38, 10)", "0.0000000000"),
        ("'-9999999999999999999999999999.0123456789'::DECIMAL(38, 10)",
         "-9999999999999999999999999999.0123456789"),
        ("0.00000000000000000001::DECIMAL(38, 20)", "0.00000000000000000001"),
        ("1.5::FLOAT", 1.5),
        ("0.1::DOUBLE", 0.1),
        ("1e308::DOUBLE", 1e308),
        ("'-0'::DOUBLE", -0.0),
        ("'nan'::DOUBLE", "NaN"),
        ("'inf'::DOUBLE", "Infinity"),
        ("'-inf'::FLOAT", "-Infinity"),
        ("'2013-01-31'::DATE", "2013-01-31"),
        ("'infinity'::DATE", "infinity"),
        ("'-infinity'::DATE", "-infinity"),
        ("'05:15:00'::TIME", "05:15:00"),
        ("'23:59:59.000001'::TIME", "23:59:59.000001"),
        ("'24:00:00'::TIME", "24:00:00"),
        ("'2013-01-31 05:15:00'::TIMESTAMP", "2013-01-31T05:15:00"),
        ("'2013-01-31 05:15:00.100'::TIMESTAMP", "2013-01-31T05:15:00.1"),
        ("'1969-12-31 23:59:59.999999'::TIMESTAMP", "1969-12-31T23:59:59.999999"),
        ("'2013-01-31 05:15:01'::TIMESTAMP_S", "2013-01-31T05:15:01"),
        ("'2013-01-31 05:15:01.25'::TIMESTAMP_MS", "2013-01-31T05:15:01.25"),
        ("'2013-01-31 05:15:01.123456789'::TIMESTAMP_NS", "2013-01-31T05:15:01.123456789"),
        ("'2013-01-31 05:15:00+02:30'::TIMESTAMPTZ", "2013-01-31T02:45:00+00:00"),
        ("'infinity'::TIMESTAMP", "infinity"),
        ("'-infinity'::TIMESTAMP", "-infinity"),
        ("'infinity'::TIMESTAMPTZ", "infinity"),
        ("'0044-03-15 (BC) 12:00:00'::TIMESTAMP", "-0043-03-15T12:00:00"),
        ("'05:15:00+02'::TIMETZ", "05:15:00+02"),
        ("INTERVAL '1 year 2 months 3 days 4 seconds 5 microseconds'",
         {"months": 14, "days": 3, "nanoseconds": 4_000_005_000}),
        ("INTERVAL '-1 month'", {"months": -1, "days": 0, "nanoseconds": 0}),
        (r"'\x00\xFFa'::BLOB", "AP9h"),
        ("''::BLOB", ""),
        ("'6f9619ff-8b86-d011-b42d-00cf4fc964ff'::UUID", "6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
        ("'0101'::BIT", "0101"),
        ("'b'::ENUM('a', 'b')", "b"),
        ("'{\"a\": 1}'::JSON", '{"a": 1}'),
        ("[1, NULL, 3]", [1, None, 3]),
        ("[]::INTEGER[]", []),
        ("[[1], []]", [[1], []]),
        ("[1, 2]::INTEGER[2]", [1, 2]),
        ("{'a': 1, 'b': NULL, 'c': [true]}", {"a": 1, "b": None, "c": [True]}),
        ("MAP {'a': 1, 'b': NULL}", [["a", 1], ["b", None]]),
        ("MAP {1: 'x'}", [[1, "x"]]),
        ("MAP {}::MAP(VARCHAR, INTEGER)", []),
        ("[9007199254740992, 1]", ["9007199254740992", 1]),
        ("[170141183460469231731687303715884105727, 1::HUGEINT]", [str(2**127 - 1), "1"]),
        ("[1.50::DECIMAL(4, 2)]", ["1.50"]),
        ("{'n': 'nan'::DOUBLE, 'i': '-inf'::DOUBLE}", {"n": "NaN", "i": "-Infinity"}),
        ("['2013-01-31'::DATE, 'infinity'::DATE]", ["2013-01-31", "infinity"]),
        ("['0044-03-15 (BC)'::DATE, '12013-01-31'::DATE]", ["-0043-03-15", "12013-01-31"]),
        ("{'t': '05:15:00.5'::TIME}", {"t": "05:15:00.5"}),
        ("['2013-01-31 05:15:00.10'::TIMESTAMP]", ["2013-01-31T05:15:00.1"]),
        ("['2013-01-31 05:15:01.123456789'::TIMESTAMP_NS]", ["2013-01-31T05:15:01.123456789"]),
        ("['2013-01-31 05:15:00+01'::TIMESTAMPTZ]", ["2013-01-31T04:15:00+00:00"]),
        ("['infinity'::TIMESTAMP, '12013-01-31'::TIMESTAMP]", ["infinity", "12013-01-31T00:00:00"]),
        ("MAP {'2013-01-31'::DATE: INTERVAL 1 DAY}",
         [["2013-01-31", {"months": 0, "days": 1, "nanoseconds": 0}]]),
        (r"[{'b': '\xFF'::BLOB}]", [{"b": "/w=="}]),
        ("['6f9619ff-8b86-d011-b42d-00cf4fc964ff'::UUID]",
         ["6f9619ff-8b86-d011-b42d-00cf4fc964ff"]),
    ],
)  # fmt: skip
def test_a_cell(connection: duckdb.DuckDBPyConnection, expression: str, expected: Any) -> None:
    if expression.startswith("sum("):
        found = rows(connection, f"SELECT {expression}")[0][0]
    else:
        found = cell(connection, expression)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    "days",
    [0, -1, 1, -719_162, -719_163, -719_528, -719_529, -719_893, 2_932_896, 2_932_897,
     10_957, 10_956, 11_016, -146_097, 146_097, 2_147_483_646, -2_147_483_646 + 719_529],
)  # fmt: skip
def test_dates_of_every_year(connection: duckdb.DuckDBPyConnection, days: int) -> None:
    sql = f"SELECT d, year(d), month(d), day(d) FROM (SELECT '1970-01-01'::DATE + ({days}) AS d)"
    try:
        ((found, year, month, day),) = rows(connection, sql)
    except duckdb.Error:
        pytest.skip("the engine has no such date")
    sign = "-" if year < 0 else ""
    assert found == f"{sign}{abs(year):04d}-{month:02d}-{day:02d}"


@pytest.mark.parametrize(
    "expression",
    [
        "['a'::ENUM('a', 'b')]",
        "{'e': 'b'::ENUM('a', 'b'), 'n': 1}",
        "MAP {'a'::ENUM('a'): 1}",
        "union_value(k := 1)",
        "[union_value(k := 'x')]",
        "['05:15:00+02'::TIMETZ]",
        "['0101'::BIT]",
    ],
)
def test_what_arrow_cannot_carry_is_the_engines_own_text(
    connection: duckdb.DuckDBPyConnection, expression: str
) -> None:
    found = cell(connection, expression)
    assert [(found,)] == connection.sql(f"SELECT CAST({expression} AS VARCHAR)").fetchall()


@pytest.mark.parametrize("name", ["BIT", "ORBIT", "ENUM", "a UNION b", 'a "BIT" b', "bit"])
def test_a_field_may_be_called_like_a_type(
    connection: duckdb.DuckDBPyConnection, name: str
) -> None:
    assert cell(connection, f"struct_pack({cells.quoted(name)} := 1)") == {name: 1}


def test_every_type_that_the_engine_tests_itself_with(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """Smallest, largest and NULL of every type: JSON without loss of what can be compared."""
    reader, relation = read(connection, "FROM test_all_types()")
    found = json.loads(cells.json_rows(list(reader), reader.schema), parse_constant=pytest.fail)
    assert len(found) == 3
    assert found[2] == [None] * len(relation.columns)
    names, types = relation.columns, [str(type_) for type_ in relation.types]
    plain = {
        name: i
        for i, (name, type_) in enumerate(zip(names, types, strict=True))
        if cells.kind(type_) == "number" and type_ not in ("FLOAT", "DOUBLE")
    }
    assert len(plain) > 12
    quoted = ", ".join(f"CAST({cells.quoted(name)} AS VARCHAR)" for name in plain)
    texts = connection.sql(f"SELECT {quoted} FROM test_all_types()").fetchall()
    for row, text in zip(found, texts, strict=True):
        assert [None if row[i] is None else str(row[i]) for i in plain.values()] == list(text)


def test_names_may_repeat_and_be_empty(connection: duckdb.DuckDBPyConnection) -> None:
    sql = "SELECT 1 AS a, 'x'::ENUM('x') AS a, 2 AS \"A\", 3 AS \"\"\"\", '01'::BIT AS b"
    reader, _relation = read(connection, sql)
    assert reader.schema.names == ["a", "a", "A", '"', "b"]
    assert rows(connection, sql) == [[1, "x", 2, 3, "01"]]


def test_many_batches_and_none(connection: duckdb.DuckDBPyConnection) -> None:
    assert rows(connection, "SELECT i FROM range(20000) t(i)") == [[i] for i in range(20_000)]
    assert rows(connection, "SELECT 1 WHERE false") == []
    batch = pa.RecordBatch.from_arrays([], schema=pa.schema([]))
    assert cells.json_rows([batch], batch.schema) == b"[]"


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("TINYINT", "number"), ("UHUGEINT", "number"), ("DECIMAL(18,3)", "number"),
        ("FLOAT", "number"), ("DOUBLE", "number"), ("BIGINT", "number"),
        ("VARCHAR", "text"), ("UUID", "text"), ("ENUM('a', 'b')", "text"), ("BIT", "text"),
        ("JSON", "text"), ("ENUM('DATE]')", "text"),
        ("DATE", "time"), ("TIME", "time"), ("TIMESTAMP", "time"), ("TIMESTAMP_NS", "time"),
        ("TIMESTAMP WITH TIME ZONE", "time"), ("TIME WITH TIME ZONE", "time"),
        ("INTERVAL", "time"), ("BOOLEAN", "boolean"), ("BLOB", "binary"),
        ("INTEGER[]", "nested"), ("INTEGER[3]", "nested"), ("STRUCT(a INTEGER)", "nested"),
        ("MAP(VARCHAR, INTEGER)", "nested"), ("UNION(k INTEGER)", "nested"),
        ("ENUM('a')[]", "nested"),
    ],
)  # fmt: skip
def test_kinds(connection: duckdb.DuckDBPyConnection, type_: str, kind: str) -> None:
    ((column,),) = [connection.sql(f"SELECT NULL::{type_} AS c").types]
    assert cells.columns(["c"], [column]) == [{"name": "c", "type": str(column), "kind": kind}]
