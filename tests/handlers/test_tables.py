"""Tables over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from tests.api import ARROW, Api, Room, api_of, new_room, wait
from tests.handlers.left import left
from tests.server import Server, running_server

ROWS = 2_345


@pytest.fixture(scope="module")
def shared(api: Api) -> Iterator[Room]:
    """A workspace with a table that nobody changes."""
    room = new_room(api, "Tables")
    body = "".join(f"{n},name {n},{n / 4}\n" for n in range(ROWS))
    room.table("numbers", "n,text,quarter\n" + body)
    yield room
    api("DELETE", room.path)


def test_shown_by_id_and_by_name(shared: Room) -> None:
    table = shared.api.ok("GET", f"{shared.path}/tables/numbers")
    assert shared.api.ok("GET", f"{shared.path}/tables/{table['id']}") == table
    assert shared.api.ok("GET", f"{shared.path}/tables/NUMBERS") == table
    assert shared.api.ok("GET", f"{shared.path}/tables") == {"items": [table], "next": None}
    assert [(c["name"], c["type"], c["kind"]) for c in table["columns"]] == [
        ("n", "BIGINT", "number"),
        ("text", "VARCHAR", "text"),
        ("quarter", "DOUBLE", "number"),
    ]
    assert (table["row_count"], table["snapshot"]) == (ROWS, 1)
    assert table["bytes"] > 0


def test_an_unknown_one(shared: Room) -> None:
    error = shared.api.refused(404, "not_found", "GET", f"{shared.path}/tables/nubmers")
    assert error["details"] == {"suggestions": ["numbers"]}
    assert "numbers" in error["hint"]
    shared.api.refused(404, "not_found", "GET", f"{shared.path}/tables/{'0' * 32}")


def test_rows(shared: Room) -> None:
    path = f"{shared.path}/tables/numbers/rows"
    page = shared.api.ok("GET", path)
    assert page["rows"] == [[n, f"name {n}", n / 4] for n in range(50)]
    assert (page["offset"], page["row_count"]) == (0, ROWS)
    page = shared.api.ok("GET", path, params={"offset": 2_340, "limit": 1000})
    assert [row[0] for row in page["rows"]] == [2340, 2341, 2342, 2343, 2344]
    for beyond in (ROWS, ROWS + 7, 2**53):
        page = shared.api.ok("GET", path, params={"offset": beyond, "limit": 10})
        assert (page["rows"], page["row_count"]) == ([], ROWS)
    assert len(shared.api.ok("GET", path, params={"limit": 1})["rows"]) == 1
    assert len(shared.api.ok("GET", path, params={"limit": 1000})["rows"]) == 1000


def test_rows_as_arrow(shared: Room) -> None:
    path = f"{shared.path}/tables/numbers/rows"
    response = shared.api(
        "GET", path, params={"offset": 100, "limit": 3}, headers={"Accept": ARROW}
    )
    assert response.headers["X-Deita-Row-Count"] == str(ROWS)
    with pa.ipc.open_stream(response.content) as reader:
        table = reader.read_all()
    assert table.column("n").to_pylist() == [100, 101, 102]
    assert table.schema.names == ["n", "text", "quarter"]


@pytest.mark.parametrize(
    "params",
    [
        {"limit": "0"}, {"limit": "1001"}, {"limit": "-1"}, {"limit": "ten"}, {"limit": ""},
        {"offset": "-1"}, {"offset": "1.5"}, {"offset": "٣"}, {"offset": str(2**60)},
    ],
)  # fmt: skip
def test_pages_have_limits(shared: Room, params: dict[str, str]) -> None:
    path = f"{shared.path}/tables/numbers/rows"
    shared.api.refused(422, "invalid_request", "GET", path, params=params)


def test_renamed(room: Room, server: Server) -> None:
    table = room.table("flights", "a\n1\n")
    room.table("planes", "a\n2\n")
    path = f"{room.path}/tables/flights"
    assert room.api.ok("PATCH", path, {}) == table
    renamed = room.api.ok("PATCH", path, {"name": "  My “best” flights/2013 "})
    assert (renamed["id"], renamed["name"]) == (table["id"], "My “best” flights/2013")
    assert room.api.ok("GET", f"{room.path}/tables/My “best” flights%2F2013") == renamed
    room.api.refused(404, "not_found", "GET", path)
    assert room.query('SELECT a FROM "My “best” flights/2013"')["rows"] == [[1]]
    error = room.query_refused(400, "unknown_table", "SELECT a FROM flights")
    assert error["hint"]
    taken = room.api.refused(
        409, "name_taken", "PATCH", f"{room.path}/tables/{table['id']}", {"name": "PLANES"}
    )
    assert taken["hint"]
    assert room.names() == ["My “best” flights/2013", "planes"]
    again = room.api.ok("PATCH", f"{room.path}/tables/{table['id']}", {"name": "FLIGHTS"})
    assert again["name"] == "FLIGHTS"
    assert room.api.ok("PATCH", f"{room.path}/tables/FLIGHTS", {"name": "flights"})["name"] == (
        "flights"
    )


@pytest.mark.parametrize("name", ["", " ", 'a"b', "a\nb", "a\x00b", "x" * 121, 3])
def test_names_that_are_none(shared: Room, name: object) -> None:
    path = f"{shared.path}/tables/numbers"
    error = shared.api.refused(422, "invalid_request", "PATCH", path, {"name": name})
    assert error["details"] == {"field": "name"}


def test_deleted(room: Room) -> None:
    table = room.table("t", "a\n1\n")
    room.table("u", "a\n2\n")
    query = room.query("SELECT t.a + u.a FROM t, u")
    assert room.api("DELETE", f"{room.path}/tables/t").status_code == 204
    assert room.names() == ["u"]
    for path in (f"{room.path}/tables/t", f"{room.path}/tables/{table['id']}"):
        room.api.refused(404, "not_found", "GET", path)
        room.api.refused(404, "not_found", "GET", f"{path}/rows")
        room.api.refused(404, "not_found", "GET", f"{path}/export")
        room.api.refused(404, "not_found", "DELETE", path)
    error = room.query_refused(400, "unknown_table", "SELECT a FROM t")
    assert error["details"]["suggestions"] in ([], ["u"])
    assert len(room.api.ok("GET", f"{room.path}/files")["items"]) == 2
    # A result is of its snapshots; it does not go with the table.
    assert room.api.ok("GET", f"/results/{query['id']}/rows")["rows"] == [[3]]


def snapshot_objects(server: Server, room: Room) -> list[str]:
    """The places of a workspace's snapshots in the object store."""
    found = left(server, room)["objects"]
    assert isinstance(found, list)
    return [name for name in found if "/snapshots/" in name]


