"""Exports as CSV read back as what they were made of, in every dialect."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.csv
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exported import Record, connected, exported, of_records, records, written

NAMES = ["small", "large", "real", "flag", "exact", "day", "moment", "clock", "text"]


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return connected()


def differing(connection: duckdb.DuckDBPyConnection, one: str, other: str) -> tuple[Any, ...]:
    """How many rows only one of them has, and only the other."""
    missing = "SELECT count(*) FROM (FROM {} EXCEPT ALL FROM {})"
    found = [connection.execute(missing.format(*pair)).fetchone()
             for pair in ((one, other), (other, one))]  # fmt: skip
    return tuple(row[0] for row in found if row)


@pytest.mark.parametrize("table", ["types", "more"])
@pytest.mark.parametrize(
    "dialect",
    [
        {},
        {"delimiter": ";", "null": "\\N", "newline": "\r\n"},
        {"delimiter": "\t", "quote": "'", "quote_all": True},
        {"delimiter": "|", "null": "NULL"},
    ],
    ids=["plain", "semicolons", "tabs", "pipes"],
)
def test_the_engine_reads_back_what_was_there(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, table: str, dialect: dict[str, Any]
) -> None:
    path = tmp_path / "out.csv"
    path.write_bytes(exported(connection, f"FROM {table}", **dialect))
    described = connection.execute(f"DESCRIBE {table}").fetchall()
    columns = ", ".join(f"'{name}': '{type_.replace(chr(39), chr(39) * 2)}'"
                        for name, type_, *_ in described)  # fmt: skip
    quote = dialect.get("quote", '"').replace("'", "''")
    delimiter = dialect.get("delimiter", ",")
    back = (
        f"(SELECT * FROM read_csv('{path}', header = true, delim = '{delimiter}',"
        f" quote = '{quote}', escape = '{quote}', allow_quoted_nulls = false,"
        f" nullstr = '{dialect.get('null', '')}', columns = {{{columns}}}))"
    )
    assert (
        connection.execute(f"SELECT count(*) FROM {back}").fetchone()
        == connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    )
    assert differing(connection, table, back) == (0, 0)


def test_null_is_nothing_and_an_empty_text_is_quoted(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    sql = "SELECT * FROM (VALUES (NULL, 'a'), ('', 'b'), ('NULL', NULL)) t(x, \"y,\"\"z\")"
    assert exported(connection, sql) == b'x,"y,""z"\n,a\n"",b\nNULL,\n'
    assert exported(connection, sql, null="NULL") == b'x,"y,""z"\nNULL,a\n"",b\n"NULL",NULL\n'
    assert exported(connection, sql, quote_all=True) == (b'"x","y,""z"\n,"a"\n"","b"\n"NULL",\n')


def test_numbers_spelled_like_null_are_quoted(connection: duckdb.DuckDBPyConnection) -> None:
    assert (
        exported(connection, "FROM (VALUES (0), (NULL), (1)) t(n)", null="0") == b'n\n"0"\n0\n1\n'
    )


def test_a_lone_null_is_no_empty_line(connection: duckdb.DuckDBPyConnection) -> None:
    data = exported(connection, "SELECT * FROM (VALUES ('a'), (NULL), ('b')) t(x)")
    assert data == b'x\na\n""\nb\n'
    assert pd.read_csv(io.BytesIO(data))["x"].tolist()[::2] == ["a", "b"]
    assert len(pd.read_csv(io.BytesIO(data))) == 3


def test_the_header_stands_alone_where_there_are_no_rows(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    sql = "SELECT 1 AS a, 'x' AS a, [1] AS b WHERE false"
    assert exported(connection, sql) == b"a,a,b\n"
    assert exported(connection, sql, header=False) == b""
    assert exported(connection, sql, bom=True, newline="\r\n") == b"\xef\xbb\xbfa,a,b\r\n"


def test_excel_and_pandas_know_the_mark_of_utf_8(connection: duckdb.DuckDBPyConnection) -> None:
    data = exported(connection, "SELECT 'é𝄞' AS ö", bom=True)
    assert pd.read_csv(io.BytesIO(data)).to_dict("records") == [{"ö": "é𝄞"}]
    assert data.decode("utf-8-sig") == "ö\né𝄞\n"


def test_a_decimal_comma(connection: duckdb.DuckDBPyConnection) -> None:
    sql = "SELECT 1.50 AS d, 0.1::DOUBLE AS f, 1e300::FLOAT8 AS e, 2 AS i, '1.5' AS t, [0.5] AS l"
    data = exported(connection, sql, delimiter=";", decimal=",")
    assert data == b"d;f;e;i;t;l\n1,50;0,1;1e+300;2;1.5;[0.5]\n"
    frame = pd.read_csv(io.BytesIO(data), sep=";", decimal=",")
    assert frame.loc[0, ["d", "f", "e", "i"]].tolist() == [1.5, 0.1, 1e300, 2]


FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\0=1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
)


def test_formulas_are_disarmed_where_that_is_wanted(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    values = ", ".join(f"({i}, {_chars(text)})" for i, text in enumerate(FORMULAS))
    sql = (
        f'SELECT t AS "=cmd", -i AS n, -1.5::DOUBLE AS f, -1.5 AS d, INTERVAL (-1) DAY AS v '
        f"FROM (VALUES {values}) x(i, t) ORDER BY i"
    )
    header, *rows = csv.reader(io.StringIO(exported(connection, sql, guard=True).decode(), ""))
    assert header == ["'=cmd", "n", "f", "d", "v"]
    assert [row[0] for row in rows] == [f"'{text}" for text in FORMULAS]
    assert [row[1:] for row in rows] == [
        [str(-i), "-1.5", "-1.5", "'-1 day"] for i in range(len(FORMULAS))
    ]
    _header, *bare = csv.reader(io.StringIO(exported(connection, sql).decode(), ""))
    assert [row[0] for row in bare] == list(FORMULAS)


def _chars(text: str) -> str:
    return " || ".join(f"chr({ord(one)})" for one in text)


def test_harmless_texts_are_not_guarded(connection: duckdb.DuckDBPyConnection) -> None:
    sql = "SELECT * FROM (VALUES ('a=b', ''), (NULL, '1-2')) t(x, y)"
    assert exported(connection, sql, guard=True) == exported(connection, sql)


def test_arrow_and_pandas_read_the_same(connection: duckdb.DuckDBPyConnection) -> None:
    data = exported(connection, "FROM types")
    texts = [row[0] for row in connection.execute("SELECT t FROM types").fetchall()]
    frame = pd.read_csv(io.BytesIO(data), keep_default_na=False, na_values=[], dtype=str)
    assert frame["t"].tolist() == [text or "" for text in texts]
    table = pyarrow.csv.read_csv(
        io.BytesIO(data),
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""]
        ),
    )
    assert table["t"].to_pylist() == texts


@settings(max_examples=40, deadline=None)
@given(
    rows=records(NAMES),
    delimiter=st.sampled_from(",;|~^!#\t\x01\x1f"),
    quote=st.sampled_from("\"'"),
    newline=st.sampled_from(["\n", "\r\n"]),
    null=st.sampled_from(["", "NULL", "\\N", "0", "a"]),
    quote_all=st.booleans(),
)
def test_pythons_reader_gets_every_value_in_every_dialect(
    rows: list[Record], delimiter: str, quote: str, newline: str, null: str, quote_all: bool
) -> None:
    data, _table = of_records(
        rows, NAMES, "csv", delimiter=delimiter, quote=quote, newline=newline, null=null,
        quote_all=quote_all,
    )  # fmt: skip
    reader = csv.reader(
        io.StringIO(data.decode(), newline=""), delimiter=delimiter, quotechar=quote, strict=True
    )
    header, *found = reader
    assert header == NAMES
    assert len(found) == len(rows)
    for values, row in zip(found, rows, strict=True):
        for text, (name, value) in zip(values, row.items(), strict=True):
            if value is None:
                assert text == null
            elif name == "real":
                assert float(text) == value
            else:
                assert text == written(value)


@settings(max_examples=30, deadline=None)
@given(rows=records(["text", "small"]), null=st.sampled_from(["", "a", "NULL"]))
def test_nulls_and_texts_like_them_are_told_apart(rows: list[Record], null: str) -> None:
    data, _table = of_records(rows, ["text", "small"], "csv", null=null)
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE there (text VARCHAR, small INTEGER)")
        for row in rows:
            connection.execute("INSERT INTO there VALUES (?, ?)", [row["text"], row["small"]])
        texts = [value for value, _small in connection.execute("FROM there").fetchall()]
    quoted = iter(_raw_first_fields(data.decode()))
    next(quoted)
    for text, raw in zip(texts, quoted, strict=True):
        assert (raw == null) is (text is None)


def _raw_first_fields(data: str) -> list[str]:
    """The first field of each record as it stands in the file, quotes and all."""
    found, at = [], 0
    while at < len(data):
        end = at
        if data[at] == '"':
            end += 1
            while data[end] != '"' or data[end + 1 : end + 2] == '"':
                end += 2 if data[end] == '"' else 1
            end += 1
        else:
            while data[end] not in ",\n":
                end += 1
        found.append(data[at:end])
        at = data.index("\n", end) + 1
    return found
