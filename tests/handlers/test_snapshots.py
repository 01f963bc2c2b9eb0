"""The snapshots of tables over HTTP: listed, queried, restored, and what they were made of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api import Api, Room, api_of, new_room, wait
from tests.handlers.left import left
from tests.handlers.test_ingests import file_of, loaded, rows
from tests.server import Server, running_server


def changed(room: Room, name: str, *contents: str) -> Any:
    """A table, replaced by each of the further contents in turn."""
    first, *others = contents
    room.table(name, first)
    for content in others:
        file_id = file_of(room, f"{name}.csv", content)
        job = loaded(room, file_id, mode="replace", table=name)
        assert job["state"] == "done", job
    return room.api.ok("GET", f"{room.path}/tables/{name}")


def snapshots(room: Room, name: str = "t") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = room.api.ok("GET", f"{room.path}/tables/{name}/snapshots")[
        "items"
    ]
    return items


@pytest.fixture(scope="module")
def shared(api: Api) -> Iterator[Room]:
    """A workspace whose table has three snapshots; nobody changes it."""
    room = new_room(api, "Snapshots")
    changed(room, "t", "a\n1\n", "a\n2\n", "a,b\n3,x\n")
    yield room
    api("DELETE", room.path)


def test_listed(shared: Room) -> None:
    found = snapshots(shared)
    assert [(s["number"], s["origin"], s["current"]) for s in found] == [
        (3, "replace", True),
        (2, "replace", False),
        (1, "new", False),
    ]
    assert [len(s["columns"]) for s in found] == [2, 1, 1]
    assert all(s["file_id"] and s["bytes"] > 0 and s["row_count"] == 1 for s in found)
    assert all(s["restored_from"] is None for s in found)
    shared.api.refused(404, "not_found", "GET", f"{shared.path}/tables/u/snapshots")


def test_queried(shared: Room) -> None:
    query = shared.query('SELECT n.a, o.a, "t@2".a, b FROM t n, "T@1" o, "t@2"')
    assert query["rows"] == [[3, 1, 2, "x"]]
    assert sorted(query["result"]["tables"]) == ["t@1", "t@2", "t@3"]
    assert rows(shared, 'SELECT a, b FROM "t@3"') == [[3, "x"]]
    assert rows(shared, 'DESCRIBE "t@1"')[0][:2] == ["a", "BIGINT"]
    assert rows(shared, 'WITH "t@1" AS (SELECT 9 AS a) SELECT a FROM "t@1"') == [[9]]
    assert rows(shared, "SELECT '\"t@1\"' AS s, a FROM t") == [['"t@1"', 3]]
    # The same twice: an answer from before is as good.
    assert rows(shared, 'SELECT a FROM "t@1"') == rows(shared, 'SELECT a FROM "t@1"') == [[1]]
    exported = shared.api(
        "POST",
        f"{shared.path}/queries/export",
        json={"sql": 'SELECT a FROM "t@2"', "format": "csv"},
    )
    assert exported.text.split() == ["a", "2"]


@pytest.mark.parametrize(
    "name",
    ['"t@999"', '"t@0"', '"t@03"', '"t@-1"', '"t@"', '"t@@1"', '"u@1"', '"t@1@1"', '"t@1 "',
     '"t@99999999999999999999"', '"information_schema@1"', "'t@1'"],
)  # fmt: skip
def test_snapshots_that_are_none(shared: Room, name: str) -> None:
    error = shared.query_refused(400, "unknown_table", f"SELECT * FROM {name}")
    assert error["hint"]
    assert error["details"]["line"] == 1


def test_an_unquoted_one_is_a_mistake(shared: Room) -> None:
    shared.query_refused(400, "sql_syntax", "SELECT * FROM t@1")


def test_nothing_but_this_workspaces(shared: Room, room: Room) -> None:
    room.table("mine", "a\n1\n")
    for sql in (
        'SELECT * FROM "t@1"',
        'SELECT * FROM mine, "t@3"',
        f'SELECT * FROM "{shared.id}.t@1"',
        f'SELECT * FROM s_{shared.id}.main."data@1"',
    ):
        response = room.api("POST", f"{room.path}/queries", json={"sql": sql})
        assert response.status_code in (400, 403), response.text
    table = shared.api.ok("GET", f"{shared.path}/tables/t")
    for path in ("snapshots", "report", "rejects"):
        room.api.refused(404, "not_found", "GET", f"{room.path}/tables/{table['id']}/{path}")
    room.api.refused(
        404, "not_found", "POST", f"{room.path}/tables/{table['id']}/restore", {"snapshot": 1}
    )
    assert snapshots(shared)[0]["number"] == 3


def test_many_at_once_and_beside_plain_queries(shared: Room) -> None:
    names = ", ".join(f'"t@{number}" AS s{n}' for n, number in enumerate([1, 2, 3] * 8))
    assert rows(shared, f"SELECT sum(s0.a + s1.a + s2.a) FROM {names}") == [["6"]]
    too_many = ", ".join(f'"t@{number}"' for number in range(1, 22))
    error = shared.query_refused(422, "invalid_request", f"SELECT 1 FROM {too_many}")
    assert "21" in error["message"]
    for _ in range(3):
        assert rows(shared, "SELECT a FROM t") == [[3]]
        assert rows(shared, 'SELECT a FROM "t@1" WHERE a > 0') == [[1]]


def test_restored(room: Room, server: Server) -> None:
    table = changed(room, "t", "a\n1\n", "a,b\n2,x\n")
    before = room.api.ok("GET", room.path)["bytes"]
    objects = left(server, room)["objects"]
    restored = room.api.ok("POST", f"{room.path}/tables/t/restore", {"snapshot": 1})
    assert (restored["id"], restored["snapshot"]) == (table["id"], 3)
    assert [column["name"] for column in restored["columns"]] == ["a"]
    assert rows(room, "SELECT * FROM t") == [[1]]
    assert rows(room, 'SELECT * FROM "t@2"') == [[2, "x"]]
    newest = snapshots(room)[0]
    assert (newest["origin"], newest["restored_from"], newest["current"]) == ("restore", 1, True)
    assert left(server, room)["objects"] == objects
    assert room.api.ok("GET", room.path)["bytes"] == before
    assert room.api.ok("GET", f"{room.path}/tables/t/report")["report"]["loaded"] == 1
    error = room.api.refused(
        404, "not_found", "POST", f"{room.path}/tables/t/restore", {"snapshot": 9}
    )
    assert error["details"] == {"kept": [1, 2, 3]}
    for number in (0, -1, 2**40, "first", None):
        room.api.refused(
            422, "invalid_request", "POST", f"{room.path}/tables/t/restore", {"snapshot": number}
        )


def test_as_many_as_are_kept(tmp_path: Path) -> None:
    with (
        running_server(
            tmp_path, environment={"DEITA_SNAPSHOTS_KEPT": "2", "DEITA_UNDO_HOURS": "0"}
        ) as server,
        api_of(server) as api,
    ):
        room = new_room(api, "Two")
        changed(room, "t", "a\n1\n", "a\n2\n", "a\n3\n")
        wait(lambda: [s["number"] for s in snapshots(room)] == [3, 2])

        def kept() -> int:
            objects = left(server, room)["objects"]
            assert isinstance(objects, list)
            return len([name for name in objects if "/snapshots/" in name])

        wait(lambda: kept() == 2)
        room.query_refused(400, "unknown_table", 'SELECT * FROM "t@1"')
        # The restored one shares its object with one that is not kept any more.
        api.ok("POST", f"{room.path}/tables/t/restore", {"snapshot": 2})
        assert [s["number"] for s in snapshots(room)] == [4, 3]
        assert rows(room, "SELECT a FROM t") == [[2]]
        assert kept() == 2
        api.ok("POST", f"{room.path}/tables/t/restore", {"snapshot": 4})
        assert [s["number"] for s in snapshots(room)] == [5, 4]
        assert kept() == 1
        assert rows(room, 'SELECT t.a, o.a FROM t, "t@4" o') == [[2, 2]]


def test_report(shared: Room) -> None:
    report = shared.api.ok("GET", f"{shared.path}/tables/t/report")
    assert (report["snapshot"], report["format"], report["part"]) == (3, "csv", "")
    assert report["file_id"] == snapshots(shared)[0]["file_id"]
    assert report["report"]["lines"] == 2
    earlier = shared.api.ok("GET", f"{shared.path}/tables/t/report", params={"snapshot": 1})
    assert earlier["snapshot"] == 1
    error = shared.api.refused(
        404, "not_found", "GET", f"{shared.path}/tables/t/report", params={"snapshot": 7}
    )
    assert error["details"] == {"kept": [1, 2, 3]}
    for number in ("0", "-1", "x", ""):
        response = shared.api("GET", f"{shared.path}/tables/t/report", params={"snapshot": number})
        assert response.status_code in (404, 422)


def test_no_rejects(shared: Room) -> None:
    response = shared.api("GET", f"{shared.path}/tables/t/rejects")
    assert response.text.strip() == "line,column,text,kind,reason"
    assert "attachment" in response.headers["Content-Disposition"]
    assert shared.api.ok("GET", f"{shared.path}/tables/t/report")["rejects"] is False
