"""Jobs over HTTP: the work that follows an upload."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.api import Api, Room, new_room, wait
from tests.handlers.left import left, unfinished
from tests.handlers.sending import lines
from tests.server import Server


def long_job(room: Room, megabytes: int = 60) -> dict[str, Any]:
    """A job that is at work for some time, seen to be at work."""
    job: dict[str, Any] = room.upload("long.csv", lines(megabytes))["job"]
    wait(lambda: room.api.ok("GET", f"/jobs/{job['id']}")["state"] != "queued")
    return job


def test_its_way(room: Room) -> None:
    job = long_job(room)
    seen = [job]
    while seen[-1]["state"] in ("queued", "running"):
        seen.append(room.api.ok("GET", f"/jobs/{job['id']}"))
        assert room.names() == [] or seen[-1]["state"] != "running" or room.names() == ["long"]
    assert seen[-1]["state"] == "done"
    assert {"running", "done"} <= {one["state"] for one in seen}
    progress = [one["progress"] for one in seen if one["progress"] is not None]
    assert progress == sorted(progress)
    assert progress[-1] == 1.0
    assert any(0 < share < 1 for share in progress)
    assert all((one["finished_at"] is None) == (one["state"] != "done") for one in seen)
    assert all(one["tables"] == [] for one in seen[:-1])
    assert room.api.ok("GET", f"{room.path}/jobs")["items"] == [seen[-1]]
    again = room.api.ok("DELETE", f"/jobs/{job['id']}")
    assert again == seen[-1]
    assert room.names() == ["long"]


def test_a_file_that_cannot_be_read(room: Room, server: Server) -> None:
    job = room.ingest("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10)
    assert job["state"] == "failed"
    assert job["error"]["code"] == "unsupported_file"
    assert job["error"]["hint"]
    assert job["tables"] == []
    assert room.names() == []
    found = left(server, room)
    assert len(found["files"]) == 1  # type: ignore[arg-type] - the original is kept
    assert found["snapshots"] == []
    assert unfinished(server) == []


def test_cancel_one_at_work(room: Room, server: Server) -> None:
    before = left(server, room)
    job = long_job(room)
    cancelled = room.api.ok("DELETE", f"/jobs/{job['id']}")
    assert (cancelled["state"], cancelled["tables"]) == ("cancelled", [])
    assert cancelled["finished_at"]
    assert room.names() == []
    assert room.api.ok("GET", f"{room.path}/files")["items"] == []
    assert left(server, room) == before
    assert unfinished(server) == []
    assert room.api.ok("GET", room.path)["bytes"] == 0
    assert room.api.ok("DELETE", f"/jobs/{job['id']}") == cancelled


def test_cancel_those_that_wait(room: Room, server: Server) -> None:
    jobs = [room.upload(f"t{n}.csv", lines(20))["job"] for n in range(5)]
    last = room.api.ok("DELETE", f"/jobs/{jobs[-1]['id']}")
    assert last["state"] == "cancelled"
    first = room.api.ended(jobs[0])
    assert first["state"] == "done"
    for job in jobs[1:]:
        room.api.ok("DELETE", f"/jobs/{job['id']}")
    states = [room.api.ended(job)["state"] for job in jobs]
    done = [job for job, state in zip(jobs, states, strict=True) if state == "done"]
    assert set(states) == {"done", "cancelled"}
    assert len(room.names()) == len(done)
    assert len(room.api.ok("GET", f"{room.path}/files")["items"]) == len(done)
    objects = left(server, room)["objects"]
    assert len(objects) == 2 * len(done)  # type: ignore[arg-type] - a file and a snapshot each


def test_a_workspace_that_goes_while_a_job_works_in_it(api: Api, server: Server) -> None:
    room = new_room(api, "Going")
    job = long_job(room)
    assert api("DELETE", room.path).status_code == 204
    api.refused(404, "not_found", "GET", f"/jobs/{job['id']}")
    wait(lambda: unfinished(server) == [], 60)
    assert [path for path in server.data.rglob("*") if room.id in str(path)] == []
    assert "never retrieved" not in server.log


def test_a_file_deleted_while_it_is_read(room: Room, server: Server) -> None:
    uploaded = room.upload("long.csv", lines(60))
    wait(lambda: room.api.ok("GET", f"/jobs/{uploaded['job']['id']}")["progress"] is not None)
    assert room.api("DELETE", f"{room.path}/files/{uploaded['file']['id']}").status_code == 204
    job = room.api.ended(uploaded["job"])
    assert job["state"] == "done"
    assert room.api.ok("GET", f"{room.path}/tables/long")["file_id"] is None
    assert len(left(server, room)["objects"]) == 1  # type: ignore[arg-type]


def test_newest_first(room: Room) -> None:
    for name in ("one", "two", "three"):
        room.ingest(f"{name}.csv", "a\n1\n")
    listed = room.api.ok("GET", f"{room.path}/jobs")["items"]
    assert [job["tables"][0]["name"] for job in listed] == ["three", "two", "one"]
    assert [job["message"].split(";")[0] for job in listed] == ["three.csv", "two.csv", "one.csv"]
    assert json.dumps(listed).count("null") > 0


@pytest.mark.parametrize("verb", ["GET", "DELETE"])
def test_no_such_job(api: Api, verb: str) -> None:
    error = api.refused(404, "not_found", verb, f"/jobs/{'0' * 32}")
    assert error["hint"]
