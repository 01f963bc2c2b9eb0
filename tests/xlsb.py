"""Binary workbooks (.xlsb), written by the layouts of [MS-XLSB] 2.4: as little as one needs."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date, datetime
from typing import Any

_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>
<Default Extension="rels"
 ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>"""
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CODES = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#N/A": 42}
_DAY_ZERO = datetime(1899, 12, 30)


def xlsb(*tables: list[list[Any]]) -> bytes:
    """A workbook of these sheets. ``#N/A`` is an error, ``=#N/A`` that of a formula."""
    sheets = {f"Sheet{n + 1}": rows for n, rows in enumerate(tables)}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _related(("officeDocument", "xl/workbook.bin")))
        targets = [("worksheet", f"worksheets/sheet{n + 1}.bin") for n in range(len(sheets))]
        related = _related(*targets, ("styles", "styles.bin"))
        archive.writestr("xl/_rels/workbook.bin.rels", related)
        archive.writestr("xl/workbook.bin", _workbook([*sheets]))
        archive.writestr("xl/styles.bin", _styles())
        for (_kind, target), rows in zip(targets, sheets.values(), strict=True):
            archive.writestr(f"xl/{target}", _sheet(rows))
    return made.getvalue()


def _related(*targets: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{n + 1}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{listed}</Relationships>'


def _record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, rest = b"", len(body)
    while rest >= 0x80:
        size, rest = size + bytes([rest & 0x7F | 0x80]), rest >> 7
    return head + size + bytes([rest]) + body


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def _workbook(names: list[str]) -> bytes:
    listed = b"".join(
        _record(156, struct.pack("<II", 0, n + 1) + _text(f"rId{n + 1}") + _text(name))
        for n, name in enumerate(names)
    )
    # BrtBeginBook, BrtWbProp (dates from 1900), BrtBeginBundleShs, …, BrtEndBook
    properties = _record(153, struct.pack("<II", 0, 0) + _text(""))
    return _record(131) + properties + _record(143) + listed + _record(144) + _record(132)


def _styles() -> bytes:
    """Cell formats: 0 is general, 1 a date (number format 14), 2 one with a time (22)."""
    forms = b"".join(
        _record(47, struct.pack("<HHHHHHIH", 0, form, 0, 0, 0, 0, 0, 0)) for form in (0, 14, 22)
    )
    # BrtBeginStyleSheet, BrtBeginCellXFs, BrtXF…, BrtEndCellXFs, BrtEndStyleSheet
    cells = _record(617, struct.pack("<I", 3)) + forms + _record(618)
    return _record(278) + cells + _record(279)


def _sheet(rows: list[list[Any]]) -> bytes:
    width = max(map(len, rows))
    # BrtBeginSheet, BrtWsDim, BrtBeginSheetData, …
    dimension = struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1)
    made = [_record(129), _record(148, dimension), _record(145)]
    for number, row in enumerate(rows):
        made.append(_record(0, struct.pack("<IIHHBI", number, 0, 300, 0, 0, 0)))
        made += [_cell(at, value) for at, value in enumerate(row) if value is not None]
    return b"".join([*made, _record(146), _record(130)])


def _cell(column: int, value: Any) -> bytes:
    def head(style: int = 0) -> bytes:
        return struct.pack("<II", column, style)

    formula = struct.pack("<HII", 0, 0, 0)
    if isinstance(value, str) and value.removeprefix("=") in _CODES:
        body = head() + bytes([_CODES[value.removeprefix("=")]])
        return _record(11, body + formula) if value.startswith("=") else _record(3, body)
    if isinstance(value, bool):
        return _record(4, head() + bytes([value]))
    if isinstance(value, datetime):
        return _record(5, head(2) + struct.pack("<d", (value - _DAY_ZERO).total_seconds() / 86400))
    if isinstance(value, date):
        return _record(5, head(1) + struct.pack("<d", (value - _DAY_ZERO.date()).days))
    if isinstance(value, int | float):
        return _record(5, head() + struct.pack("<d", value))
    return _record(6, head() + _text(value))
