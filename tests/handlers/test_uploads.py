"""Files on their way in."""

from __future__ import annotations

import base64
import hashlib
import json
import time

import pytest

from tests.api import Api, Room, new_room, wait
from tests.handlers.left import left, unfinished
from tests.handlers.sending import MB, Peak, begun, lines
from tests.server import Server


def test_a_small_file_becomes_a_table(room: Room, server: Server) -> None:
    content = b"carrier,delay\nUA,3\nDL,\n"
    uploaded = room.upload("flights.csv", content)
    file = uploaded["file"]
    assert (file["name"], file["bytes"]) == ("flights.csv", len(content))
    assert file["sha256"] == hashlib.sha256(content).hexdigest()
    assert uploaded["job"]["file_id"] == file["id"]
    job = room.api.ended(uploaded["job"])
    assert job["state"] == "done"
    assert job["error"] is None
    [made] = job["tables"]
    assert made == {"id": made["id"], "name": "flights", "row_count": 2, "column_count": 2}
    assert room.api.ok("GET", f"{room.path}/files")["items"] == [file]
    kept = server.data / "objects" / "workspaces" / room.id / "files" / file["id"]
    assert kept.read_bytes() == content
    assert kept.stat().st_mode & 0o077 == 0
    workspace = room.api.ok("GET", room.path)
    table = room.api.ok("GET", f"{room.path}/tables/flights")
    assert workspace["bytes"] == len(content) + table["bytes"]
    assert table["file_id"] == file["id"]


def test_a_file_alone(room: Room) -> None:
    sent = {"filename": "alone.csv", "ingest": "false"}
    answer = room.api("POST", f"{room.path}/files", params=sent, content=b"a\n1\n")
    assert answer.status_code == 202
    assert answer.json()["job"] is None
    file = answer.json()["file"]
    assert room.api.ok("GET", f"{room.path}/files")["items"] == [file]
    assert room.api.ok("GET", f"{room.path}/jobs")["items"] == []
    job = room.api.ok("POST", f"{room.path}/ingests", {"file_id": file["id"]})
    assert room.api.ended(job)["state"] == "done"
    assert room.names() == ["alone"]
    refused = room.api("POST", f"{room.path}/files", params={**sent, "ingest": "no"}, content=b"a")
    assert refused.status_code == 422


def test_what_is_sent_for_a_kernel_goes_with_it(room: Room) -> None:
    gone, other = "0" * 31 + "1", "0" * 31 + "2"
    for name, holder in (("local_a.csv", gone), ("local_b.csv", gone), ("local_c.csv", other)):
        sent = {"filename": name, "holder": holder}
        made = room.api.ok("POST", f"{room.path}/files", params=sent, content=b"a\n1\n")
        assert room.api.ended(made["job"])["state"] == "done"
    lease = room.api.ok("PUT", f"/leases/{gone}")
    assert (lease["holder"], lease["renew_seconds"]) == (gone, 75)
    room.api.ok("PATCH", f"{room.path}/tables/local_b", {"name": "mine"})
    room.api.ok("DELETE", f"/leases/{gone}")
    assert room.names() == ["local_c", "mine"]
    files = room.api.ok("GET", f"{room.path}/files")["items"]
    assert [file["name"] for file in files] == ["local_c.csv", "local_b.csv"]
    room.api.ok("DELETE", f"/leases/{gone}")  # again changes nothing
    room.api.ok("DELETE", f"/leases/{other}")
    assert room.names() == ["mine"]
    sent = {"filename": "a.csv", "holder": "me"}
    refused = room.api("POST", f"{room.path}/files", params=sent, content=b"a\n1\n")
    assert refused.status_code == 422


def test_two_of_the_same_name(room: Room) -> None:
    for expected in ("flights", "flights_2", "flights_3"):
        [made] = room.ingest("flights.csv", "a\n1\n")["tables"]
        assert made["name"] == expected
    assert len(room.api.ok("GET", f"{room.path}/files")["items"]) == 3


def test_several_at_once(room: Room) -> None:
    jobs = [room.upload(f"part {n}.csv", f"a\n{n}\n".encode())["job"] for n in range(6)]
    assert {room.api.ended(job)["state"] for job in jobs} == {"done"}
    assert room.names() == [f"part_{n}" for n in range(6)]


