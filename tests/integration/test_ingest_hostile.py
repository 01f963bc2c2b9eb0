"""Files made to do harm, in a real worker: each stops at its limits, and the next is read."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import pytest_asyncio
import xlsxwriter

from deita_server_ext.errors import DeitaError, MemoryLimit, UnreadableFile
from deita_server_ext.services.loaders import lent_loader
from tests.engines import WORKSPACE, Engine, running_engine

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHEET = "xl/worksheets/sheet1.xml"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    async with running_engine(tmp_path_factory.mktemp("hostile")) as made:
        yield made


@pytest.fixture(scope="module")
def gigabyte(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A file of a gigabyte in one line, of which a test writes the beginning."""
    path = tmp_path_factory.mktemp("line") / "source"
    with path.open("wb") as file:
        for _ in range(1 << 10):
            file.write(b"x" * (1 << 20))
    yield path
    path.unlink()


async def load(engine: Engine, source: Path, name: str) -> dict[str, Any]:
    """Load a file in a worker of its own, as the services do."""
    target = source.parent / "out"
    target.mkdir(exist_ok=True)
    async with lent_loader(engine.pool, WORKSPACE, source.parent, target) as worker:
        header, _payload = await worker.call(
            "load", source=str(source), filename=name, options={}, directory=str(target)
        )
    return header


async def preview(engine: Engine, source: Path, name: str) -> dict[str, Any]:
    """Preview a file in a worker of its own."""
    async with lent_loader(engine.pool, WORKSPACE, source.parent) as worker:
        header, _payload = await worker.call(
            "preview", source=str(source), filename=name, options={}, rows=10
        )
    return header


def workbook() -> bytes:
    """A small workbook."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.add_worksheet().write_column(0, 0, ["a", 1, 2])
    book.close()
    return made.getvalue()


def changed(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """An archive with one member changed."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for member in old.namelist():
            data = old.read(member)
            new.writestr(member, change(data) if member == name else data)
    return made.getvalue()


def lying(content: bytes, name: str, size: int) -> bytes:
    """The archive, which says of one member that it unpacks to ``size`` bytes."""
    made = bytearray(content)
    at = -1
    while (at := made.find(b"PK\x01\x02", at + 1)) >= 0:
        length = struct.unpack_from("<H", made, at + 28)[0]
        if made[at + 46 : at + 46 + length] == name.encode():
            struct.pack_into("<I", made, at + 24, size)
    return bytes(made)


def blown_up(data: bytes) -> bytes:
    return data.replace(b"<sheetData>", b"<sheetData>" + b" " * (300 << 20))


def many_rows(data: bytes) -> bytes:
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (i, i, i) for i in range(4, 230_000)
    )
    stray = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return data.replace(b"</sheetData>", rows + stray + b"</sheetData>")


def many_strings(data: bytes) -> bytes:
    return data.replace(b"</sst>", b"<si><t>" + b"x" * (300 << 20) + b"</t></si></sst>")


def open_document(rows: str) -> bytes:
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{names}manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content xmlns:office="{names}office:1.0" '
            f'xmlns:table="{names}table:1.0" xmlns:text="{names}text:1.0"><office:body>'
            f'<office:spreadsheet><table:table table:name="S">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return made.getvalue()


def repeated(rows: int, columns: int) -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell '
        f'table:number-columns-repeated="{columns}" office:value-type="float" '
        'office:value="1"><text:p>1</text:p></table:table-cell></table:table-row>'
    )


def wide_parquet() -> bytes:
    made = io.BytesIO()
    pq.write_table(pa.table({f"c{i}": [1] for i in range(20_000)}), made)
    return made.getvalue()


def packed_zeros(kind: str) -> bytes:
    """Three hundred million zeros, in a file of a thousandth of that, or less."""
    made = io.BytesIO()
    block = bytes(1 << 20)
    if kind == "zip":
        with (
            zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive,
            archive.open("zeros.csv", "w", force_zip64=True) as member,
        ):
            for _ in range(300):
                member.write(block)
        return made.getvalue()
    with pa.CompressedOutputStream(made, kind) as stream:
        for _ in range(300):
            stream.write(block)
        stream.flush()
        return made.getvalue()


def laughing(data: bytes) -> bytes:
    """Entities that come to a thousand million letters (a "billion laughs")."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
    head, _, rest = data.partition(b"?>")
    body = rest.replace(b"<t>a</t>", b"<t>&l9;</t>")
    assert body != rest
    return head + b"?>" + f"<!DOCTYPE sst [{entities}]>".encode() + body


HOSTILE: dict[str, Callable[[], bytes]] = {
    "bomb.xlsx": lambda: changed(workbook(), SHEET, blown_up),
    "lying.xlsx": lambda: lying(changed(workbook(), SHEET, blown_up), SHEET, 1000),
    "apart.xlsx": lambda: changed(workbook(), SHEET, many_rows),
    "strings.xlsx": lambda: changed(workbook(), "xl/sharedStrings.xml", many_strings),
    "bomb.zip": lambda: packed_zeros("zip"),
    "bomb.csv.gz": lambda: packed_zeros("gzip"),
    "bomb.csv.zst": lambda: packed_zeros("zstd"),
    "laughs.xlsx": lambda: changed(workbook(), "xl/sharedStrings.xml", laughing),
    "repeated.ods": lambda: open_document(repeated(1_048_576, 16_384)),
    "keys.json": lambda: json.dumps([{f"k{i}": 1 for i in range(200_000)}]).encode(),
    "keys.ndjson": lambda: json.dumps({f"k{i}": 1 for i in range(200_000)}).encode() + b"\n",
    "wide.parquet": wide_parquet,
    "columns.csv": lambda: b",".join(b"c%d" % i for i in range(1_000_000)) + b"\n1\n",
    "deep.json": lambda: b"[" * 5_000_000,
    "deep.ndjson": lambda: b'{"a":' * 1_000_000 + b"\n",
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_it_stops_in_the_worker_and_the_next_file_is_read(
    engine: Engine, tmp_path: Path, name: str
) -> None:
    source = tmp_path / "source"
    source.write_bytes(HOSTILE[name]())
    for read in (load, preview):
        with pytest.raises(DeitaError) as caught:
            await read(engine, source, name)
        assert caught.value.hint
        assert str(tmp_path) not in str(caught.value.body())
    source.write_bytes(workbook())
    assert (await load(engine, source, "a.xlsx"))["parts"][0]["row_count"] == 2


@pytest.mark.parametrize(
    ("name", "begin"),
    [("line.ndjson", b'{"a": "'), ("line.json", b'[{"a": "'), ("line.csv", b'a,b\n1,"')],
)
async def test_a_line_of_a_gigabyte(
    engine: Engine, gigabyte: Path, name: str, begin: bytes
) -> None:
    source = gigabyte
    with source.open("r+b") as file:
        file.write(begin)
    for read in (load, preview):
        if name == "line.csv" and read is preview:
            # It looks at the head alone, in which no line ends.
            assert (await read(engine, source, name))["parts"][0]["rows"] == []
            continue
        with pytest.raises((UnreadableFile, MemoryLimit)) as caught:
            await read(engine, source, name)
        assert caught.value.hint
