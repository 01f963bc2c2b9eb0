"""What the bytes of a text file are, before anybody reads them as CSV; any text as UTF-8."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deita_server_ext.errors import InvalidRequest, UnreadableFile

from .report import MAX_REJECTS, Told

HEAD_BYTES = 1 << 16
_BLOCK_BYTES = 1 << 20
_SAMPLE_BYTES = 1 << 16

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
_LABELS = {
    "utf-8": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
    "utf-32": "UTF-32", "cp1252": "Windows-1252 (Western European)",
    "cp1250": "Windows-1250 (Central European)", "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)", "cp1255": "Windows-1255 (Hebrew)",
    "koi8_r": "KOI8-R (Cyrillic)", "cp932": "Shift JIS (Japanese)", "euc_jp": "EUC-JP (Japanese)",
    "gb18030": "GB 18030 (Chinese)", "big5": "Big5 (Chinese)", "cp949": "EUC-KR (Korean)",
}  # fmt: skip
_TOLD_APART = frozenset(
    {"cp1251", "cp1253", "cp1255", "koi8_r", "cp932", "euc_jp", "gb18030", "big5", "cp949"}
)
"""What the detector tells from Western European by the script alone."""
_TWO_BYTES = frozenset({"cp932", "euc_jp", "gb18030", "big5", "cp949"})
_ACCENTED = rb"[A-Za-z][\xc0-\xff](?![\x80-\xff])|(?<![\x80-\xffA-Za-z])[\xc0-\xff](?=[a-z])"
_PAGES = re.compile(rb"(?i)\s*(<!doctype html|<html|<head|<body|<table|<\?xml|<!--)")
_CONTROL = bytes({*range(1, 9), *range(14, 27), *range(28, 31)})
_MAX_CONTROL = 0.02
_FEWEST = 8
"""Bytes that tell whether characters have two each."""


@dataclass(frozen=True)
class Encoding:
    """``codec`` is Python's name; ``label`` is what a person calls it; ``why`` it was taken.

    ``nuls`` are in the text; ``faulty`` says that some bytes are none of the encoding's.
    """

    codec: str
    label: str
    why: str
    nuls: bool = False
    faulty: bool = False
    given: bool = False

    @property
    def ready(self) -> bool:
        """Whether the engine can read the bytes as they are."""
        return self.codec == "utf-8" and not self.nuls and not self.faulty


def detect(
    path: Path, given: str | None = None, *, final: bool = True, delimited: bool = True
) -> Encoding:
    """The file's encoding. Raises UnreadableFile for what is no text or has nothing in it.

    ``final`` is false where the file is the head of a longer one; ``delimited`` refuses other
    formats, such as JSON.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    mark, bom = next(((m, codec) for m, codec in _BOMS if head.startswith(m)), (b"", None))
    if delimited:
        _refuse_what_is_no_text(head[len(mark) :])
    if given is not None:
        found = Encoding(_codec(given), given, "asked for", given=True)
        found = _nuls(path, found)
    elif bom is not None and bom != "utf-8":
        found = Encoding(bom, _LABELS[bom], "the file begins with its mark")
    else:
        found = _by_content(path, head, bom is not None, final, 3 if delimited else 1)
    _refuse_blank(path, mark, wide=found.codec.startswith(("utf-16", "utf-32")))
    return found


def _codec(given: str) -> str:
    try:
        found = codecs.lookup(given)
        "a".encode(found.name)
    except (LookupError, UnicodeError, TypeError, ValueError) as exc:
        raise InvalidRequest(
            f"There is no text encoding called {given!r}.",
            hint="Use a name such as utf-8, utf-16, windows-1252, iso-8859-1 or shift_jis.",
        ) from exc
    if not found._is_text_encoding:
        raise InvalidRequest(
            f"{given!r} is no encoding of text.",
            hint="Use a name such as utf-8, utf-16, windows-1252, iso-8859-1 or shift_jis.",
        )
    return "utf-8" if found.name == "utf-8-sig" else found.name


def _nuls(path: Path, found: Encoding) -> Encoding:
    """The same with what has to be mended in it."""
    if found.codec != "utf-8":
        return found
    look = _look(path, final=True)
    return Encoding(
        "utf-8", found.label, found.why, look.nuls > 0, not look.valid, given=found.given
    )


@dataclass
class _Look:
    """What one look at all bytes says; ``sample`` has lines that are not ASCII."""

    nuls: int = 0
    first_nul_line: int = 0
    ascii: bool = True
    valid: bool = True
    sample: bytes = b""


