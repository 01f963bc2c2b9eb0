"""A user's own server that forwards to a service: here, to the server of all these tests."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from urllib.parse import urlsplit

import httpx
import pyarrow as pa
import pytest

from tests.api import ARROW, Api, Room, api_of, new_room, wait
from tests.handlers.sending import MB, Peak
from tests.handlers.test_events import listening
from tests.handlers.test_exports_amid import ENDLESS
from tests.handlers.test_running import running
from tests.handlers.tus import Tus
from tests.server import Server, running_server

SECRET = "sk-nobody-is-to-read-this"


@pytest.fixture(scope="module")
def relay(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that forwards, of which nobody has asked anything."""
    environment = {
        "DEITA_SERVICE_URL": server.url,
        "JUPYTERHUB_API_TOKEN": server.token,
        "DEITA_AI_KEY": SECRET,
        "DEITA_AI_MODEL": "openai/one",
    }
    with running_server(tmp_path_factory.mktemp("relay"), environment=environment) as made:
        yield made


@pytest.fixture(scope="module")
def near(relay: Server) -> Iterator[Api]:
    """The API as it is at the user's own server."""
    with api_of(relay) as made:
        yield made


@pytest.fixture
def room(near: Api, request: pytest.FixtureRequest) -> Iterator[Room]:
    """A workspace of the test's own, made and seen through the relay."""
    made = new_room(near, request.node.name[:120])
    yield made
    near.http.delete(made.path)


def test_what_is_there_is_the_services(room: Room, api: Api, relay: Server) -> None:
    table = room.table("flights", "carrier,delay\nUA,3\nDL,\n")
    assert table["row_count"] == 2
    far = Room(api, room.id)
    assert far.names() == ["flights"]
    answer = room.api("POST", f"{room.path}/queries", json={"sql": "FROM flights ORDER BY 1"})
    assert answer.json()["rows"] == [["DL", None], ["UA", 3]]
    # Nothing is kept here, no worker is here, and nothing was loaded that would start one.
    assert not relay.data.exists()
    assert relay.workers() == []
    maps = relay.home.joinpath(f"/proc/{relay.process.pid}/maps")
    if maps.exists():
        assert "duckdb" not in maps.read_text()
        assert "sqlalchemy" not in maps.read_text()


def test_errors_are_the_services(room: Room, relay: Server, server: Server) -> None:
    error = room.query_refused(400, "unknown_table", "FROM nothing")
    assert error["hint"] is not None
    room.query_refused(403, "sql_refused", "SELECT * FROM read_csv('/etc/passwd')")
    room.api.refused(422, "invalid_request", "POST", "/workspaces", {"named": "so"})
    room.api.refused(404, "not_found", "GET", f"/workspaces/{'0' * 32}")
    room.api.refused(404, "not_found", "GET", "/nothing/here")
    assert room.api("GET", "/health").json()["status"] == "ok"
    assert room.api("GET", "/openapi.json").json()["openapi"]
    assert "Traceback" not in relay.log


def test_arrow_and_exports_as_they_come(room: Room, near: Api, api: Api) -> None:
    query = room.query("SELECT i, hash(i) h FROM range(3000) t(i)")
    path = f"/results/{query['id']}/rows"
    room.whole(query)
    for client in (near, api):
        answer = client("GET", path, params={"limit": 20}, headers={"Accept": ARROW})
        assert answer.headers["Content-Type"] == ARROW
        assert answer.headers["X-Deita-Row-Count"] == "3000"
        assert pa.ipc.open_stream(answer.content).read_all().num_rows == 20
    export = f"/results/{query['id']}/export"
    asked = {"format": "csv", "filename": "größe.csv"}
    here, there = (client("GET", export, params=asked) for client in (near, api))
    assert here.content == there.content
    for name in ("Content-Disposition", "Content-Type"):
        assert here.headers[name] == there.headers[name]


