"""Results over HTTP: paged in any order, gone when their time has come."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pyarrow as pa
import pytest

from tests.api import ARROW, Api, Room, api_of, new_room
from tests.handlers.sending import MB, Peak
from tests.server import Server, running_server

ROWS = 400_000


@pytest.fixture(scope="module")
def shared(api: Api) -> Iterator[Room]:
    """A workspace for results."""
    room = new_room(api, "Results")
    yield room
    api("DELETE", room.path)


def test_pages_in_any_order(shared: Room) -> None:
    answer = shared.query(f"SELECT range AS n, 'row ' || range AS t FROM range({ROWS})")
    path = f"/results/{answer['result']['id']}"
    for offset in (ROWS - 3, 0, 123_456, 8_190):
        page = shared.api.ok("GET", f"{path}/rows", params={"offset": offset, "limit": 3})
        assert page["rows"] == [[n, f"row {n}"] for n in range(offset, offset + 3)]
        assert page["offset"] == offset
    result = shared.whole(answer)
    assert (result["row_count"], result["complete"]) == (ROWS, True)
    page = shared.api.ok("GET", f"{path}/rows", params={"offset": ROWS - 1, "limit": 1000})
    assert page["rows"] == [[ROWS - 1, f"row {ROWS - 1}"]]
    assert page["row_count"] == ROWS
    assert shared.api.ok("GET", f"{path}/rows", params={"offset": ROWS})["rows"] == []
    assert len(shared.api.ok("GET", f"{path}/rows")["rows"]) == 50


def test_as_arrow(shared: Room) -> None:
    answer = shared.query("SELECT range AS n FROM range(100)")
    shared.whole(answer)
    response = shared.api(
        "GET", f"/results/{answer['id']}/rows",
        params={"offset": 98, "limit": 10}, headers={"Accept": ARROW},
    )  # fmt: skip
    assert response.headers["X-Deita-Row-Count"] == "100"
    with pa.ipc.open_stream(response.content) as reader:
        assert reader.read_all().to_pydict() == {"n": [98, 99]}


def test_the_file_of_a_whole_result(shared: Room) -> None:
    answer = shared.query("SELECT range AS n, md5(range::VARCHAR) AS h FROM range(1000000)")
    said = shared.api.ok("GET", f"/results/{answer['id']}/file")
    assert Path(said["path"]).stat().st_size == said["bytes"]
    with pa.memory_map(said["path"]) as file:
        assert pa.ipc.open_file(file).read_all().column("n").to_pylist() == list(range(1_000_000))


def test_there_is_no_file_of_a_result_that_failed_behind_its_first_page(shared: Room) -> None:
    answer = shared.query(
        "SELECT CASE WHEN i = 299999999 THEN error('late') ELSE i END FROM range(300000000) t(i) "
        "WHERE i < 50000 OR i = 299999999"
    )
    shared.api.refused(400, "sql_failed", "GET", f"/results/{answer['id']}/file")


def test_the_number_of_rows_is_not_known_at_first(shared: Room) -> None:
    slow = "SELECT range AS n, md5(range::VARCHAR) AS h FROM range(3000000)"
    answer = shared.query(slow, page_size=5)
    assert len(answer["rows"]) == 5
    assert answer["state"] == "running"
    assert (answer["result"]["row_count"], answer["result"]["complete"]) == (None, False)
    page = shared.api.ok("GET", f"/results/{answer['id']}/rows", params={"limit": 5})
    assert page["rows"] == answer["rows"]
    assert page["row_count"] in (None, 3_000_000)
    result = shared.whole(answer)
    assert result["row_count"] == 3_000_000
    assert shared.api.ok("GET", f"/queries/{answer['id']}")["state"] == "done"


def test_who_waits_for_rows_to_come_holds_nobody_up(room: Room) -> None:
    room.table("t", "n\n1\n")
    answer = room.query("SELECT i FROM range(1000000000000) t(i) WHERE i < 50000 OR i = 999999999")
    of, table = f"/results/{answer['id']}", f"{room.path}/tables/t"
    backwards = {"sort": json.dumps([{"column": "n", "descending": True}])}

    def ask(what: tuple[str, dict[str, Any]]) -> httpx.Response:
        return room.api("GET", what[0], params=what[1])

    patient = [
        *[(f"{of}/rows", {"offset": 60_000 + n}) for n in range(24)],
        *[(f"{of}/export", {"format": "arrow"})] * 3,
        *[(f"{of}/export", {"format": "csv"})] * 6,
        *[(f"{of}/rows", {"sort": '[{"column": "i"}]', "offset": n * 9999}) for n in range(6)],
    ]
    with ThreadPoolExecutor(len(patient)) as threads:
        waiting = [threads.submit(ask, what) for what in patient]
        time.sleep(1)
        assert room.query("SELECT 2 AS n")["rows"] == [[2]]
        assert ask((f"{of}/rows", {"offset": 40_000, "limit": 1})).json()["rows"] == [[40_000]]
        assert ask((f"{table}/rows", {})).json()["rows"] == [[1]]
        assert ask((f"{table}/rows", backwards)).json()["rows"] == [[1]]
        assert ask((f"{table}/export", {})).text == "n\n1\n"
        assert [one.result().text for one in waiting if one.done()] == []
        room.api.ok("DELETE", f"/queries/{answer['id']}")
        for one, (path, params) in zip(waiting, patient, strict=True):
            if isinstance(one.exception(), httpx.RemoteProtocolError):
                assert path.endswith("/export")  # its first rows have been sent
            else:
                code = one.result().json()["error"]["code"]
                # A view that waited to be begun finds nothing left.
                assert code == "query_cancelled" or (code == "result_gone" and "sort" in params)


@pytest.mark.parametrize("params", [{"limit": "0"}, {"limit": "1001"}, {"offset": "x"}])
def test_pages_have_limits(shared: Room, params: dict[str, str]) -> None:
    answer = shared.query("SELECT 1")
    path = f"/results/{answer['id']}/rows"
    shared.api.refused(422, "invalid_request", "GET", path, params=params)


def test_a_page_has_a_size(shared: Room) -> None:
    sql = "SELECT repeat(chr(1), 300000) AS t FROM range(400)"
    error = shared.query_refused(422, "result_too_large", sql, page_size=400)
    assert error["message"] == "These rows take 120 MB; a page has at most 100 MB."
    assert "fewer rows" in error["hint"]
    answer = shared.whole(shared.query(sql, page_size=1))
    path = f"/results/{answer['id']}/rows"
    for limit, headers in ((400, {"Accept": ARROW}), (400, {}), (60, {})):
        # As JSON each of these characters takes six.
        how: dict[str, Any] = {"params": {"limit": limit}, "headers": headers}
        shared.api.refused(422, "result_too_large", "GET", path, **how)
    page = shared.api("GET", path, params={"limit": 60}, headers={"Accept": ARROW})
    assert len(page.content) > 18_000_000


def test_no_such_result(api: Api) -> None:
    for what in ("", "/rows", "/export"):
        api.refused(404, "not_found", "GET", f"/results/{'0' * 32}{what}")


def test_a_failed_query_has_its_error_for_a_result(shared: Room) -> None:
    query_id = "f" * 31 + "1"
    shared.query_refused(400, "sql_failed", "SELECT 'x'::INTEGER", id=query_id)
    query = shared.api.ok("GET", f"/queries/{query_id}")
    assert (query["state"], query["result"]) == ("failed", None)
    for what in ("", "/rows", "/export"):
        shared.api.refused(400, "sql_failed", "GET", f"/results/{query_id}{what}")


def test_one_that_fails_after_its_first_page(shared: Room) -> None:
    sql = "SELECT CASE WHEN n < 2000000 THEN '1' ELSE 'late' END::INT FROM range(2000001) t(n)"
    answer = shared.query(sql, page_size=5)
    for _n in range(500):
        query = shared.api.ok("GET", f"/queries/{answer['id']}")
        if query["state"] != "running":
            break
        time.sleep(0.02)
    assert query["state"] == "failed"
    assert "late" in query["error"]["message"]
    assert not shared.api.ok("GET", f"/results/{answer['id']}")["complete"]
    for what in ("/rows?offset=1999990", "/export"):
        response = shared.api.http.get(f"/results/{answer['id']}{what}")
        assert response.is_error, what
        assert response.json()["error"]["code"] in ("sql_failed", "result_gone")


def test_results_have_an_age_and_a_size(tmp_path: Path) -> None:
    variables = {"DEITA_RESULT_HOURS": str(3 / 3600), "DEITA_RESULT_BYTES": "1000000"}
    with running_server(tmp_path, environment=variables) as server, api_of(server) as api:
        room = new_room(api, "Short")
        answer = room.query("SELECT 1")
        made, expires = (
            datetime.fromisoformat(answer["result"][key]) for key in ("created_at", "expires_at")
        )
        assert (expires - made).total_seconds() == pytest.approx(3, abs=0.01)
        time.sleep(3.1)
        for what in ("", "/rows", "/export"):
            error = api.refused(410, "result_gone", "GET", f"/results/{answer['id']}{what}")
            assert error["hint"]
        assert api.ok("GET", f"/queries/{answer['id']}")["rows"] == []
        large = "SELECT range, md5(range::VARCHAR) FROM range(1000000)"
        query_id = "e" * 32
        response = api.http.post(f"{room.path}/queries", json={"sql": large, "id": query_id})
        if response.is_success:
            for _n in range(500):
                query = api.ok("GET", f"/queries/{query_id}")
                if query["state"] != "running":
                    break
                time.sleep(0.02)
            assert query["error"]["code"] == "result_too_large"
            assert "result_bytes" in query["error"]["hint"]
        else:
            assert response.json()["error"]["code"] == "result_too_large"
        assert not list((server.data / "spool").glob(f"*/{query_id}*"))


def test_many_rows_cost_the_server_no_memory(shared: Room, server: Server) -> None:
    with Peak(server.process.pid) as peak:
        answer = shared.query(f"SELECT range AS n, repeat('x', 500) AS t FROM range({ROWS})")
        shared.whole(answer)
        size = 0
        with shared.api.http.stream("GET", f"/results/{answer['id']}/export") as response:
            for chunk in response.iter_raw():
                size += len(chunk)
    assert size > 200 * MB
    assert peak.most - peak.before < 80 * MB
