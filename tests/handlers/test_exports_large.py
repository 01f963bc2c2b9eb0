"""A hundred megabytes go through an export, and neither the server nor the worker holds them."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.api import Api, Room, api_of, new_room, wait
from tests.handlers.test_exports import rests
from tests.server import Server

MB = 1_000_000
ROWS = 300_000
LARGE = f"SELECT i AS n, repeat(md5(i::VARCHAR), 16) AS t FROM range({ROWS}) t(i)"
DATA_BYTES = ROWS * 16 * 32
MOST = 0.7
"""Of the data at the most: a row group of Parquet is a good part of it, and never grows."""
FORMATS = ["csv", "parquet", "xlsx", "json", "jsonl", "arrow"]
SOURCES = ["table", "result", "statement"]


@pytest.fixture(scope="module")
def large(api: Api, server: Server) -> Iterator[Room]:
    """A workspace with the rows as a table and as a result; both are read once."""
    room = new_room(api, "Large")
    result = room.whole(room.query(LARGE))["id"]
    table = api.ok("POST", f"{room.path}/tables", {"name": "large", "result_id": result})
    assert table["row_count"] == ROWS
    # What the engine has read of a table it keeps, within its limit: that is not the export's.
    wait(lambda: any((server.data / "cache" / room.id).glob("*.duckdb")))
    room.query("SELECT sum(length(t)) FROM large")
    yield room
    api("DELETE", room.path)


def request(room: Room, source: str, format: str) -> tuple[str, str, dict[str, object]]:
    """How the export is asked for."""
    match source:
        case "table":
            return "GET", f"{room.path}/tables/large/export", {"params": {"format": format}}
        case "result":
            result = room.query(LARGE)["id"]
            return "GET", f"/results/{result}/export", {"params": {"format": format}}
        case _:
            body = {"sql": LARGE, "format": format}
            return "POST", f"{room.path}/queries/export", {"json": body}


class Held:
    """The most that processes hold of their own, above what they held before.

    The pages of files that they look into are the system's.
    """

    def __init__(self, *processes: psutil.Process) -> None:
        self._processes = processes
        self._before = [own(process) for process in processes]
        self.bytes = [0] * len(processes)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Held:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.005):
            for i, process in enumerate(self._processes):
                self.bytes[i] = max(self.bytes[i], own(process) - self._before[i])


def own(process: psutil.Process) -> int:
    """Bytes of memory that are no file's."""
    memory = process.memory_info()
    return int(memory.rss - getattr(memory, "shared", 0))


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("format", FORMATS)
def test_it_is_never_held_as_a_whole(large: Room, server: Server, format: str, source: str) -> None:
    worker = server.worker(large.id)
    if source == "statement":
        # Runs in a process of its own, which then waits for the next one.
        large.api("POST", f"{large.path}/queries/export", json={"sql": "SELECT 1"})
        [worker] = (one for one in server.workers_of(large.id) if one != worker)
    verb, path, how = request(large, source, format)
    processes = psutil.Process(server.process.pid), worker
    sent = 0
    with Held(*processes) as held, large.api.http.stream(verb, path, **how) as response:
        assert response.is_success
        for piece in response.iter_raw():
            sent += len(piece)
    print(f"{source} as {format}: {sent / MB:.0f} MB; held {[f'{n / MB:.0f}' for n in held.bytes]}")
    if format in ("csv", "json", "jsonl", "arrow"):
        assert sent > DATA_BYTES
    assert max(held.bytes) < MOST * DATA_BYTES


def left(server: Server) -> set[Path]:
    """The files of results, and those in the folders of workers."""
    found = set()
    for folder in (server.data / "spool", server.data / "run"):
        for at, _folders, names in os.walk(folder):
            found |= {Path(at) / name for name in names}
    return found


@pytest.mark.parametrize("source", SOURCES)
def test_a_client_that_goes_leaves_nothing(large: Room, server: Server, source: str) -> None:
    said = len(server.log)
    verb, path, how = request(large, source, "json")
    before = left(server)
    with api_of(server) as other, other.http.stream(verb, path, **how) as response:
        assert response.is_success
        next(response.iter_raw())
    rests(server)
    wait(lambda: left(server) <= before, 10)
    assert large.query("SELECT 1")["rows"] == [[1]]
    assert "Traceback" not in server.log[said:]
