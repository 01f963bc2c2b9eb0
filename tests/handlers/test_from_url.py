"""Files taken from another server, where its host is allowed."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.api import Api, Room, api_of, new_room
from tests.handlers.left import left
from tests.server import Server, running_server

CONTENT = b"a,b\n" + b"".join(b"%d,%d\n" % (n, n * 2) for n in range(5000))


class Files(BaseHTTPRequestHandler):
    """A server of files with all the ways to misbehave."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path, _, rest = self.path.partition("?")
        if path == "/flights.csv":
            self._send(CONTENT)
        elif path == "/named":
            self._send(CONTENT, ("Content-Disposition", 'attachment; filename="told.csv"'))
        elif path == "/chunked.csv":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for start in range(0, len(CONTENT), 10_000):
                piece = CONTENT[start : start + 10_000]
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n")
        elif path == "/moved":
            self.send_response(302)
            self.send_header("Location", rest)
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif path == "/short.csv":
            self.send_response(200)
            self.send_header("Content-Length", str(len(CONTENT) * 2))
            self.end_headers()
            self.wfile.write(CONTENT)
            self.close_connection = True
        elif path == "/endless.csv":
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(CONTENT)
            except OSError:
                self.close_connection = True
        else:
            self.send_error(404)

    def _send(self, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        for header in headers:
            self.send_header(*header)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged."""


@pytest.fixture(scope="module")
def source() -> Iterator[str]:
    """The address of the server of files."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def open_server(source: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Deita that may take files from there."""
    variables = {
        "DEITA_URL_HOSTS": f"{source.removeprefix('http://')}, *.example.net",
        "DEITA_FILE_BYTES": "3000000",
        "DEITA_WORKSPACE_BYTES": "3000000",
    }
    with running_server(tmp_path_factory.mktemp("urls"), environment=variables) as running:
        yield running


@pytest.fixture
def open_room(open_server: Server, request: pytest.FixtureRequest) -> Iterator[Room]:
    """A workspace on it."""
    with api_of(open_server) as api:
        yield new_room(api, request.node.name[:120])


def take(room: Room, url: str, **more: str) -> dict[str, dict[str, str]]:
    answer: dict[str, dict[str, str]] = room.api.ok(
        "POST", f"{room.path}/files/from-url", {"url": url, **more}
    )
    return answer


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/flights.csv?x=1", "flights.csv"),
        ("/named", "told.csv"),
        ("/chunked.csv", "chunked.csv"),
        ("/moved?/moved?/flights.csv", "flights.csv"),
    ],
)
def test_take_a_file(open_room: Room, source: str, path: str, name: str) -> None:
    taken = take(open_room, f"{source}{path}")
    assert taken["file"]["name"] == name
    assert taken["file"]["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    job = open_room.api.ended(taken["job"])
    assert job["tables"][0]["row_count"] == 5000


def test_under_another_name(open_room: Room, source: str) -> None:
    assert (
        take(open_room, f"{source}/flights.csv", filename="mine.csv")["file"]["name"] == "mine.csv"
    )


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/moved?http://127.0.0.1:1/a.csv", 403, "url_refused"),
        ("/moved?file:///etc/passwd", 403, "url_refused"),
        ("/moved?http://[::1]/", 403, "url_refused"),
        ("/not-there.csv", 400, "upload_broken"),
        ("/short.csv", 400, "upload_broken"),
        ("/endless.csv", 413, "file_too_large"),
    ],
)
def test_what_is_not_taken(
    open_room: Room, open_server: Server, source: str, path: str, status: int, code: str
) -> None:
    before = left(open_server, open_room)
    error = open_room.api.refused(
        status, code, "POST", f"{open_room.path}/files/from-url", {"url": f"{source}{path}"}
    )
    assert error["hint"]
    assert left(open_server, open_room) == before
    assert list((open_server.data / "objects" / ".unfinished").iterdir()) == []


def test_without_end_from_one_address_to_the_next(open_room: Room, source: str) -> None:
    url = f"{source}/moved?" + "/moved?" * 8 + "/flights.csv"
    error = open_room.api.refused(
        400, "upload_broken", "POST", f"{open_room.path}/files/from-url", {"url": url}
    )
    assert "without end" in error["message"]


def test_nobody_may_be_asked_at_first(api: Api, room: Room, source: str) -> None:
    error = api.refused(
        403, "url_refused", "POST", f"{room.path}/files/from-url", {"url": f"{source}/flights.csv"}
    )
    assert "not allowed here" in error["message"]
    assert "url_hosts" in error["hint"]
