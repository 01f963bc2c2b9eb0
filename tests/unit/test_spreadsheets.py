"""Workbooks of all four kinds: the right table, and what became of every row and cell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt
from odf.element import Element
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from deita_server_ext.errors import InvalidRequest, UnreadableFile
from tests.ingests import Bench
from tests.xlsb import xlsb

Rows = list[list[Any]]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def xlsx(*sheets: Rows, names: tuple[str, ...] = (), **options: Any) -> bytes:
    """A workbook of these sheets."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, **options})
    forms = {
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        time: book.add_format({"num_format": "hh:mm:ss"}),
        timedelta: book.add_format({"num_format": "[h]:mm:ss"}),
    }
    for number, rows in enumerate(sheets):
        sheet = book.add_worksheet(names[number] if names else None)
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                if isinstance(value, str) and value.startswith("="):
                    sheet.write_formula(i, j, value, value="#DIV/0!")
                elif value is not None:
                    sheet.write(i, j, value, forms.get(type(value)))
    book.close()
    return made.getvalue()


def xls(*sheets: Rows) -> bytes:
    """An old workbook of these sheets."""
    made = io.BytesIO()
    book = xlwt.Workbook()
    forms = {
        datetime: xlwt.easyxf(num_format_str="YYYY-MM-DD HH:MM:SS"),
        date: xlwt.easyxf(num_format_str="YYYY-MM-DD"),
        time: xlwt.easyxf(num_format_str="HH:MM:SS"),
    }
    for number, rows in enumerate(sheets):
        sheet = book.add_sheet(f"Sheet{number + 1}")
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                if value is not None:
                    sheet.write(i, j, value, *filter(None, [forms.get(type(value))]))
    book.save(made)
    return made.getvalue()


def _ods_cell(value: Any) -> TableCell:
    if isinstance(value, bool):
        return TableCell(valuetype="boolean", booleanvalue=str(value).lower())
    if isinstance(value, int | float):
        return TableCell(valuetype="float", value=value)
    if isinstance(value, datetime | date):
        return TableCell(valuetype="date", datevalue=value.isoformat())
    if isinstance(value, time):
        clock = f"PT{value.hour:02d}H{value.minute:02d}M{value.second:02d}S"
        return TableCell(valuetype="time", timevalue=clock)
    if value is None:
        return TableCell()
    cell = TableCell(valuetype="string")
    cell.addElement(P(text=value))
    return cell


def ods(*sheets: Rows) -> bytes:
    """An OpenDocument workbook of these sheets."""
    book = OpenDocumentSpreadsheet()
    for number, rows in enumerate(sheets):
        sheet = Table(name=f"Sheet{number + 1}")
        for row in rows:
            line = TableRow()
            for value in row:
                line.addElement(_ods_cell(value))
            sheet.addElement(line)
        book.spreadsheet.addElement(sheet)
    made = io.BytesIO()
    book.write(made)
    return made.getvalue()


MAKERS: dict[str, Callable[..., bytes]] = {
    "xlsx": xlsx,
    "xls": xls,
    "xlsb": xlsb,
    "ods": ods,
}
TABLE: Rows = [
    ["name", "n", "x", "ok", "day", "at"],
    ["Ada", 1, 1.5, True, date(2013, 1, 31), datetime(2013, 1, 31, 5, 15, 30)],
    ["Bob", 2, 2.25, False, date(1999, 12, 31), datetime(2000, 2, 29, 23, 59, 59)],
    ["Zoë", None, -3.0, True, None, None],
]


@pytest.mark.parametrize("kind", MAKERS)
def test_one_table_in_each_kind(bench: Bench, kind: str) -> None:
    part = bench.one(MAKERS[kind](TABLE), f"a.{kind}")
    assert bench.format == kind
    assert part.name == "Sheet1"
    assert part.columns == TABLE[0]
    assert part.types == ["VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP"]
    assert part.rows == [tuple(row) for row in TABLE[1:]]
    assert part.counts == {"lines": 4, "header": 1, "loaded": 3}
    assert part.report["problems"] == []


