"""Queries that wait or run: listed, told of, and told of when they end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.api import Api, Room, new_room, wait
from tests.handlers.test_events import Listener, listening
from tests.server import Server

SLOW = "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range + b.range = 7"


def running(room: Room) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = room.api.ok("GET", f"{room.path}/queries")["items"]
    return items


def told(listener: Listener, count: int) -> str:
    """Wait until so many are told to run; where."""
    while (event := listener.next("queries"))["running"] != count:
        pass
    workspace: str = event["workspace_id"]
    return workspace


def test_listed_told_and_stopped(room: Room, server: Server, api: Api) -> None:
    other = new_room(api, "Quiet")
    assert running(room) == []
    with listening(server) as listener:
        room.whole(room.query("SELECT 1"))
        assert told(listener, 0) == room.id
        with ThreadPoolExecutor(1) as threads:
            refused = threads.submit(room.query_refused, 409, "query_cancelled", SLOW)
            assert told(listener, 1) == room.id
            [query] = running(room)
            assert (query["sql"], query["state"], query["ahead"]) == (SLOW, "running", None)
            assert running(other) == []
            api.ok("DELETE", f"/queries/{query['id']}")
            assert refused.result(20)["message"]
        assert told(listener, 0) == room.id
        assert running(room) == []
        # What is told has been written: the history has it.
        assert api.ok("GET", f"{room.path}/history")["items"][0]["state"] == "cancelled"
    api("DELETE", other.path)
    wait(lambda: running(room) == [])
    api.refused(404, "not_found", "GET", f"{other.path}/queries")
