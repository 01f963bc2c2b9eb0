"""Faults of ours: only their number is shown, and the server goes on."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.api import Api, Room, api_of
from tests.server import Server, running_server


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[Server]:
    """A server of the test's own, to be broken."""
    with running_server(tmp_path) as running:
        yield running


@pytest.fixture
def api(broken: Server) -> Iterator[Api]:
    with api_of(broken) as client:
        yield client


def only_a_number(server: Server, api: Api, verb: str, path: str, **request: object) -> None:
    """Assert that the answer says nothing but where the log entry is, and that it is there."""
    error = api.refused(500, "error", verb, path, **request)  # type: ignore[arg-type]
    assert error["message"] == "Something went wrong inside Deita."
    assert error["request_id"] in error["hint"]
    assert error["details"] == {}
    assert error["request_id"] in server.log
    told = str(error)
    for secret in ("Traceback", "sqlite", "queries", str(server.home), "File ", server.token):
        assert secret not in told.replace(error["hint"], "")


def test_a_catalog_that_lost_a_table(broken: Server, api: Api) -> None:
    room = Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])
    room.query("SELECT 1")
    with closing(sqlite3.connect(broken.data / "catalog.sqlite")) as catalog:
        catalog.execute("PRAGMA foreign_keys = off")
        catalog.execute("ALTER TABLE files RENAME TO elsewhere")
        catalog.commit()
    only_a_number(broken, api, "GET", f"{room.path}/files")
    only_a_number(
        broken, api, "POST", f"{room.path}/files", params={"filename": "a.csv"}, content=b"a\n1\n"
    )
    assert "Traceback" in broken.log
    # What does not need the table works on.
    assert room.query("SELECT 1")["rows"] == [[1]]
    with closing(sqlite3.connect(broken.data / "catalog.sqlite")) as catalog:
        catalog.execute("ALTER TABLE elsewhere RENAME TO files")
        catalog.commit()
    assert api.ok("GET", f"{room.path}/files")["items"] == []
    assert room.ingest("b.csv", "a\n1\n")["state"] == "done"


def test_a_data_folder_that_is_none(broken: Server, api: Api) -> None:
    broken.data.parent.mkdir(parents=True, exist_ok=True)
    broken.data.write_text("not a folder")
    for _time in range(3):
        only_a_number(broken, api, "GET", "/workspaces")
    assert api.ok("GET", "/health")["status"] == "ok"
    broken.data.unlink()
    assert len(api.ok("GET", "/workspaces")["items"]) == 1


def test_a_snapshot_that_is_gone(broken: Server, api: Api) -> None:
    room = Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])
    room.table("t", "a\n1\n")
    answer = room.query("SELECT a FROM t")
    room.whole(answer)
    broken.kill()
    for place in ("cache", "objects"):
        shutil.rmtree(broken.data / place)
    with running_server(broken.home) as again, api_of(again) as other:
        same = Room(other, room.id)
        body = {"sql": "SELECT a FROM t", "fresh": True}
        response = other("POST", f"{same.path}/queries", json=body)
        assert response.is_error
        assert str(broken.home) not in response.text
        assert same.names() == ["t"]
        assert same.ingest("u.csv", "a\n1\n")["state"] == "done"
        # What of it cannot be brought back can be deleted.
        assert other("DELETE", f"{same.path}/tables/t").status_code == 204
        assert same.query("SELECT a FROM u")["rows"] == [[1]]


def test_a_worker_that_is_killed(broken: Server, api: Api) -> None:
    room = Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])
    room.table("t", "a\n1\n")
    for worker in broken.workers():
        worker.kill()
        worker.wait(5)
    assert room.query("SELECT a FROM t")["rows"] == [[1]]
    assert api.ok("GET", f"{room.path}/tables/t/rows")["rows"] == [[1]]