NAMES = {
    "C:\\Users\\me\\my data.csv": ("my data.csv", "my_data"),
    "../../etc/passwd.txt": ("passwd.txt", "passwd"),
    "2013.tsv": ("2013.tsv", "t_2013"),
    "Größe (neu).CSV": ("Größe (neu).CSV", "Größe_neu"),
    "航班.csv": ("航班.csv", "航班"),
    "noending": ("noending", "noending"),
    ".csv": (".csv", "csv"),
    "...": ("...", "table_1"),
    "a" * 251 + ".csv": ("a" * 251 + ".csv", "a" * 120),
}


def test_names_of_files(room: Room) -> None:
    for filename, (kept, table) in NAMES.items():
        uploaded = room.upload(filename, b"a\tb\n1\t2\n")
        assert uploaded["file"]["name"] == kept
        [made] = room.api.ended(uploaded["job"])["tables"]
        assert made["name"] == table
    assert set(room.names()) == {table for _kept, table in NAMES.values()}
    for _kept, table in NAMES.values():
        assert room.query(f'SELECT a FROM "{table}"')["rows"] == [[1]]


@pytest.mark.parametrize("filename", [None, "", "  ", "a/", "a" * 252 + ".csv"])
def test_a_file_needs_a_name(room: Room, server: Server, filename: str | None) -> None:
    before = left(server, room)
    params = {} if filename is None else {"filename": filename}
    error = room.api.refused(
        422, "invalid_request", "POST", f"{room.path}/files", params=params, content=b"a\n1\n"
    )
    assert "filename" in error["hint"]
    assert left(server, room) == before


@pytest.mark.parametrize("filename", ["film.mp4", "photo.PNG", "letter.docx", "script.py"])
def test_what_deita_cannot_read(room: Room, server: Server, filename: str) -> None:
    before = left(server, room)
    error = room.api.refused(
        415, "unsupported_file", "POST", f"{room.path}/files",
        params={"filename": filename}, content=b"PK\x03\x04",
    )  # fmt: skip
    assert "CSV" in error["hint"]
    assert left(server, room) == before


def test_an_empty_file(room: Room, server: Server) -> None:
    before = left(server, room)
    for content in (b"", iter([b""])):
        error = room.api.refused(
            422, "empty_file", "POST", f"{room.path}/files",
            params={"filename": "empty.csv"}, content=content,
        )  # fmt: skip
        assert error["hint"]
    assert left(server, room) == before
    assert unfinished(server) == []


def test_200_mb_at_constant_memory(room: Room, server: Server) -> None:
    with Peak(server.process.pid) as peak:
        uploaded = room.upload("large.csv", lines(200))
        job = room.api.ended(uploaded["job"], 120)
    assert uploaded["file"]["bytes"] > 200 * MB
    assert job["state"] == "done", job
    rows = job["tables"][0]["row_count"]
    assert rows % 32_000 == 0
    assert peak.most - peak.before < 80 * MB
    [last] = room.api.ok(
        "GET", f"{room.path}/tables/large/rows", params={"offset": rows - 1, "limit": 5}
    )["rows"]
    assert last[2] == 31_999 * 7


@pytest.mark.parametrize("sent", [0, 10, 9 * MB])
@pytest.mark.parametrize("size", [50 * MB, None])
def test_a_client_that_goes_in_the_middle(
    room: Room, server: Server, sent: int, size: int | None
) -> None:
    before = left(server, room)
    connection = begun(room, server, size=size)
    body = b"x" * sent
    if size is None and sent:
        body = b"%x\r\n%s\r\n" % (sent, body)
    connection.send(body)
    if sent > 8 * MB:
        wait(lambda: unfinished(server) != [])
    time.sleep(0.05)
    connection.close()
    wait(lambda: unfinished(server) == [])
    time.sleep(0.05)
    assert left(server, room) == before
    assert unfinished(server) == []
    assert room.api.ok("GET", f"{room.path}/files")["items"] == []
    assert room.api.ok("GET", f"{room.path}/jobs")["items"] == []


def test_a_workspace_that_goes_in_the_middle(api: Api, server: Server) -> None:
    room = new_room(api, "Going")
    connection = begun(room, server, size=9 * MB + 2)
    connection.send(b"a\n" + b"1" * (5 * MB))
    wait(lambda: unfinished(server) != [])
    assert api("DELETE", room.path).status_code == 204
    connection.send(b"1" * (4 * MB))
    answer = connection.getresponse()
    error = json.loads(answer.read())["error"]
    connection.close()
    assert (answer.status, error["code"]) == (404, "not_found")
    wait(lambda: unfinished(server) == [])
    assert [path for path in server.data.rglob("*") if room.id in str(path)] == []


