"""Bad input: a clear error with a hint, the right status, nothing lost, nothing half-made."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from random import Random
from uuid import uuid4

import pytest

from tests.api import Api, Room, new_room
from tests.handlers.left import Left, left, unfinished
from tests.handlers.sending import MB, Peak
from tests.server import Server


@pytest.fixture(scope="module")
def shared(api: Api) -> Iterator[Room]:
    """A workspace with one table, that every mistake leaves as it is."""
    room = new_room(api, "Mistakes")
    room.table("flights", "carrier,delay\nUA,1\nDL,2\n")
    room.query("SELECT 1")
    yield room
    api("DELETE", room.path)


def _catalog(found: Left) -> dict[str, object]:
    return {key: found[key] for key in ("tables", "snapshots", "cache")}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        (
            "picture.csv",
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20,
            "unsupported_file",
        ),
        (
            "archive.csv",
            b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(range(256)) * 20,
            "unreadable_file",
        ),
    ],
)
def test_what_is_no_table(api: Api, server: Server, name: str, content: bytes, code: str) -> None:
    room = new_room(api, f"No table: {name}")
    before = left(server, room)
    job = room.ingest(name, content)
    assert (job["state"], job["tables"]) == ("failed", [])
    assert job["error"]["code"] == code, job["error"]
    assert job["error"]["message"]
    assert job["error"]["hint"]
    after = left(server, room)
    assert _catalog(after) == _catalog(before)
    # Nothing lost: the original is kept, byte for byte, and can be deleted.
    [file] = api.ok("GET", f"{room.path}/files")["items"]
    kept = server.data / "objects" / "workspaces" / room.id / "files" / file["id"]
    assert kept.read_bytes() == content
    assert unfinished(server) == []
    api("DELETE", f"{room.path}/files/{file['id']}")
    assert left(server, room) == before
    api("DELETE", room.path)


def test_an_empty_file(shared: Room, server: Server) -> None:
    before = left(server, shared)
    error = shared.api.refused(
        422, "empty_file", "POST", f"{shared.path}/files",
        params={"filename": "empty.csv"}, content=b"",
    )  # fmt: skip
    assert error["hint"]
    assert left(server, shared) == before


def test_a_header_with_no_rows(room: Room) -> None:
    table = room.table("header", "carrier,delay\n")
    assert [column["name"] for column in table["columns"]] == ["carrier", "delay"]
    assert table["row_count"] == 0
    assert room.query("SELECT count(*) FROM header")["rows"] == [[0]]
    assert room.api.ok("GET", f"{room.path}/tables/header/rows")["rows"] == []
    assert room.api("GET", f"{room.path}/tables/header/export").text.count("\n") == 1


def test_duplicate_and_empty_column_names(room: Room) -> None:
    table = room.table("names", "a,a,,A,\n1,2,3,4,5\n")
    names = [column["name"] for column in table["columns"]]
    assert len({name.lower() for name in names}) == 5
    assert all(names)
    assert names[0] == "a"
    assert room.query("SELECT * FROM names")["rows"] == [[1, 2, 3, 4, 5]]


def test_2000_columns(room: Room) -> None:
    header = ",".join(f"column_{n}" for n in range(2000))
    row = ",".join(str(n) for n in range(2000))
    table = room.table("wide", f"{header}\n{row}\n{row}\n")
    assert len(table["columns"]) == 2000
    assert room.query("SELECT column_1999 FROM wide")["rows"] == [[1999], [1999]]
    page = room.api.ok("GET", f"{room.path}/tables/wide/rows")
    assert page["rows"] == [list(range(2000))] * 2


def test_latin_1(room: Room) -> None:
    room.table("latin", "Straße,Stadt\nKönigsallee,Düsseldorf\n".encode("latin-1"))
    assert room.query('SELECT "Straße", "Stadt" FROM latin')["rows"] == [
        ["Königsallee", "Düsseldorf"]
    ]


SQL = {
    "SELECT carrier\n  FROM FROM flights": (400, "sql_syntax"),
    "SELECT * FROM flihgts": (400, "unknown_table"),
    "INSERT INTO flights VALUES ('AA', 3)": (403, "sql_refused"),
    "DROP TABLE flights": (403, "sql_refused"),
    "COPY flights TO '/tmp/out.csv'": (403, "sql_refused"),
    "SELECT * FROM read_csv('/etc/passwd')": (403, "sql_refused"),
    "SELECT * FROM '/etc/passwd'": (400, "unknown_table"),
    "SELECT 1; SELECT 2": (403, "sql_refused"),
    "SELECT nosuch FROM flights": (400, "sql_failed"),
    "SELECT carrier::INTEGER FROM flights": (400, "sql_failed"),
}


@pytest.mark.parametrize(("sql", "expected"), SQL.items(), ids=SQL)
def test_statements(shared: Room, server: Server, sql: str, expected: tuple[int, str]) -> None:
    before = left(server, shared)
    query_id = uuid4().hex
    error = shared.query_refused(*expected, sql, id=query_id)
    assert error["message"]
    if expected[1] != "sql_failed":
        assert error["hint"]
    assert "/tmp/" not in error["message"]
    after = left(server, shared)
    assert {**after, "spool": None} == {**before, "spool": None}
    assert query_id not in str(after["spool"])
    assert shared.query("SELECT count(*) FROM flights")["rows"] == [[2]]


def test_where_a_syntax_error_is(shared: Room) -> None:
    error = shared.query_refused(400, "sql_syntax", "SELECT carrier,\n  FRM flights WHERE")
    assert error["details"]["line"] == 2
    assert error["details"]["column"] >= 3
    error = shared.query_refused(400, "sql_syntax", "selct 1")
    assert (error["details"]["line"], error["details"]["column"]) == (1, 1)


def test_names_are_suggested(shared: Room) -> None:
    error = shared.query_refused(400, "unknown_table", "SELECT *\nFROM flihgts")
    assert error["details"]["suggestions"] == ["flights"]
    assert "flights" in error["hint"]
    assert error["details"]["line"] == 2


CSV = b"i,x,t\n" + b"".join(b"%d,%d.5,text %d\n" % (n, n, n) for n in range(40))
FILES = {
    "a.csv": CSV,
    "a.csv.gz": gzip.compress(CSV),
    "a.json": json.dumps([{"i": n, "t": [n, None]} for n in range(40)]).encode(),
    "a.ndjson": b"".join(b'{"i": %d, "t": {"u": "x"}}\n' % n for n in range(40)),
}


@pytest.mark.parametrize("name", FILES)
def test_damaged_files_are_answered_and_the_service_stays_well(room: Room, name: str) -> None:
    chance = Random(name)
    for _ in range(5):
        content = bytearray(FILES[name])
        for _damage in range(chance.randrange(1, 5)):
            at = chance.randrange(len(content))
            content[at : at + chance.randrange(20)] = chance.randbytes(chance.randrange(20))
        sent = room.api(
            "POST", f"{room.path}/files", params={"filename": name}, content=bytes(content)
        )
        assert sent.status_code < 500, sent.text
        if not sent.is_success:
            continue
        uploaded = sent.json()
        looked = room.api("POST", f"{room.path}/previews", json={"file_id": uploaded["file"]["id"]})
        assert looked.status_code < 500, looked.text
        job = room.api.ended(uploaded["job"])
        assert job["state"] == "done" or job["error"]["code"] not in ("error", "worker_died"), job
    assert room.api.ok("GET", "/health")["status"] == "ok"


def test_a_bomb_goes_off_in_the_worker_alone(room: Room, server: Server) -> None:
    bomb = gzip.compress(b"a\n" + bytes(300 * MB), 6)
    with Peak(server.process.pid) as peak:
        job = room.upload("bomb.csv.gz", bomb)["job"]
        while (job := room.api.ok("GET", f"/jobs/{job['id']}"))["state"] in ("queued", "running"):
            assert room.api.ok("GET", "/health")["status"] == "ok"
    assert (job["state"], job["error"]["code"]) == ("failed", "unreadable_file")
    assert peak.most - peak.before < 60 * MB
