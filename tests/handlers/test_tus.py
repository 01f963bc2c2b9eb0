"""Resumable uploads over HTTP, by the protocol's own words (tus 1.0)."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import time
from itertools import pairwise

import pytest

from tests.api import Api, Room, new_room, wait
from tests.handlers.left import left
from tests.handlers.sending import MB, Peak, lines
from tests.handlers.tus import BYTES, VERSION, Tus, metadata
from tests.server import Server


@pytest.fixture
def tus(room: Room) -> Tus:
    """A client of the test's own workspace."""
    return Tus(room)


def growing(server: Server, room: Room) -> list[str]:
    """What is in the store of uploads that are not whole."""
    folder = server.data / "objects" / "workspaces" / room.id
    return [path.name for path in folder.rglob("*.growing")]


def test_what_the_server_can_do(tus: Tus) -> None:
    answer = tus.room.api.http.options(tus.path)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"
    assert set(answer.headers["Tus-Extension"].split(",")) == {
        "creation", "creation-with-upload", "creation-defer-length",
        "checksum", "expiration", "termination",
    }  # fmt: skip


def test_a_file_in_three_pieces(tus: Tus, room: Room, server: Server) -> None:
    content = b"a,b\n" + b"".join(b"%d,%d\n" % (n, n * n) for n in range(3000))
    path = tus.begin("squares.csv", len(content), filetype="text/csv")
    cuts = [0, 1, len(content) // 2, len(content)]
    for start, end in pairwise(cuts):
        assert tus.offset(path) == start
        answer = tus.patch(path, start, content[start:end])
        assert answer.status_code == 204, answer.text
        assert answer.headers["Upload-Offset"] == str(end)
        assert answer.headers["Upload-Expires"].endswith("GMT")
    shown = tus.shown(path)
    assert (shown["offset"], shown["length"]) == (len(content), len(content))
    assert shown["file"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert shown["file"]["id"] == shown["id"] == answer.headers["X-Deita-File"]
    assert shown["job"]["id"] == answer.headers["X-Deita-Job"]
    job = room.api.ended(shown["job"])
    assert (job["state"], job["rows"]) == ("done", 3000)
    assert room.query("SELECT sum(b) FROM squares")["rows"] == [
        [str(sum(n * n for n in range(3000)))]
    ]
    assert growing(server, room) == []
    assert room.api.ok("GET", tus.path)["items"] == []
    head = tus.head(path)
    assert head.headers["X-Deita-Job"] == job["id"]
    assert head.headers["Upload-Metadata"] == metadata(filename="squares.csv", filetype="text/csv")


def test_a_file_of_which_no_table_is_made(tus: Tus, room: Room, server: Server) -> None:
    content, before = b"a\n1\n", left(server, room)
    path = tus.begin("alone.csv", len(content), ingest="false")
    assert tus.shown(path)["finished"] is False
    answer = tus.patch(path, 0, content)
    assert "X-Deita-Job" not in answer.headers
    shown = tus.shown(path)
    assert (shown["finished"], shown["ingest"], shown["job"]) == (True, False, None)
    assert shown["file"]["id"] == shown["id"] == answer.headers["X-Deita-File"]
    # It is asked for once more where the answer was lost, and is still there.
    assert tus.head(path).headers["X-Deita-File"] == shown["id"]
    assert tus.offset(path) == len(content)
    assert tus.patch(path, len(content), b"x").status_code == 409
    assert room.api.ok("GET", tus.path)["items"] == []
    assert [file["name"] for file in room.api.ok("GET", f"{room.path}/files")["items"]] == [
        "alone.csv"
    ]
    assert room.api.ok("GET", f"{room.path}/jobs")["items"] == []
    assert room.names() == []
    # Stopped after its last byte: nothing is kept.
    assert tus.delete(path).status_code == 204
    assert left(server, room) == before
    assert tus.create("a.csv", 4, ingest="maybe").status_code == 400


def test_the_first_bytes_come_with_the_creation(tus: Tus, room: Room) -> None:
    whole = tus.create("whole.csv", 4, b"a\n1\n")
    assert whole.headers["Upload-Offset"] == "4"
    assert room.api.ended(tus.shown(f"{tus.path}/{whole.json()['id']}")["job"])["state"] == "done"
    half = tus.create("half.csv", 8, b"a\n1\n")
    assert (half.json()["offset"], half.json()["job_id"]) == (4, None)
    assert tus.patch(f"{tus.path}/{half.json()['id']}", 4, b"2\n3\n").status_code == 204
    room.api.ended(tus.shown(f"{tus.path}/{half.json()['id']}")["job"])
    assert room.query("SELECT a FROM half ORDER BY a")["rows"] == [[1], [2], [3]]


def test_a_length_that_is_told_later(tus: Tus, room: Room) -> None:
    path = tus.begin("later.csv", None)
    assert tus.head(path).headers["Upload-Defer-Length"] == "1"
    assert tus.patch(path, 0, b"a\n1\n").headers["Upload-Offset"] == "4"
    assert tus.shown(path)["length"] is None
    assert tus.patch(path, 4, b"2\n", Upload_Length="6").status_code == 204
    assert room.api.ended(tus.shown(path)["job"])["tables"][0]["row_count"] == 2


def test_a_length_does_not_change(tus: Tus) -> None:
    path = tus.begin("fixed.csv", 10)
    answer = tus.patch(path, 0, b"a\n", Upload_Length="12")
    assert answer.status_code == 422
    assert tus.offset(path) == 0


def test_folders_stay_in_the_name(tus: Tus, room: Room) -> None:
    answer = tus.create("may.csv", 4, b"a\n1\n", relativePath="../year/../2024/may.csv")
    assert answer.json()["name"] == "year/2024/may.csv"
    job = room.api.ended(tus.shown(f"{tus.path}/{answer.json()['id']}")["job"])
    assert [table["name"] for table in job["tables"]] == ["may"]
    [file] = room.api.ok("GET", f"{room.path}/files")["items"]
    content = room.api("GET", f"{room.path}/files/{file['id']}/content")
    assert 'filename="may.csv"' in content.headers["Content-Disposition"]


def test_bytes_that_do_not_follow(tus: Tus, room: Room) -> None:
    path = tus.begin("a.csv", 100)
    tus.patch(path, 0, b"a\n1\n")
    for offset in (0, 3, 5, 100):
        refused = tus.patch(path, offset, b"x")
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "upload_mismatch")
        assert refused.json()["error"]["details"] == {"offset": 4}
    assert tus.offset(path) == 4


def test_too_many_bytes(tus: Tus, room: Room) -> None:
    path = tus.begin("a.csv", 6)
    refused = tus.patch(path, 0, b"a\n1\n2\n3\n")
    assert (refused.status_code, refused.json()["error"]["code"]) == (413, "file_too_large")
    refused = tus.patch(path, 0, iter([b"a\n1\n", b"2\n3\n"]))
    assert refused.status_code == 413
    offset = tus.offset(path)
    assert offset in (0, 4)
    assert tus.patch(path, offset, b"a\n1\n2\n"[offset:]).status_code == 204
    assert room.api.ended(tus.shown(path)["job"])["tables"][0]["row_count"] == 2


@pytest.mark.parametrize("version", [None, "0.2.2", "1.0"])
@pytest.mark.parametrize("verb", ["POST", "HEAD", "PATCH", "DELETE"])
def test_another_version_of_the_protocol(tus: Tus, verb: str, version: str | None) -> None:
    path = tus.begin("a.csv", 6)
    headers = {} if version is None else {"Tus-Resumable": version}
    answer = tus.room.api.http.request(verb, tus.path if verb == "POST" else path, headers=headers)
    assert answer.status_code == 412
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert tus.offset(path) == 0


def test_bytes_of_another_kind(tus: Tus) -> None:
    path = tus.begin("a.csv", 6)
    answer = tus.patch(path, 0, b"a\n1\n2\n", Content_Type="text/csv")
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "wrong_media_type")
    assert tus.offset(path) == 0