@pytest.mark.parametrize("kind", MAKERS)
def test_the_content_tells_the_kind(bench: Bench, kind: str) -> None:
    part = bench.one(MAKERS[kind](TABLE), "export.csv")
    assert bench.format == kind
    assert len(part.rows) == 3


def test_times_of_day_and_durations(bench: Bench) -> None:
    part = bench.one(
        xlsx([
            ["clock", "span", "both"],
            [time(5, 15), timedelta(hours=30), time(1, 0)],
            [time(23, 59, 59), timedelta(hours=1), timedelta(hours=26)],
        ]),
        "a.xlsx",
    )  # fmt: skip
    assert part.types == ["TIME", "INTERVAL", "INTERVAL"]
    assert part.rows[0] == (time(5, 15), timedelta(hours=30), timedelta(hours=1))
    assert part.rows[1][2] == timedelta(hours=26)


def test_the_date_system_of_1904(bench: Bench) -> None:
    rows: Rows = [["day"], [date(2013, 1, 31)], [date(1904, 1, 2)]]
    part = bench.one(xlsx(rows, date_1904=True), "a.xlsx")
    assert part.rows == [(date(2013, 1, 31),), (date(1904, 1, 2),)]


def test_whole_numbers_are_integers_and_large_ones_stay_floats(bench: Bench) -> None:
    part = bench.one(xlsx([["i", "f"], [2**53, 1e300], [-5, 3]]), "a.xlsx")
    assert part.types == ["BIGINT", "DOUBLE"]
    assert part.rows == [(2**53, 1e300), (-5, 3.0)]


def xls_with_errors() -> bytes:
    """Errors of both kinds of records, in a sheet behind another one that has errors too."""
    book, made = xlwt.Workbook(), io.BytesIO()
    other, sheet = book.add_sheet("Other"), book.add_sheet("Sheet1")
    other.row(0).set_cell_error(0, 0x17)
    for i, row in enumerate([["a", "b", "c"], [1, 2, None], [None, 3, "x"], [4, None, "y"]]):
        for j, value in enumerate(row):
            if value is not None:
                sheet.write(i, j, value)
    sheet.row(2).set_cell_error(0, 0x07)
    sheet.row(3).set_cell_error(1, 0x2A)
    book.save(made)
    return made.getvalue()


def ods_with_errors() -> bytes:
    """As LibreOffice writes them, below rows and beside cells that are repeated."""

    def error(shown: str, **value: Any) -> TableCell:
        value = value or {"valuetype": "string", "stringvalue": ""}
        cell = TableCell(formula="of:=1/0", **value)
        cell.addElement(P(text=shown))
        return cell

    def line(*cells: Any, **options: Any) -> TableRow:
        row = TableRow(**options)
        for cell in cells:
            row.addElement(cell if isinstance(cell, Element) else _ods_cell(cell))
        return row

    book, made = OpenDocumentSpreadsheet(), io.BytesIO()
    other, sheet = Table(name="Other"), Table(name="Sheet1")
    other.addElement(line(error("#REF!")))
    sheet.addElement(line("a", "b", "c"))
    blank = TableCell(numbercolumnsrepeated=1)
    sheet.addElement(line(1, 2, blank))
    sheet.addElement(line(error("#DIV/0!"), 3, "x"))
    sheet.addElement(line(4, error("Err:502", valuetype="float", value=0), "y"))
    for table in (other, sheet):
        book.spreadsheet.addElement(table)
    book.write(made)
    return made.getvalue()


ERRORS: Rows = [["a", "b", "c"], [1, 2, None], ["=#DIV/0!", 3, "x"], [4, "#N/A", "y"]]
WITH_ERRORS = {
    "xlsx": lambda: xlsx([["a", "b", "c"], [1, 2, None], ["=1/0", 3, "x"], [4, "=NA()", "y"]]),
    "xls": xls_with_errors,
    "xlsb": lambda: xlsb(ERRORS, [["#REF!"]]),
    "ods": ods_with_errors,
}