def test_ranges_and_digests(room: Room) -> None:
    content = b"a\n" + b"7\n" * 499
    file = room.upload("ranges.csv", content)["file"]
    path = f"{room.path}/files/{file['id']}/content"
    part = room.api.http.get(path, headers={"Range": "bytes=2-5"})
    assert (part.status_code, part.content) == (206, content[2:6])
    assert part.headers["Content-Range"] == f"bytes 2-5/{len(content)}"
    assert part.headers["ETag"] == f'"{file["sha256"]}"'
    broken = {"Repr-Digest": f"sha-256=:{'A' * 43}=:"}
    room.api.refused(
        460, "checksum_mismatch", "POST", f"{room.path}/files",
        params={"filename": "b.csv"}, content=b"a\n1\n", headers=broken,
    )  # fmt: skip


def test_a_request_has_one_name_on_both_servers(room: Room, relay: Server, server: Server) -> None:
    answer = room.api.http.get("/me")
    assert len(answer.headers.get_list("X-Request-ID")) == 1
    assert "Set-Cookie" not in answer.headers


def test_resumable_uploads(room: Room, relay: Server) -> None:
    tus = Tus(room)
    assert room.api.http.options(tus.path).headers["Tus-Version"] == "1.0.0"
    content = b"n\n" + b"".join(b"%d\n" % n for n in range(5000))
    made = tus.create("numbers.csv", len(content))
    place = f"{tus.path}/{made.json()['id']}"
    # The address is one of this server, not of the service behind it.
    assert made.headers["Location"] == f"{urlsplit(room.api.url).path}{place}"
    assert tus.patch(place, 0, content[:3000]).status_code == 204
    assert tus.offset(place) == 3000
    assert tus.patch(place, 17, b"").status_code == 409
    # Without a Content-Length.
    assert tus.patch(place, 3000, iter([content[3000:4000], content[4000:]])).status_code == 204
    assert room.api.ended(tus.shown(place)["job"])["rows"] == 5000
    refused = room.api.http.head(place, headers={"Tus-Resumable": "0.2"})
    assert (refused.status_code, refused.headers["Tus-Version"]) == (412, "1.0.0")


def test_a_lost_upload_goes_on(room: Room, relay: Server, server: Server) -> None:
    tus = Tus(room)
    content = os.urandom(12 * MB)
    place = tus.begin("half.bin", len(content), ingest="false")
    connection = tus.open(relay, place, 0, len(content))
    connection.send(content[: 9 * MB])
    # Who asks how far it is takes the upload over, so it is not asked before something has come.
    folder = server.data / "objects" / "workspaces" / room.id
    wait(lambda: any(folder.rglob("*.growing")))
    connection.close()
    offset = tus.offset(place)
    assert 0 < offset <= 9 * MB
    assert tus.patch(place, offset, content[offset:]).status_code == 204
    file = tus.shown(place)["file"]
    assert file["sha256"] == hashlib.sha256(content).hexdigest()


def test_large_bodies_go_through_in_constant_memory(
    room: Room, relay: Server, server: Server
) -> None:
    tus = Tus(room)
    size, piece = 200 * MB, os.urandom(MB)
    place = tus.begin("large.bin", size, ingest="false")
    with Peak(relay.process.pid) as here, Peak(server.process.pid) as there:
        sent = tus.patch(place, 0, iter([piece] * 200), Content_Length=str(size))
        assert sent.status_code == 204
        file = tus.shown(place)["file"]
        came = hashlib.sha256()
        with room.api.http.stream("GET", f"{room.path}/files/{file['id']}/content") as answer:
            for part in answer.iter_bytes():
                came.update(part)
    assert came.hexdigest() == file["sha256"] == hashlib.sha256(piece * 200).hexdigest()
    assert here.most - here.before < 60 * MB
    assert there.most - there.before < 60 * MB


def test_a_refused_upload_is_not_waited_for(near: Api, relay: Server) -> None:
    parts = urlsplit(near.url)
    head = (
        f"POST {parts.path}/workspaces/{'0' * 32}/files?filename=a.csv HTTP/1.1\r\n"
        f"Host: {parts.netloc}\r\nAuthorization: token {relay.token}\r\n"
        f"Content-Length: {10_000 * MB}\r\n\r\n"
    )
    with closing(socket.create_connection((parts.hostname, parts.port), timeout=20)) as raw:
        raw.sendall(head.encode())
        said = b""
        while part := raw.recv(1 << 16):
            said += part
    status, _, rest = said.partition(b"\r\n")
    assert status.split()[1] == b"404"
    assert json.loads(rest.partition(b"\r\n\r\n")[2])["error"]["code"] == "not_found"