def _look(path: Path, *, final: bool) -> _Look:
    look = _Look()
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines, sample = 0, bytearray()
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            if b"\0" in block:
                if not look.nuls:
                    look.first_nul_line = lines + block[: block.index(b"\0")].count(b"\n") + 1
                look.nuls += block.count(b"\0")
            if not look.nuls:
                lines += block.count(b"\n")
            if not block.isascii():
                look.ascii = False
                if len(sample) < _SAMPLE_BYTES:
                    sample += _unusual(block)
            if look.valid and not (block.isascii() and not decoder.getstate()[0]):
                look.valid = _decodes(decoder, block)
    if look.valid and final:
        look.valid = _decodes(decoder, b"", last=True)
    look.sample = bytes(sample[:_SAMPLE_BYTES])
    return look


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, last: bool = False) -> bool:
    try:
        decoder.decode(block, last)
    except UnicodeDecodeError:
        return False
    return True


def _unusual(block: bytes) -> bytes:
    """The lines of a block that are not ASCII, as many as a sample needs."""
    found, size = [], 0
    for line in re.findall(rb"[^\r\n]*[\x80-\xff][^\r\n]*", block):
        found.append(line[:2000])
        size += len(found[-1]) + 1
        if size > _SAMPLE_BYTES:
            break
    return b"\n".join(found) + b"\n"


