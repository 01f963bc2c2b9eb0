"""Statements over HTTP."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import uuid4

import pyarrow as pa
import pytest

from tests.api import ARROW, Api, Room, api_of, new_room, wait
from tests.server import Server

ENDLESS = "SELECT count(*) FROM range(1000000) a, range(1000000) b"
"""Many hours of work that hears an interrupt."""


@pytest.fixture(scope="module")
def shared(api: Api) -> Iterator[Room]:
    """A workspace with a table that nobody changes."""
    room = new_room(api, "Queries")
    body = "".join(f"{('UA', 'DL', 'AA')[n % 3]},{n},\n" for n in range(600))
    room.table("flights", "carrier,delay,note\n" + body)
    yield room
    api("DELETE", room.path)


def test_the_first_page_as_arrow_plain_and_compressed(room: Room) -> None:
    sizes = []
    for accept in (ARROW, f"{ARROW}; compression=zstd"):
        response = room.api(
            "POST",
            f"{room.path}/queries",
            json={"sql": "SELECT range // 100 AS n FROM range(1000)", "page_size": 1000},
            headers={"Accept": accept},
        )
        with pa.ipc.open_stream(response.content) as reader:
            assert reader.read_all().column("n").to_pylist() == [n // 100 for n in range(1000)]
        sizes.append(len(response.content))
    assert sizes[1] < sizes[0] / 2


def test_the_first_page(shared: Room) -> None:
    answer = shared.query("SELECT carrier, delay, note FROM flights ORDER BY delay", page_size=2)
    assert answer["rows"] == [["UA", 0, None], ["DL", 1, None]]
    assert answer["state"] in ("running", "done")
    assert answer["error"] is None
    assert {"gate_ms", "first_page_ms", "total_ms"} <= set(answer["stats"])
    result = answer["result"]
    assert result["id"] == answer["id"]
    assert [column["name"] for column in result["columns"]] == ["carrier", "delay", "note"]
    assert result["tables"] == ["flights@1"]
    assert result["sql"] == answer["sql"]
    assert shared.whole(answer)["row_count"] == 600
    assert len(shared.query("SELECT * FROM flights")["rows"]) == 50
    assert shared.query("FROM flights LIMIT 0")["rows"] == []
    assert shared.query("SELECT 1 AS one;")["rows"] == [[1]]


def test_cells_are_exact(shared: Room) -> None:
    cells = {
        "NULL": None,
        "true": True,
        "''": "",
        "9007199254740991": 2**53 - 1,
        "9007199254740992": "9007199254740992",
        "170141183460469231731687303715884105727": "170141183460469231731687303715884105727",
        "1.10::DECIMAL(5,2)": "1.10",
        "0.1::DOUBLE": 0.1,
        "'nan'::DOUBLE": "NaN",
        "'-inf'::DOUBLE": "-Infinity",
        "DATE '2013-01-31'": "2013-01-31",
        "TIME '05:15:00'": "05:15:00",
        "TIMESTAMP '2013-01-31 05:15:00'": "2013-01-31T05:15:00",
        "'\\xAB'::BLOB": "qw==",
        "[1, NULL]": [1, None],
        "{'a': 1}": {"a": 1},
        "'quote \" and \u2028 and é'": 'quote " and \u2028 and é',
    }
    for sql, cell in cells.items():
        [[value]] = shared.query(f"SELECT {sql} AS cell")["rows"]
        assert (value, type(value)) == (cell, type(cell)), sql


def test_as_arrow(shared: Room) -> None:
    response = shared.api(
        "POST", f"{shared.path}/queries",
        json={"sql": "SELECT delay FROM flights ORDER BY 1", "page_size": 3},
        headers={"Accept": f"{ARROW}, application/json;q=0.5"},
    )  # fmt: skip
    with pa.ipc.open_stream(response.content) as reader:
        assert reader.read_all().to_pydict() == {"delay": [0, 1, 2]}
    query = shared.api.ok("GET", f"/queries/{response.headers['X-Deita-Query']}")
    assert query["sql"] == "SELECT delay FROM flights ORDER BY 1"
    response = shared.api(
        "POST", f"{shared.path}/queries", json={"sql": "SELEC 1"}, headers={"Accept": ARROW}
    )
    assert response.json()["error"]["code"] == "sql_syntax"


def test_parameters(shared: Room) -> None:
    sql = "SELECT count(*) FROM flights WHERE carrier = $carrier AND delay < $most"
    assert shared.query(sql, params={"carrier": "UA", "most": 30})["rows"] == [[10]]
    by_number = sql.replace("$carrier", "?1").replace("$most", "?2")
    assert shared.query(by_number, params={"1": "UA", "2": 30})["rows"] == [[10]]
    hostile = "UA' OR 1=1 --"
    assert shared.query(sql, params={"carrier": hostile, "most": 30})["rows"] == [[0]]
    for value in (None, True, 1.5, "text", -3, "é\x00"[:1]):
        assert shared.query("SELECT $v AS v", params={"v": value})["rows"] == [[value]]
    error = shared.query_refused(400, "sql_failed", sql, params={"carrier": "UA"})
    assert "most" in error["message"]
    shared.query_refused(422, "invalid_request", sql, params={"carrier": ["UA"], "most": 1})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("page_size", 0), ("page_size", -1), ("page_size", 1001), ("page_size", "ten"),
        ("timeout", 0), ("timeout", -1), ("timeout", "soon"),
        ("id", "short"), ("id", "G" * 32), ("sql", ""), ("sql", None), ("sql", "x" * 1_000_001),
    ],
)  # fmt: skip
def test_requests_have_limits(shared: Room, field: str, value: object) -> None:
    request = {"sql": "SELECT 1", field: value}
    shared.api.refused(422, "invalid_request", "POST", f"{shared.path}/queries", request)


def test_a_page_of_the_largest_size(shared: Room) -> None:
    assert len(shared.query("FROM range(5000)", page_size=1000)["rows"]) == 1000


def test_too_long(shared: Room) -> None:
    error = shared.query_refused(422, "query_timeout", ENDLESS, timeout=0.3)
    assert "0.3 seconds" in error["message"]
    assert "query_timeout_seconds" in error["hint"]
    assert shared.query("SELECT 1")["rows"] == [[1]]


def _in_background(
    shared: Room, server: Server, query_id: str
) -> tuple[threading.Thread, list[object]]:
    heard: list[object] = []

    def ask() -> None:
        with api_of(server) as other:
            request = {"sql": ENDLESS, "id": query_id}
            heard.append(
                other.refused(409, "query_cancelled", "POST", f"{shared.path}/queries", request)
            )

    thread = threading.Thread(target=ask)
    thread.start()
    wait(lambda: shared.api.http.get(f"/queries/{query_id}").is_success)
    return thread, heard


def test_cancelled_from_elsewhere(shared: Room, server: Server) -> None:
    query_id = uuid4().hex
    thread, heard = _in_background(shared, server, query_id)
    wait(lambda: shared.api.ok("GET", f"/queries/{query_id}")["state"] == "running")
    again = shared.api.refused(
        422,
        "invalid_request",
        "POST",
        f"{shared.path}/queries",
        {"sql": "SELECT 1", "id": query_id},
    )
    assert again["hint"]
    cancelled = shared.api.ok("DELETE", f"/queries/{query_id}")
    assert cancelled["state"] == "cancelled"
    assert cancelled["error"]["code"] == "query_cancelled"
    thread.join(10)
    assert heard
    assert shared.api.ok("DELETE", f"/queries/{query_id}") == cancelled
    shared.api.refused(409, "query_cancelled", "GET", f"/results/{query_id}")
    assert shared.query("SELECT 1")["rows"] == [[1]]


def test_the_id_of_a_query_that_ended_is_taken(shared: Room) -> None:
    query_id = uuid4().hex
    first = shared.query("SELECT 1 AS mine", id=query_id)
    assert first["id"] == query_id
    shared.query_refused(422, "invalid_request", "SELECT 2", id=query_id)
    assert shared.api.ok("GET", f"/queries/{query_id}")["rows"] == [[1]]


def test_cancelled_while_its_rows_are_written(shared: Room, server: Server) -> None:
    query = shared.query("SELECT i FROM range(10000000000) t(i)")
    assert (query["state"], query["rows"][:2]) == ("running", [[0], [1]])
    spool = server.data / "spool" / shared.id / f"{query['id']}.arrow"
    wait(spool.exists)
    cancelled = shared.api.ok("DELETE", f"/queries/{query['id']}")
    assert (cancelled["state"], cancelled["error"]["code"]) == ("cancelled", "query_cancelled")
    assert not spool.exists()
    assert shared.query("SELECT 42")["rows"] == [[42]]


def test_cancelled_by_going(shared: Room, server: Server) -> None:
    query_id = uuid4().hex
    parts = urlsplit(shared.api.url)
    assert parts.hostname is not None
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
    connection.request(
        "POST",
        f"{parts.path}{shared.path}/queries",
        json.dumps({"sql": ENDLESS, "id": query_id}),
        {"Authorization": f"token {server.token}"},
    )
    wait(lambda: shared.api.http.get(f"/queries/{query_id}").is_success)
    connection.close()
    wait(lambda: shared.api.ok("GET", f"/queries/{query_id}")["state"] not in ("queued", "running"))
    assert shared.api.ok("GET", f"/queries/{query_id}")["state"] == "cancelled"


def test_shown_again(shared: Room) -> None:
    answer = shared.query("SELECT delay FROM flights ORDER BY 1", page_size=2)
    shared.whole(answer)
    again = shared.api.ok("GET", f"/queries/{answer['id']}")
    assert again["state"] == "done"
    assert again["rows"] == [[n] for n in range(50)]
    assert again["finished_at"]


@pytest.mark.parametrize("verb", ["GET", "DELETE"])
def test_no_such_query(api: Api, verb: str) -> None:
    error = api.refused(404, "not_found", verb, f"/queries/{'0' * 32}")
    assert error["hint"]


def test_what_the_gate_cannot_read_but_the_engine_can_is_in_the_server_s_log(
    shared: Room, server: Server
) -> None:
    shared.query_refused(403, "sql_refused", "SELECT 5! AS riddle")
    wait(lambda: "The gate cannot read what the engine can" in server.log)