@pytest.mark.parametrize("kind", WITH_ERRORS)
def test_errors_become_null_and_are_counted_with_their_place(bench: Bench, kind: str) -> None:
    part = bench.one(WITH_ERRORS[kind](), f"a.{kind}", parts=["Sheet1"])
    assert part.rows == [(1, 2, None), (None, 3, "x"), (4, None, "y")]
    assert part.types == ["BIGINT", "BIGINT", "VARCHAR"]
    assert part.report["cells_nulled"] == 2
    first = part.first("error_value")
    assert (first["count"], first["line"], first["column"]) == (2, 3, "a")
    assert first["text"] == "#DIV/0!"
    listed = [(row["line"], row["column"], row["kind"]) for row in part.rejects]
    assert listed == [("3", "a", "error_value"), ("4", "b", "error_value")]


@pytest.mark.parametrize("kind", WITH_ERRORS)
def test_strict_refuses_a_workbook_with_an_error(bench: Bench, kind: str) -> None:
    with pytest.raises(UnreadableFile, match=r"2 cells nulled. Line 3: The cell holds an error"):
        bench.load(WITH_ERRORS[kind](), f"a.{kind}", parts=["Sheet1"], strict=True)
    part = bench.one(xlsx([["a"], [1], ["NA"], [2]]), "a.xlsx", strict=True)
    assert (part.rows, part.report["cells_nulled"]) == ([(1,), (None,), (2,)], 1)


