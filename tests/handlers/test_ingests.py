"""Files looked into and loaded as asked, over HTTP."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from tests.api import Api, Room, new_room, wait
from tests.handlers.left import left
from tests.server import Server


def file_of(room: Room, name: str, content: str) -> str:
    """The id of a file, whose own table is not wanted."""
    uploaded = room.upload(name, content.encode())
    job = room.api.ended(uploaded["job"])
    for table in job["tables"]:
        room.api("DELETE", f"{room.path}/tables/{table['id']}")
    file_id: str = uploaded["file"]["id"]
    return file_id


def loaded(room: Room, file_id: str, **request: Any) -> dict[str, Any]:
    """The job's end."""
    job = room.api.ok("POST", f"{room.path}/ingests", {"file_id": file_id, **request})
    assert (job["state"], job["file_id"], job["kind"]) == ("queued", file_id, "ingest")
    return room.api.ended(job)


def shape(table: dict[str, Any]) -> list[tuple[str, str]]:
    return [(column["name"], column["type"]) for column in table["columns"]]


def rows(room: Room, sql: str) -> Any:
    return room.query(sql)["rows"]


def test_preview(room: Room, server: Server) -> None:
    file_id = file_of(room, "a.csv", "n;x\n1;2,5\n2;3,5\n")
    before = left(server, room)
    preview = room.api.ok("POST", f"{room.path}/previews", {"file_id": file_id})
    assert preview["format"] == "csv"
    [part] = preview["parts"]
    assert (part["name"], part["mapping"]) == ("", None)
    assert [(c["source"], c["name"]) for c in part["columns"]] == [("n", "n"), ("x", "x")]
    assert part["rows"] == [[1, 2.5], [2, 3.5]]
    report = part["report"]
    kinds = ("header", "loaded", "rejected", "blank", "preamble", "footer")
    assert report["lines"] == 3 == sum(report[kind] for kind in kinds)
    assert left(server, room) == before
    assert room.names() == []
    short = room.api.ok("POST", f"{room.path}/previews", {"file_id": file_id, "rows": 1})
    assert short["parts"][0]["rows"] == [[1, 2.5]]


def test_who_looks_no_longer_leaves_nothing_behind(room: Room, server: Server) -> None:
    file_id = file_of(room, "wide.csv", ";".join(f"c{n}" for n in range(500)) + "\n1")
    before = left(server, room)
    for _ in range(5):
        room.api.go_amid("POST", f"{room.path}/previews", {"file_id": file_id})
    # The next one who asks gets it all the same.
    [part] = room.api.ok("POST", f"{room.path}/previews", {"file_id": file_id})["parts"]
    assert len(part["columns"]) == 500
    wait(lambda: left(server, room) == before)


def test_preview_with_the_mapping_into_a_table(room: Room) -> None:
    room.table("t", "A,b,c,d\n1,x,2020-01-01,7\n")
    file_id = file_of(room, "more.csv", "e,c,b,a\n1,yes,5,2.5\n")
    request = {"file_id": file_id, "mode": "append", "table": "T"}
    [part] = room.api.ok("POST", f"{room.path}/previews", request)["parts"]
    by_name = {column["column"]: column for column in part["mapping"]}
    changes = {name: column["change"] for name, column in by_name.items()}
    assert list(changes.items()) == [
        ("A", "widened"), ("b", "converted"), ("c", "refused"), ("d", "missing"), ("e", "added"),
    ]  # fmt: skip
    assert (by_name["A"]["source"], by_name["A"]["type"]) == ("a", "DOUBLE")
    assert by_name["c"]["type"] is None
    assert "DATE" in by_name["c"]["note"]
    request["mode"] = "replace"
    [part] = room.api.ok("POST", f"{room.path}/previews", request)["parts"]
    assert {column["column"]: column["change"] for column in part["mapping"]} == {
        "e": "added", "c": "retyped", "b": "retyped", "a": "retyped", "d": "removed",
    }  # fmt: skip