def test_a_deletion_undone(room: Room, server: Server) -> None:
    table = room.table("t", "a,b\n1,x\n")
    before = room.api.ok("GET", room.path)["bytes"]
    room.api.ok("PATCH", f"{room.path}/tables/t", {"description": "Letters"})
    room.api("DELETE", f"{room.path}/tables/t")
    [deleted] = room.api.ok("GET", f"{room.path}/tables", params={"deleted": "true"})["items"]
    assert (deleted["id"], deleted["name"], deleted["snapshot"]) == (table["id"], "t", 1)
    assert deleted["deleted_at"] < deleted["undo_until"]
    # It takes room until it is gone for good, and its name is free at once.
    workspace = room.api.ok("GET", room.path)
    assert (workspace["bytes"], workspace["table_count"]) == (before, 0)
    assert len(snapshot_objects(server, room)) == 1
    other = room.table("t", "a\n2\n")
    room.api.refused(404, "not_found", "GET", f"{room.path}/tables/{table['id']}")
    back = room.api.ok("POST", f"{room.path}/tables/{table['id']}/undelete")
    assert (back["id"], back["name"], back["description"]) == (table["id"], "t_2", "Letters")
    assert (back["deleted_at"], back["undo_until"]) == (None, None)
    assert room.query("SELECT t.a, t_2.a, b FROM t, t_2")["rows"] == [[2, 1, "x"]]
    assert room.api.ok("GET", f"{room.path}/tables", params={"deleted": "true"})["items"] == []
    for gone in (table["id"], other["id"], "0" * 32, "t"):
        error = room.api.refused(404, "not_found", "POST", f"{room.path}/tables/{gone}/undelete")
        assert error["hint"]