def test_delete_an_original(room: Room, server: Server) -> None:
    table = room.table("t", "a\n1\n")
    path = f"{room.path}/files/{table['file_id']}"
    assert room.api("DELETE", path).status_code == 204
    assert room.api.ok("GET", f"{room.path}/files")["items"] == []
    assert not any("/files/" in name for name in left(server, room)["objects"])  # type: ignore[attr-defined]
    assert room.api.ok("GET", f"{room.path}/tables/t")["file_id"] is None
    assert room.query("SELECT a FROM t")["rows"] == [[1]]
    room.api.refused(404, "not_found", "DELETE", path)


def test_a_file_of_another_workspace(api: Api, room: Room) -> None:
    other = new_room(api, "Another")
    table = other.table("t", "a\n1\n")
    api.refused(404, "not_found", "DELETE", f"{room.path}/files/{table['file_id']}")
    assert len(api.ok("GET", f"{other.path}/files")["items"]) == 1
    api("DELETE", other.path)


def digest(content: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"


def test_a_checksum(room: Room, server: Server) -> None:
    before = left(server, room)
    path, content = f"{room.path}/files", b"a\n1\n"
    error = room.api.refused(
        460, "checksum_mismatch", "POST", path, params={"filename": "a.csv"},
        headers={"Repr-Digest": digest(b"a\n2\n")}, content=content,
    )  # fmt: skip
    assert error["hint"]
    room.api.refused(
        400, "bad_upload", "POST", path, params={"filename": "a.csv"},
        headers={"Repr-Digest": "sha-256=:AAAA:"}, content=content,
    )  # fmt: skip
    assert left(server, room) == before
    for header in (f"md5=:AAAA:, {digest(content)}", "md5=:AAAA:"):
        answer = room.api(
            "POST", path, params={"filename": "a.csv"},
            headers={"Repr-Digest": header}, content=content,
        )  # fmt: skip
        assert answer.status_code == 202
        room.api.ended(answer.json()["job"])


def test_the_original_comes_back(room: Room) -> None:
    content = b"a\n" + b"".join(b"%d\n" % n for n in range(400_000))
    uploaded = room.upload("Größe (1).csv", content)
    path = f"{room.path}/files/{uploaded['file']['id']}/content"
    answer = room.api("GET", path)
    assert answer.content == content
    assert answer.headers["Content-Length"] == str(len(content))
    assert answer.headers["Repr-Digest"] == digest(content)
    assert answer.headers["ETag"] == f'"{uploaded["file"]["sha256"]}"'
    assert "filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%281%29.csv" in answer.headers["Content-Disposition"]
    room.api.ok("DELETE", f"/jobs/{uploaded['job']['id']}")


RANGES = {
    "bytes=0-9": (0, 9),
    "bytes=5-": (5, 999),
    "bytes=-7": (993, 999),
    "bytes=990-5000": (990, 999),
    "bytes=-5000": (0, 999),
    "bytes=0-999": (0, 999),
}


def test_a_range_of_the_original(room: Room) -> None:
    content = b"a\n" + b"7\n" * 499
    uploaded = room.upload("ranges.csv", content)
    room.api.ended(uploaded["job"])
    path = f"{room.path}/files/{uploaded['file']['id']}/content"
    for asked, (first, last) in RANGES.items():
        answer = room.api.http.get(path, headers={"Range": asked})
        assert (answer.status_code, answer.content) == (206, content[first : last + 1]), asked
        assert answer.headers["Content-Range"] == f"bytes {first}-{last}/1000"
    for asked in ("bytes=1000-", "bytes=1000-2000", "bytes=9-5", "bytes=-0"):
        answer = room.api.http.get(path, headers={"Range": asked})
        assert (answer.status_code, answer.headers["Content-Range"]) == (416, "bytes */1000"), asked
        assert answer.json()["error"]["code"] == "range_unsatisfiable"
    for headers in (
        {"Range": "bytes=0-1,5-6"},
        {"Range": "lines=1-2"},
        {"Range": "bytes=0-1", "If-Range": '"another"'},
    ):
        assert room.api("GET", path, headers=headers).content == content
    etag = f'"{uploaded["file"]["sha256"]}"'
    answer = room.api.http.get(path, headers={"Range": "bytes=0-1", "If-Range": etag})
    assert answer.content == b"a\n"
