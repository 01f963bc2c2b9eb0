"""What the bytes of a text file are, before anybody reads them as CSV."""

from __future__ import annotations

import codecs
import mmap
from dataclasses import dataclass
from pathlib import Path

from deita_server_ext.errors import UnreadableFile

HEAD_BYTES = 1 << 16

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"\x1f\x8b", "compressed with gzip"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd"),
    (b"BZh", "compressed with bzip2"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
)
"""First bytes and what they say, from each format's own specification."""

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Encoding:
    """``codec`` is Python's name; ``label`` is what a person calls it."""

    codec: str
    label: str


UTF8 = Encoding("utf-8", "UTF-8")


def detect(path: Path) -> Encoding:
    """The file's encoding. Raises UnreadableFile for what is no text or has nothing in it."""
    if path.stat().st_size == 0:
        raise _nothing()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        head = data[:HEAD_BYTES]
        mark, bom = next(((m, codec) for m, codec in _BOMS if head.startswith(m)), (b"", None))
        _refuse_what_is_no_text(head[len(mark) :])
        # In UTF-16 and UTF-32, blank space has zeros between.
        zeros = b"\0" if bom is not None else b""
        if not head[len(mark) :].translate(None, zeros).strip() and (
            not data[len(mark) :].translate(None, zeros).strip()
        ):
            raise _nothing()
        if bom is not None:
            return UTF8 if bom == "utf-8" else Encoding(bom, bom.upper())
        nul = data.find(b"\0")
        if nul >= 0:
            return _utf16_without_mark(head, data[:nul].count(b"\n") + 1)
    return UTF8


def _nothing() -> UnreadableFile:
    return UnreadableFile(
        "The file has nothing in it but blank space.",
        hint="Check that the right file was saved, and add it again.",
    )


def transcode(
    path: Path, target: Path, encoding: Encoding, *, newline: str | None = ""
) -> Encoding:
    """Write ``path`` as UTF-8 to ``target``; the encoding that it was read in.

    With ``newline`` None, every line ends with a line feed alone; else lines end as they did.

    Bytes that Windows-1252 leaves undefined are read as ISO 8859-1 has them.
    """
    if encoding is UTF8:
        encoding = Encoding("cp1252", "Windows-1252 (Western European)")
    codecs.register_error("deita-latin-1", _as_latin_1)
    errors = "deita-latin-1" if encoding.codec == "cp1252" else "strict"
    try:
        with (
            path.open(encoding=encoding.codec, errors=errors, newline=newline) as source,
            target.open("w", encoding="utf-8", newline="") as out,
        ):
            while text := source.read(1 << 20):
                out.write(text)
    except UnicodeError as exc:
        raise UnreadableFile(
            f"The file begins as {encoding.label}, but not all of it is.",
            hint="Save it again as UTF-8, and add it again.",
        ) from exc
    return encoding


def _refuse_what_is_no_text(head: bytes) -> None:
    what = next((what for magic, what in _MAGIC if head.startswith(magic)), None)
    if what is None and head.lstrip().startswith((b'{"', b"[{")):
        what = "JSON"
    if what is None and head.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html")):
        what = "a web page"
    if what is not None:
        raise UnreadableFile(
            f"This is not delimited text: it is {what}.",
            hint="Save the data as CSV, and add that file.",
        )


def _utf16_without_mark(head: bytes, line: int) -> Encoding:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    for count, other, codec in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        # In UTF-16, most text has every second byte zero.
        if count > len(head) // 5 and other <= count // 10:
            return Encoding(codec, "UTF-16")
    raise UnreadableFile(
        f"There is a NUL byte in line {line}: this is not plain text.",
        hint="Save the data as CSV in UTF-8, and add that file.",
        details={"line": line},
    )


def _as_latin_1(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("latin-1"), error.end
