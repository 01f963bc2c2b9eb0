"""JSON and JSON Lines exports: objects whose values are those of a page."""

from __future__ import annotations

import io
import json
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings

from deita_server_ext.engine import cells
from deita_server_ext.engine.exports.objects import distinct
from tests.exported import COLUMNS, Record, connected, exported, of_records, records

NAMES = list(COLUMNS)


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return connected()


def lines(data: bytes) -> list[Any]:
    """Each line's value; a constant that JSON does not have is an error."""

    def refuse(constant: str) -> Any:
        raise AssertionError(constant)

    text = data.decode()
    assert text == "" or text.endswith("\n")
    return [json.loads(line, parse_constant=refuse) for line in text.split("\n")[:-1]]


@pytest.mark.parametrize("table", ["types", "more"])
def test_values_are_those_of_a_page(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    reader = cells.presentable(connection.cursor().sql(f"FROM {table}")).to_arrow_reader(8192)
    page = json.loads(cells.json_rows(list(reader), reader.schema))
    data = exported(connection, f"FROM {table}", "jsonl")
    assert [list(row.values()) for row in lines(data)] == page
    assert [list(row) for row in lines(data)] == [reader.schema.names] * len(page)
    assert json.loads(exported(connection, f"FROM {table}", "json")) == lines(data)


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01 00:00:00", "0001-12-31 (BC) 23:59:59.5", "290000-12-31 00:00:01", "infinity",
     "-infinity", "1969-12-31 23:59:59.999999"],
)  # fmt: skip
@pytest.mark.parametrize(
    "type_", ["TIMESTAMP", "TIMESTAMPTZ", "TIMESTAMP_S", "TIMESTAMP_MS", "DATE"]
)
def test_moments_at_the_edges(
    connection: duckdb.DuckDBPyConnection, moment: str, type_: str
) -> None:
    sql = f"SELECT '{moment}'::TIMESTAMP::{type_} AS m"
    reader = connection.cursor().sql(sql).to_arrow_reader(10)
    page = json.loads(cells.json_rows(list(reader), reader.schema))
    assert [[row["m"]] for row in lines(exported(connection, sql, "jsonl"))] == page


def test_pandas_reads_both(connection: duckdb.DuckDBPyConnection) -> None:
    sql = "SELECT i, 'text ' || i AS t, i / 4 AS f FROM range(100) r(i)"
    wanted = connection.execute(sql).df().to_dict("list")
    data = exported(connection, sql, "jsonl")
    assert pd.read_json(io.BytesIO(data), lines=True).to_dict("list") == wanted
    assert pd.read_json(io.BytesIO(exported(connection, sql, "json"))).to_dict("list") == wanted


def test_no_rows(connection: duckdb.DuckDBPyConnection) -> None:
    assert exported(connection, "FROM more WHERE false", "jsonl") == b""
    assert json.loads(exported(connection, "FROM more WHERE false", "json")) == []


def test_names_that_repeat_are_numbered(connection: duckdb.DuckDBPyConnection) -> None:
    sql = 'SELECT 1 AS a, 2 AS a, 3 AS a_2, 4 AS "say ""a""", 5 AS ö, [6] AS ö, 7 AS "\'"'
    [row] = lines(exported(connection, sql, "jsonl"))
    assert row == {"a": 1, "a_1": 2, "a_2": 3, 'say "a"': 4, "ö": 5, "ö_1": [6], "'": 7}
    assert distinct(["a", "a", "a"]) == ["a", "a_1", "a_2"]
    assert distinct(["a", "a", "a_1"]) == ["a", "a_2", "a_1"]


@settings(max_examples=30, deadline=None)
@given(rows=records(NAMES))
def test_rows_are_as_on_a_page(rows: list[Record]) -> None:
    data, table = of_records(rows, NAMES, "jsonl")
    page = json.loads(cells.json_rows(table.to_batches(), table.schema))
    assert [list(row.values()) for row in lines(data)] == page
    array, _table = of_records(rows, NAMES, "json")
    assert json.loads(array) == lines(data)
