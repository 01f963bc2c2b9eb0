"""Files of every kind with random damage, in real workers: a table that adds up, or an error."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import sqlite3
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from deita_server_ext.errors import DeitaError, WorkerDied
from deita_server_ext.ingest.unpacked import DAMAGE
from deita_server_ext.services.loaders import lent_loader
from tests.engines import WORKSPACE, Engine, running_engine
from tests.xlsb import xlsb

EXAMPLES = 8
ROWS = [[i, i / 4, f"text {i}", i % 2 == 0] for i in range(60)]
HEADER = ["i", "x", "t", "b"]


class Workers:
    """An engine on a loop of its own, for tests that are not."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._ready = threading.Event()
        self._engine: Engine | None = None
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=[self._run()])
        self._thread.start()
        self._ready.wait(60)

    async def _run(self) -> None:
        async with running_engine(self.root) as self._engine:
            self._ready.set()
            await self._stop.wait()

    def close(self) -> None:
        """End the workers and the loop."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._loop.close()

    def read(self, content: bytes, name: str) -> list[dict[str, Any]]:
        """The parts of a file, read and previewed."""
        return asyncio.run_coroutine_threadsafe(self._read(content, name), self._loop).result(120)

    async def _read(self, content: bytes, name: str) -> list[dict[str, Any]]:
        assert self._engine is not None
        folder = self.root / "files"
        out = folder / "out"
        out.mkdir(parents=True, exist_ok=True)
        source = folder / "source"
        source.write_bytes(content)
        parts: list[dict[str, Any]] = []
        try:
            async with lent_loader(self._engine.pool, WORKSPACE, folder, out) as worker:
                for operation, args in (
                    ("load", {"directory": str(out)}), ("preview", {"rows": 10}),
                ):  # fmt: skip
                    header, _payload = await worker.call(
                        operation, source=str(source), filename=name, options={}, **args
                    )
                    parts += header["parts"]
        finally:
            for path in out.iterdir():
                path.unlink()
        return parts


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    made = Workers(tmp_path_factory.mktemp("fuzz"))
    yield made
    made.close()


def _xlsx() -> bytes:
    book = openpyxl.Workbook()
    for row in [HEADER, *ROWS, [date(2013, 1, 1), datetime(2013, 1, 1, 5), "=1/0", None]]:
        book.active.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    for i, row in enumerate([HEADER, *ROWS]):
        for j, value in enumerate(row):
            sheet.write(i, j, value)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _ods() -> bytes:
    book = OpenDocumentSpreadsheet()
    sheet = Table(name="S")
    for row in ROWS[:20]:
        line = TableRow()
        line.addElement(TableCell(valuetype="float", value=row[0]))
        cell = TableCell(valuetype="string")
        cell.addElement(P(text=str(row[2])))
        line.addElement(cell)
        sheet.addElement(line)
    book.spreadsheet.addElement(sheet)
    made = io.BytesIO()
    book.write(made)
    return made.getvalue()


def _xlsb() -> bytes:
    return xlsb([["i", "t"], *([row[0], str(row[2])] for row in ROWS[:20]), [None, "#N/A"]])


def _sqlite() -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (i INTEGER, x REAL, t TEXT, b BOOLEAN)")
    connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", ROWS * 5)
    content: bytes = connection.serialize()
    connection.close()
    return content


def _duckdb(folder: Path) -> bytes:
    path = folder / "made.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "CREATE TABLE t AS SELECT i, i / 4 AS x, i::VARCHAR AS t FROM range(500) r(i)"
        )
    content = path.read_bytes()
    path.unlink()
    return content


def _parquet() -> bytes:
    columns = list(zip(*ROWS, strict=True))
    made = io.BytesIO()
    table = pa.table([*map(list, columns), [[i] for i in range(60)]], names=[*HEADER, "l"])
    pq.write_table(table, made, row_group_size=20)
    return made.getvalue()


def _records() -> list[dict[str, Any]]:
    return [dict(zip(HEADER, row, strict=True)) | {"n": {"a": [1, None]}} for row in ROWS]


class Originals(dict[str, bytes]):
    """Whole files by their names, which are too long to be shown with each example."""

    def __repr__(self) -> str:
        return f"Originals({sorted(self)})"


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Originals:
    lines = "\n".join(map(json.dumps, _records())).encode()
    csv = "\n".join(",".join(map(str, row)) for row in [HEADER, *ROWS]).encode()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.csv", csv)
        made.writestr("b.ndjson", lines)
    return Originals({
        "a.xlsx": _xlsx(), "a.xls": _xls(), "a.ods": _ods(), "a.xlsb": _xlsb(), "a.db": _sqlite(),
        "a.duckdb": _duckdb(tmp_path_factory.mktemp("made")), "a.parquet": _parquet(),
        "a.json": json.dumps(_records()).encode(), "a.ndjson": lines,
        "a.csv.gz": gzip.compress(csv), "a.zip": archive.getvalue(), "a.csv": csv,
        "a.tsv": csv.replace(b",", b"\t"), "a.csv.zst": pa.compress(csv, "zstd", asbytes=True),
    })  # fmt: skip


NAMES = (
    "a.xlsx", "a.xls", "a.ods", "a.xlsb", "a.db", "a.duckdb", "a.parquet", "a.json", "a.ndjson",
    "a.csv.gz", "a.zip", "a.csv", "a.tsv", "a.csv.zst",
)  # fmt: skip

Damage = Callable[[bytes], bytes]


def _cut(place: float, length: int, filling: bytes) -> Damage:
    def damage(content: bytes) -> bytes:
        at = int(place * len(content))
        return content[:at] + filling + content[at + length :]

    return damage


def _within(inner: Damage, which: int) -> Damage:
    """The damage done to what is in an archive, which stays whole around it."""

    def damage(content: bytes) -> bytes:
        made = io.BytesIO()
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
                for number, name in enumerate(old.namelist()):
                    data = old.read(name)
                    chosen = number == which % len(old.namelist())
                    new.writestr(name, inner(data) if chosen else data)
        except DAMAGE:
            return inner(content)
        return made.getvalue()

    return damage


PIECES = st.one_of(
    st.binary(max_size=8),
    st.sampled_from([
        b"\0" * 100, b"\xff\xff\xff\xff", b"\n", b"[" * 300, b'"', b"{", b"9" * 40, b"1e999",
        b"NaN", b"\xed\xa0\x80", b'r="XFD99999"', b't="e"', b"<v></v>", b"</row>", b"&amp;&x;",
        b"99999999999", b",", b"\\u0000", b"-", b"PK\x03\x04",
    ]),
)  # fmt: skip
CUTS = st.builds(_cut, st.floats(0, 1), st.one_of(st.integers(0, 12), st.just(1 << 40)), PIECES)
DAMAGES = st.lists(
    st.one_of(CUTS, st.builds(_within, CUTS, st.integers(0, 20))), min_size=1, max_size=4
)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_whole_is_read(workers: Workers, originals: Originals, name: str) -> None:
    assert all(part["report"]["rows"] for part in workers.read(originals[name], name))


@pytest.mark.parametrize("name", NAMES)
@settings(
    max_examples=EXAMPLES, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(damages=DAMAGES)
def test_damage_is_an_error_or_a_table_that_adds_up(
    workers: Workers, originals: Originals, name: str, damages: list[Damage]
) -> None:
    content = originals[name]
    for damage in damages:
        content = damage(content)
    parts: list[dict[str, Any]] = []
    refused: DeitaError | None = None
    try:
        parts = workers.read(content, name)
    except DeitaError as exc:
        refused = exc
    if refused is not None:
        # A worker that ends is no refusal: the file is to be blamed, and the reader goes on.
        assert not isinstance(refused, WorkerDied)
        assert refused.message
        assert str(workers.root) not in str(refused.body())
    for part in parts:
        report = part["report"]
        sums = ("header", "loaded", "rejected", "blank", "preamble", "footer")
        assert report["lines"] == sum(report[key] for key in sums)
        assert part["columns"]
