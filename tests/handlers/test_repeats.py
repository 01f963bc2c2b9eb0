"""The same statement over the same data: answered from what it gave before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.api import ARROW, Api, Room, api_of, wait
from tests.integration.test_service_restart import first_room
from tests.server import running_server

SQL = "SELECT carrier, max(delay) AS most FROM flights GROUP BY carrier ORDER BY carrier"
FLIGHTS = "carrier,delay\nUA,1\nDL,2\nUA,3\n"


def asked(room: Room, sql: str, **request: Any) -> dict[str, Any]:
    """A query's answer, when all of it is kept."""
    answer: dict[str, Any] = room.query(sql, **request)

    def remembered() -> bool:
        items = room.api.ok("GET", f"{room.path}/history")["items"]
        return any(item["id"] == answer["id"] for item in items)

    wait(remembered)
    return answer


def hit(answer: dict[str, Any]) -> bool:
    return bool(answer["stats"]["cache_hit"])


@pytest.fixture
def flights(room: Room) -> Room:
    room.table("flights", FLIGHTS)
    return room


def test_a_repetition_gives_the_same_under_its_own_id(flights: Room) -> None:
    first = asked(flights, SQL)
    again = flights.query(SQL)
    assert not hit(first)
    assert hit(again)
    assert again["rows"] == first["rows"] == [["DL", 2], ["UA", 3]]
    assert again["state"] == "done"
    assert again["result"]["columns"] == first["result"]["columns"]
    assert again["result"]["tables"] == ["flights@1"]
    assert again["result"]["row_count"] == 2
    assert again["id"] != first["id"]
    assert again["stats"]["rows_scanned"] == 0
    assert first["stats"]["rows_scanned"] == 3
    rows = flights.api.ok("GET", f"/results/{again['id']}/rows", params={"offset": 1})
    assert rows["rows"] == [["UA", 3]]
    export = flights.api("GET", f"/results/{again['id']}/export")
    assert export.text.splitlines()[1:] == ["DL,2", "UA,3"]
    assert flights.api.ok("GET", f"/queries/{again['id']}")["stats"]["cache_hit"] == 1


def test_what_does_not_matter_does_not_matter(flights: Room) -> None:
    asked(flights, SQL)
    assert hit(flights.query(f"  {SQL.replace(' FROM', '   FROM')} -- again\n;"))
    assert hit(flights.query(SQL, page_size=1))
    assert flights.query(SQL, page_size=1)["rows"] == [["DL", 2]]
    assert not hit(flights.query(SQL.replace("most", "Most")))


def test_pages_of_another_size_and_form(flights: Room) -> None:
    asked(flights, "FROM range(3000)")
    assert len(flights.query("FROM range(3000)", page_size=700)["rows"]) == 700
    arrow = flights.api(
        "POST",
        f"{flights.path}/queries",
        json={"sql": "FROM range(3000)"},
        headers={"Accept": ARROW},
    )
    shown = flights.api.ok("GET", f"/queries/{arrow.headers['X-Deita-Query']}")
    assert hit(shown)
    assert shown["result"]["row_count"] == 3000


def test_parameters_count(flights: Room) -> None:
    sql = "SELECT count(*) FROM flights WHERE delay >= $least"
    asked(flights, sql, params={"least": 2})
    assert hit(flights.query(sql, params={"least": 2}))
    other = flights.query(sql, params={"least": 3})
    assert not hit(other)
    assert other["rows"] == [[1]]
    assert not hit(flights.query(sql, params={"least": 2.0}))


def test_never_stale(flights: Room) -> None:
    asked(flights, "SELECT count(*) FROM flights")
    flights.table("other", "a\n1\n")
    assert hit(flights.query("SELECT count(*) FROM flights"))
    flights.api.ok("PATCH", f"{flights.path}/tables/flights", {"name": "old"})
    flights.query_refused(400, "unknown_table", "SELECT count(*) FROM flights")
    flights.table("flights", "carrier,delay\nUA,1\n")
    fresh = flights.query("SELECT count(*) FROM flights")
    assert (fresh["rows"], hit(fresh)) == ([[1]], False)
    flights.api("DELETE", f"{flights.path}/tables/flights")
    flights.query_refused(400, "unknown_table", "SELECT count(*) FROM flights")


@pytest.mark.parametrize(
    "sql",
    ["SELECT random()", "SELECT now()", "SELECT CURRENT_TIMESTAMP", "SELECT uuid()",
     "FROM flights USING SAMPLE 1", "EXPLAIN ANALYZE SELECT 1"],
)  # fmt: skip
def test_what_is_another_each_time_runs_each_time(flights: Room, sql: str) -> None:
    asked(flights, sql)
    assert not hit(flights.query(sql))


def test_fresh_is_run(flights: Room) -> None:
    asked(flights, SQL)
    assert not hit(flights.query(SQL, fresh=True))
    assert hit(flights.query(SQL))


def test_errors_are_not_kept(flights: Room) -> None:
    for _n in range(2):
        flights.query_refused(400, "sql_failed", "SELECT carrier::INTEGER FROM flights")


def test_another_workspace_knows_nothing(flights: Room, api: Api) -> None:
    asked(flights, "SELECT 1 AS mine")
    made = api.ok("POST", "/workspaces", {"name": "Another"})
    other = Room(api, made["id"])
    assert not hit(other.query("SELECT 1 AS mine"))
    api("DELETE", other.path)


def test_known_after_a_restart_unless_its_rows_are_gone(tmp_path: Path) -> None:
    with running_server(tmp_path) as server, api_of(server) as api:
        room = first_room(api)
        room.table("flights", FLIGHTS)
        results = [asked(room, sql)["id"] for sql in (SQL, "SELECT 2", "SELECT 3")]
    spool = server.data / "spool" / room.id
    (spool / f"{results[1]}.arrow").unlink()
    (spool / f"{results[2]}.index").unlink()
    for entry in (server.data / "repeats").iterdir():
        head, _, body = entry.read_bytes().partition(b"\n")
        if json.loads(body)["result_id"] == results[2]:
            entry.write_bytes(head + b"\nnot JSON")
    with running_server(tmp_path) as server, api_of(server) as api:
        room = Room(api, room.id)
        again = room.query(SQL)
        assert (hit(again), again["rows"]) == (True, [["DL", 2], ["UA", 3]])
        gone = room.query("SELECT 2")
        assert (hit(gone), gone["rows"]) == (False, [[2]])
        broken = room.query("SELECT 3")
        assert (hit(broken), broken["rows"]) == (False, [[3]])