def test_a_new_table(room: Room) -> None:
    file_id = file_of(room, "a.csv", "n,x\n1,2\n")
    job = loaded(room, file_id)
    assert job["state"] == "done"
    assert room.names() == ["a"]
    again = loaded(room, file_id, mode="new", options={})
    assert again["tables"][0]["name"] == "a_2"


def test_a_new_table_by_the_name_that_was_chosen(room: Room) -> None:
    file_id = file_of(room, "a.csv", "n,x\n1,2\n")
    request = {"file_id": file_id}
    [part] = room.api.ok("POST", f"{room.path}/previews", request)["parts"]
    assert part["table"] == "a"
    [made] = loaded(room, file_id, name="My numbers")["tables"]
    assert made["name"] == "My numbers"
    [part] = room.api.ok("POST", f"{room.path}/previews", {**request, "name": "b"})["parts"]
    assert part["table"] == "b"
    taken = {**request, "name": "my NUMBERS"}
    for path in ("ingests", "previews"):
        refused = room.api("POST", f"{room.path}/{path}", json=taken)
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "name_taken")
    for name in ("t@2", "", 'a"b'):
        refused = room.api("POST", f"{room.path}/ingests", json={**request, "name": name})
        assert refused.status_code == 422
    into = {**request, "name": "c", "mode": "replace", "table": "My numbers"}
    assert room.api("POST", f"{room.path}/ingests", json=into).status_code == 422


def test_several_new_tables_by_one_name(room: Room) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one.csv", "a\n1\n")
        archive.writestr("two.csv", "a\n2\n")
    uploaded = room.upload("both.zip", packed.getvalue())
    assert room.api.ended(uploaded["job"])["state"] == "done"
    request = {"file_id": uploaded["file"]["id"], "name": "sales.2020"}
    parts = room.api.ok("POST", f"{room.path}/previews", request)["parts"]
    names = ["sales.2020_one", "sales.2020_two"]
    assert [part["table"] for part in parts] == names
    job = loaded(room, uploaded["file"]["id"], name="sales.2020")
    assert [table["name"] for table in job["tables"]] == names


def test_what_was_asked_is_told_again(room: Room) -> None:
    file_id = file_of(room, "a.csv", "n,x\n1,02\n")
    columns = [
        {"source": "x", "name": "y", "type": "VARCHAR", "drop": False},
        {"source": "n", "name": None, "type": None, "drop": True},
    ]
    options = {"columns": columns, "strict": True, "delimiter": ","}
    [made] = loaded(room, file_id, options=options)["tables"]
    decisions = room.api.ok("GET", f"{room.path}/tables/{made['id']}/report")["decisions"]
    given = {key: told["value"] for key, told in decisions.items() if told["given"]}
    kept = [{key: value for key, value in each.items() if value is not None} for each in columns]
    assert given == {"columns": kept, "strict": True, "delimiter": ","}
    # Appended to a text, its numbers are read again as text: nobody asked for that.
    room.table("t", "x,n\na,1\n")
    job = loaded(room, file_id, mode="append", table="t", options={"delimiter": ","})
    assert job["state"] == "done", job
    decisions = room.api.ok("GET", f"{room.path}/tables/t/report")["decisions"]
    assert {key for key, told in decisions.items() if told["given"]} == {"delimiter"}


def test_replace(room: Room) -> None:
    table = room.table("t", "a,b\n1,x\n")
    room.api.ok("PATCH", f"{room.path}/tables/t", {"description": "d", "columns": {"a": "first"}})
    file_id = file_of(room, "other.csv", "a,c\n2.5,y\n3.5,z\n")
    job = loaded(room, file_id, mode="replace", table="t")
    assert job["state"] == "done", job
    assert [(made["id"], made["row_count"]) for made in job["tables"]] == [(table["id"], 2)]
    replaced = room.api.ok("GET", f"{room.path}/tables/t")
    assert (replaced["snapshot"], replaced["file_id"]) == (2, file_id)
    assert shape(replaced) == [("a", "DOUBLE"), ("c", "VARCHAR")]
    assert replaced["description"] == "d"
    assert [column["description"] for column in replaced["columns"]] == ["first", None]
    assert rows(room, "SELECT * FROM t") == [[2.5, "y"], [3.5, "z"]]
    assert rows(room, 'SELECT * FROM "t@1"') == [[1, "x"]]
    assert room.names() == ["t"]


