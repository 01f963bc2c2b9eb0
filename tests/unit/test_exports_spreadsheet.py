"""XLSX exports read by openpyxl and calamine: types right, texts never formulas."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import duckdb
import openpyxl
import pytest
from hypothesis import given, settings
from python_calamine import CalamineWorkbook

from deita_server_ext.engine.exports import spreadsheet
from deita_server_ext.engine.exports.source import of_relation
from deita_server_ext.engine.exports.spreadsheet import xlsx_chunks
from deita_server_ext.errors import InvalidRequest
from tests.exported import Record, connected, exported, of_records, records

NAMES = ["small", "large", "real", "flag", "exact", "day", "moment", "clock", "text"]
EXACT = 2**53
FIRST = date(1900, 3, 1)


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return connected()


def unescaped(value: Any) -> Any:
    """A text without the escapes of ECMA-376, which openpyxl leaves as they are."""
    if not isinstance(value, str):
        return value
    return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), value)


def by_openpyxl(data: bytes, sheet: int = 0) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    rows = book.worksheets[sheet].iter_rows()
    return [tuple(None if cell.value is None else _value(cell) for cell in row) for row in rows]


def _value(cell: Any) -> Any:
    assert cell.data_type != "f"
    return unescaped(cell.value) if cell.data_type in ("s", "inlineStr") else cell.value


def by_calamine(data: bytes, sheet: int = 0) -> list[list[Any]]:
    found: list[list[Any]] = (
        CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(sheet).to_python()
    )
    return found


def test_types_are_right(connection: duckdb.DuckDBPyConnection) -> None:
    sql = """SELECT 1 AS i, 9007199254740992 AS edge, 9007199254740993 AS big, 0.1::FLOAT AS f4,
      -1.5 AS d, 12345678901234567.89::DECIMAL(20, 2) AS wide, 0.5::DECIMAL(38, 2) AS narrow,
      true AS yes, false AS no, DATE '2013-01-31' AS day, DATE '1900-02-28' AS early,
      TIMESTAMP '2013-01-31 05:15:00.25' AS ts, TIMESTAMPTZ '2013-01-31 05:15:00+02' AS tz,
      TIME '05:15:00' AS tm, 'nan'::DOUBLE AS nan, '-inf'::FLOAT AS inf, [1, 2] AS l, NULL AS n,
      '' AS empty, ' a<b>&"c" ' AS t"""
    header, row = by_openpyxl(exported(connection, sql, "xlsx"))
    assert header[:3] == ("i", "edge", "big")
    assert row == (
        1, EXACT, "9007199254740993", 0.1, -1.5, "12345678901234567.89", 0.5, True, False,
        datetime(2013, 1, 31), "1900-02-28", datetime(2013, 1, 31, 5, 15, 0, 250000),
        datetime(2013, 1, 31, 3, 15), time(5, 15), "NaN", "-Infinity", "[1, 2]", None, "",
        ' a<b>&"c" ',
    )  # fmt: skip
    assert [type(value) for value in row[7:9]] == [bool, bool]
    _header, other = by_calamine(exported(connection, sql, "xlsx"))
    assert other[9:13] == [
        date(2013, 1, 31), "1900-02-28", datetime(2013, 1, 31, 5, 15, 0, 250000),
        datetime(2013, 1, 31, 3, 15),
    ]  # fmt: skip


@pytest.mark.parametrize("table", ["types", "more"])
def test_both_readers_open_every_type(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    data = exported(connection, f"FROM {table}", "xlsx")
    count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert count == (len(by_openpyxl(data)) - 1,)
    assert len(by_calamine(data)) == len(by_openpyxl(data))


def test_decimals_that_readers_would_make_others_of_are_texts(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    sql = "SELECT 1280284336020.7762::DECIMAL(18, 4) AS d, 1280284336020.7761::DECIMAL(18, 4) AS e"
    _header, row = by_openpyxl(exported(connection, sql, "xlsx"))
    assert row == ("1280284336020.7762", 1280284336020.7761)


@settings(max_examples=30, deadline=None)
@given(rows=records(NAMES))
def test_every_value_is_there(rows: list[Record]) -> None:
    data, _table = of_records(rows, NAMES, "xlsx")
    header, *found = by_openpyxl(data)
    assert header == tuple(NAMES)
    assert len(found) == len(rows)
    for values, row in zip(found, rows, strict=True):
        for value, (name, wanted) in zip(values, row.items(), strict=True):
            assert _same(value, wanted), (name, value, wanted)
    # It leaves out rows at the end that have nothing in them.
    texts = [line[NAMES.index("text")] for line in by_calamine(data)[1:]]
    wanted = [row["text"] or "" for row in rows]
    assert texts == wanted[: len(texts)]
    assert not any(wanted[len(texts) :])


def _same(value: Any, wanted: Any) -> bool:  # noqa: PLR0911 - one line a type
    if wanted is None or isinstance(wanted, bool | str):
        return bool(value == wanted) and type(value) is type(wanted)
    if isinstance(wanted, int):
        return bool(value == (wanted if abs(wanted) <= EXACT else str(wanted)))
    if isinstance(wanted, float):
        return bool(value == wanted)
    if isinstance(wanted, Decimal):
        return Decimal(str(value)) == wanted or Decimal(value) == wanted
    if isinstance(wanted, datetime):
        if wanted.date() < FIRST:
            return bool(str(value)[:10] == wanted.date().isoformat())
        return isinstance(value, datetime) and abs(value - wanted) <= timedelta(milliseconds=1)
    if isinstance(wanted, date):
        if wanted < FIRST:
            return bool(value == wanted.isoformat())
        return bool(value == datetime.combine(wanted, time()))
    # A time of day that rounds up to midnight is openpyxl's first day.
    seconds = _seconds(value)
    return abs(seconds - _seconds(wanted)) < 0.002


def _seconds(value: Any) -> float:
    if isinstance(value, datetime):
        return 86_400.0
    return float(value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6)


def test_texts_are_never_formulas(connection: duckdb.DuckDBPyConnection) -> None:
    sql = "SELECT * FROM (VALUES ('=1+1'), ('+1'), ('@SUM(A1)'), ('=cmd|''/c calc''!A1')) t(\"=x\")"
    data = exported(connection, sql, "xlsx")
    rows = by_openpyxl(data)
    assert [row[0] for row in rows] == ["=x", "=1+1", "+1", "@SUM(A1)", "=cmd|'/c calc'!A1"]
    assert b"<f" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")


def test_characters_that_xml_lacks(connection: duckdb.DuckDBPyConnection) -> None:
    points = [*range(0x20), 0x7F, 0x1F600]
    text = "".join(map(chr, points)) + "_x0041__x0042_ _x"
    value = " || ".join(f"chr({ord(one)})" for one in text)
    data = exported(connection, f'SELECT {value} AS "a_x000D_b&<"', "xlsx")
    assert by_openpyxl(data)[1] == (text,)
    assert by_calamine(data)[1] == [text]
    assert by_calamine(data)[0] == ["a_x000D_b&<"]
    data = exported(connection, "SELECT chr(65534) || chr(65535)", "xlsx")
    assert by_openpyxl(data)[1] == ("\ufffe\uffff",)


def test_a_text_that_is_too_long_is_cut_and_says_so(connection: duckdb.DuckDBPyConnection) -> None:
    sql = "SELECT repeat('é', n) FROM (VALUES (32767), (32768)) t(n) ORDER BY n"
    _header, (whole,), (cut,) = by_openpyxl(exported(connection, sql, "xlsx"))
    assert whole == "é" * 32_767
    assert len(cut) == 32_767
    assert cut.endswith("é … [cut: a cell holds no more]")


def test_rows_go_on_in_further_sheets(connection: duckdb.DuckDBPyConnection) -> None:
    for rows, sheets in ((0, 1), (9, 1), (10, 2), (18, 2), (20_000, 2223)):
        source = of_relation(
            cursor := connection.cursor(), cursor.sql(f"SELECT i AS n FROM range({rows}) r(i)")
        )
        data = b"".join(xlsx_chunks(source, sheet_rows=10))
        assert len(zipfile.ZipFile(io.BytesIO(data)).namelist()) == sheets + 5
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        assert book.sheet_names == [f"Sheet{n}" for n in range(1, sheets + 1)]
        found: list[Any] = []
        for name in book.sheet_names:
            header, *body = book.get_sheet_by_name(name).to_python()
            assert header == ["n"]
            assert len(body) <= 9
            found += [row[0] for row in body]
        assert found == list(range(rows))


def test_a_sheet_ends_before_it_is_too_large(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheet, "SHEET_BYTES", 1_000_000)
    sql = "SELECT repeat('x', 1000) FROM range(5000)"
    book = openpyxl.load_workbook(io.BytesIO(exported(connection, sql, "xlsx")), read_only=True)
    counts = [sum(1 for _row in sheet.iter_rows()) - 1 for sheet in book.worksheets]
    assert sum(counts) == 5_000
    assert len(counts) > 1


def test_more_columns_than_a_sheet_has(connection: duckdb.DuckDBPyConnection) -> None:
    sql = f"SELECT {', '.join(f'{n} AS c{n}' for n in range(16_385))}"
    with pytest.raises(InvalidRequest, match="16,385 columns"):
        exported(connection, sql, "xlsx")


def test_the_archive_is_sound(connection: duckdb.DuckDBPyConnection) -> None:
    archive = zipfile.ZipFile(io.BytesIO(exported(connection, "FROM types", "xlsx")))
    assert archive.testzip() is None
    for name in archive.namelist():
        ElementTree.fromstring(archive.read(name))
