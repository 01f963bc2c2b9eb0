"""A sheet's own XML in .xlsx: the cells that hold an error, and how far its cells reach.

Names of elements and
attributes are those of ECMA-376, part 1, 18.3 (SpreadsheetML worksheets).
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from .faults import Found
from .layout import position

BLOCK = 1 << 18
_SMALL = 16 << 20
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_FILLED = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*(?<!/)>")
_ERROR = re.compile(
    rb"<(?:\w+:)?c\s(?=[^>]*\bt\s*=\s*[\"']e[\"'])[^>]*?\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"']"
    rb"[^>]*>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v[^>]*>([^<]{0,40})",
    re.DOTALL,
)
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\s[^>]*ref=[\"']([A-Z]+\d+:)?([A-Z]+)(\d+)[\"']")
_WIDE = 20_000_000


@dataclass
class Scan:
    """``faults`` are the cells with an error; ``rows`` and ``columns`` where looked for."""

    faults: Found = field(default_factory=Found)
    rows: int = 0
    columns: int = 0


@dataclass(frozen=True)
class Member:
    """A sheet within its workbook; ``suspicious`` where it says that it is vast, or nothing."""

    path: Path
    name: str
    size: int
    suspicious: bool


def member(path: Path, sheet: str) -> Member | None:
    """Where a sheet is in an .xlsx; None for other kinds of workbook."""
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
            return None
        relation = next(
            (
                attributes.get(_RELATION)
                for tag, attributes in _elements(archive, "xl/workbook.xml")
                if tag == "sheet" and attributes.get("name") == sheet
            ),
            None,
        )
        target = related(archive, "xl/_rels/workbook.xml.rels", relation)
        name = posixpath.normpath(posixpath.join("xl", target)).lstrip("/")
        if name not in names:
            return None
        info = archive.getinfo(name)
        with archive.open(info) as file:
            found = _DIMENSION.search(file.read(4096))
    vast = found is None or (position(found[2].decode()) + 1) * int(found[3]) > _WIDE
    return Member(path, name, info.file_size, vast)


def related(archive: zipfile.ZipFile, name: str, relation: str | None) -> str:
    """What a relation points to; empty where it is not listed. Raises BadZipFile."""
    listed = (
        attributes.get("Target", "")
        for tag, attributes in _elements(archive, name)
        if tag == "Relationship" and attributes.get("Id") == relation
    )
    return next(listed, "")


def refuse_malformed(path: Path) -> None:
    """Raises BadZipFile for an OpenDocument workbook whose XML is cut or declares entities.

    The library reads on for ever where an element does not end.
    """
    with zipfile.ZipFile(path) as archive:
        for name in {"content.xml", "META-INF/manifest.xml"} & set(archive.namelist()):
            parser = expat.ParserCreate()
            parser.EntityDeclHandler = _refuse_entities
            with archive.open(name) as file:
                try:
                    while block := file.read(BLOCK):
                        parser.Parse(block, False)
                    parser.Parse(b"", True)
                except expat.ExpatError as exc:
                    raise zipfile.BadZipFile(str(exc)) from exc


def _refuse_entities(*_declaration: object) -> None:
    raise zipfile.BadZipFile("entities in a workbook")


def scan(member: Member, *, extent: bool) -> Scan:
    """Read through a sheet's XML. Raises BadZipFile where it is not what it says."""
    found = Scan()
    with zipfile.ZipFile(member.path) as archive, archive.open(member.name) as file:
        rest = b""
        while block := file.read(BLOCK):
            # A cell that goes on in the next block is looked at with that.
            cut = max(block.rfind(b"<c "), block.rfind(b":c "), 0)
            if not cut:
                rest = (rest + block)[-BLOCK:]
                continue
            if extent or _marked(block) or _marked(rest + block[:3]):
                _look(rest + block[:cut], found, extent)
            rest = block[cut:]
        _look(rest, found, extent)
    return found


def _marked(data: bytes) -> bool:
    """Whether there may be an error in it."""
    # The apostrophe alone is looked for faster, and hardly any program writes it.
    return b'"e"' in data or (b"'" in data and b"'e'" in data)


def _look(data: bytes, found: Scan, extent: bool) -> None:
    if _marked(data):
        for match in _ERROR.finditer(data):
            column, row, text = match.groups()
            at = int(row) - 1, position(column.decode())
            found.faults.add(*at, text.decode(errors="replace"))
    if extent:
        filled = _FILLED.findall(data)
        if filled:
            found.rows = max(found.rows, *(int(row) for _column, row in filled))
            widest = max({column for column, _row in filled}, key=lambda c: (len(c), c))
            found.columns = max(found.columns, position(widest.decode()) + 1)


def _elements(archive: zipfile.ZipFile, name: str) -> list[tuple[str, dict[str, str]]]:
    """Every element of a small document, by its name without the namespace."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate(namespace_separator="}")

    def start(tag: str, attributes: dict[str, str]) -> None:
        named = {"{" + key if "}" in key else key: value for key, value in attributes.items()}
        found.append((tag.rpartition("}")[-1], named))

    parser.StartElementHandler = start
    parser.EntityDeclHandler = _refuse_entities
    with archive.open(name) as file:
        try:
            parser.Parse(file.read(_SMALL), True)
        except expat.ExpatError as exc:
            raise zipfile.BadZipFile(str(exc)) from exc
    return found
