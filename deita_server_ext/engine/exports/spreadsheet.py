"""XLSX (ECMA-376), streamed: the ZIP archive is written from front to back, no file is needed.

The engine writes each row's XML in all of its threads, as for CSV. What Excel would change
or refuse goes as text: whole numbers beyond ±2⁵³, decimals that a double does not hold, NaN and
infinities, days before March 1900 (Excel takes 1900 for a leap year). Times with a zone are in
UTC. Texts are inline strings, so that nothing is ever taken for a formula. A sheet
holds 1,048,576 rows; there are as many sheets as it takes, each with the header.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.sax.saxutils import escape, quoteattr

import pyarrow as pa

from deita_server_ext.errors import InvalidRequest

from .pieces import Sink, line_rows, text
from .source import Source
from .wide import is_wide, wide_rows

SHEET_ROWS = 1_048_576
SHEET_COLUMNS = 16_384
CELL_CHARACTERS = 32_767
"""Excel's limits (Microsoft, "Excel specifications and limits")."""
CUT = " … [cut: a cell holds no more]"
SHEET_BYTES = 2_000_000_000
"""Where the next sheet begins at the latest: a ZIP entry beyond 2 GiB needs an extension that
makes Excel offer a repair."""
LEVEL = 1
"""The XML is so uniform that more effort costs twice the time for a tenth of the size."""

_SMALL = ("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER")
_LARGE = ("BIGINT", "HUGEINT", "UBIGINT", "UHUGEINT")
_FIRST_DAY = "DATE '1900-03-01'"
_DAY_ZERO = "DATE '1899-12-30'"
_LAST_DAY = "DATE '9999-12-31'"
_DAY_US = 86_400_000_000
_STYLES = {"DATE": 1, "TIMESTAMP": 2, "TIME": 3}
_HEADER_STYLE = 4
_WIDTHS = {"DATE": 11, "TIMESTAMP": 19, "TIME": 10}
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)$")
_NOT_XML = r"[\x00-\x08\x0B-\x1F\x{FFFE}\x{FFFF}]"
"""What XML 1.0 has no room for, and the carriage return, which its readers make a newline."""

_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def xlsx_chunks(source: Source, sheet_rows: int = SHEET_ROWS) -> Iterator[bytes]:
    """The rows as a workbook. Raises InvalidRequest for more columns than a sheet has."""
    if len(source.names) > SHEET_COLUMNS:
        raise InvalidRequest(
            f"There are {len(source.names):,} columns, and a spreadsheet has room for "
            f"{SHEET_COLUMNS:,}.",
            hint="Take fewer columns, or another format.",
        )
    return _archive(_head(source), _rows(source), sheet_rows)


def _rows(source: Source) -> Iterator[pa.Array]:
    """The rows' XML."""
    if is_wide(source):
        before = ["<row>", *[""] * (len(source.names) - 1)]
        yield from wide_rows(source, lambda type_: [f"{_cell(1, type_)} AS cell"], before, "</row>")
        return
    cells = [_cell(i, type_) for i, type_ in enumerate(source.types, 1)]
    row = f"concat('<row>', {', '.join(cells)}, '</row>') AS row"
    for batch in source.select([row], line_rows(len(cells))):
        yield batch.column(0)


def _archive(head: str, rows: Iterator[pa.Array], sheet_rows: int) -> Iterator[bytes]:
    sink = Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        rest: pa.Array | None = next(rows, None)
        sheets = 0
        while sheets == 0 or rest is not None:
            sheets += 1
            with archive.open(f"xl/worksheets/sheet{sheets}.xml", "w") as sheet:
                sheet.write(head.encode())
                room = _Room(sheet_rows - 1)
                while rest is not None:
                    rest = room.fill(sheet, rest)
                    yield from sink.full()
                    if rest is not None:
                        break
                    rest = next(rows, None)
                sheet.write(b"</sheetData></worksheet>")
        for name, content in _package(sheets).items():
            # An entry without a time of its own: the same rows are the same file.
            entry = zipfile.ZipInfo(name)
            archive.writestr(entry, _DECLARATION + content, zipfile.ZIP_DEFLATED, LEVEL)
    yield from sink.rest()


