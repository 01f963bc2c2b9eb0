"""What the bytes of a file are taken for."""

from __future__ import annotations

import codecs
import tracemalloc
from pathlib import Path

import pytest

from deita_server_ext.errors import UnreadableFile
from deita_server_ext.ingest import encoding

TEXT = "name,city\nZoë,München\nJosé,Málaga\n"


def given(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "file"
    path.write_bytes(content)
    return path


def refusal(tmp_path: Path, content: bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        encoding.detect(given(tmp_path, content))
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    ("content", "codec"),
    [
        (TEXT.encode(), "utf-8"),
        (b"plain,ascii\n1,2\n", "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-32"), "utf-32"),
        (TEXT.encode("latin-1"), "utf-8"),  # found out when it is read
    ],
)
def test_encodings(tmp_path: Path, content: bytes, codec: str) -> None:
    assert encoding.detect(given(tmp_path, content)).codec == codec


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_transcoding_gives_the_same_text(tmp_path: Path, codec: str) -> None:
    source = given(tmp_path, (TEXT * 1000).encode(codec))
    found = encoding.detect(source)
    if found is encoding.UTF8:
        assert source.read_text("utf-8-sig") == TEXT * 1000
        return
    encoding.transcode(source, tmp_path / "out", found)
    assert (tmp_path / "out").read_bytes() == (TEXT * 1000).encode()


@pytest.mark.parametrize("codec", ["latin-1", "cp1252"])
def test_what_is_not_utf8_is_read_as_western_european(tmp_path: Path, codec: str) -> None:
    text = TEXT + ("“quoted” – €5\n" if codec == "cp1252" else "")
    used = encoding.transcode(given(tmp_path, text.encode(codec)), tmp_path / "out", encoding.UTF8)
    assert used.label == "Windows-1252 (Western European)"
    assert (tmp_path / "out").read_text(encoding="utf-8") == text


def test_every_byte_has_a_reading(tmp_path: Path) -> None:
    source = given(tmp_path, bytes(range(1, 256)))
    encoding.transcode(source, tmp_path / "out", encoding.UTF8)
    assert len((tmp_path / "out").read_text(encoding="utf-8")) >= 254


def test_line_ends_are_kept(tmp_path: Path) -> None:
    source = given(tmp_path, "a\r\nb\rc\n".encode("utf-16"))
    encoding.transcode(source, tmp_path / "out", encoding.detect(source))
    assert (tmp_path / "out").read_bytes() == b"a\r\nb\rc\n"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "a PNG image"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 100, "a JPEG image"),
        (b"GIF89a" + b"\0" * 100, "a GIF image"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"PK\x03\x04" + b"\0" * 100, "an Excel workbook"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "an old Excel workbook"),
        (b"\x1f\x8b\x08" + b"\0" * 100, "compressed with gzip"),
        (b"\x28\xb5\x2f\xfd" + b"\0" * 100, "compressed with zstd"),
        (b"PAR1" + b"\0" * 100, "a Parquet file"),
        (b"SQLite format 3\0" + b"\0" * 100, "an SQLite database"),
        (b"\x7fELF" + b"\0" * 100, "a program"),
        (b"<!DOCTYPE html><html></html>", "a web page"),
        (b"\n  <HTML lang=en>\n", "a web page"),
        (b"\xef\xbb\xbf<!doctype html>", "a web page"),
    ],
)
def test_what_is_no_text_is_called_by_its_name(tmp_path: Path, content: bytes, what: str) -> None:
    assert what in refusal(tmp_path, content).message


@pytest.mark.parametrize(
    "content",
    [b" ", b"\n\n \t\r\n", b" " * 100_000, codecs.BOM_UTF8, codecs.BOM_UTF8 + b" \n", b""],
)
def test_nothing_in_it(tmp_path: Path, content: bytes) -> None:
    assert "nothing in it" in refusal(tmp_path, content).message


@pytest.mark.parametrize("codec", ["utf-16", "utf-32"])
def test_nothing_but_a_mark(tmp_path: Path, codec: str) -> None:
    assert "nothing in it" in refusal(tmp_path, " \n".encode(codec)).message


def test_a_nul_byte_is_told_with_its_line(tmp_path: Path) -> None:
    error = refusal(tmp_path, b"a,b\n1,2\n3,\x004\n")
    assert error.details == {"line": 3}
    assert "line 3" in error.message
    late = refusal(tmp_path, b"a,b\n" + b"1,2\n" * 50_000 + b"\0\n")
    assert late.details == {"line": 50_002}


def test_what_ends_in_the_middle_of_a_character_is_refused(tmp_path: Path) -> None:
    source = given(tmp_path, TEXT.encode("utf-16") + b"\xd8")
    with pytest.raises(UnreadableFile, match="not all of it is"):
        encoding.transcode(source, tmp_path / "out", encoding.detect(source))


def test_a_large_file_is_looked_at_and_transcoded_in_constant_memory(tmp_path: Path) -> None:
    source = given(tmp_path, TEXT.encode("latin-1") * 1_500_000)
    assert source.stat().st_size > 40_000_000
    tracemalloc.start()
    try:
        assert encoding.detect(source) is encoding.UTF8
        encoding.transcode(source, tmp_path / "out", encoding.UTF8)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000
