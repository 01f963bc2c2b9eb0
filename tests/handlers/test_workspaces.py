"""Workspaces over HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.api import Api, Room, api_of, new_room, wait
from tests.server import Server, running_server


def test_first_use_makes_one_whoever_asks_first(tmp_path: Path) -> None:
    with (
        running_server(tmp_path) as server,
        api_of(server) as api,
        ThreadPoolExecutor(8) as threads,
    ):
        lists = list(threads.map(lambda _n: api.ok("GET", "/workspaces"), range(8)))
        assert [[w["name"] for w in found["items"]] for found in lists] == [["My workspace"]] * 8
        assert len({found["items"][0]["id"] for found in lists}) == 1
        workspace = api.ok("GET", f"/workspaces/{lists[0]['items'][0]['id']}")
        assert (workspace["owner"], workspace["bytes"], workspace["table_count"]) == ("local", 0, 0)


def test_made_and_renamed(api: Api, room: Room) -> None:
    made = api.ok("POST", "/workspaces", {"name": "  Zoë’s \U0001f986 data "})
    path = f"/workspaces/{made['id']}"
    assert made["name"] == "Zoë’s \U0001f986 data"
    assert api.ok("GET", path) == made
    renamed = api.ok("PATCH", path, {"name": "Ducks"})
    assert (renamed["id"], renamed["name"]) == (made["id"], "Ducks")
    assert api.ok("PATCH", path, {})["name"] == "Ducks"
    listed = api.ok("GET", "/workspaces")["items"]
    assert {room.id, made["id"]} <= {item["id"] for item in listed}
    assert [item["name"].lower() for item in listed] == sorted(i["name"].lower() for i in listed)
    assert api("DELETE", path).status_code == 204
    api.refused(404, "not_found", "GET", path)


def test_a_name_is_taken_in_any_case(api: Api, room: Room) -> None:
    other = new_room(api, "Taken already")
    error = api.refused(409, "name_taken", "POST", "/workspaces", {"name": "TAKEN already"})
    assert error["hint"]
    api.refused(409, "name_taken", "PATCH", room.path, {"name": "taken Already"})
    assert api.ok("PATCH", other.path, {"name": "TAKEN ALREADY"})["name"] == "TAKEN ALREADY"
    api("DELETE", other.path)


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, None, 7])
def test_a_name_has_1_to_120_characters(api: Api, room: Room, name: object) -> None:
    for verb, path in (("POST", "/workspaces"), ("PATCH", room.path)):
        if name is None and verb == "PATCH":
            continue
        error = api.refused(422, "invalid_request", verb, path, {"name": name})
        assert error["details"] == {"field": "name"}


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b'"x"', b"\xff", b"{}", b"[" * 100_000])
def test_a_body_that_is_none(api: Api, body: bytes) -> None:
    before = api.ok("GET", "/workspaces")
    api.refused(422, "invalid_request", "POST", "/workspaces", content=body)
    assert api.ok("GET", "/workspaces") == before


def test_delete_takes_everything_along(api: Api, room: Room, server: Server) -> None:
    room.table("flights", "a,b\n" + "1,x\n" * 1000)
    query = room.query("SELECT * FROM flights", page_size=5)
    room.whole(query)
    wait(lambda: any((server.data / "cache" / room.id).glob("*.duckdb")))
    wait(lambda: any((server.data / "spool" / room.id).glob("*.index")))
    kept = [*server.data.rglob(f"{room.id}/**/*")]
    assert {path.relative_to(server.data).parts[0] for path in kept} == {
        "objects", "cache", "spool",
    }  # fmt: skip

    assert api("DELETE", room.path).status_code == 204
    assert [path for path in server.data.rglob("*") if room.id in str(path)] == []
    for verb, path in (
        ("GET", room.path),
        ("PATCH", room.path),
        ("DELETE", room.path),
        ("GET", f"{room.path}/tables"),
        ("GET", f"{room.path}/files"),
        ("GET", f"{room.path}/jobs"),
        ("GET", f"/results/{query['id']}/rows"),
        ("GET", f"/queries/{query['id']}"),
    ):
        api.refused(
            404, "not_found", verb, path, **({"json": {"name": "x"}} if verb == "PATCH" else {})
        )
    room.query_refused(404, "not_found", "SELECT 1")
    api.refused(
        404,
        "not_found",
        "POST",
        f"{room.path}/files",
        params={"filename": "a.csv"},
        content=b"a\n1",
    )