class _Room:
    """What is left of a sheet."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._bytes = SHEET_BYTES

    def fill(self, sheet: IO[bytes], rows: pa.Array) -> pa.Array | None:
        """Write what there is room for; the rows that are left."""
        taken = rows.slice(0, self._rows)
        # One row has room in a sheet of its own, however long it is.
        least = 1 if self._bytes == SHEET_BYTES else 0
        while len(data := text(taken)) > self._bytes and len(taken) > least:
            taken = taken.slice(0, len(taken) // 2)
        sheet.write(data)
        self._rows -= len(taken)
        self._bytes -= len(data)
        return rows.slice(len(taken)) if len(taken) < len(rows) else None


def _cell(i: int, type_: str) -> str:  # noqa: PLR0911 - one line a kind
    """The expression for a cell's XML."""
    value = f"CAST(#{i} AS VARCHAR)"
    number = f"'<c><v>' || {value} || '</v></c>'"
    if type_ in _SMALL:
        return _case(i, number)
    if type_ in _LARGE:
        least = "0" if type_.startswith("U") else "-9007199254740992"
        # Wide rows bring what Arrow cannot carry as text.
        whole = f"CAST(#{i} AS {type_}) BETWEEN {least}::{type_} AND 9007199254740992::{type_}"
        return _case(i, _inline(value), f"WHEN {whole} THEN {number}")
    if type_ in ("FLOAT", "DOUBLE"):
        said = (
            f"CASE WHEN isnan(#{i}) THEN 'NaN' WHEN #{i} > 0 THEN 'Infinity' ELSE '-Infinity' END"
        )
        return _case(i, _inline(said), f"WHEN isfinite(#{i}) THEN {number}")
    if match := _DECIMAL.match(type_):
        if int(match[1]) <= 15:
            return _case(i, number)
        # By its shortest text, which is what readers make of it.
        read = f"CAST(CAST(#{i} AS DOUBLE) AS VARCHAR)"
        exact = f"TRY_CAST({read} AS {type_}) = #{i}"
        return _case(i, _inline(value), f"WHEN {exact} THEN {number}")
    if type_ == "BOOLEAN":
        return _case(i, f"'<c t=\"b\"><v>' || CAST(CAST(#{i} AS TINYINT) AS VARCHAR) || '</v></c>'")
    if type_ == "DATE":
        return _case(i, _inline(value), _dated(f"#{i}", f"date_diff('day', {_DAY_ZERO}, #{i})", 1))
    if type_.startswith("TIMESTAMP") and not type_.endswith("]"):
        moment = _moment(i, type_)
        day = f"CAST({moment} AS DATE)"
        days = f"(epoch_us({moment}) / {_DAY_US}.0 + 25569)"
        return _case(i, _inline(value), _dated(day, days, 2))
    if type_ == "TIME":
        return _case(i, f"'<c s=\"3\"><v>' || CAST(epoch_us(#{i}) / {_DAY_US}.0 AS VARCHAR) "
                        "|| '</v></c>'")  # fmt: skip
    return _case(i, _string(value))


def _moment(i: int, type_: str) -> str:
    zoned = type_ == "TIMESTAMP WITH TIME ZONE"
    return f"(#{i} AT TIME ZONE 'UTC')" if zoned else f"CAST(#{i} AS TIMESTAMP)"


def _dated(day: str, days: str, style: int) -> str:
    """A date's cell: the days since the end of 1899."""
    written = f"'<c s=\"{style}\"><v>' || CAST({days} AS VARCHAR) || '</v></c>'"
    return f"WHEN {day} BETWEEN {_FIRST_DAY} AND {_LAST_DAY} THEN {written}"


def _case(i: int, otherwise: str, when: str = "") -> str:
    return f"CASE WHEN #{i} IS NULL THEN '<c/>' {when} ELSE {otherwise} END"


