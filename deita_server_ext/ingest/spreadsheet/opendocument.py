"""Cells with an error in an OpenDocument workbook (ODF 1.2, part 1, 9.1 and 19).

Programs write one as a formula whose value is an empty text, or 0, and the error as what is shown.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.parsers import expat

from .faults import Found

_SHOWN = re.compile(r"#[A-Z/0-9]+[!?]?|#N/A|Err:\d{3}")
_MARKED = re.compile(rb">(?:#[A-Z/0-9]+[!?]?|#N/A|Err:\d{3})<|value-type=[\"']error")
_BLOCK = 1 << 18
_LONGEST = 64
"""Bytes that what ``_MARKED`` looks for takes at most."""


def is_workbook(path: Path) -> bool:
    """Whether a ZIP file is an OpenDocument workbook. Raises BadZipFile."""
    with zipfile.ZipFile(path) as archive:
        return "content.xml" in archive.namelist()


def faults(path: Path, sheet: str) -> Found:
    """The errors of the sheet of that name. Raises BadZipFile where the XML is damaged."""
    if not _marked(path):
        return Found()
    reader = _Reader(sheet)
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as file:
        try:
            while (block := file.read(_BLOCK)) and not reader.done:
                reader.parser.Parse(block, False)
        except expat.ExpatError as exc:
            raise zipfile.BadZipFile(str(exc)) from exc
    return reader.found


def _marked(path: Path) -> bool:
    """Whether there may be an error in any sheet: a quicker look."""
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as file:
        rest = b""
        while block := file.read(_BLOCK):
            if _MARKED.search(rest + block):
                return True
            rest = block[-_LONGEST:]
    return False


class _Reader:
    """Counts rows and cells of one sheet, repeated ones too."""

    def __init__(self, sheet: str) -> None:
        self.found = Found()
        self.done = False
        self._sheet = sheet
        self._depth = 0
        self._row = self._column = 0
        self._rows = self._cells = 1
        self._shown: list[str] | None = None
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "table":
            if self._depth or attributes.get("table:name") == self._sheet:
                self._depth += 1
        elif self._depth != 1:
            return
        elif name == "table-row":
            self._rows = _times(attributes, "table:number-rows-repeated")
            self._column = 0
        elif name in ("table-cell", "covered-table-cell"):
            self._cells = _times(attributes, "table:number-columns-repeated")
            said = attributes.get("calcext:value-type") == "error"
            empty = not attributes.get("office:string-value", "")
            formula = "table:formula" in attributes and empty
            self._shown = [] if said or formula else None

    def _text(self, text: str) -> None:
        if self._shown is not None:
            self._shown.append(text)

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "table" and self._depth:
            self._depth -= 1
            self.done = not self._depth
        elif self._depth != 1:
            return
        elif name == "table-row":
            self._row += self._rows
        elif name in ("table-cell", "covered-table-cell"):
            if self._shown is not None:
                self._note("".join(self._shown).strip())
            self._column += self._cells

    def _note(self, text: str) -> None:
        self._shown = None
        if not _SHOWN.fullmatch(text):
            return
        for row in range(self._row, self._row + self._rows):
            for column in range(self._column, self._column + self._cells):
                if self.found.full:
                    return
                self.found.add(row, column, text)


def _times(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return int(text) if text.isdigit() and len(text) < 8 else 1
