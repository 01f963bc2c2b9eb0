"""Views over HTTP: sorted, filtered, searched, summarised, written as SQL."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tests.api import ARROW, Api, Room, api_of, new_room
from tests.server import running_server

CSV = "id,carrier,late\n" + "".join(
    f"{n},{['UA', 'AA', 'B6', ''][n % 4]},{(n * 37) % 100}\n" for n in range(1000)
)
ROWS = [[n, ["UA", "AA", "B6", None][n % 4], (n * 37) % 100] for n in range(1000)]
LATE = {"op": ">", "column": "late", "value": 90}
UA = {"op": "in", "column": "carrier", "values": ["UA", None]}


@pytest.fixture(scope="module")
def shared(api: Api) -> Iterator[Room]:
    """A workspace with a table."""
    room = new_room(api, "Views")
    room.table("flights", CSV)
    yield room
    api("DELETE", room.path)


@pytest.fixture(params=["table", "result"])
def path(request: pytest.FixtureRequest, shared: Room) -> str:
    """The same rows as a table and as a result."""
    if request.param == "table":
        return f"{shared.path}/tables/flights"
    return f"/results/{shared.query('SELECT * FROM flights')['id']}"


def both(api: Api, path: str, view: dict[str, Any], **page: int) -> Any:
    """A page, asked for in the query string and in a body: the same."""
    params = {
        name: value if name == "search" else json.dumps(value) for name, value in view.items()
    }
    got = api.ok("GET", f"{path}/rows", params={**params, **page})
    assert api.ok("POST", f"{path}/rows", {**view, **page})["rows"] == got["rows"]
    return got


def test_sorted_filtered_searched(api: Api, path: str) -> None:
    worst = sorted(ROWS, key=lambda row: (-row[2], row[0]))
    late = {"sort": [{"column": "late", "descending": True}]}
    assert both(api, path, late, limit=5)["rows"] == worst[:5]
    assert both(api, path, late, limit=7, offset=990)["rows"] == worst[990:997]
    some = [row for row in ROWS if row[2] > 90 and row[1] in ("UA", None)]
    page = both(api, path, {"filter": {"op": "and", "conditions": [LATE, UA]}}, limit=3, offset=20)
    assert (page["rows"], page["offset"]) == (some[20:23], 20)
    assert both(api, path, {"search": "99"}, limit=100)["rows"] == [
        row for row in ROWS if "99" in f"{row[0]} {row[2]}"
    ]
    page = both(api, path, {"filter": LATE, "sort": [{"column": 1}], "search": "b"}, limit=2)
    assert page["rows"] == [row for row in ROWS if row[2] > 90 and row[1] == "B6"][:2]
    assert page["row_count"] == len([row for row in ROWS if row[2] > 90 and row[1] == "B6"])


def test_as_arrow_plain_and_compressed(api: Api, path: str) -> None:
    params = {"sort": json.dumps([{"column": "late"}]), "limit": 1000}
    sizes = []
    for accept in (ARROW, f"{ARROW}; compression=zstd", f"{ARROW};compression=zstd, */*"):
        response = api("GET", f"{path}/rows", params=params, headers={"Accept": accept})
        assert response.headers["X-Deita-Row-Count"] in ("", "1000")
        with pa.ipc.open_stream(response.content) as reader:
            rows = reader.read_all()
        assert rows.column("late").to_pylist() == sorted(row[2] for row in ROWS)
        sizes.append(len(response.content))
    assert sizes[1] < sizes[0] / 2
    assert sizes[2] == sizes[1]


@pytest.mark.parametrize(
    "params",
    [
        {"sort": "late"}, {"sort": '[{"column": "none"}]'}, {"sort": '[{"column": 7}]'},
        {"sort": '[{"column": "late", "down": true}]'}, {"sort": "[" * 5000},
        {"filter": "{}"}, {"filter": '{"op": "like", "column": 0, "value": "%"}'},
        {"filter": '{"op": "=", "column": 0, "value": "x"}'},
        {"filter": '{"op": "=", "column": 0, "value": null}'},
        {"filter": '{"op":"not","condition":' * 1000 + '{"op":"is_null","column":0}' + "}" * 1000},
        {"filter": '{"op":"not","condition":' * 60 + '{"op":"is_null","column":0}' + "}" * 60},
        {"filter": '{"op": "or", "conditions": []}'}, {"search": "x" * 10_001},
    ],
)  # fmt: skip
def test_what_cannot_be_viewed(api: Api, path: str, params: dict[str, str]) -> None:
    error = api.refused(422, "invalid_request", "GET", f"{path}/rows", params=params)
    assert len(error["message"]) < 400
    body = {"filter": {"op": "in", "column": 0, "values": [1] * 100_001}}
    api.refused(422, "invalid_request", "POST", f"{path}/rows", body)


def test_long_value_lists(api: Api, path: str) -> None:
    values = [str(n) for n in range(0, 200_000, 2)]
    body = {"filter": {"op": "in", "column": "id", "values": values}, "offset": 490}
    page = api.ok("POST", f"{path}/rows", body)
    assert [row[0] for row in page["rows"]] == list(range(980, 1000, 2))


def test_summaries(api: Api, path: str) -> None:
    summary = api.ok("POST", f"{path}/summary", {"filter": LATE})
    some = [row for row in ROWS if row[2] > 90]
    assert summary["row_count"] == len(some)
    id_, carrier, late = summary["columns"]
    assert (id_["name"], id_["kind"], id_["low"]) == ("id", "number", some[0][0])
    assert carrier["null_count"] == len([row for row in some if row[1] is None])
    counts = {v["value"]: v["count"] for v in carrier["values"]}
    assert counts == {c: len([r for r in some if r[1] == c]) for c in ("UA", "AA", "B6")}
    assert sum(bin_["count"] for bin_ in late["bins"]) == len(some)
    assert (late["low"], late["high"], late["distinct"]) == (91, 99, 9)
    one = api.ok("POST", f"{path}/summary", {"columns": ["late"], "search": "no such"})
    assert (one["row_count"], one["columns"][0]["bins"]) == (0, [])
    listed = api.ok("POST", f"{path}/summary", {"columns": ["late"], "values": 1000})
    counts = {v["value"]: v["count"] for v in listed["columns"][0]["values"]}
    assert counts == Counter(row[2] for row in ROWS)
    api.refused(422, "invalid_request", "POST", f"{path}/summary", {"columns": ["none"]})
    api.refused(422, "invalid_request", "POST", f"{path}/summary", {"values": 1001})


def test_as_sql(api: Api, shared: Room, path: str) -> None:
    view = {
        "filter": {"op": "and", "conditions": [LATE, {"op": "!=", "column": 1, "value": "it's"}]},
        "sort": [{"column": "late", "descending": True}, {"column": "id"}],
    }
    said = api.ok("POST", f"{path}/sql", view)
    page = api.ok("POST", f"{path}/rows", {**view, "limit": 1000})
    assert shared.query(said["sql"], params=said["params"], page_size=1000)["rows"] == page["rows"]
    if "tables" in path:
        assert said["sql"] == (
            "SELECT * FROM flights\nWHERE (late > 90) AND (carrier <> 'it''s')\n"
            "ORDER BY late DESC, id"
        )


def test_the_sql_of_a_result_keeps_its_parameters(shared: Room) -> None:
    answer = shared.query(
        "SELECT id FROM flights WHERE late > :least -- most", params={"least": 95}
    )
    path = f"/results/{answer['id']}"
    said = shared.api.ok("POST", f"{path}/sql", {"search": "9"})
    assert said["params"] == {"least": 95}
    rows = shared.query(said["sql"], params=said["params"])["rows"]
    assert rows == shared.api.ok("POST", f"{path}/rows", {"search": "9"})["rows"]
    assert shared.api.ok("POST", f"{path}/sql", {})["sql"] == answer["sql"]
    described = shared.query("EXPLAIN SELECT 1")
    where = f"/results/{described['id']}/sql"
    shared.api.refused(422, "invalid_request", "POST", where, {"search": "9"})


def test_a_table_with_the_engines_own_names(room: Room) -> None:
    room.table("odd", "rowid,r,c0,a b\n" + "".join(f"{n % 3},{n},{-n},x\n" for n in range(200)))
    path = f"{room.path}/tables/odd"
    for _n in range(2):
        page = room.api.ok("GET", f"{path}/rows", params={"offset": 100, "limit": 2})
        assert page["rows"] == [[1, 100, -100, "x"], [2, 101, -101, "x"]]
        view = {"sort": json.dumps([{"column": "rowid", "descending": True}]), "limit": 2}
        assert [r[1] for r in room.api.ok("GET", f"{path}/rows", params=view)["rows"]] == [2, 5]
        time.sleep(1.5)  # by then the engine's own file may be there: the same rows


def test_only_its_owner_views_it(alice: Api, bob: Api) -> None:
    room = new_room(alice, "Views of Alice's")
    room.table("t", "a\n1\n2\n")
    result = room.query("SELECT * FROM t")["id"]
    for path in (f"{room.path}/tables/t", f"/results/{result}"):
        bob.refused(404, "not_found", "GET", f"{path}/rows", params={"search": "1"})
        for what in ("rows", "summary", "sql"):
            bob.refused(404, "not_found", "POST", f"{path}/{what}", {"search": "1"})


def test_gone_results_are_said_to_be_gone(tmp_path: Path) -> None:
    with (
        running_server(tmp_path, environment={"DEITA_RESULT_HOURS": str(10 / 3600)}) as server,
        api_of(server) as api,
    ):
        answer = new_room(api, "Short").query("SELECT range AS n FROM range(10)")
        path = f"/results/{answer['id']}"
        assert api.ok("POST", f"{path}/rows", {"search": "3"})["rows"] == [[3]]
        time.sleep(10.1)
        for what in ("rows", "summary", "sql"):
            api.refused(410, "result_gone", "POST", f"{path}/{what}", {"search": "3"})


def test_who_goes_leaves_the_worker_free(shared: Room) -> None:
    """Twenty who gave up on a search of three million rows are in nobody's way."""
    slow = "SELECT range AS n, md5(range::VARCHAR) AS h, repeat('x', 40) AS x FROM range(3000000)"
    answer = shared.query(slow)
    path = f"/results/{answer['id']}/rows"
    for n in range(20):
        body = {"search": f"never {n}", "offset": 10}
        shared.api.go_amid("POST", path, body, after=0.05)
    assert shared.query("SELECT 42")["rows"] == [[42]]
    page = shared.api.ok("POST", f"/results/{answer['id']}/rows", {"sort": [{"column": "h"}]})
    assert page["rows"][0][1].startswith("00000")