def test_all_errors_are_counted(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deita_server_ext.ingest.spreadsheet.faults.LISTED", 3)
    for kind, content in {
        "xlsx": xlsx([["a", "b"], *([n, "=1/0"] for n in range(9))]),
        "xlsb": xlsb([["a", "b"], *([n, "#N/A"] for n in range(9))]),
    }.items():
        part = bench.one(content, f"a.{kind}")
        assert part.report["cells_nulled"] == part.first("error_value")["count"] == 9
        assert [row["count"] for row in part.rejects] == ["1", "1", "1", "6"]
        assert (part.rejects[-1]["line"], part.rejects[-1]["outcome"]) == ("5", "set to NULL")


def test_how_texts_are_read_can_be_changed(bench: Bench) -> None:
    rows: Rows = [
        ["day", "n", "k", "x"], ["01/02/2020", "1.234", 1, "?"], ["03/04/2021", "5.678", "none", 2],
    ]  # fmt: skip
    part = bench.one(xlsx(rows), "a.xlsx")
    assert part.types == ["DATE", "DOUBLE", "VARCHAR", "BIGINT"]
    assert part.rows[0] == (date(2020, 2, 1), 1.234, "1", None)
    assert part.decisions["date_format"] == "%d/%m/%Y"
    assert part.decisions["nulls"] == ["?"]
    options = {"date_format": "%m/%d/%Y", "decimal": ",", "thousands": ".", "nulls": ["none"]}
    part = bench.one(xlsx(rows), "a.xlsx", **options)
    assert part.types == ["DATE", "BIGINT", "BIGINT", "VARCHAR"]
    assert part.rows == [(date(2020, 1, 2), 1234, 1, "?"), (date(2021, 3, 4), 5678, None, "2")]
    assert {key: part.decisions[key] for key in options} == options


def test_the_order_of_one_column_of_dates_tells_the_others(bench: Bench) -> None:
    rows: Rows = [["a", "b"], ["01/02/2020", "01/25/2020"], ["03/04/2021", "02/26/2020"]]
    part = bench.one(xlsx(rows), "a.xlsx")
    assert part.rows[0] == (date(2020, 1, 2), date(2020, 1, 25))


def test_progress_over_sheets_never_goes_back(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deita_server_ext.ingest.progress.SECONDS", 0)
    rows: Rows = [["a"], *([n] for n in range(20))]
    bench.load(xlsx(rows, rows, [["only a header"]], rows), "a.xlsx")
    assert bench.said == sorted(bench.said)
    assert [rows for _share, rows in bench.said] == [20, 40, 60]
    assert bench.said[0][0] == 0.25
    assert bench.said[-1][0] == 1.0


def test_errors_behind_many_rows(bench: Bench) -> None:
    rows: Rows = [["a", "b"], *([i, "text" * 30] for i in range(30_000)), ["#N/A", "x"]]
    part = bench.one(xlsb(rows), "a.xlsb")
    assert part.first("error_value")["line"] == 30_002
    rows[-1] = ["=NA()", "x"]
    part = bench.one(xlsx(rows), "a.xlsx")
    assert part.first("error_value")["line"] == 30_002


def test_spellings_of_null_among_numbers(bench: Bench) -> None:
    part = bench.one(xlsx([["a", "t"], [1, "NA"], ["N/A", "x"], [3, "y"]]), "a.xlsx")
    assert part.types == ["BIGINT", "VARCHAR"]
    assert part.rows == [(1, "NA"), (None, "x"), (3, "y")]
    assert part.first("null_spelling")["line"] == 3
    given = bench.one(xlsx([["t"], ["NA"], ["none"]]), "a.xlsx", nulls=["none"])
    assert given.rows == [("NA",), (None,)]


def test_mixed_kinds_are_kept_as_text_and_said(bench: Bench) -> None:
    part = bench.one(xlsx([["a"], [1], [2.5], ["about 3"], [True], [date(2013, 1, 1)]]), "a.xlsx")
    assert part.rows == [("1",), ("2.5",), ("about 3",), ("true",), ("2013-01-01",)]
    first = part.first("mixed_types")
    assert (first["count"], first["line"], first["text"]) == (3, 4, "about 3")


@pytest.mark.parametrize("kind", MAKERS)
def test_a_kind_that_comes_late(bench: Bench, kind: str) -> None:
    rows: Rows = [["a", "b"], *([i, 1.5] for i in range(20_000)), ["x", "NA"], [None, 2]]
    part = bench.one(MAKERS[kind](rows), f"a.{kind}")
    assert part.types == ["VARCHAR", "DOUBLE"]
    assert part.rows[0] == ("0", 1.5)
    assert part.rows[-2:] == [("x", None), (None, 2.0)]
    assert part.first("mixed_types")["line"] == 20_002
    assert part.counts == {"lines": 20_003, "header": 1, "loaded": 20_002}


def test_titles_blank_rows_empty_columns_and_notes_around_the_table(bench: Bench) -> None:
    part = bench.one(
        xlsx([
            ["Report of 2013"],
            ["made by Ada"],
            [],
            [None, None, "name", "n", "x"],
            [None, None, "Ada", 1, 1.5],
            [],
            [None, None, "Bob", 2, 2.5],
            [],
            [None, None, "Source: the office"],
        ]),
        "a.xlsx",
    )  # fmt: skip
    assert part.columns == ["name", "n", "x"]
    assert part.rows == [("Ada", 1, 1.5), ("Bob", 2, 2.5)]
    assert part.counts == {
        "lines": 9, "preamble": 2, "blank": 3, "header": 1, "loaded": 2, "footer": 1,
    }  # fmt: skip
    assert part.decisions == {
        "range": "A1:E9", "skip_lines": 3, "header_rows": 1, "footer_lines": 1, "nulls": [],
        "decimal": ".", "thousands": "", "date_format": None, "timestamp_format": None,
    }  # fmt: skip


def test_what_is_asked_for_is_done(bench: Bench) -> None:
    content = xlsx([["x", "y", "z"], ["a", "b", "c"], [1, 2, "7"], [4, 5, "no"], [9, 9, "9"]])
    part = bench.one(
        content, "a.xlsx", skip_lines=1, header_rows=1, footer_lines=1,
        columns=[
            {"source": "a", "name": "first"}, {"source": "b", "drop": True},
            {"source": "c", "type": "INTEGER"},
        ],
    )  # fmt: skip
    assert part.columns == ["first", "c"]
    assert part.types == ["BIGINT", "INTEGER"]
    assert part.rows == [(1, 7), (4, None)]
    assert part.report["cells_nulled"] == 1
    assert part.rejects == [
        {"line": "4", "column": "c", "text": "no", "kind": "type", "reason": "It is no INTEGER.",
         "outcome": "set to NULL", "count": "1"},
    ]  # fmt: skip
    assert part.counts == {"lines": 5, "preamble": 1, "header": 1, "loaded": 2, "footer": 1}


def test_a_range(bench: Bench) -> None:
    rows: Rows = [[f"{column}{row}" for column in "ABCD"] for row in range(1, 7)]
    part = bench.one(xlsx(rows), "a.xlsx", range="B2:C4")
    assert part.columns == ["B2", "C2"]
    assert part.rows == [("B3", "C3"), ("B4", "C4")]
    assert part.counts == {"lines": 6, "preamble": 1, "header": 1, "loaded": 2, "footer": 2}
    with pytest.raises(InvalidRequest):
        bench.load(xlsx(rows), "a.xlsx", range="B2-C4")
    with pytest.raises(UnreadableFile, match="empty"):
        bench.load(xlsx(rows), "a.xlsx", range="X20:Z30")


def test_headings_over_several_columns(bench: Bench) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["", "2012", None, "2013", None], ["city", "n", "x", "n", "x"],
                ["London", 1, 1.5, 2, 2.5]):  # fmt: skip
        sheet.append(row)
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("D1:E1")
    made = io.BytesIO()
    book.save(made)
    part = bench.one(made.getvalue(), "a.xlsx")
    assert part.columns == ["city", "2012 n", "2012 x", "2013 n", "2013 x"]
    assert part.rows == [("London", 1, 1.5, 2, 2.5)]
    assert part.decisions["header_rows"] == 2


def test_years_are_a_header_and_values_are_none(bench: Bench) -> None:
    years = bench.one(xlsx([["city", 2012, 2013], ["London", 5, 7.5]]), "a.xlsx")
    assert years.columns == ["city", "2012", "2013"]
    bare = bench.one(xlsx([[1, "a"], [2, "b"]]), "a.xlsx")
    assert bare.columns == ["column_A", "column_B"]
    assert bare.rows == [(1, "a"), (2, "b")]
    assert bare.counts == {"lines": 2, "loaded": 2}


def test_sheets_hidden_empty_and_of_other_kinds_are_said(bench: Bench) -> None:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    for name in ("one", "two", "none"):
        sheet = book.add_worksheet(name)
        if name != "none":
            sheet.write_row(0, 0, ["a"])
            sheet.write_row(1, 0, [1])
    book.get_worksheet_by_name("two").hide()
    book.add_chartsheet("picture")
    book.close()
    content = made.getvalue()
    parts = bench.load(content, "a.xlsx")
    assert [part.name for part in parts] == ["one", "two"]
    assert "the sheet is hidden" in parts[1].notes
    assert any("none" in note and "empty" in note for note in parts[0].notes)
    assert any("picture" in note and "chart" in note for note in parts[0].notes)
    assert [part.name for part in bench.load(content, "a.xlsx", parts=["two"])] == ["two"]
    with pytest.raises(InvalidRequest, match="no sheet"):
        bench.load(content, "a.xlsx", parts=["three"])
    with pytest.raises(UnreadableFile):
        bench.load(content, "a.xlsx", parts=["none"])


def test_headers_that_repeat_or_are_missing(bench: Bench) -> None:
    part = bench.one(xlsx([["a", "A", None, "a"], [1, 2, 3, 4]]), "a.xlsx")
    assert part.columns == ["a", "A_1", "column_C", "a_2"]


def test_merged_cells_in_the_table_are_said(bench: Bench) -> None:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["a", "b"])
    sheet.merge_range(1, 0, 2, 0, "x")
    sheet.write_column(1, 1, [1, 2])
    book.close()
    part = bench.one(made.getvalue(), "a.xlsx")
    assert part.rows == [("x", 1), (None, 2)]
    assert any("merged" in note for note in part.notes)


