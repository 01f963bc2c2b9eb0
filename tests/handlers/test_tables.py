"""Tables over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pytest

from tests.api import ARROW, Api, Room, new_room
from tests.handlers.left import left
from tests.server import Server

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


def test_deleted(room: Room, server: Server) -> None:
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
    snapshots = [name for name in left(server, room)["objects"] if "/snapshots/" in name]  # type: ignore[attr-defined]
    assert len(snapshots) == 1
    assert len(room.api.ok("GET", f"{room.path}/files")["items"]) == 2
    # A result is of its snapshots; it does not go with the table.
    assert room.api.ok("GET", f"/results/{query['id']}/rows")["rows"] == [[3]]
