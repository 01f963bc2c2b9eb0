"""Statements looked at over HTTP, and not run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.api import Api, Room, new_room
from tests.handlers.test_snapshots import changed


@pytest.fixture(scope="module")
def shared(api: Api) -> Iterator[Room]:
    """A workspace whose table has two snapshots, the second with another column."""
    room = new_room(api, "Checks")
    changed(room, "t", "n,word\n7,x\n", "n,share\n8,0.5\n")
    yield room
    api("DELETE", room.path)


def test_a_statement_that_would_run(shared: Room) -> None:
    said = shared.api.ok(
        "POST", f"{shared.path}/check", {"sql": "select n, :x as x from T", "params": {"x": "a"}}
    )
    assert said == {
        "ok": True,
        "kind": "select",
        "tables": ["t"],
        "columns": [
            {"name": "n", "type": "BIGINT", "kind": "number"},
            {"name": "x", "type": "VARCHAR", "kind": "text"},
        ],
        "params": ["x"],
        "error": None,
    }


def test_one_that_would_not(shared: Room) -> None:
    said = shared.api.ok("POST", f"{shared.path}/check", {"sql": "select n,\n word from t"})
    error = said.pop("error")
    assert said == {
        "ok": False, "kind": "select", "tables": ["t"], "columns": None, "params": [],
    }  # fmt: skip
    assert (error["code"], error["line"], error["column"]) == ("sql_failed", 2, 2)
    assert (error["end_line"], error["end_column"]) == (2, 6)


def test_earlier_snapshots_are_known(shared: Room) -> None:
    said = shared.api.ok("POST", f"{shared.path}/check", {"sql": 'select word from "t@1"'})
    assert (said["ok"], said["tables"]) == (True, ["t@1"])
    said = shared.api.ok("POST", f"{shared.path}/check", {"sql": 'from "t@9"'})
    assert said["error"]["code"] == "unknown_table"


def test_nothing_comes_into_the_history(shared: Room) -> None:
    shared.api.ok("POST", f"{shared.path}/check", {"sql": "from t"})
    assert shared.api.ok("GET", f"{shared.path}/history")["items"] == []


def test_what_is_asked_wrongly(shared: Room) -> None:
    shared.api.refused(422, "invalid_request", "POST", f"{shared.path}/check", {"sql": ""})
    shared.api.refused(404, "not_found", "POST", f"/workspaces/{'0' * 32}/check", {"sql": "x"})


def test_who_goes_away_is_not_waited_for(shared: Room) -> None:
    """The engine works the text out while it binds: the next one does not wait for it."""
    slow = "select " + " || ".join(["md5(repeat('x', 20000000))"] * 10)
    for _ in range(3):
        with pytest.raises(httpx.ReadTimeout):
            shared.api.http.post(f"{shared.path}/check", json={"sql": slow}, timeout=0.3)
    assert shared.api.ok("POST", f"{shared.path}/check", {"sql": "from t"})["ok"]


def test_statements_are_laid_out(shared: Room) -> None:
    said = shared.api.ok("POST", f"{shared.path}/format", {"sql": "select n from t -- so"})
    assert said == {"sql": "SELECT n\nFROM t -- so", "kept": 0}
    error = shared.api.refused(400, "sql_syntax", "POST", f"{shared.path}/format", {"sql": "selct"})
    assert error["details"] == {"line": 1, "column": 1}


def test_a_plan_names_the_tables_as_people_do(shared: Room) -> None:
    sql = "/* a */ explain\nselect share, count(*) from t where n > :least group by 1"
    plan = shared.api.ok("POST", f"{shared.path}/plan", {"sql": sql, "params": {"least": 1}})
    assert (plan["seconds"], plan["root"]["seconds"], plan["root"]["rows"]) == (None, None, None)
    steps = [*walk(plan["root"])]
    assert steps[-1]["children"] == []
    assert len(plan["text"].split("\n")) == len(steps)
    assert any(step["detail"].get("Table") == "t" for step in steps)
    assert re.search(r"[0-9a-f]{32}", json.dumps(plan)) is None
    assert "/" not in json.dumps([step["detail"] for step in steps])


def test_a_plan_with_times_and_rows(shared: Room) -> None:
    plan = shared.api.ok(
        "POST", f"{shared.path}/plan",
        {"sql": 'select count(*) from range(100000) r, "t@1"', "analyze": True},
    )  # fmt: skip
    assert plan["seconds"] > 0
    rows = [step["rows"] for step in walk(plan["root"])]
    assert rows[0] == 1
    assert max(rows) == 100_000
    assert all(step["seconds"] >= 0 for step in walk(plan["root"]))


def test_plans_are_judged_as_queries_are(shared: Room) -> None:
    for analyze in (False, True):
        for sql, code, status in (
            ("copy t to 'x.csv'", "sql_refused", 403),
            ("select * from read_csv('/etc/passwd')", "sql_refused", 403),
            ("select 1; drop table t", "sql_refused", 403),
            ("explain analyze insert into t values (1)", "sql_refused", 403),
            ("select n,\n nothing from t", "sql_failed", 400),
        ):
            error = shared.api.refused(
                status, code, "POST", f"{shared.path}/plan", {"sql": sql, "analyze": analyze}
            )
    assert error["details"] == {"line": 2, "column": 2}
    assert shared.api.ok("GET", f"{shared.path}/history")["items"] == []


def test_a_plan_keeps_to_its_time(shared: Room) -> None:
    sql = "select count(*) from range(10000000) a, range(10000000) b where a.range <> b.range"
    body = {"sql": sql, "analyze": True, "timeout": 0.3}
    shared.api.refused(422, "query_timeout", "POST", f"{shared.path}/plan", body)


def test_the_functions_there_are(shared: Room) -> None:
    items = shared.api.ok("GET", "/functions")["items"]
    kinds = {item["name"]: item["kind"] for item in items}
    assert (kinds["strftime"], kinds["median"], kinds["unnest"]) == ("scalar", "aggregate", "table")
    assert "read_csv" not in kinds
    assert "getenv" not in kinds


def walk(step: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A step of a plan and all below it."""
    yield step
    for child in step["children"]:
        yield from walk(child)