def test_append(room: Room) -> None:
    room.table("t", "A,text,day,gone\n1,007,2020-01-01,9\n2,x,2020-01-02,9\n")
    file_id = file_of(room, "more.csv", "new,DAY,TEXT,a\nn,2020-02-01 12:00:00,0123,3.5\n")
    job = loaded(room, file_id, mode="append", table="t")
    assert job["state"] == "done", job
    for said in ("1 row appended", "A: BIGINT becomes DOUBLE", "gone: not in the file", "new: new"):
        assert said in job["message"]
    table = room.api.ok("GET", f"{room.path}/tables/t")
    assert (table["snapshot"], table["row_count"]) == (2, 3)
    assert shape(table) == [
        ("A", "DOUBLE"), ("text", "VARCHAR"), ("day", "TIMESTAMP"), ("gone", "BIGINT"),
        ("new", "VARCHAR"),
    ]  # fmt: skip
    assert rows(room, "SELECT * FROM t") == [
        [1.0, "007", "2020-01-01T00:00:00", 9, None],
        [2.0, "x", "2020-01-02T00:00:00", 9, None],
        # As the file has it, with its zero.
        [3.5, "0123", "2020-02-01T12:00:00", None, "n"],
    ]
    report = room.api.ok("GET", f"{room.path}/tables/t/report")
    assert (report["snapshot"], report["report"]["loaded"]) == (2, 1)
    assert any("appended" in note for note in report["notes"])


def test_append_what_does_not_fit(room: Room) -> None:
    table = room.table("t", "a,b\n1,x\n")
    file_id = file_of(room, "more.csv", "b,a\ny,many\n")
    job = loaded(room, file_id, mode="append", table=table["id"])
    assert (job["state"], job["error"]["code"]) == ("failed", "cannot_append")
    error = job["error"]
    assert error["details"] == {"column": "a", "table_type": "BIGINT", "file_type": "VARCHAR"}
    assert all(word in error["message"] for word in ("a", "BIGINT", "VARCHAR"))
    assert "VARCHAR" in error["hint"]
    assert room.api.ok("GET", f"{room.path}/tables/t") == table
    # Both as text, since it was asked for.
    options = {"columns": [{"source": "a", "type": "VARCHAR"}]}
    job = loaded(room, file_id, mode="append", table="t", options=options)
    assert job["state"] == "done", job
    assert rows(room, "SELECT a, b FROM t") == [["1", "x"], ["many", "y"]]


def test_append_whole_numbers_that_would_lose_digits(room: Room) -> None:
    room.table("t", f"a\n{2**53 + 1}\n")
    file_id = file_of(room, "more.csv", "a\n1.5\n")
    job = loaded(room, file_id, mode="append", table="t")
    assert job["error"]["code"] == "cannot_append"
    assert str(2**53 + 1) in job["error"]["message"]
    assert rows(room, "SELECT a FROM t") == [[str(2**53 + 1)]]


def test_append_a_column_without_values(room: Room) -> None:
    room.table("t", "a,b\n1,x\n")
    file_id = file_of(room, "more.csv", "a,b\n,y\n,z\n")
    job = loaded(room, file_id, mode="append", table="t")
    assert job["state"] == "done", job
    assert rows(room, "SELECT a, b FROM t") == [[1, "x"], [None, "y"], [None, "z"]]
    assert shape(room.api.ok("GET", f"{room.path}/tables/t")) == [("a", "BIGINT"), ("b", "VARCHAR")]