NAMED = {"Upload-Metadata": metadata(filename="a.csv")}
SIZED = {**NAMED, "Upload-Length": "1"}
BAD = [
    NAMED,
    {**NAMED, "Upload-Defer-Length": "2"},
    {**NAMED, "Upload-Length": "-1"},
    {**NAMED, "Upload-Length": "1e3"},
    {**NAMED, "Upload-Length": "9" * 30},
    {**SIZED, "Upload-Defer-Length": "1"},
    {**SIZED, "Upload-Metadata": "filename a.csv!"},
    {**SIZED, "Upload-Metadata": "filename /w=="},
    {**SIZED, "Upload-Metadata": metadata(filename="a.csv", sha256="abc")},
    {**SIZED, "Upload-Checksum": "md5 x"},
    {**SIZED, "Upload-Checksum": "sha1 é"},
]


@pytest.mark.parametrize("headers", BAD, ids=range(len(BAD)))
def test_headers_that_say_nothing_sensible(tus: Tus, headers: dict[str, str]) -> None:
    encoded = {name: value.encode("latin-1") for name, value in headers.items()}
    answer = tus.room.api.http.post(tus.path, headers={**VERSION, **encoded})  # type: ignore[dict-item]
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_upload")
    assert tus.room.api.ok("GET", tus.path)["items"] == []


