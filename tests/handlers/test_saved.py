"""Saved queries over HTTP."""

from __future__ import annotations

from urllib.parse import quote

from tests.api import Api, Room, new_room
from tests.handlers.test_events import listening
from tests.server import Server


def test_kept_changed_and_forgotten(room: Room) -> None:
    path = f"{room.path}/saved-queries"
    assert room.api.ok("GET", path) == {"items": [], "next": None}
    sql = "SELECT a -- {{ as }} written\nFROM t WHERE a > :least"
    made = room.api.ok("POST", path, {"name": " Late flights ", "sql": sql, "description": "Why"})
    assert (made["name"], made["sql"], made["description"]) == ("Late flights", sql, "Why")
    assert (made["workspace_id"], made["owner"]) == (room.id, "local")
    assert made["created_at"] == made["updated_at"]
    assert room.api.ok("GET", f"{path}/{made['id']}") == made
    assert room.api.ok("GET", f"{path}/LATE%20FLIGHTS") == made
    room.api.ok("POST", path, {"name": "early", "sql": "no SQL at all"})
    listed = room.api.ok("GET", path)["items"]
    assert [item["name"] for item in listed] == ["early", "Late flights"]
    assert listed[1] == made

    changed = room.api.ok("PATCH", f"{path}/late flights", {"name": "LATE", "description": ""})
    assert changed["updated_at"] >= made["updated_at"]
    still = {"id", "workspace_id", "sql", "owner", "created_at"}
    assert {key: changed[key] for key in still} == {key: made[key] for key in still}
    assert (changed["name"], changed["description"]) == ("LATE", None)
    assert room.api.ok("PATCH", f"{path}/late", {}) == changed
    assert room.api.ok("PATCH", f"{path}/late", {"sql": "FROM t"})["sql"] == "FROM t"
    room.api("DELETE", f"{path}/late")
    room.api.refused(404, "not_found", "GET", f"{path}/{made['id']}")
    room.api.refused(404, "not_found", "DELETE", f"{path}/late")
    assert [item["name"] for item in room.api.ok("GET", path)["items"]] == ["early"]


def test_a_name_is_there_once_whatever_its_case(room: Room) -> None:
    path = f"{room.path}/saved-queries"
    first = room.api.ok("POST", path, {"name": "Größe", "sql": "FROM t"})
    other = room.api.ok("POST", path, {"name": "Weg", "sql": "FROM t"})
    error = room.api.refused(409, "name_taken", "POST", path, {"name": "GRÖßE", "sql": "FROM u"})
    assert "GRÖßE" in error["message"]
    assert error["hint"]
    room.api.refused(409, "name_taken", "PATCH", f"{path}/weg", {"name": "größe"})
    assert room.api.ok("GET", path)["items"] == [first, other]
    # Its own name, otherwise written, is no other's.
    assert room.api.ok("PATCH", f"{path}/weg", {"name": "WEG"})["name"] == "WEG"


def test_names_that_addresses_have_to_spell(room: Room) -> None:
    path = f"{room.path}/saved-queries"
    for name in ("a/b", "50 % off?", "#1 “x” ☃", "." * 3):
        made = room.api.ok("POST", path, {"name": name, "sql": "FROM t"})
        assert room.api.ok("GET", f"{path}/{quote(name, safe='')}") == made
    error = room.api.refused(404, "not_found", "GET", f"{path}/a%2Fc")
    assert error["details"] == {"suggestions": ["a/b"]}
    assert "a/b" in error["hint"]


def test_what_cannot_be_kept(room: Room) -> None:
    path = f"{room.path}/saved-queries"
    for body in (
        {"name": "x"},
        {"sql": "FROM t"},
        {"name": " ", "sql": "FROM t"},
        {"name": "a\nb", "sql": "FROM t"},
        {"name": "x" * 121, "sql": "FROM t"},
        {"name": "x", "sql": ""},
        {"name": "x", "sql": "x" * 1_000_001},
        {"name": "x", "sql": "FROM t", "owner": "eve"},
    ):
        assert room.api.refused(422, "invalid_request", "POST", path, body)["message"]
    assert room.api.ok("GET", path)["items"] == []
    room.api.refused(404, "not_found", "GET", f"/workspaces/{'0' * 32}/saved-queries")
    made = room.api.ok("POST", path, {"name": "NUL", "sql": "SELECT '\0'"})
    assert made["sql"] == "SELECT '\0'"
    assert room.api.ok("GET", f"{path}/nul")["sql"] == "SELECT '\ufffd'"


def test_each_workspace_has_its_own(room: Room, api: Api) -> None:
    other = new_room(api, "Saved elsewhere")
    made = api.ok("POST", f"{room.path}/saved-queries", {"name": "q", "sql": "FROM t"})
    api.ok("POST", f"{other.path}/saved-queries", {"name": "q", "sql": "FROM u"})
    api.refused(404, "not_found", "GET", f"{other.path}/saved-queries/{made['id']}")
    assert api.ok("GET", f"{other.path}/saved-queries/q")["sql"] == "FROM u"
    api("DELETE", other.path)
    assert api.ok("GET", f"{room.path}/saved-queries/q") == made


def test_it_is_told(room: Room, server: Server) -> None:
    path, told = f"{room.path}/saved-queries", {"type": "saved_queries", "workspace_id": room.id}
    with listening(server) as listener:
        room.api.ok("POST", path, {"name": "q", "sql": "FROM t"})
        assert listener.next("saved_queries", 5) == told
        room.api.ok("PATCH", f"{path}/q", {"name": "r"})
        assert listener.next("saved_queries", 5) == told
        room.api("DELETE", f"{path}/r")
        assert listener.next("saved_queries", 5) == told