def test_append_twice_at_once(room: Room) -> None:
    room.table("t", "a\n0\n")
    files = [file_of(room, f"f{n}.csv", f"a\n{n}\n") for n in (1, 2, 3)]
    request = {"mode": "append", "table": "t"}
    jobs = [
        room.api.ok("POST", f"{room.path}/ingests", {"file_id": file_id, **request})
        for file_id in files
    ]
    assert [room.api.ended(job)["state"] for job in jobs] == ["done"] * 3
    assert sorted(rows(room, "SELECT a FROM t")) == [[0], [1], [2], [3]]
    assert room.api.ok("GET", f"{room.path}/tables/t")["snapshot"] == 4


def test_a_cancelled_one_keeps_the_file(room: Room, server: Server) -> None:
    body = "a,b\n" + "".join(f"{n},some text\n" for n in range(400_000))
    file_id = file_of(room, "long.csv", body)
    room.table("t", "a,b\n1,x\n")
    before = left(server, room)
    job = room.api.ok(
        "POST", f"{room.path}/ingests", {"file_id": file_id, "mode": "append", "table": "t"}
    )
    ended = room.api.ok("DELETE", f"/jobs/{job['id']}")
    if ended["state"] == "cancelled":
        after = left(server, room)
        assert {**after, "cache": []} == {**before, "cache": []}
        assert room.api.ok("GET", f"{room.path}/tables/t")["snapshot"] == 1
    names = [file["name"] for file in room.api.ok("GET", f"{room.path}/files")["items"]]
    assert sorted(names) == ["long.csv", "t.csv"]


def test_the_table_goes_meanwhile(room: Room) -> None:
    room.table("t", "a\n1\n")
    file_id = file_of(room, "more.csv", "a\n2\n")
    jobs = [
        room.api.ok(
            "POST", f"{room.path}/ingests", {"file_id": file_id, "mode": "append", "table": "t"}
        )
        for _ in range(4)
    ]
    room.api("DELETE", f"{room.path}/tables/t")
    ended = [room.api.ended(job) for job in jobs]
    assert {job["state"] for job in ended} <= {"done", "failed"}
    assert ended[-1]["state"] == "failed"
    assert ended[-1]["error"]["code"] == "not_found"


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        ({"mode": "append"}, "table"),
        ({"mode": "replace"}, "table"),
        ({"mode": "new", "table": "t"}, "table"),
        ({"mode": "merge"}, "mode"),
        ({"options": {"delimeter": ";"}}, "options.delimeter"),
        ({"options": {"header_rows": -1}}, "options.header_rows"),
    ],
)
def test_requests_that_make_no_sense(room: Room, request_: dict[str, Any], field: str) -> None:
    room.table("t", "a\n1\n")
    file_id = file_of(room, "a.csv", "a\n1\n")
    for path in ("previews", "ingests"):
        error = room.api.refused(
            422, "invalid_request", "POST", f"{room.path}/{path}", {"file_id": file_id, **request_}
        )
        assert error["details"]["field"] == field
        assert error["hint"]


def test_what_is_not_there(room: Room, api: Api) -> None:
    other = new_room(api, "Elsewhere")
    elsewhere = file_of(other, "a.csv", "a\n1\n")
    here = file_of(room, "a.csv", "a\n1\n")
    other.table("t", "a\n1\n")
    for path in ("previews", "ingests"):
        for request in (
            {"file_id": "0" * 32},
            {"file_id": elsewhere},
            {"file_id": here, "mode": "append", "table": "t"},
        ):
            room.api.refused(404, "not_found", "POST", f"{room.path}/{path}", request)
    other.api("DELETE", other.path)


def test_a_file_that_cannot_be_read(room: Room) -> None:
    uploaded = room.upload("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10)
    room.api.ended(uploaded["job"])
    error = room.api.refused(
        415,
        "unsupported_file",
        "POST",
        f"{room.path}/previews",
        {"file_id": uploaded["file"]["id"]},
    )
    assert error["hint"]