@pytest.mark.parametrize("headers", [{}, {"Upload-Offset": "x"}, {"Upload-Offset": "-1"}])
def test_an_offset_is_needed(tus: Tus, headers: dict[str, str]) -> None:
    path = tus.begin("a.csv", 6)
    answer = tus.room.api.http.patch(path, headers={**BYTES, **headers}, content=b"a\n1\n2\n")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_upload")


def test_names_and_sizes_are_looked_at_first(tus: Tus, room: Room) -> None:
    assert tus.create("  ", 10).json()["error"]["code"] == "invalid_request"
    assert tus.create("film.mp4", 10).json()["error"]["code"] == "unsupported_file"
    assert tus.create("a.csv", 0).json()["error"]["code"] == "empty_file"
    assert room.api.ok("GET", tus.path)["items"] == []


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_checksum_of_each_piece(tus: Tus, room: Room, algorithm: str) -> None:
    content = b"a\n" + b"7\n" * 600_000
    path = tus.begin("checked.csv", len(content))

    def checksum(data: bytes) -> str:
        digest = hashlib.new(algorithm, data).digest()
        return f"{algorithm} {base64.b64encode(digest).decode()}"

    half = len(content) // 2
    first = content[:half]
    broken = bytes([*first[:100], first[100] ^ 1, *first[101:]])
    for wrong in (broken, first[:-1], b""):
        answer = tus.patch(path, 0, wrong, Upload_Checksum=checksum(first))
        assert (answer.status_code, answer.json()["error"]["code"]) == (460, "checksum_mismatch")
        assert tus.offset(path) == 0
    assert tus.patch(path, 0, first, Upload_Checksum=checksum(first)).status_code == 204
    rest = content[half:]
    assert tus.patch(path, half, rest, Upload_Checksum=checksum(rest)).status_code == 204
    shown = tus.shown(path)
    assert shown["file"]["sha256"] == hashlib.sha256(content).hexdigest()


def test_a_checksum_of_the_whole(tus: Tus, room: Room, server: Server) -> None:
    before = left(server, room)
    content = b"a\n1\n"
    good = hashlib.sha256(content).hexdigest()
    path = tus.begin("wrong.csv", 4, sha256="0" * 64)
    answer = tus.patch(path, 0, content)
    assert (answer.status_code, answer.json()["error"]["code"]) == (460, "checksum_mismatch")
    assert tus.head(path).status_code == 404
    assert left(server, room) == before
    path = tus.begin("right.csv", 4, sha256=good.upper())
    assert tus.patch(path, 0, content).status_code == 204


@pytest.mark.parametrize("sent", [100, 5 * MB, 40 * MB])
def test_a_lost_connection_keeps_what_came(tus: Tus, room: Room, server: Server, sent: int) -> None:
    content = b"a\n" + b"123456789\n" * (5 * MB)
    path = tus.begin("lost.csv", len(content))
    connection = tus.open(server, path, 0, len(content))
    connection.send(content[:sent])
    time.sleep(0.3)
    connection.close()
    wait(lambda: tus.offset(path) == sent)
    assert [one["offset"] for one in room.api.ok("GET", tus.path)["items"]] == [sent]
    assert tus.patch(path, sent, content[sent:]).status_code == 204
    shown = tus.shown(path)
    assert shown["file"]["sha256"] == hashlib.sha256(content).hexdigest()
    room.api.ok("DELETE", f"/jobs/{shown['job_id']}")


