"""What was asked in a workspace."""

from __future__ import annotations

from typing import Any

from tests.api import Api, Room, wait


def history(room: Room, **params: Any) -> Any:
    return room.api.ok("GET", f"{room.path}/history", params=params)


def test_the_newest_first_with_what_became_of_them(room: Room) -> None:
    room.table("t", "a\n1\n2\n")
    done = room.whole(room.query("SELECT a FROM t WHERE a > $n", params={"n": 1}))
    room.query_refused(400, "unknown_table", "FROM nowhere")
    room.query_refused(
        422, "query_timeout", "SELECT count(*) FROM range(1000000) a, range(1000000) b", timeout=0.2
    )
    wait(lambda: len(history(room)["items"]) == 3)
    late, failed, first = history(room)["items"]
    assert (late["state"], late["error"]["code"]) == ("failed", "query_timeout")
    assert failed["error"]["code"] == "unknown_table"
    assert failed["sql"] == "FROM nowhere"
    assert failed["columns"] is None
    for one, of in ((late, ("run_ms", "gate_ms", "queue_ms")), (failed, ("gate_ms", "queue_ms"))):
        assert one["stats"]["peak_memory_bytes"] > 10_000_000
        assert one["stats"]["total_ms"] >= sum(one["stats"][name] for name in of) > 0
    assert (first["id"], first["state"], first["row_count"]) == (done["id"], "done", 1)
    assert first["params"] == {"n": 1}
    assert first["tables"] == ["t@1"]
    assert first["columns"] == [{"name": "a", "type": "BIGINT", "kind": "number"}]
    stats = first["stats"]
    assert stats["rows_scanned"] == 2
    assert stats["rows_returned"] == 1
    assert stats["peak_memory_bytes"] > 10_000_000
    assert stats["cache_hit"] == 0
    for name in ("queue_ms", "gate_ms", "first_page_ms", "run_ms", "total_ms", "result_bytes"):
        assert stats[name] > 0, name
    assert stats["first_page_ms"] <= stats["run_ms"]


def test_statements_that_were_exported(room: Room) -> None:
    room.table("t", "a\n1\n2\n")
    path = f"{room.path}/queries/export"
    sql = "SELECT a FROM t WHERE a > $n"
    assert room.api("POST", path, json={"sql": sql, "params": {"n": 1}}).content == b"a\n2\n"
    room.api.refused(400, "unknown_table", "POST", path, {"sql": "FROM nowhere"})
    failed, done = history(room)["items"]
    assert (done["sql"], done["params"], done["state"]) == (sql, {"n": 1}, "done")
    assert (failed["state"], failed["error"]["code"]) == ("failed", "unknown_table")
    assert done["stats"]["total_ms"] > 0
    assert done["columns"] is None
    room.api.refused(404, "not_found", "GET", f"/results/{done['id']}/rows")
    with room.api.http.stream(
        "POST", path, json={"sql": "SELECT * FROM range(1000000000)"}
    ) as response:
        next(response.iter_bytes())
    wait(lambda: history(room)["items"][0]["state"] == "cancelled")


def test_in_pages(room: Room) -> None:
    for n in range(7):
        room.whole(room.query(f"SELECT {n}"))
    wait(lambda: len(history(room)["items"]) == 7)
    seen: list[str] = []
    page = history(room, limit=3)
    while True:
        seen += [item["sql"] for item in page["items"]]
        if page["next"] is None:
            break
        page = history(room, limit=3, before=page["next"])
    assert seen == [f"SELECT {n}" for n in reversed(range(7))]
    room.api.refused(422, "invalid_request", "GET", f"{room.path}/history", params={"limit": "x"})


def test_of_ones_own_workspace(room: Room, api: Api) -> None:
    assert history(room)["items"] == []
    api.refused(404, "not_found", "GET", f"/workspaces/{'0' * 32}/history")
