"""Verified questions: pinned, run again, compared."""

from __future__ import annotations

from typing import Any

from tests.api import Room

SQL = "SELECT city, sum(n) AS n FROM t GROUP BY city"


def test_a_question_is_verified_run_and_forgotten(room: Room) -> None:
    room.table("t", "city,n\nBern,1\nRom,2\nRom,3\n")
    path = f"{room.path}/verified"
    made = room.api.ok("POST", path, {"question": "How many by city?", "sql": SQL})
    assert (made["row_count"], made["tables"], made["last"]) == (2, ["t@1"], None)
    assert room.api.ok("GET", path)["items"] == [made]

    report = room.api.ok("POST", f"{path}/run", {})
    assert (report["passed"], report["failed"]) == (1, 0)
    last = report["items"][0]["last"]
    assert (last["state"], last["tables"], last["model"]) == ("passed", ["t@1"], None)
    assert room.api.ok("GET", path)["items"][0]["last"] == last

    def ran() -> dict[str, Any]:
        found: dict[str, Any] = room.api.ok("POST", f"{path}/run", {})["items"][0]["last"]
        return found

    def due() -> tuple[list[str], bool]:
        found = room.api.ok("GET", path)["items"][0]
        return found["changed"], found["model_changed"]

    assert due() == ([], False)
    ingest(room, "t2.csv", "city,n\nRom,5\nBern,1\n")
    assert due() == (["t"], False)
    last = ran()
    assert due() == ([], False)
    assert (last["state"], last["tables"]) == ("passed", ["t@2"])
    ingest(room, "t3.csv", "city,n\nRom,6\nBern,1\n")
    last = ran()
    assert last["state"] == "failed"
    assert last["error"] is None
    assert "other rows" in last["reason"]
    ingest(room, "t4.csv", "town,n\nRom,5\nBern,1\n")
    last = ran()
    assert last["state"] == "failed"
    assert last["error"]["code"] == "sql_failed"
    assert due() == ([], False)

    assert room.api.ok("POST", f"{path}/run", {"ids": []})["items"] == []
    room.api.ok("DELETE", f"{path}/{made['id']}")
    room.api.refused(404, "not_found", "DELETE", f"{path}/{made['id']}")
    assert room.api.ok("GET", path)["items"] == []


def ingest(room: Room, name: str, content: str) -> None:
    """Replace the table ``t`` by a file."""
    file = room.upload(name, content.encode())
    room.api.ended(file["job"])
    asked = {"file_id": file["file"]["id"], "mode": "replace", "table": "t"}
    job = room.api.ended(room.api.ok("POST", f"{room.path}/ingests", asked))
    assert job["state"] == "done", job


def test_what_does_not_run_is_not_verified(room: Room) -> None:
    room.table("t", "n\n1\n")
    path = f"{room.path}/verified"
    for sql, status, code in (
        ("SELECT m FROM t", 400, "sql_failed"),
        ("SELECT * FROM nowhere", 400, "unknown_table"),
        ("DROP TABLE t", 403, "sql_refused"),
        ("SELECT * FROM range(10001)", 422, "invalid_request"),
    ):
        room.api.refused(status, code, "POST", path, {"question": "?", "sql": sql})
    assert room.api.ok("GET", path)["items"] == []
    assert room.api.ok("GET", f"{room.path}/history")["items"] == []
    room.api.ok("POST", path, {"question": "?", "sql": "SELECT * FROM range(10000)"})