def test_who_goes_on_takes_it_from_a_connection_that_hangs(
    tus: Tus, room: Room, server: Server
) -> None:
    path = tus.begin("hangs.csv", 10)
    connection = tus.open(server, path, 0, 10)
    connection.send(b"a\n1\n")
    time.sleep(0.2)
    assert tus.offset(path) == 4
    assert tus.patch(path, 4, b"2\n3\n4\n").status_code == 204
    connection.send(b"5\n6\n7\n")
    assert connection.getresponse().status == 423
    connection.close()
    assert room.api.ended(tus.shown(path)["job"])["tables"][0]["row_count"] == 4


def test_stop_one_under_way(tus: Tus, room: Room, server: Server) -> None:
    before = left(server, room)
    path = tus.begin("stopped.csv", 30 * MB)
    tus.patch(path, 0, b"x" * 10 * MB)
    assert growing(server, room) != []
    assert tus.delete(path).status_code == 204
    assert tus.head(path).status_code == 404
    assert tus.patch(path, 10 * MB, b"x").status_code == 404
    assert growing(server, room) == []
    assert left(server, room) == before
    assert tus.delete(path).status_code == 404


def test_stop_one_whose_job_is_at_work(tus: Tus, room: Room, server: Server) -> None:
    before = left(server, room)
    content = b"".join(lines(40))
    path = tus.begin("long.csv", len(content))
    tus.patch(path, 0, content)
    job = tus.shown(path)["job"]
    assert tus.delete(path).status_code == 204
    assert room.api.ended(job)["state"] == "cancelled"
    assert left(server, room) == before


def test_those_of_another_workspace(tus: Tus, api: Api) -> None:
    other = new_room(api, "Other uploads")
    path = tus.begin("a.csv", 10)
    elsewhere = path.replace(tus.room.id, other.id)
    assert tus.head(elsewhere).status_code == 404
    assert tus.delete(elsewhere).status_code == 404
    assert tus.patch(elsewhere, 0, b"a").status_code == 404
    assert api("DELETE", other.path).status_code == 204
    assert tus.offset(path) == 0


def test_a_workspace_that_goes_in_the_middle(api: Api, server: Server) -> None:
    room = new_room(api, "Going with an upload")
    tus = Tus(room)
    path = tus.begin("a.csv", 20 * MB)
    connection = tus.open(server, path, 0, 20 * MB)
    connection.send(b"1" * (9 * MB))
    wait(lambda: growing(server, room) != [])
    assert api("DELETE", room.path).status_code == 204
    # What is sent on is refused, be it before its end.
    with contextlib.suppress(ConnectionError):
        connection.send(b"1" * (11 * MB))
        assert connection.getresponse().status in (404, 423, 503)
    connection.close()
    wait(lambda: [path for path in server.data.rglob("*") if room.id in str(path)] == [])


def test_200_mb_at_constant_memory(tus: Tus, room: Room, server: Server) -> None:
    pieces = [*lines(8)]
    size = sum(map(len, pieces))
    times = 200 * MB // size + 1
    digest = hashlib.sha256()
    path = tus.begin("large.csv", size * times)
    with Peak(server.process.pid) as peak:
        for number in range(times):
            answer = tus.patch(path, number * size, iter(pieces))
            assert answer.status_code == 204, answer.text
            for piece in pieces:
                digest.update(piece)
    assert peak.most - peak.before < 80 * MB
    shown = tus.shown(path)
    assert shown["file"]["sha256"] == digest.hexdigest()
    room.api.ok("DELETE", f"/jobs/{shown['job_id']}")


def test_many_at_once(tus: Tus, room: Room) -> None:
    """Eight files, a piece of each in turn."""
    contents = [b"a\n" + os.urandom(50).hex().encode() + b"\n%d\n" % n for n in range(8)]
    paths = [tus.begin(f"f{n}.csv", len(content)) for n, content in enumerate(contents)]
    step = 30
    for start in range(0, max(map(len, contents)), step):
        for path, content in zip(paths, contents, strict=True):
            if start < len(content):
                assert tus.patch(path, start, content[start : start + step]).status_code == 204
    for path, content in zip(paths, contents, strict=True):
        shown = tus.shown(path)
        assert shown["file"]["sha256"] == hashlib.sha256(content).hexdigest()
        assert room.api.ended(shown["job"])["state"] == "done"