def test_a_preview_is_the_load_seen_on_its_head(bench: Bench) -> None:
    rows: Rows = [["i", "t"], *([i, f"t{i}"] for i in range(12_000))]
    (part,) = bench.preview(xlsx(rows), "a.xlsx", rows=3)
    assert part["rows"] == [[0, "t0"], [1, "t1"], [2, "t2"]]
    assert not part["complete"]
    assert [column["type"] for column in part["columns"]] == ["BIGINT", "VARCHAR"]
    (whole,) = bench.preview(xlsx(rows[:100]), "a.xlsx", rows=3)
    assert whole["complete"]
    assert whole["report"]["lines"] == 100


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("kept", [0.2, 0.6, 0.95])
def test_a_workbook_cut_short_is_refused(bench: Bench, kind: str, kept: float) -> None:
    content = MAKERS[kind](TABLE)
    with pytest.raises(UnreadableFile) as caught:
        bench.load(content[: int(len(content) * kept)], f"a.{kind}")
    assert caught.value.hint


def test_too_many_columns_are_counted(bench: Bench) -> None:
    rows: Rows = [list(range(10_001))]
    with pytest.raises(UnreadableFile, match="10,001 columns"):
        bench.load(xlsx(rows), "a.xlsx")


def repacked(content: bytes, change: dict[str, Callable[[bytes], bytes]]) -> bytes:
    """The archive with some members changed."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change.get(name, lambda data: data)(old.read(name)))
    return made.getvalue()


def test_cells_that_lie_too_far_apart_are_refused_before_they_are_held(bench: Bench) -> None:
    stray = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    content = repacked(
        xlsx([["a"], [1]]),
        {"xl/worksheets/sheet1.xml": lambda data: data.replace(b"</sheetData>", stray)},
    )
    with pytest.raises(UnreadableFile, match="too far apart"):
        bench.load(content, "a.xlsx")


def test_an_open_document_with_an_element_that_does_not_end(bench: Bench) -> None:
    content = repacked(ods(TABLE), {"content.xml": lambda data: data[: len(data) * 2 // 3]})
    with pytest.raises(UnreadableFile, match="damaged"):
        bench.load(content, "a.ods")


def test_entities_are_not_expanded(bench: Bench) -> None:
    entities = '<!ENTITY l0 "ha">' + "".join(
        f'<!ENTITY l{i} "&l{i - 1};&l{i - 1};">' for i in range(1, 40)
    )
    laughs = f'<?xml version="1.0"?><!DOCTYPE sst [{entities}]>'.encode()

    def insert(data: bytes) -> bytes:
        return laughs + data.partition(b"?>")[2].replace(b"<t>a</t>", b"<t>&l39;</t>")

    content = repacked(xlsx([["a"], ["b"]]), {"xl/sharedStrings.xml": insert})
    with pytest.raises(UnreadableFile) as caught:
        bench.load(content, "a.xlsx")
    assert caught.value.hint
    relations = repacked(xlsx([["a"], ["b"]]), {"xl/workbook.xml": insert})
    with pytest.raises(UnreadableFile):
        bench.load(relations, "a.xlsx")


@pytest.mark.parametrize(
    ("cells", "type_", "values"),
    [
        (["1", "2", "3"], "BIGINT", [1, 2, 3]),
        ([1, "2.5", None, "n/a"], "DOUBLE", [1.0, 2.5, None, None]),
        (["1,234.50", "5.25"], "DOUBLE", [1234.5, 5.25]),
        (["1.234,50 €", "2,50 €"], "DOUBLE", [1234.5, 2.5]),
        (["2023-01-02", "2023-02-03"], "DATE", [date(2023, 1, 2), date(2023, 2, 3)]),
        (["01234", "00001"], "VARCHAR", ["01234", "00001"]),
        (["1,5", 2.5], "VARCHAR", ["1,5", "2.5"]),
        (["9007199254740993", 5.5], "VARCHAR", ["9007199254740993", "5.5"]),
        (["1", date(2023, 1, 2)], "VARCHAR", ["1", "2023-01-02"]),
        ([*range(17_000), "5"], "BIGINT", [*range(17_000), 5]),
        ([*map(str, range(17_000)), "x"], "VARCHAR", [*map(str, range(17_000)), "x"]),
    ],
)
def test_numbers_that_are_stored_as_text(
    bench: Bench, cells: list[Any], type_: str, values: list[Any]
) -> None:
    content = xlsx([["a", "b"], *([cell, "x"] for cell in cells)])
    part = bench.one(content, "a.xlsx")
    assert part.types == [type_, "VARCHAR"]
    assert [row[0] for row in part.rows] == values
    told = [problem["kind"] for problem in part.report["problems"]]
    assert ("stored_as_text" in told) == (type_ != "VARCHAR")
    kept = bench.one(content, "a.xlsx", columns=[{"source": "a", "type": "VARCHAR"}])
    texts = [row[0] for row in kept.rows]
    # Texts stay as they stand in the file.
    stood = [cell for cell in cells if isinstance(cell, str)]
    assert [text for text in texts if text in set(stood)][: len(stood)] == stood


def test_what_is_taken_of_texts_is_told(bench: Bench) -> None:
    content = xlsx([["d", "p"], ["01/02/2023", "$5"], ["03/04/2023", "$1,200.50"]])
    part = bench.one(content, "a.xlsx")
    assert part.rows == [(date(2023, 2, 1), 5.0), (date(2023, 4, 3), 1200.5)]
    told = part.first("stored_as_text")
    assert (told["count"], told["line"], told["column"]) == (4, 2, "d")
    assert told["reason"].endswith("DATE (DD/MM/YYYY, the day is taken to come first).")


def test_units_below_the_names(bench: Bench) -> None:
    rows = [["who", "height", "weight"], [None, "cm", "kg"], ["a", 170, 60.5], ["b", 180, 80]]
    part = bench.one(xlsx(rows), "a.xlsx")
    assert part.columns == ["who", "height cm", "weight kg"]
    assert part.types == ["VARCHAR", "BIGINT", "DOUBLE"]
    assert part.counts == {"lines": 4, "header": 2, "loaded": 2}


@pytest.mark.parametrize("between", [[], [[None, None]]])
def test_sums_at_the_end_are_no_rows(bench: Bench, between: list[list[Any]]) -> None:
    rows = [["item", "n"], ["a", 1], ["b", 2], ["c", 3], *between, ["Total:", 6]]
    part = bench.one(xlsx(rows), "a.xlsx")
    assert part.rows == [("a", 1), ("b", 2), ("c", 3)]
    assert part.report["footer"] == 1
    whole = bench.one(xlsx(rows), "a.xlsx", footer_lines=0)
    assert whole.rows[-1] == ("Total:", 6)


def test_the_other_epoch_and_merged_headings(bench: Bench) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    for row in [["Sales"], ["d", "Q1", None], [None, "plan", "real"], [date(2023, 1, 2), 1, 2]]:
        sheet.append(row)
    for cells in ("A1:C1", "A2:A3", "B2:C2"):
        sheet.merge_cells(cells)
    made = io.BytesIO()
    book.save(made)
    part = bench.one(made.getvalue(), "a.xlsx")
    assert part.columns == ["d", "Q1 plan", "Q1 real"]
    assert part.rows == [(date(2023, 1, 2), 1, 2)]


def test_columns_of_one_sheet_among_several(bench: Bench) -> None:
    rows: Rows = [["x", "day"], ["1", "01/02/2020"], ["2", "03/04/2020"]]
    columns = [{"source": "x", "part": "Sheet2", "type": "VARCHAR", "name": "id"}]
    one, two = bench.load(xlsx(rows, rows), "a.xlsx", columns=columns)
    assert (one.columns, one.types) == (["x", "day"], ["BIGINT", "DATE"])
    assert (two.columns, two.types) == (["id", "day"], ["VARCHAR", "DATE"])
