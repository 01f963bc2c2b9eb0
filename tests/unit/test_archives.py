"""What is packed: every table within is a part, and nothing unpacks beyond its bounds."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest

from deita_server_ext.errors import DeitaError, InvalidRequest, UnreadableFile, UnsupportedFile
from tests.ingests import Bench

CSV = b"a,b\n1,x\n2,y\n"
ROWS = [(1, "x"), (2, "y")]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def packed(content: bytes, kind: str) -> bytes:
    """The content, compressed by gzip or zstd."""
    if kind == "gzip":
        return gzip.compress(content)
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as out:
        out.write(content)
    return bytes(sink.getvalue())


@pytest.mark.parametrize("kind", ["gzip", "zstd"])
@pytest.mark.parametrize(
    ("content", "inner"), [(CSV, "a.csv"), (b'[{"a":1,"b":"x"},{"a":2,"b":"y"}]', "a.json")]
)
def test_one_compressed_file(bench: Bench, kind: str, content: bytes, inner: str) -> None:
    suffix = {"gzip": "gz", "zstd": "zst"}[kind]
    part = bench.one(packed(content, kind), f"{inner}.{suffix}")
    assert bench.format == kind
    assert (part.name, part.columns, part.rows) == ("", ["a", "b"], ROWS)


def test_gzip_in_several_pieces(bench: Bench) -> None:
    assert bench.one(gzip.compress(CSV[:6]) + gzip.compress(CSV[6:]), "a.csv.gz").rows == ROWS


def test_the_members_of_an_archive_are_parts(bench: Bench) -> None:
    content = zipped({
        "one.csv": CSV,
        "folder/two.json": b'[{"q": 1}]',
        "folder/": b"",
        "__MACOSX/._one.csv": b"\0\0",
        ".DS_Store": b"\0\1",
        "README.md": b"# hello",
        "picture.png": b"\x89PNG\r\n\x1a\n",
        "empty.csv": b"",
    })  # fmt: skip
    parts = bench.load(content, "a.zip")
    assert bench.format == "zip"
    assert [(part.name, part.rows) for part in parts] == [
        ("one.csv", ROWS), ("folder/two.json", [(1,)]),
    ]  # fmt: skip
    said = " ".join(parts[0].notes)
    assert all(name in said for name in ("README.md", "picture.png", "PNG image", "empty.csv"))
    (only,) = bench.load(content, "a.zip", parts=["folder/two.json"])
    assert only.name == "folder/two.json"
    with pytest.raises(InvalidRequest):
        bench.load(content, "a.zip", parts=["three.csv"])


@pytest.mark.parametrize(
    "name", ["../../escaped.csv", "/etc/escaped.csv", "C:\\escaped.csv", "a/../../escaped.csv"]
)
def test_names_of_members_lead_nowhere(bench: Bench, name: str) -> None:
    part = bench.one(zipped({name: CSV}), "a.zip")
    assert part.rows == ROWS
    assert ".." not in part.name
    assert not part.name.startswith("/")
    assert not list(bench.root.parent.rglob("*escaped*"))


def test_archives_within_archives_are_refused(bench: Bench) -> None:
    inner = zipped({"a.csv": CSV})
    for content, name in (
        (zipped({"b.zip": inner}), "a.zip"),
        (zipped({"b.csv.gz": gzip.compress(CSV)}), "a.zip"),
        (gzip.compress(inner), "a.zip.gz"),
        (gzip.compress(gzip.compress(CSV)), "a.csv.gz.gz"),
    ):
        with pytest.raises(UnreadableFile, match="archive within"):
            bench.load(content, name)


def test_a_bomb_stops_at_its_ratio(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deita_server_ext.ingest.unpacked.UNSUSPICIOUS", 4 << 20)
    even = b"a,b\n" + b"0,0\n" * (10 << 20)
    for content, name in (
        (gzip.compress(even), "a.csv.gz"), (packed(even, "zstd"), "a.csv.zst"),
        (zipped({"a.csv": even}), "a.zip"),
    ):  # fmt: skip
        with pytest.raises(UnreadableFile, match="times its size"):
            bench.load(content, name)


def test_what_unpacks_to_more_than_a_worker_may_write(tmp_path: Path) -> None:
    bench = Bench(tmp_path, temp_bytes=2 << 20)
    text = json.dumps([{"i": i, "t": str(i) * 5} for i in range(80_000)]).encode()
    for content, name in ((gzip.compress(text), "a.json.gz"), (zipped({"a.json": text}), "a.zip")):
        with pytest.raises(UnreadableFile, match="may write to disk"):
            bench.load(content, name)


@pytest.mark.parametrize("kind", ["gzip", "zstd", "zip"])
@pytest.mark.parametrize("kept", [0.3, 0.8, 0.99])
def test_archives_cut_short_are_refused(bench: Bench, kind: str, kept: float) -> None:
    text = json.dumps([{"i": i, "t": hex(i * 7919)} for i in range(5000)]).encode()
    content = zipped({"a.json": text}) if kind == "zip" else packed(text, kind)
    with pytest.raises(UnreadableFile) as caught:
        bench.load(content[: int(len(content) * kept)], f"a.{kind}")
    assert caught.value.hint


def test_a_member_with_a_wrong_checksum(bench: Bench) -> None:
    content = zipped({"a.csv": CSV}, zipfile.ZIP_STORED).replace(b"1,x", b"1,z")
    with pytest.raises(UnreadableFile, match="damaged"):
        bench.load(content, "a.zip")


def test_a_member_that_cannot_be_read_is_named(bench: Bench) -> None:
    with pytest.raises(UnreadableFile, match=r"broken\.json"):
        bench.load(zipped({"a.csv": CSV, "broken.json": b'[{"a": 1}'}), "a.zip")


def test_an_archive_with_nothing_in_it(bench: Bench) -> None:
    for content in (zipped({}), zipped({"a.png": b"\x89PNG\r\n\x1a\n"})):
        with pytest.raises(DeitaError):
            bench.load(content, "a.zip")


def test_previews_unpack_the_head_of_a_text_only(bench: Bench) -> None:
    text = b"a,b\n" + b"".join(b"%d,text %d\n" % (i, i * 31) for i in range(700_000))
    for content, name in ((gzip.compress(text, 1), "a.csv.gz"), (zipped({"a.csv": text}), "a.zip")):
        (part,) = bench.preview(content, name, rows=2)
        assert part["rows"] == [[0, "text 0"], [1, "text 31"]]
        assert not part["complete"]
    (part,) = bench.preview(gzip.compress(CSV), "a.csv.gz")
    assert part["complete"]


REFUSED = {
    "report.pdf": (b"%PDF-1.7\n", "PDF"),
    "photo.jpg": (b"\xff\xd8\xff\xe0", "JPEG"),
    "page.xls": (b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
    "page.html": (b"<!DOCTYPE html>\n<html></html>", "web page"),
    "text.docx": (zipped({"[Content_Types].xml": b"", "word/document.xml": b""}), "Word"),
    "slides.pptx": (zipped({"ppt/presentation.xml": b""}), "PowerPoint"),
    "feed.xml": (b'<?xml version="1.0"?><rss/>', "XML"),
    "data.tar": (b"a" * 257 + b"ustar" + b"\0" * 300, "tar"),
    "data.7z": (b"7z\xbc\xaf\x27\x1c\0\4", "7z"),
    "data.xz": (b"\xfd7zXZ\0\0", "xz"),
    "data.bz2": (b"BZh91AY", "bzip2"),
    "data.arrow": (b"ARROW1\0\0", "Arrow"),
    "data.h5": (b"\x89HDF\r\n\x1a\n", "HDF5"),
    "tool": (b"\x7fELF\2\1", "program"),
    "film.mp4": (b"\0\0\0\x18ftypmp42", "video"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_named_and_says_what_to_do(bench: Bench, name: str) -> None:
    content, word = REFUSED[name]
    with pytest.raises(UnsupportedFile) as caught:
        bench.load(content, name)
    assert word in caught.value.message
    assert caught.value.hint
    with pytest.raises(UnsupportedFile):
        bench.preview(content, "other.csv")


def test_progress_over_members_never_goes_back(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deita_server_ext.ingest.progress.SECONDS", 0)
    with sqlite3.connect(bench.root / "made.db") as connection:
        connection.executescript("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3)")
    database = (bench.root / "made.db").read_bytes()
    (bench.root / "made.db").unlink()
    bench.load(zipped({"a.db": database, "b.db": database}), "a.zip")
    assert bench.said == [(0.5, 3), (1.0, 6)]


def test_a_preview_says_what_is_left_out(bench: Bench) -> None:
    [part] = bench.preview(zipped({"a.csv": b"x\n1\n", "b.png": b"\x89PNG\r\n"}), "a.zip")
    assert part["notes"] == ["“b.png” left out: This cannot be made a table: it is a PNG image."]


def test_columns_of_one_part_among_several(bench: Bench) -> None:
    content = zipped({"a.csv": b"x,y\n1,2\n", "b.csv": b"x,y\n3,4\n"})
    columns = [
        {"source": "x", "part": "a.csv", "name": "first", "type": "VARCHAR"},
        {"source": "y", "part": "b.csv", "drop": True},
    ]
    a, b = bench.load(content, "a.zip", columns=columns)
    assert (a.columns, a.rows) == (["first", "y"], [("1", 2)])
    assert (b.columns, b.rows) == (["x"], [(3,)])
    with pytest.raises(InvalidRequest, match=r"no part “c\.csv”"):
        bench.load(content, "a.zip", columns=[{"source": "x", "part": "c.csv", "drop": True}])
