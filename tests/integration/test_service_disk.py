"""A disk that is full: said as such, nothing half-made, and the server goes on."""

from __future__ import annotations

import ctypes
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api import Api, Room, api_of, wait
from tests.handlers.left import left, unfinished
from tests.server import Server, running_server

SIZE = 60 << 20


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with little room."""
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    folder = tmp_path / "disk"
    folder.mkdir()
    options = f"size={SIZE}".encode()
    if libc is None or libc.mount(b"deita", bytes(folder), b"tmpfs", 0, options) != 0:
        pytest.skip("file systems can be mounted by root on Linux only")
    yield folder
    # Lazily: a process that is ending may still be in it.
    assert libc.umount2(bytes(folder), 2) == 0, os.strerror(ctypes.get_errno())


@pytest.fixture
def server(tmp_path: Path, small_disk: Path) -> Iterator[Server]:
    """A server whose data are on the small disk."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "deita").symlink_to(small_disk)
    with running_server(tmp_path) as running:
        yield running


@pytest.fixture
def api(server: Server) -> Iterator[Api]:
    with api_of(server) as client:
        yield client


def test_a_full_disk(server: Server, api: Api, small_disk: Path) -> None:
    room = Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])
    room.table("t", "a\n1\n")
    room.query("SELECT a FROM t")
    before = left(server, room)

    # An upload that does not fit, its size known and not.
    content = b"a\n" + b"1234567\n" * (12 << 20)
    for body in (content, iter([content])):
        error = api.refused(
            507, "disk_full", "POST", f"{room.path}/files",
            params={"filename": "large.csv"}, content=body,
        )  # fmt: skip
        assert "space" in error["hint"]
        assert str(small_disk) not in str(error)
    wait(lambda: unfinished(server) == [])
    assert left(server, room)["objects"] == before["objects"]
    assert len(api.ok("GET", f"{room.path}/files")["items"]) == 1

    # A result that does not fit.
    large = "SELECT md5(range::VARCHAR) AS h FROM range(4000000)"
    response = api.http.post(f"{room.path}/queries", json={"sql": large, "id": "d" * 32})
    if response.is_success:
        wait(lambda: api.ok("GET", f"/queries/{'d' * 32}")["state"] != "running")
        error = api.ok("GET", f"/queries/{'d' * 32}")["error"]
    else:
        error = response.json()["error"]
    assert error["code"] == "disk_full", error
    assert error["hint"]
    wait(lambda: not list((server.data / "spool").glob(f"*/{'d' * 32}*")))

    # A file that fits, whose snapshot does not.
    room.query("SELECT 1")
    rows = (f"{random.random()},{random.random()}\n" for _n in range(150_000))
    numbers = f"a,b\n{''.join(rows)}".encode()
    filler = small_disk / "filler"
    with filler.open("wb") as file:
        disk = os.statvfs(small_disk)
        file.write(b"x" * (disk.f_bavail * disk.f_frsize - len(numbers) - (1 << 19)))
    job = room.ingest("numbers.csv", numbers)
    assert job["state"] == "failed", job
    assert job["error"]["code"] == "disk_full", job["error"]
    assert job["error"]["hint"]
    filler.unlink()

    # It goes on.
    assert room.ingest("u.csv", "a\n2\n")["state"] == "done"
    assert room.query("SELECT t.a + u.a AS s FROM t, u")["rows"] == [[3]]
    assert room.query("SELECT max(range) FROM range(100000)")["rows"] == [[99_999]]
