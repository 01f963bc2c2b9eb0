"""Tables of results over HTTP."""

from __future__ import annotations

from typing import Any

from tests.api import Api, Room, new_room
from tests.handlers.left import left, unfinished
from tests.handlers.test_ingests import rows, shape
from tests.server import Server


def saved(room: Room, sql: str, name: str) -> Any:
    """The table of a statement's rows."""
    result = room.query(sql)["result"]
    return room.api.ok("POST", f"{room.path}/tables", {"name": name, "result_id": result["id"]})


def test_all_rows(room: Room) -> None:
    numbers = "SELECT i AS n, 'row ' || i AS text FROM range(200000) r(i)"
    table = saved(room, numbers, "  My rows ")
    assert (table["name"], table["row_count"], table["snapshot"]) == ("My rows", 200_000, 1)
    assert table["file_id"] is None
    assert shape(table) == [("n", "BIGINT"), ("text", "VARCHAR")]
    assert room.names() == ["My rows"]
    page = room.api.ok(
        "GET", f"{room.path}/tables/{table['id']}/rows", params={"offset": 123_456, "limit": 1}
    )
    assert page["rows"] == [[123_456, "row 123456"]]
    [snapshot] = room.api.ok("GET", f"{room.path}/tables/My rows/snapshots")["items"]
    assert snapshot["origin"] == "query"
    error = room.api.refused(404, "not_found", "GET", f"{room.path}/tables/My rows/report")
    assert error["hint"]


def test_types(room: Room) -> None:
    sql = """SELECT 1::TINYINT a, 2::UBIGINT b, 1.50::DECIMAL(5,2) c, 3::HUGEINT d,
        170141183460469231731687303715884105727::HUGEINT e, DATE '2020-02-29' f,
        TIME '01:02:03.5' g, TIMESTAMP '2020-01-01 01:02:03.000004' h,
        TIMESTAMPTZ '2020-01-01 00:00:00+02' i, TIMESTAMP_NS '2020-01-01 00:00:00.123456789' j,
        '00000000-0000-0000-0000-000000000001'::UUID k, 'x'::BLOB l, true m,
        {'a': 1, 'b': [1, 2]} n, MAP {'k': 1} o, INTERVAL 3 DAY p, INTERVAL 1 MICROSECOND q,
        'small'::ENUM ('small', 'large') r, '101'::BIT s, NULL::INTEGER t, 0.1::FLOAT u,
        [5::HUGEINT] v"""
    query = room.query(sql)
    table = room.api.ok(
        "POST", f"{room.path}/tables", {"name": "typed", "result_id": query["result"]["id"]}
    )
    assert dict(shape(table)) == {
        "a": "TINYINT", "b": "UBIGINT", "c": "DECIMAL(5,2)", "d": "DECIMAL(38,0)",
        "e": "VARCHAR", "f": "DATE", "g": "TIME", "h": "TIMESTAMP",
        "i": "TIMESTAMP WITH TIME ZONE", "j": "TIMESTAMP_NS", "k": "UUID", "l": "BLOB",
        "m": "BOOLEAN", "n": "STRUCT(a INTEGER, b INTEGER[])", "o": "MAP(VARCHAR, INTEGER)",
        "p": "INTERVAL", "q": "VARCHAR", "r": "VARCHAR", "s": "VARCHAR", "t": "INTEGER",
        "u": "FLOAT", "v": "DECIMAL(38,0)[]",
    }  # fmt: skip
    [before], [after] = query["rows"], rows(room, "SELECT * FROM typed")
    # What is text now was told in another form before, or in the same one.
    assert after[16] == "00:00:00.000001"
    del before[16], after[16]
    assert after == before


def test_names(room: Room) -> None:
    table = saved(room, 'SELECT 1 AS a, 2 AS "A", 3 AS a_2, 4 AS "b c"', "t")
    assert [column["name"].lower() for column in table["columns"]] == ["a", "a_2", "a_2_2", "b c"]
    assert rows(room, "SELECT * FROM t") == [[1, 2, 3, 4]]


def test_no_rows(room: Room) -> None:
    table = saved(room, "SELECT 1 AS a WHERE false", "none")
    assert (table["row_count"], shape(table)) == (0, [("a", "INTEGER")])
    assert rows(room, "SELECT a FROM none") == []


def test_a_query_that_still_runs(room: Room) -> None:
    query = room.query("SELECT i, sqrt(i) AS s FROM range(3000000) r(i)")
    assert query["result"]["row_count"] is None
    table = room.api.ok(
        "POST", f"{room.path}/tables", {"name": "long", "result_id": query["result"]["id"]}
    )
    assert table["row_count"] == 3_000_000


def test_refused(room: Room, api: Api, server: Server) -> None:
    room.table("t", "a\n1\n")
    result = room.query("SELECT a FROM t")["result"]["id"]
    path = f"{room.path}/tables"
    before = left(server, room)
    error = room.api.refused(409, "name_taken", "POST", path, {"name": "T", "result_id": result})
    assert error["hint"]
    room.api.refused(422, "invalid_request", "POST", path, {"name": "t@2", "result_id": result})
    room.api.refused(404, "not_found", "POST", path, {"name": "u", "result_id": "0" * 32})
    other = new_room(api, "Elsewhere")
    api.refused(
        404, "not_found", "POST", f"{other.path}/tables", {"name": "u", "result_id": result}
    )
    api("DELETE", other.path)
    assert left(server, room) == before
    assert unfinished(server) == []


def test_a_result_that_is_gone(room: Room, server: Server) -> None:
    result = room.query("SELECT 42 AS answer")["result"]["id"]
    left(server, room)  # when its file is whole
    for path in (server.data / "spool" / room.id).iterdir():
        path.unlink()
    error = room.api.refused(
        410, "result_gone", "POST", f"{room.path}/tables", {"name": "u", "result_id": result}
    )
    assert error["hint"]
    assert room.names() == []
