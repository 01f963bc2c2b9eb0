"""What cannot be read: the reader that says what it is, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from deita_server_ext.errors import UnsupportedFile

from .progress import Progress
from .reader import Part, Source
from .recognition import OLE, OTHER_OLE, directory, is_ods, text_of, zip_members

if TYPE_CHECKING:
    from .formats import Candidate

Look = Callable[[Path, str], tuple[str, str] | None]


class Refusal:
    """Refuses a file. ``look`` gives what it is and what to do instead."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def preview(self, source: Source, rows: int) -> Iterator[Part]:  # noqa: ARG002
        """Raises UnsupportedFile."""
        raise self._refused(source)

    def load(
        self,
        source: Source,
        directory: Path,  # noqa: ARG002
        progress: Progress,  # noqa: ARG002
    ) -> Iterator[Part]:
        """Raises UnsupportedFile."""
        raise self._refused(source)

    def _refused(self, source: Source) -> UnsupportedFile:
        what, hint = self._look(source.path, source.filename) or ("no data", _DATA)
        return UnsupportedFile(f"This cannot be made a table: it is {what}.", hint=hint)


def unsupported(candidate: Candidate) -> tuple[str, str] | None:
    """What a file is that no reader reads, and what to do instead; None for all others."""
    head = candidate.head
    for at, magic, what, hint in _REFUSED:
        if head[at : at + len(magic)] == magic:
            return what, hint
    return _document(candidate) or _markup(candidate)


def _document(candidate: Candidate) -> tuple[str, str] | None:
    """Documents of office programs that are no workbooks."""
    members = zip_members(candidate)
    what = next((what for member, what in _OFFICE.items() if member in members), None)
    if "content.xml" in members and "META-INF/manifest.xml" in members and not is_ods(candidate):
        what = "an OpenDocument text or presentation"
    if candidate.head.startswith(OLE):
        listed = directory(candidate)
        names = (name for name in OTHER_OLE if name.encode("utf-16-le") in listed)
        what = next((OTHER_OLE[name] for name in names), None)
    return None if what is None else (what, _TABLES)


def _markup(candidate: Candidate) -> tuple[str, str] | None:
    text = text_of(candidate)[:200].lower()
    if text.startswith(_HTML):
        return "a web page", "Open it in a spreadsheet program, save it as .xlsx, and add that."
    if text.startswith(b"<?xml"):
        return "XML", "Save the data as CSV, JSON or .xlsx, and add that file."
    return None


_HTML = (b"<!doctype html", b"<html", b"<table", b"<head", b"<body")
_DATA = "Add a file that holds data: CSV, Excel, Parquet, JSON or a database."
_TABLES = "Copy its tables to a spreadsheet, or save them as CSV, and add that file."
_UNPACK = "Unpack it, and add what was in it, or pack it as zip, gzip or zstd."
_AS_PARQUET = "Save the data as Parquet, and add that file."
_REFUSED: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"%PDF", "a PDF document", _TABLES),
    (0, b"{\\rtf", "an RTF document", _TABLES),
    (0, b"\x89PNG\r\n", "a PNG image", _DATA),
    (0, b"\xff\xd8\xff", "a JPEG image", _DATA),
    (0, b"GIF8", "a GIF image", _DATA),
    (0, b"II*\0", "a TIFF image", _DATA),
    (0, b"MM\0*", "a TIFF image", _DATA),
    (0, b"OggS", "a recording", _DATA),
    (0, b"ID3", "a recording", _DATA),
    (0, b"fLaC", "a recording", _DATA),
    (0, b"BZh", "compressed with bzip2", _UNPACK),
    (0, b"\xfd7zXZ\0", "compressed with xz", _UNPACK),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (0, b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (0, b"\x04\x22\x4d\x18", "compressed with LZ4", _UNPACK),
    (0, b"ARROW1", "an Arrow file", _AS_PARQUET),
    (0, b"ORC", "an ORC file", _AS_PARQUET),
    (0, b"Obj\x01", "an Avro file", _AS_PARQUET),
    (0, b"\x89HDF\r\n", "an HDF5 file", _AS_PARQUET),
    (0, b"\x93NUMPY", "a NumPy array", _AS_PARQUET),
    (
        0,
        b"\x00\x01\x00\x00Standard",
        "an Access database",
        "Export its tables as CSV, and add those.",
    ),
    (0, b"\x7fELF", "a program", _DATA),
    (0, b"MZ\x90\0", "a program", _DATA),
    (0, b"$FL2@(#)", "an SPSS file", "Save the data as CSV, and add that file."),
    (4, b"ftyp", "a video or an image", _DATA),
    (8, b"WAVE", "a recording", _DATA),
    (8, b"WEBP", "an image", _DATA),
    (8, b"AVI ", "a video", _DATA),
    (257, b"ustar", "a tar archive", _UNPACK),
    (0, b"<stata_dta>", "a Stata file", "Save the data as CSV, and add that file."),
)
_OFFICE = {
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a PowerPoint presentation",
    "META-INF/MANIFEST.MF": "a Java archive",
    "AndroidManifest.xml": "an Android app",
}
