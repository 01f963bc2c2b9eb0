"""Statements looked at over HTTP, and not run."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.api import Api, Room, new_room
from tests.handlers.test_snapshots import changed


@pytest.fixture(scope="module")
def shared(api: Api) -> Iterator[Room]:
    """A workspace whose table has two snapshots, the second with another column."""
    room = new_room(api, "Checks")
    changed(room, "t", "n,word\n7,x\n", "n,share\n8,0.5\n")
    yield room
    api("DELETE", room.path)


def test_a_statement_that_would_run(shared: Room) -> None:
    said = shared.api.ok(
        "POST", f"{shared.path}/check", {"sql": "select n, :x as x from T", "params": {"x": "a"}}
    )
    assert said == {
        "ok": True,
        "kind": "select",
        "tables": ["t"],
        "columns": [
            {"name": "n", "type": "BIGINT", "kind": "number"},
            {"name": "x", "type": "VARCHAR", "kind": "text"},
        ],
        "params": ["x"],
        "error": None,
    }


def test_one_that_would_not(shared: Room) -> None:
    said = shared.api.ok("POST", f"{shared.path}/check", {"sql": "select n,\n word from t"})
    error = said.pop("error")
    assert said == {
        "ok": False, "kind": "select", "tables": ["t"], "columns": None, "params": [],
    }  # fmt: skip
    assert (error["code"], error["line"], error["column"]) == ("sql_failed", 2, 2)
    assert (error["end_line"], error["end_column"]) == (2, 6)


def test_earlier_snapshots_are_known(shared: Room) -> None:
    said = shared.api.ok("POST", f"{shared.path}/check", {"sql": 'select word from "t@1"'})
    assert (said["ok"], said["tables"]) == (True, ["t@1"])
    said = shared.api.ok("POST", f"{shared.path}/check", {"sql": 'from "t@9"'})
    assert said["error"]["code"] == "unknown_table"


def test_nothing_comes_into_the_history(shared: Room) -> None:
    shared.api.ok("POST", f"{shared.path}/check", {"sql": "from t"})
    assert shared.api.ok("GET", f"{shared.path}/history")["items"] == []


def test_what_is_asked_wrongly(shared: Room) -> None:
    shared.api.refused(422, "invalid_request", "POST", f"{shared.path}/check", {"sql": ""})
    shared.api.refused(404, "not_found", "POST", f"/workspaces/{'0' * 32}/check", {"sql": "x"})


def test_who_goes_away_is_not_waited_for(shared: Room) -> None:
    """The engine works the text out while it binds: the next one does not wait for it."""
    slow = "select " + " || ".join(["md5(repeat('x', 20000000))"] * 10)
    for _ in range(3):
        with pytest.raises(httpx.ReadTimeout):
            shared.api.http.post(f"{shared.path}/check", json={"sql": slow}, timeout=0.3)
    assert shared.api.ok("POST", f"{shared.path}/check", {"sql": "from t"})["ok"]
