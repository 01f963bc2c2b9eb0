"""What a file is: by its first bytes, by what its archive holds, and then by its name."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING

from . import databases, parquet
from .unpacked import DAMAGE

if TYPE_CHECKING:
    from .formats import Candidate

OTHER_OLE = {
    "WordDocument": "a Word document",
    "PowerPoint Document": "a PowerPoint presentation",
    "__properties_version1.0": "an Outlook message",
}
"""Streams by which other programs' OLE files are known."""

Recognise = Callable[["Candidate"], bool]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00")
_ZSTD = b"\x28\xb5\x2f\xfd"
_WORKBOOKS = {
    "xlsx": "xl/workbook.xml",
    "xlsb": "xl/workbook.bin",
}
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_LINES = (".ndjson", ".jsonl", ".jsonlines", ".ldjson")
_JSON = (".json", ".geojson", *_LINES)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def zip_members(candidate: Candidate) -> dict[str, zipfile.ZipInfo]:
    """What is in the file by its directory; nothing where it is no whole archive."""
    if not candidate.head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return {}
    try:
        with zipfile.ZipFile(candidate.path) as archive:
            return {member.filename: member for member in archive.infolist()}
    except DAMAGE:
        return {}


def is_workbook(kind: str) -> Recognise:
    """Whether it is an .xlsx or .xlsb, by the part that holds the workbook."""
    return lambda candidate: _WORKBOOKS[kind] in zip_members(candidate)


def is_ods(candidate: Candidate) -> bool:
    """Whether it is an OpenDocument spreadsheet, by its mimetype or its content."""
    members = zip_members(candidate)
    if "content.xml" not in members:
        return False
    return _ODS in candidate.head[:200] or candidate.suffix in (".ods", ".fods")


def is_damaged_workbook(candidate: Candidate) -> bool:
    """Whether it is called a workbook and begins as one, but is not whole."""
    named = candidate.suffix in (".xlsx", ".xlsm", ".xlsb", ".ods")
    return named and candidate.head.startswith(b"PK\x03\x04") and not zip_members(candidate)


def is_xls(candidate: Candidate) -> bool:
    """Whether it is an old Excel workbook, or one that a password protects."""
    head = candidate.head
    if head.startswith(_BIFF):
        return True
    if not head.startswith(OLE):
        return False
    return not any(name.encode("utf-16-le") in directory(candidate) for name in OTHER_OLE)


def directory(candidate: Candidate) -> bytes:
    """The sector of an OLE file that holds its first entries ([MS-CFB] 2.2)."""
    shift = int.from_bytes(candidate.head[30:32], "little")
    sector = int.from_bytes(candidate.head[48:52], "little")
    if shift not in (9, 12) or sector > 1 << 28:
        return candidate.head
    with candidate.path.open("rb") as file:
        file.seek((sector + 1) << shift)
        return file.read(4096)


def starts_with(magic: bytes, at: int = 0) -> Recognise:
    """Whether these bytes are there."""
    return lambda candidate: candidate.head[at : at + len(magic)] == magic


is_parquet: Recognise = lambda c: c.head.startswith((parquet.MAGIC, parquet.ENCRYPTED))  # noqa: E731
is_sqlite: Recognise = starts_with(databases.SQLITE_MAGIC)
is_duckdb: Recognise = starts_with(databases.DUCKDB_MAGIC, databases.DUCKDB_MAGIC_AT)
is_gzip: Recognise = starts_with(b"\x1f\x8b")


def is_zstd(candidate: Candidate) -> bool:
    """Whether it is a zstd frame, or a skippable one (RFC 8878, 3.1)."""
    head = candidate.head
    skippable = head[1:4] == b"\x2a\x4d\x18" and head[0] & 0xF0 == 0x50
    return head.startswith(_ZSTD) or skippable


def is_zip(candidate: Candidate) -> bool:
    """Whether it is an archive, and none that another reader knows."""
    return candidate.head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK00PK\x03\x04"))


def text_of(candidate: Candidate) -> bytes:
    """The head's text in bytes, without a mark, blank space before it, or UTF-16's zeros."""
    head = candidate.head
    for mark in _BOMS:
        head = head.removeprefix(mark)
    if b"\0" in head[:4]:
        head = head.replace(b"\0", b"")
    return head.lstrip()


def is_ndjson(candidate: Candidate) -> bool:
    """Whether each line is a record of its own."""
    text = text_of(candidate)
    if candidate.suffix in _LINES and text[:1] in b'{["tfn-0123456789':
        return bool(text)
    if not text.startswith(b"{") or not _is_json(candidate, text):
        return False
    lines = [line.strip() for line in text.split(b"\n")]
    # The last may be cut.
    records = [line for line in (lines[:-1] if len(lines) > 1 else lines) if line]
    whole = [line for line in records if line.startswith(b"{") and line.endswith(b"}")]
    if len(records) < 2:
        return False
    return len(whole) * 2 > len(records) and any(map(_parses, whole[:20]))


def is_json(candidate: Candidate) -> bool:
    """Whether it is one document."""
    return _is_json(candidate, text_of(candidate))


def _is_json(candidate: Candidate, text: bytes) -> bool:
    if candidate.suffix in _JSON:
        return text[:1] in (b"{", b"[")
    if candidate.suffix in (".csv", ".tsv", ".tab", ".txt"):
        return re.match(rb'\[\s*\{\s*"|\{\s*"[^"]*"\s*:', text) is not None
    return re.match(rb'\{\s*("|\})|\[\s*([\[{"\]\d-]|true|false|null)', text) is not None


def _parses(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
