"""A loader in a real worker process, and what it makes of one file."""

from __future__ import annotations

import contextlib
import csv
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from deita_server_ext.engine.process import Worker
from deita_server_ext.errors import DeitaError

from .engines import LIMITS, WORKSPACE, running_engine

LOADER = "deita_server_ext.ingest.loader:Loader"


class Place:
    """A loader and the one folder it can touch."""

    def __init__(self, worker: Worker, folder: Path) -> None:
        self.worker = worker
        self.folder = folder

    async def load(
        self, content: bytes, filename: str = "table.csv", **options: Any
    ) -> dict[str, Any]:
        """The only part of a file of this content."""
        source, target = self.folder / "source", self.folder / "target"
        source.write_bytes(content)
        target.mkdir(exist_ok=True)
        for path in target.iterdir():
            path.unlink()
        answers = self.worker.stream(
            "load", source=str(source), filename=filename, options=options, directory=str(target)
        )
        *_said, header = [header async for header, _payload in answers]
        part: dict[str, Any]
        [part] = header["parts"]
        return part

    async def preview(self, content: bytes, rows: int, **options: Any) -> dict[str, Any]:
        """The only part of the head of a file of this content."""
        source = self.folder / "source"
        source.write_bytes(content)
        header, _payload = await self.worker.call(
            "preview", source=str(source), filename="table.csv", options=options, rows=rows
        )
        part: dict[str, Any]
        [part] = header["parts"]
        return part

    async def refusal(self, content: bytes, **options: Any) -> DeitaError:
        """Why a file is refused; nothing of it is left."""
        with pytest.raises(DeitaError) as caught:
            await self.load(content, **options)
        assert caught.value.hint
        assert str(self.folder) not in str(caught.value.body())
        assert list((self.folder / "target").iterdir()) == []
        return caught.value


@contextlib.asynccontextmanager
async def loading(folder: Path, home: Path) -> AsyncIterator[Place]:
    """A loader that can touch ``folder``; its engine lives in ``home``."""
    async with running_engine(home) as engine, engine.pool.lend(WORKSPACE, LOADER) as worker:
        await worker.call(
            "open",
            memory_bytes=LIMITS.memory_bytes,
            threads=2,
            temp_dir=str(worker.directory / "temp"),
            temp_bytes=LIMITS.temp_bytes,
            directories=[str(folder)],
        )
        yield Place(worker, folder)


def rows(part: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows that were written."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        return connection.execute("FROM read_parquet(?)", [part["path"]]).fetchall()


def rejects(part: dict[str, Any]) -> list[dict[str, str]]:
    """What was rejected or nulled, by the CSV of it."""
    with Path(part["rejects"]).open(newline="") as file:
        return list(csv.DictReader(file))
