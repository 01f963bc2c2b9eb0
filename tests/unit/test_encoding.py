"""What the bytes of a file are taken for."""

from __future__ import annotations

import codecs
import struct
import tracemalloc
from pathlib import Path

import pytest

from deita_server_ext.errors import UnreadableFile
from deita_server_ext.ingest import encoding
from deita_server_ext.ingest.report import Rejects, Report

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
        (TEXT.encode("latin-1"), "cp1252"),
        ("имя,город\nИван,Москва\n".encode("cp1251"), "cp1251"),
        ("имя,город\nИван,Москва\nОльга,Санкт-Петербург\n".encode("koi8_r"), "koi8_r"),
        ("姓名,城市\n张伟,北京\n李娜,上海\n".encode("gbk"), "gb18030"),
        ("이름,도시\n철수,서울\n영희,부산\n".encode("euc_kr"), "cp949"),
    ],
)
def test_encodings(tmp_path: Path, content: bytes, codec: str) -> None:
    assert encoding.detect(given(tmp_path, content)).codec == codec


def transcoded(tmp_path: Path, source: Path, found: encoding.Encoding) -> tuple[bytes, Report]:
    """The file as UTF-8, and what was mended in it."""
    report = Report()
    with Rejects(tmp_path / "rejects.csv") as rejects:
        report.retell(rejects, encoding.transcode(source, tmp_path / "out", found))
    return (tmp_path / "out").read_bytes(), report


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_transcoding_gives_the_same_text(tmp_path: Path, codec: str) -> None:
    source = given(tmp_path, (TEXT * 1000).encode(codec))
    found = encoding.detect(source)
    text, report = transcoded(tmp_path, source, found)
    assert text == (TEXT * 1000).encode()
    assert report.problems == {}
    assert found.ready == (codec == "utf-8-sig")


@pytest.mark.parametrize("codec", ["latin-1", "cp1252"])
def test_what_is_not_utf8_is_read_as_western_european(tmp_path: Path, codec: str) -> None:
    text = TEXT + ("“quoted” – €5\n" if codec == "cp1252" else "")
    source = given(tmp_path, text.encode(codec))
    found = encoding.detect(source)
    assert found.label == "Windows-1252 (Western European)"
    assert transcoded(tmp_path, source, found)[0].decode() == text


def test_every_byte_has_a_reading(tmp_path: Path) -> None:
    source = given(tmp_path, bytes(range(32, 256)))
    text, report = transcoded(tmp_path, source, encoding.Encoding("cp1252", "", ""))
    assert len(text.decode()) == 224
    assert report.problems == {}


def test_line_ends_are_kept(tmp_path: Path) -> None:
    source = given(tmp_path, "a\r\nb\rc\n".encode("utf-16"))
    assert transcoded(tmp_path, source, encoding.detect(source))[0] == b"a\r\nb\rc\n"


def test_a_few_broken_characters_make_no_other_encoding(tmp_path: Path) -> None:
    source = given(tmp_path, (TEXT * 5).encode() + b"x\xff,y\xfe\n")
    found = encoding.detect(source)
    assert (found.codec, found.faulty, found.ready) == ("utf-8", True, False)
    text, report = transcoded(tmp_path, source, found)
    assert text.decode() == TEXT * 5 + "x�,y�\n"
    [problem] = report.problems.values()
    assert (problem.kind, problem.count, problem.line) == ("encoding", 2, 16)
    assert problem.text == "x�,y�"


def test_nul_characters_are_taken_out_and_told(tmp_path: Path) -> None:
    source = given(tmp_path, b"a,b\n1,2\n3,\x004\n\0\0\n5,6\n")
    text, report = transcoded(tmp_path, source, encoding.detect(source))
    assert text == b"a,b\n1,2\n3,4\n \n5,6\n"
    [problem] = report.problems.values()
    assert (problem.kind, problem.count, problem.line) == ("nul", 3, 3)


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


def test_many_nul_bytes_are_no_text(tmp_path: Path) -> None:
    error = refusal(tmp_path, b"a,b\n1,2\n3," + b"\0x" * 10 + b"\0" * 90 + b"\n")
    assert error.details == {"line": 3}
    assert "line 3" in error.message


def test_what_ends_in_the_middle_of_a_character_is_told(tmp_path: Path) -> None:
    source = given(tmp_path, TEXT.encode("utf-16") + b"\xd8")
    text, report = transcoded(tmp_path, source, encoding.detect(source))
    assert text.decode() == TEXT + "�"
    assert report.problems["encoding"].count == 1


def test_a_large_file_is_looked_at_and_transcoded_in_constant_memory(tmp_path: Path) -> None:
    source = given(tmp_path, TEXT.encode("latin-1") * 1_500_000)
    assert source.stat().st_size > 40_000_000
    tracemalloc.start()
    try:
        found = encoding.detect(source)
        assert found.codec == "cp1252"
        encoding.transcode(source, tmp_path / "out", found)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 25_000_000


RUSSIAN = "имя,город,число\nАнна,Москва,1\nИван,Псков,2\n"
GREEK = "όνομα;πόλη\nΆννα;Αθήνα\n"
CHINESE = "姓名,城市,数\n王芳,北京,1\n李娜,上海,22\n"


@pytest.mark.parametrize("text", [RUSSIAN, GREEK, CHINESE], ids=["ru", "el", "zh"])
@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_of_other_scripts_without_a_mark(tmp_path: Path, text: str, codec: str) -> None:
    assert encoding.detect(given(tmp_path, text.encode(codec))).codec == codec


def test_numbers_of_two_bytes_are_no_text(tmp_path: Path) -> None:
    content = struct.pack("<600H", *(n * 37 % 3000 for n in range(600)))
    with pytest.raises(UnreadableFile):
        encoding.detect(given(tmp_path, content))
