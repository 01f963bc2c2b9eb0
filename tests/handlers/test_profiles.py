"""Profiles over HTTP: of every snapshot, within a time, kept, and gone with their snapshot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.api import Api, Room, api_of, new_room, wait
from tests.handlers.test_snapshots import changed
from tests.server import Server, running_server

ROWS = "".join(f"{n},{'abc'[n % 3] * (n % 3 + 1)},{n / 4}\n" for n in range(1000))


@pytest.fixture(scope="module")
def shared(api: Api) -> Iterator[Room]:
    """A workspace whose table has two snapshots."""
    room = new_room(api, "Profiles")
    changed(room, "t", "n,word\n7,x\n", f"n,word,share\n{ROWS}")
    yield room
    api("DELETE", room.path)


def profile(room: Room, **params: Any) -> Any:
    """A profile of its table ``t``."""
    return room.api.ok("GET", f"{room.path}/tables/t/profile", params=params)


def kept(server: Server) -> list[Path]:
    """The profiles that a server keeps on its disk."""
    return list(server.data.rglob("*.profile.json"))


def test_all_columns(shared: Room) -> None:
    found = profile(shared, seconds=30)
    table = shared.api.ok("GET", f"{shared.path}/tables/t")
    assert (found["table_id"], found["snapshot"], found["row_count"]) == (table["id"], 2, 1000)
    assert found["complete"] is True
    n, word, share = found["columns"]
    assert [c["name"] for c in found["columns"]] == ["n", "word", "share"]
    assert (n["computed"], n["type"], n["kind"]) == (True, "BIGINT", "number")
    assert (n["mean"], n["null_count"]) == (499.5, 0)
    assert n["quantiles"] == {"p05": 49, "p25": 249, "p50": 499, "p75": 749, "p95": 949}
    assert sum(bin_["count"] for bin_ in n["bins"]) == 1000
    assert word["values"][0] == {"value": "a", "count": 334}
    assert (word["lengths"]["low"], word["lengths"]["high"]) == (1, 3)
    assert share["high"] == 249.75
    assert profile(shared) == found


def test_snapshots_and_columns(shared: Room) -> None:
    found = profile(shared, snapshot=1, seconds=30)
    assert (found["snapshot"], found["row_count"]) == (1, 1)
    assert [(c["name"], c["low"]) for c in found["columns"]] == [("n", 7), ("word", "x")]
    found = profile(shared, columns=json.dumps(["WORD", 0, "n"]), seconds=30)
    assert [(c["column"], c["name"]) for c in found["columns"]] == [(1, "word"), (0, "n")]
    assert profile(shared, columns="[]")["columns"] == []


def test_as_jupyterlab_asks(shared: Room) -> None:
    """It puts the time behind the query string, so that no cache answers."""
    found = profile(shared, columns="[0]", **{"1795647671660": ""})
    assert [column["name"] for column in found["columns"]] == ["n"]


def test_what_is_not_there(shared: Room) -> None:
    path = f"{shared.path}/tables"
    refused = shared.api.refused
    refused(404, "not_found", "GET", f"{path}/none/profile")
    refused(404, "not_found", "GET", f"{path}/t/profile", params={"snapshot": 3})
    refused(404, "not_found", "GET", f"/workspaces/{'0' * 32}/tables/t/profile")
    for params in (
        {"columns": '["share"]', "snapshot": 1}, {"columns": "n"}, {"columns": "[9]"},
        {"columns": "[-1]"}, {"snapshot": 0}, {"snapshot": "x"}, {"seconds": 0},
        {"seconds": "nan"}, {"seconds": "inf"}, {"other": 1},
    ):  # fmt: skip
        refused(422, "invalid_request", "GET", f"{path}/t/profile", params=params)


def test_an_answer_at_once_and_the_rest_meanwhile(shared: Room) -> None:
    select = ", ".join(f"range + {i} AS n{i}" for i in range(60))
    query = shared.query(f"SELECT {select} FROM range(1000)")
    shared.whole(query)
    made = {"name": "wide", "result_id": query["id"]}
    shared.api.ok("POST", f"{shared.path}/tables", made)
    path = f"{shared.path}/tables/wide/profile"
    at_once = shared.api.ok("GET", path, params={"seconds": 1e-6})
    assert at_once["complete"] is False
    assert len(at_once["columns"]) == 60
    first = at_once["columns"][0]
    assert (first["name"], first["computed"], first["null_count"]) == ("n0", False, None)
    # Each of these waits for nothing: what they find was found behind the scenes.
    wait(lambda: bool(shared.api.ok("GET", path, params={"seconds": 1e-6})["complete"]), 60)
    found = shared.api.ok("GET", path, params={"seconds": 1e-6})
    assert [c["low"] for c in found["columns"]] == list(range(60))
    shared.api("DELETE", f"{shared.path}/tables/wide")


def test_a_client_that_goes_leaves_nothing_behind(shared: Room) -> None:
    query = shared.query("SELECT md5(range::VARCHAR) AS s FROM range(300000)")
    shared.whole(query)
    name = f"large_{uuid4().hex}"
    shared.api.ok("POST", f"{shared.path}/tables", {"name": name, "result_id": query["id"]})
    path = f"{shared.path}/tables/{name}"
    shared.api.go_amid("GET", f"{path}/profile")
    # The next one who asks gets it all the same.
    found = shared.api.ok("GET", f"{path}/profile", params={"seconds": 60})
    assert found["columns"][0]["lengths"] == {"low": 32, "mean": 32.0, "high": 32}
    shared.api("DELETE", path)


def test_kept_and_gone_with_the_snapshot(tmp_path: Path) -> None:
    config = "c.DeitaApp.snapshots_kept = 2\nc.DeitaApp.undo_hours = 0\n"
    with running_server(tmp_path, config=config) as server, api_of(server) as api:
        room = new_room(api, "Kept")
        changed(room, "t", "a\n1\n")
        first = profile(room, seconds=30)
        wait(lambda: len(kept(server)) == 1)
        (path,) = kept(server)
        whole = path.read_text()
        path.write_text(whole[:-5])
        assert profile(room, seconds=30) == first
        wait(lambda: path.read_text() == whole)
        # What is kept is what is told: nothing is computed again.
        path.write_text(whole.replace('"mean": 1.0', '"mean": 17.0'))
        assert profile(room, seconds=30)["columns"][0]["mean"] == 17.0
        changed(room, "u", "a\n1\n")
        room.api.ok("GET", f"{room.path}/tables/u/profile", params={"seconds": 30})
        wait(lambda: len(kept(server)) == 2)
        api("DELETE", f"{room.path}/tables/u")
        wait(lambda: kept(server) == [path])
        api("DELETE", room.path)
        wait(lambda: kept(server) == [])


def test_of_others(alice: Api, bob: Api) -> None:
    room = new_room(alice, "Profiles of Alice's")
    room.table("t", "a\n1\n")
    alice.ok("GET", f"{room.path}/tables/t/profile")
    bob.refused(404, "not_found", "GET", f"{room.path}/tables/t/profile")
