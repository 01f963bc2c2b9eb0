"""Cells with an error in Excel's binary workbooks: records, in .xls and in .xlsb.

Layouts are those of [MS-XLS] 2.4 (BoundSheet8, BoolErr, Formula) and [MS-XLSB] 2.4 (BrtBundleSh,
BrtRowHdr, BrtCellError, BrtFmlaError), the codes of errors [MS-XLS] 2.5.10.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from . import compound
from .cells import related
from .faults import Found

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_BOF, _EOF = 0x0809, 0x000A
_BOUND_SHEET, _BOOL_ERR, _FORMULA = 0x0085, 0x0205, 0x0006
_ROW, _CELL_ERROR, _FORMULA_ERROR, _BUNDLE_SHEET = 0, 3, 11, 156
_LARGEST = 1 << 24
_BLOCK = 1 << 18
_HEAD = 6
"""Bytes that a record's kind and size take at most."""


def in_xls(path: Path, index: int) -> Found:
    """The errors of the sheet with that place in the workbook."""
    stream = compound.stream(path, "Workbook", "Book")
    places = [
        struct.unpack_from("<I", body)[0]
        for kind, body in _records(stream, 0)
        if kind == _BOUND_SHEET and len(body) >= 4
    ]
    found = Found()
    for kind, body in _records(stream, places[index]) if index < len(places) else ():
        code = _xls_error(kind, body)
        if code is not None:
            row, column = struct.unpack_from("<HH", body)
            found.add(row, column, ERRORS.get(code, "#ERROR"))
    return found


def _xls_error(kind: int, body: bytes) -> int | None:
    if kind == _BOOL_ERR and len(body) >= 8 and body[7]:
        return body[6]
    if kind == _FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2:
        return body[8]
    return None


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """A substream's own records, from its beginning to its end; charts within are passed over."""
    at, depth = start, 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def in_xlsb(path: Path, sheet: str) -> Found:
    """The errors of the sheet of that name."""
    with zipfile.ZipFile(path) as archive:
        member = _member(archive, sheet)
        if member is None:
            return Found()
        found = Found()
        row = 0
        with archive.open(member) as file:
            for kind, body in _long_records(file):
                if kind == _ROW and len(body) >= 4:
                    (row,) = struct.unpack_from("<I", body)
                elif kind in (_CELL_ERROR, _FORMULA_ERROR) and len(body) >= 9:
                    (column,) = struct.unpack_from("<I", body)
                    found.add(row, column, ERRORS.get(body[8], "#ERROR"))
    return found


def _member(archive: zipfile.ZipFile, sheet: str) -> str | None:
    if "xl/workbook.bin" not in archive.namelist():
        return None
    with archive.open("xl/workbook.bin") as file:
        for kind, body in _long_records(file):
            if kind == _BUNDLE_SHEET:
                relation, rest = _text(body[8:])
                if _text(rest)[0] == sheet:
                    target = related(archive, "xl/_rels/workbook.bin.rels", relation)
                    name = posixpath.normpath(posixpath.join("xl", target)).lstrip("/")
                    return name if name in archive.namelist() else None
    return None


def _text(body: bytes) -> tuple[str, bytes]:
    """A text with its length before it, and what follows."""
    if len(body) < 4:
        return "", b""
    (length,) = struct.unpack_from("<I", body)
    end = 4 + 2 * length if length != 0xFFFFFFFF else 4
    return body[4:end].decode("utf-16-le", "replace"), body[end:]


def _long_records(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Records whose kind and size take as many bytes as they need. Raises BadZipFile."""
    data, at = b"", 0
    while True:
        if len(data) - at < _HEAD and (block := file.read(_BLOCK)):
            data, at = data[at:] + block, 0
        if at >= len(data):
            return
        kind, at = _number(data, at, 2)
        size, at = _number(data, at, 4)
        if size > _LARGEST:
            raise zipfile.BadZipFile("a record too long")
        if len(data) - at < size:
            data, at = data[at:] + file.read(size + _BLOCK), 0
        yield kind, data[at : at + size]
        at += size


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first; and where what follows begins."""
    number = 0
    for place in range(most):
        byte = data[at] if at < len(data) else 0
        at += 1
        number |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            break
    return number, at
