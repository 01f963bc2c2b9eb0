"""Threads over HTTP: listed, named, shared, searched, deleted."""

from __future__ import annotations

from tests.api import Api, Room

ZEROS = "0" * 32


def begun(room: Room, **asked: object) -> dict[str, object]:
    """A new thread."""
    made: dict[str, object] = room.api.ok("POST", f"{room.path}/threads", asked)
    return made


def listed(room: Room, **params: str) -> list[str]:
    """The threads' names."""
    found = room.api.ok("GET", f"{room.path}/threads", params=params)["items"]
    return [thread["name"] for thread in found]


def test_a_thread_is_begun_renamed_shared_and_deleted(room: Room) -> None:
    assert listed(room) == []
    thread = begun(room, name="  Delays ")
    assert (thread["name"], thread["shared"], thread["mine"]) == ("Delays", False, True)
    assert (thread["workspace_id"], thread["message_count"]) == (room.id, 0)
    path = f"{room.path}/threads/{thread['id']}"
    changed = room.api.ok("PATCH", path, {"name": "Late", "shared": True})
    assert (changed["name"], changed["shared"]) == ("Late", True)
    assert room.api.ok("PATCH", path, {}) == changed
    assert room.api.ok("GET", path) == changed
    assert room.api.ok("GET", f"{path}/messages") == {"items": [], "next": None}
    room.api.ok("DELETE", path)
    assert listed(room) == []
    for verb, where, body in (
        ("GET", path, None),
        ("PATCH", path, {"name": "x"}),
        ("DELETE", path, None),
        ("GET", f"{path}/messages", None),
        ("POST", f"{path}/messages", {"text": "x"}),
        ("PATCH", f"{path}/messages/{ZEROS}", {"feedback": "up"}),
        ("POST", f"{path}/messages/{ZEROS}/stop", {}),
    ):
        room.api.refused(404, "not_found", verb, where, body)


def test_threads_are_searched_by_name(room: Room) -> None:
    for name in ("Delays by month", "Airports", "100 %"):
        begun(room, name=name)
    assert listed(room) == ["100 %", "Airports", "Delays by month"]
    assert listed(room, search="DELAY") == ["Delays by month"]
    assert listed(room, search="%") == ["100 %"]
    assert listed(room, search="_") == []


def test_a_thread_is_of_its_workspace_alone(room: Room, api: Api) -> None:
    thread = begun(room)
    assert thread["name"] == "New thread"
    other = api.ok("POST", "/workspaces", {"name": "Another"})["id"]
    api.refused(404, "not_found", "GET", f"/workspaces/{other}/threads/{thread['id']}")
    assert api.ok("GET", f"/workspaces/{other}/threads")["items"] == []
    api("DELETE", f"/workspaces/{other}")
    api.refused(404, "not_found", "GET", f"/workspaces/{other}/threads")


def test_what_is_told_has_no_values_until_somebody_says_so(room: Room) -> None:
    path = f"{room.path}/ai"
    assert room.api.ok("GET", path) == {"sends": "profiles"}
    assert room.api.ok("PATCH", path, {"sends": "samples"}) == {"sends": "samples"}
    assert room.api.ok("PATCH", path, {}) == {"sends": "samples"}
    assert room.api.ok("PATCH", path, {"sends": "names"}) == {"sends": "names"}
    assert room.api.ok("GET", path) == {"sends": "names"}
    room.api.refused(422, "invalid_request", "PATCH", path, {"sends": "all"})


def test_without_a_model_it_is_said_how_to_set_one(room: Room) -> None:
    ai = room.api.ok("GET", "/ai")
    assert (ai["enabled"], ai["models"], ai["default_model"]) == (False, [], None)
    assert len(ai["hint"].splitlines()) == 2
    thread = begun(room)
    path = f"{room.path}/threads/{thread['id']}/messages"
    error = room.api.refused(409, "no_model", "POST", path, {"text": "How many?"})
    assert error["hint"] == ai["hint"]
    assert room.api.ok("GET", path)["items"] == []