@pytest.mark.parametrize("value", ["1", "", "True"])
def test_deleted_is_true_or_false(shared: Room, value: str) -> None:
    path = f"{shared.path}/tables"
    shared.api.refused(422, "invalid_request", "GET", path, params={"deleted": value})


def test_only_in_its_own_workspace(room: Room, shared: Room) -> None:
    table = room.table("t", "a\n1\n")
    room.api("DELETE", f"{room.path}/tables/t")
    room.api.refused(404, "not_found", "POST", f"{shared.path}/tables/{table['id']}/undelete")
    assert shared.api.ok("GET", f"{shared.path}/tables", params={"deleted": "true"})["items"] == []
    assert room.api.ok("POST", f"{room.path}/tables/{table['id']}/undelete")["name"] == "t"


def test_gone_for_good_when_the_time_is_over(tmp_path: Path) -> None:
    with (
        running_server(tmp_path, environment={"DEITA_UNDO_HOURS": "0.0005"}) as server,
        api_of(server) as api,
    ):
        room = new_room(api, "Short")
        kept = room.table("kept", "a\n1\n")
        table = room.table("t", "a\n1\n")
        room.api("DELETE", f"{room.path}/tables/t")
        wait(lambda: len(snapshot_objects(server, room)) == 1)
        assert room.names() == ["kept"]
        path = f"{room.path}/tables/{table['id']}/undelete"
        room.api.refused(404, "not_found", "POST", path)
        cached = left(server, room)["cache"]
        assert isinstance(cached, list)
        assert len(cached) == 2  # the other table's Parquet and native file
        files = sum(file["bytes"] for file in api.ok("GET", f"{room.path}/files")["items"])
        assert api.ok("GET", room.path)["bytes"] == files + kept["bytes"]


def test_no_undo_at_all(tmp_path: Path) -> None:
    with (
        running_server(tmp_path, environment={"DEITA_UNDO_HOURS": "0"}) as server,
        api_of(server) as api,
    ):
        room = new_room(api, "None")
        room.table("t", "a\n1\n")
        room.api("DELETE", f"{room.path}/tables/t")
        assert snapshot_objects(server, room) == []
        assert api.ok("GET", f"{room.path}/tables", params={"deleted": "true"})["items"] == []


def test_described(room: Room) -> None:
    room.table("t", "First,second\n1,x\n")
    path = f"{room.path}/tables/t"
    described = room.api.ok(
        "PATCH", path, {"description": " What it is. ", "columns": {"FIRST": "a number"}}
    )
    assert described["description"] == "What it is."
    assert [c["description"] for c in described["columns"]] == ["a number", None]
    described = room.api.ok("PATCH", path, {"columns": {"second": "a letter"}})
    assert [c["description"] for c in described["columns"]] == ["a number", "a letter"]
    assert described["description"] == "What it is."
    renamed = room.api.ok("PATCH", path, {"name": "u", "description": "", "columns": {"first": ""}})
    assert (renamed["name"], renamed["description"]) == ("u", None)
    assert [c["description"] for c in renamed["columns"]] == [None, "a letter"]
    assert room.api.ok("GET", f"{room.path}/tables")["items"] == [renamed]
    error = room.api.refused(
        422, "invalid_request", "PATCH", f"{room.path}/tables/u", {"columns": {"third": "?"}}
    )
    assert error["details"] == {"field": "columns.third"}


@pytest.mark.parametrize("name", ["flights@3", "a@0", "a@12 "])
def test_a_name_that_is_a_snapshots(shared: Room, name: str) -> None:
    path = f"{shared.path}/tables/numbers"
    error = shared.api.refused(422, "invalid_request", "PATCH", path, {"name": name})
    assert error["hint"]