def _by_content(path: Path, head: bytes, marked: bool, final: bool, least: int) -> Encoding:
    """By the bytes; ``least`` lines of UTF-8 show that a few others are broken."""
    look = _look(path, final=final)
    size = path.stat().st_size
    even = look.nuls and not marked and size % 2 == 0
    if even and (wide := _utf16_without_mark(head)):
        return Encoding(wide[0], _LABELS[wide[0]], wide[1])
    if look.nuls > max(16, size // 200):
        raise _binary(look.first_nul_line)
    if len(head) - len(head.translate(None, _CONTROL)) > max(8, _MAX_CONTROL * len(head)):
        raise _binary(1)
    if look.valid:
        why = "the file begins with its mark" if marked else "every character is valid"
        if look.ascii and not marked:
            why = "there is nothing but ASCII"
        return Encoding("utf-8", "UTF-8", why, nuls=look.nuls > 0)
    lines = look.sample.splitlines()
    valid = sum(_is_utf8(line) for line in lines)
    if marked or (valid >= least and (valid >= 0.8 * len(lines) or least == 1)):
        why = "all but a few characters are valid; those are replaced"
        return Encoding("utf-8", "UTF-8", why, nuls=look.nuls > 0, faulty=True)
    codec, why = _legacy(look.sample)
    return Encoding(codec, _LABELS[codec], why, nuls=look.nuls > 0)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _legacy(sample: bytes) -> tuple[str, str]:
    """An encoding of one or two bytes a character, by the detector where scripts differ."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - only where it is needed

    best = from_bytes(sample, cp_exclusion=["utf_7"]).best()
    if best is not None:
        codec = {"gb2312": "gb18030", "gbk": "gb18030", "big5hkscs": "big5", "cp950": "big5",
                 "shift_jis": "cp932", "euc_kr": "cp949", "koi8_u": "koi8_r"}.get(
            best.encoding, best.encoding
        )  # fmt: skip
        if codec in _TOLD_APART and not _accented(sample, codec):
            return codec, "its characters make words of that script"
        alike = {best.encoding, *best.could_be_from_charset}
        if codec == "cp1250" and "cp1252" not in alike and best.coherence > 0.25:
            return codec, "its letters are those of Central European languages"
    return "cp1252", "the bytes are no UTF-8, and their letters are Western European"


def _accented(sample: bytes, codec: str) -> bool:
    """Whether what is not ASCII are single letters within words of it, and no words themselves.

    A few accents are too little for the detector, which takes them for Chinese.
    """
    letters = len(re.findall(_ACCENTED, sample))
    if codec not in _TWO_BYTES:
        letters += len(re.findall(rb"(?<![\x80-\xff])[\x80\x85\x91-\x97](?![\x80-\xff])", sample))
    return letters > 0 and letters >= len(re.findall(rb"[\x80-\xff]{2,}", sample))


def _refuse_blank(path: Path, mark: bytes, *, wide: bool) -> None:
    zeros = b"\0" if wide else b""
    with path.open("rb") as file:
        file.seek(len(mark))
        while block := file.read(_BLOCK_BYTES):
            if block.translate(None, zeros).strip():
                return
    raise UnreadableFile(
        "The file has nothing in it but blank space.",
        hint="Check that the right file was saved, and add it again.",
    )


def transcode(path: Path, target: Path, encoding: Encoding, *, final: bool = True) -> list[Told]:
    """Write ``path`` as UTF-8 without a mark to ``target``, lines ending as they did.

    NUL characters are taken out, bytes that the encoding does not have become U+FFFD; both are
    told of, line by line, and when there are many block by block. Bytes that Windows-1252
    leaves undefined are read as ISO 8859-1 has them.
    """
    codecs.register_error("deita-latin-1", _as_latin_1)
    errors = "deita-latin-1" if encoding.codec == "cp1252" else "replace"
    codec = "utf-8-sig" if encoding.codec == "utf-8" else encoding.codec
    decoder = codecs.getincrementaldecoder(codec)(errors=errors)
    lines, held = 1, ""
    told: list[Told] = []
    with path.open("rb") as source, target.open("wb") as out:
        while True:
            block = source.read(_BLOCK_BYTES)
            text = held + decoder.decode(block, final and not block)
            held = ""
            if block and "\0" in text:
                # Whether a line is nothing but NUL characters is seen at its end.
                cut = max(text.rfind("\n"), text.rfind("\r")) + 1
                text, held = text[:cut], text[cut:]
            for character, kind, reason in _MENDED:
                if character in text and (character == "\0" or block.count(_FFFD) == 0):
                    each = sum(one.kind == kind for one in told) < MAX_REJECTS
                    told += _mended(text, character, kind, reason, lines, each)
            lines += _lines(text)
            if "\0" in text:
                text = _NULS_ALONE.sub(" ", text).replace("\0", "")
            out.write(text.encode("utf-8", "replace"))
            if not block:
                return told


def _mended(
    text: str, character: str, kind: str, reason: str, line: int, each: bool
) -> Iterator[Told]:
    """What is mended in a text whose first line is ``line``: ``each`` line of it, or all as one."""
    at = seen = 0
    while (at := text.find(character, at)) >= 0:
        line += _lines(text[seen:at])
        ends = [end for end in (text.find("\n", at), text.find("\r", at)) if end >= 0]
        end = min(ends, default=len(text)) if each else len(text)
        yield Told(kind, reason, line, None, _around(text, at), text.count(character, at, end))
        at = seen = end


_NULS_ALONE = re.compile(r"(?:^|(?<=[\r\n]))\0+(?=[\r\n]|\Z)")
"""Lines of NUL characters alone: they stay lines, blank ones."""
_FFFD = "\ufffd".encode()
_MENDED = (
    ("\0", "nul", "A NUL character was taken out."),
    ("\ufffd", "encoding", "A byte that is none of the encoding's became �."),
)


def _lines(text: str) -> int:
    return text.count("\n") or text.count("\r")


def _around(text: str, at: int) -> str:
    begin = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    ends = [end for end in (text.find("\n", at), text.find("\r", at)) if end >= 0]
    return text[begin : min(ends, default=len(text))].replace("\0", "␀")


def _refuse_what_is_no_text(head: bytes) -> None:
    what = next((what for magic, what in _MAGIC if head.startswith(magic)), None)
    if what is None and head.lstrip().startswith((b'{"', b"[{")):
        what = "JSON"
    if what is None and (found := _PAGES.match(head.replace(b"\0", b""))):
        what = "XML" if found[1] == b"<?xml" and b"<html" not in head.lower() else "a web page"
    if what is not None:
        raise UnreadableFile(
            f"This is not delimited text: it is {what}.",
            hint="Save the data as CSV, and add that file.",
        )


def _utf16_without_mark(head: bytes) -> tuple[str, str] | None:
    """The codec of UTF-16 that has no mark, and why; None where it is something else."""
    if len(head) < _FEWEST:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    for count, other, codec in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        # In UTF-16, most text has every second byte zero.
        if count > len(head) // 5 and other <= count // 10:
            return codec, "every second byte is zero"
    letters = head.translate(None, b"\0")
    if letters.isascii() and len(letters) == len(letters.translate(None, _CONTROL)):
        return None
    # Other scripts than Latin have zeros beside line ends, digits and marks alone.
    plain = {codec: _plain(head, codec) for codec in ("utf-16-le", "utf-16-be")}
    best = max(plain, key=lambda codec: plain[codec])
    return (best, "its line ends and marks have two bytes") if plain[best] > 0 else None


def _plain(head: bytes, codec: str) -> float:
    """The share of plain marks and digits; 0 where it makes no text in lines by that codec."""
    try:
        text = codecs.getincrementaldecoder(codec)().decode(head[: len(head) & ~1])
    except UnicodeDecodeError:
        return 0
    none = sum(unicodedata.category(letter) in ("Cn", "Co", "Cc", "Cs") for letter in text) - sum(
        map(text.count, "\t\r\n")
    )
    if not text.count("\n") + text.count("\r") or none > len(text) // 100:
        return 0
    return sum(map(text.count, "\t\r\n ,;|.0123456789")) / len(text)


def _binary(line: int) -> UnreadableFile:
    return UnreadableFile(
        f"This is not plain text: it has bytes from line {line} on that no text has.",
        hint="Save the data as CSV in UTF-8, and add that file.",
        details={"line": line},
    )


def _as_latin_1(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("latin-1"), error.end
