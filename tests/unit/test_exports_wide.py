"""Exports of very many columns: the same bytes, made type by type."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import duckdb
import openpyxl
import pytest

from deita_server_ext.engine.exports import wide
from tests.exported import connected, exported

STATEMENTS = [
    "FROM types",
    "FROM more",
    "FROM types WHERE false",
    "SELECT *, * FROM types, more",
    'SELECT i AS x, i AS x, \'é\' AS "a,""b" FROM range(20000) r(i)',
    "SELECT 170141183460469231731687303715884105727 AS h, '\\x00' AS t, ['\"', NULL] AS l",
]
FORMATS: list[dict[str, Any]] = [
    {"format": "csv"},
    {"format": "csv", "delimiter": ";", "null": "NULL", "newline": "\r\n", "decimal": ","},
    {"format": "csv", "delimiter": "\t", "quote": "'", "quote_all": True, "guard": True},
    {"format": "csv", "header": False, "bom": True},
    {"format": "json"},
    {"format": "jsonl"},
    {"format": "xlsx"},
]


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return connected()


def content(data: bytes, format: str) -> object:
    """The bytes; of an archive those of its files, which are stamped with the time."""
    if format != "xlsx":
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("options", FORMATS, ids=str)
@pytest.mark.parametrize("sql", STATEMENTS)
def test_the_same_bytes(
    connection: duckdb.DuckDBPyConnection,
    monkeypatch: pytest.MonkeyPatch,
    sql: str,
    options: dict[str, Any],
) -> None:
    narrow = content(exported(connection, sql, **options), options["format"])
    monkeypatch.setattr(wide, "COLUMNS", 0)
    assert content(exported(connection, sql, **options), options["format"]) == narrow


def test_five_thousand_columns(connection: duckdb.DuckDBPyConnection) -> None:
    kinds = ["i + {0}", "'t{0},' || i", "(i + {0}) / 4", "DATE '2013-01-01' + i::INT"]
    select = ", ".join(f"{kinds[k % 4].format(k)} AS c{k}" for k in range(5000))
    sql = f"SELECT {select} FROM range(100) r(i)"
    names = [f"c{k}" for k in range(5000)]
    header, *rows = csv.reader(io.StringIO(exported(connection, sql).decode()))
    assert header == names
    assert [row[:3] for row in rows] == [[str(i), f"t1,{i}", str((i + 2) / 4)] for i in range(100)]
    assert rows[99][4996:] == ["5095", "t4997,99", "1274.25", "2013-04-10"]
    objects = json.loads(exported(connection, sql, "json"))
    assert [list(one) for one in objects] == [names] * 100
    assert objects[99] == {
        name: int(cell) if k % 4 == 0 else float(cell) if k % 4 == 2 else cell
        for k, (name, cell) in enumerate(zip(names, rows[99], strict=True))
    }
    book = openpyxl.load_workbook(io.BytesIO(exported(connection, sql, "xlsx")), read_only=True)
    *_others, last = book.worksheets[0].iter_rows(values_only=True)
    assert [str(cell).removesuffix(" 00:00:00") for cell in last] == rows[99]
