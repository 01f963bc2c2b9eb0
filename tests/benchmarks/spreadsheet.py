"""A workbook of 20 MB to Parquet by the loader, against python-calamine alone in this process."""

from __future__ import annotations

import itertools
import random
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import python_calamine as calamine

from tests.ingests import Bench

from .measure import in_turn, report

_PART = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SMALL = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{_PART}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_PART}"><sheets>'
    '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_PART}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_PART}/sharedStrings" Target="sharedStrings.xml"/>'
    "</Relationships>",
}
_NAMES = ("id", "n", "name", "x", "y", "city", "m", "z", "note", "w")
_TEXTS = (2, 5, 8)
_WORDS = 5000


def run() -> None:
    """With a value in every cell, and with a tenth of them blank."""
    for blank, rows in ((0.0, 300_000), (0.1, 330_000)):
        _run(blank, rows)


def _run(blank: float, rows: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name), temp_bytes=1 << 30)
        path = bench.files / "source.xlsx"
        _write(path, rows, blank)
        number = itertools.count()

        def ours() -> None:
            target = bench.files / str(next(number))
            target.mkdir()
            bench.loader.load(
                emit=lambda _header, _payload=b"": None,
                source=str(path), filename="a.xlsx", options={}, directory=str(target),
            )  # fmt: skip

        def bare() -> None:
            book = calamine.CalamineWorkbook.from_path(str(path))
            assert len(book.get_sheet_by_index(0).to_python()) == rows + 1

        times = in_turn(3, ours=ours, bare=bare)
        size, share = path.stat().st_size / 10**6, f"{blank:.0%} blank"
        report(f"spreadsheet: {size:.0f} MB, {share}", times["ours"], times["bare"], "×1.3")


def _write(path: Path, rows: int, blank: float) -> None:
    """Numbers and texts as Excel writes them, the texts in a list of their own."""
    chance = random.Random(0)
    texts = [*_NAMES, *(f"some text {i}" for i in range(_WORDS))]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in _SMALL.items():
            book.writestr(name, content)
        strings = "".join(f"<si><t>{text}</t></si>" for text in texts)
        book.writestr("xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}">{strings}</sst>')
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            head = f'<worksheet xmlns="{_MAIN}"><dimension ref="A1:J{rows + 1}"/><sheetData>'
            sheet.write(f"{head}{_row(1, list(range(10)), range(10))}".encode())
            for number in range(2, rows + 2):
                values = [
                    None if column and chance.random() < blank else _value(column, number, chance)
                    for column in range(10)
                ]
                sheet.write(_row(number, values, _TEXTS).encode())
            sheet.write(b"</sheetData></worksheet>")


def _value(column: int, number: int, chance: random.Random) -> float:
    if column in _TEXTS:
        return len(_NAMES) + chance.randrange(_WORDS)
    return number * 7 + column if column in (0, 1, 6) else round(chance.random() * 1000, 4)


def _row(number: int, values: Sequence[float | None], texts: Sequence[int]) -> str:
    shared = ' t="s"'
    cells = "".join(
        f'<c r="{chr(65 + column)}{number}"{shared * (column in texts)}><v>{value}</v></c>'
        for column, value in enumerate(values)
        if value is not None
    )
    return f'<row r="{number}">{cells}</row>'