def _string(value: str) -> str:
    """The expression for a text's cell."""
    kept = CELL_CHARACTERS - len(CUT)
    cut = (
        f"CASE WHEN strlen({value}) > {CELL_CHARACTERS} AND length({value}) > {CELL_CHARACTERS} "
        f"THEN left({value}, {kept}) || '{CUT}' ELSE {value} END"
    )
    escaped = f"replace(replace(replace({cut}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;')"
    # ECMA-376 part 1, 22.9.2.19: what XML cannot say is _xHHHH_, and so what looks like it.
    told = f"replace({escaped}, '_x', '_x005F_x')"
    for code in (*range(9), *range(0x0B, 0x20), 0xFFFE, 0xFFFF):
        told = f"replace({told}, chr({code}), '_x{code:04X}_')"
    unusual = f"regexp_matches({value}, '{_NOT_XML}|_x[0-9A-Fa-f]{{4}}_')"
    return _inline(f"CASE WHEN {unusual} THEN {told} ELSE {escaped} END")


def _inline(xml: str) -> str:
    """The expression for a cell of a text that is XML already."""
    return f"'<c t=\"inlineStr\"><is><t xml:space=\"preserve\">' || {xml} || '</t></is></c>'"


def _head(source: Source) -> str:
    """A sheet up to its first row: the header stays in sight, dates get room."""
    kinds = [_kind(type_) for type_ in source.types]
    columns = "".join(
        f'<col min="{i}" max="{i}" width="{_WIDTHS[kind]}" customWidth="1"/>'
        for i, kind in enumerate(kinds, 1)
        if kind in _WIDTHS
    )
    names = "".join(
        f'<c t="inlineStr" s="{_HEADER_STYLE}"><is><t xml:space="preserve">{_told(name)}'
        "</t></is></c>"
        for name in source.names
    )
    return (
        f'{_DECLARATION}<worksheet xmlns="{_NAMESPACE}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews>{f'<cols>{columns}</cols>' if columns else ''}"
        f"<sheetData><row>{names}</row>"
    )


def _kind(type_: str) -> str:
    if type_.endswith("]"):
        return ""
    return "TIMESTAMP" if type_.startswith("TIMESTAMP") else type_


def _told(name: str) -> str:
    """A text as the engine's expression writes it."""
    if re.search(r"_x[0-9A-Fa-f]{4}_|[\x00-\x08\x0b-\x1f\ufffe\uffff]", name):
        name = re.sub(
            r"[\x00-\x08\x0b-\x1f\ufffe\uffff]",
            lambda found: f"_x{ord(found[0]):04X}_",
            name.replace("_x", "_x005F_x"),
        )
    return escape(name[:CELL_CHARACTERS])


def _package(sheets: int) -> dict[str, str]:
    """The parts that say what the others are."""
    numbers = range(1, sheets + 1)
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kinds}.worksheet+xml"/>'
        for n in numbers
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/worksheet" '
        f'Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    named = "".join(f'<sheet name="Sheet{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    return {
        "xl/workbook.xml": f'<workbook xmlns="{_NAMESPACE}" xmlns:r="{_RELATIONS}">'
        f"<sheets>{named}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{related}'
        f'<Relationship Id="rId{sheets + 1}" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
        "</Relationships>",
        "xl/styles.xml": _styles(),
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kinds}.styles+xml"/>{parts}</Types>',
    }


def _styles() -> str:
    """General, a date, a moment, a time of day, and the header's bold."""
    formats = ("yyyy\\-mm\\-dd", "yyyy\\-mm\\-dd hh:mm:ss", "hh:mm:ss")
    numbered = "".join(
        f'<numFmt numFmtId="{163 + n}" formatCode={quoteattr(format)}/>'
        for n, format in enumerate(formats, 1)
    )
    dates = "".join(
        f'<xf numFmtId="{163 + n}" fontId="0" fillId="0" borderId="0" xfId="0" '
        'applyNumberFormat="1"/>'
        for n in range(1, 4)
    )
    plain = 'fontId="0" fillId="0" borderId="0"'
    font = '<sz val="11"/><name val="Calibri"/>'
    return (
        f'<styleSheet xmlns="{_NAMESPACE}"><numFmts count="3">{numbered}</numFmts>'
        f'<fonts count="2"><font>{font}</font><font><b/>{font}</font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        f'<cellStyleXfs count="1"><xf numFmtId="0" {plain}/></cellStyleXfs>'
        f'<cellXfs count="5"><xf numFmtId="0" {plain} xfId="0"/>{dates}'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    )