def test_events_come_as_they_happen(room: Room, relay: Server, api: Api) -> None:
    with listening(relay) as listener:
        for name in ("one", "two"):
            api.ok("PATCH", room.path, {"name": f"{room.id} {name}"})
            # The next one is only made to happen when this one has come.
            assert listener.next("workspaces", 5)
    # The service no longer speaks to somebody who has gone.
    said = len(relay.log)
    api.ok("PATCH", room.path, {"name": f"{room.id} three"})
    assert "Traceback" not in relay.log[said:]


def test_who_goes_stops_it_at_the_service(room: Room, api: Api) -> None:
    far = Room(api, room.id)
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(
            httpx.post,
            f"{room.api.url}{room.path}/queries",
            json={"sql": ENDLESS},
            headers=dict(room.api.http.headers),
            timeout=2,
        )
        wait(lambda: len(running(far)) == 1)
        with pytest.raises(httpx.TimeoutException):
            asked.result()
    wait(lambda: running(far) == [])
    assert api.ok("GET", f"{room.path}/history")["items"][0]["state"] == "cancelled"


def test_who_is_not_let_in_reaches_nothing(relay: Server, server: Server, room: Room) -> None:
    path = f"{room.path}/queries"
    with api_of(relay, {}) as nobody, api_of(relay, {"Authorization": "token wrong"}) as wrong:
        for client in (nobody, wrong):
            client.refused(403, "forbidden", "GET", "/me")
            client.refused(403, "forbidden", "POST", path, {"sql": "SELECT 1"})
        # The service's own token is none of this server's.
        with api_of(relay, {"Authorization": f"token {server.token}"}) as other:
            other.refused(403, "forbidden", "GET", "/me")
        assert nobody.ok("GET", "/health")["status"] == "ok"
    # A page elsewhere can have a browser send its cookies, but not the word that goes with them.
    with httpx.Client(follow_redirects=True) as browser:
        browser.get(relay.url, params={"token": relay.token})
        url = f"{room.api.url}/workspaces"
        assert browser.get(url).status_code == 200
        forged = browser.post(url, json={"name": "Forged"})
        assert (forged.status_code, forged.json()["error"]["code"]) == (403, "forbidden")
        known = {"X-XSRFToken": browser.cookies.get("_xsrf", path="/base/") or ""}
        made = browser.post(url, json={"name": f"Own {time.time()}"}, headers=known)
        assert made.status_code == 201
        browser.delete(f"{url}/{made.json()['id']}", headers=known)
    names = [item["name"] for item in room.api.ok("GET", "/workspaces")["items"]]
    assert "Forged" not in names


def test_a_login_in_the_address_stays_here(relay: Server, server: Server) -> None:
    # The service would take it for its own, and let nobody in.
    answer = httpx.get(f"{relay.url}deita/api/me", params={"token": relay.token})
    assert answer.status_code == 200


def test_no_way_leads_out_of_the_api(near: Api) -> None:
    parts = urlsplit(near.url)
    for path in ("/../../api/status", "/%2e%2e/%2E%2e/api/status", "/x/..%2f..%2fapi"):
        with closing(socket.create_connection((parts.hostname, parts.port), timeout=20)) as raw:
            raw.sendall(
                f"GET {parts.path}{path} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
                f"Authorization: {near.http.headers['Authorization']}\r\n"
                "Connection: close\r\n\r\n".encode()
            )
            said = b""
            with suppress(ConnectionError):
                while part := raw.recv(1 << 16):
                    said += part
        assert said.split()[1] == b"404", path


def test_the_file_of_a_result_is_out_of_reach(room: Room, api: Api) -> None:
    query = room.query("SELECT 1")
    room.whole(query)
    path = f"/results/{query['id']}/file"
    assert api.ok("GET", path)["bytes"]
    room.api.refused(404, "not_found", "GET", path)
