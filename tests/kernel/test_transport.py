"""HTTP as it goes wrong: against a real server of a few lines."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from deita_labext.kernel.connection import Service
from deita_labext.kernel.errors import DeitaError
from deita_labext.kernel.files import Files
from deita_labext.kernel.transport import Transport


class Answers(BaseHTTPRequestHandler):
    """One answer a path; ``connections`` counts the sockets that were opened."""

    protocol_version = "HTTP/1.1"
    connections: ClassVar[list[object]] = []
    refusals: ClassVar[list[str]] = []
    """How many seconds to wait, of each request that is still to be refused."""

    def setup(self) -> None:
        super().setup()
        self.connections.append(self.client_address)

    def do_GET(self) -> None:
        path = self.path.removeprefix("/base/deita/api/").partition("?")[0]
        getattr(self, f"_{path}")()

    do_PUT = do_DELETE = do_GET  # noqa: N815 - the names are the base's

    def do_POST(self) -> None:
        if "often" in self.path:
            self._often()
            return
        if "refused" in self.path:
            # Before the body has come, as a server does with what is too large.
            self.close_connection = True
            self._send(413, {"error": {"code": "file_too_large", "message": "Too large."}})
            return
        size = int(self.headers["Content-Length"])
        read = len(self.rfile.read(size))
        self._send(200, {"bytes": read, "job": {"digest": self.headers["Repr-Digest"]}})

    def _send(self, status: int, body: object) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _fine(self) -> None:
        self._send(200, {"token": self.headers["Authorization"]})

    def _said(self) -> None:
        body = {"code": "sql_syntax", "message": "No.", "hint": "Yes.", "details": {"line": 1}}
        self._send(400, {"error": body})

    def _often(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        if not self.refusals:
            self._send(200, {})
            return
        content = b'{"error": {"code": "rate_limited", "message": "Too many."}}'
        self.send_response(429)
        self.send_header("Retry-After", self.refusals.pop(0))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _login(self) -> None:
        self._send(403, {"message": "Forbidden"})

    def _gone(self) -> None:
        self._send(404, {"message": "Not found"})

    def _bye(self) -> None:
        self._send(200, {})
        self.close_connection = True

    def _cut(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"5\r\na,b\n1\r\n")
        self.close_connection = True

    def _rows(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in (b"a\n", b"1\n"):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_args: object) -> None:
        """Quiet."""


@pytest.fixture
def transport() -> Iterator[Transport]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    Answers.connections.clear()
    url = f"http://127.0.0.1:{server.server_port}/base/"
    transport = Transport(Service(url, {"Authorization": "token t"}))
    yield transport
    transport.close()
    server.shutdown()
    server.server_close()
    thread.join()


def test_one_connection_is_kept_and_the_token_is_sent(transport: Transport) -> None:
    for _ in range(3):
        assert transport.json("GET", "fine") == {"token": "token t"}
    assert len(Answers.connections) == 1


def test_a_connection_that_ended_is_replaced(transport: Transport) -> None:
    transport.json("GET", "bye")
    assert transport.json("GET", "fine")
    assert len(Answers.connections) == 2


def test_a_stream_that_is_left_early_does_not_disturb(transport: Transport) -> None:
    with transport.stream("rows") as stream:
        assert stream.read(1) == b"a"
        assert transport.json("GET", "fine")
    assert transport.json("GET", "fine")


def test_the_service_s_error_comes_whole(transport: Transport) -> None:
    with pytest.raises(DeitaError) as caught:
        transport.json("GET", "said")
    error = caught.value
    assert (error.code, error.message, error.hint, error.line) == ("sql_syntax", "No.", "Yes.", 1)


@pytest.mark.parametrize("verb", ["GET", "PUT", "DELETE", "POST"])
def test_who_asked_too_often_waits_and_asks_again(transport: Transport, verb: str) -> None:
    Answers.refusals[:] = ["0", "0"]
    assert transport.json(verb, "often", body={"sql": "SELECT 1"} if verb == "POST" else None) == {}
    assert transport.json("GET", "fine")


@pytest.mark.parametrize("seconds", ["76", "later"])
def test_who_asked_too_often_is_told(transport: Transport, seconds: str) -> None:
    Answers.refusals[:] = [seconds]
    with pytest.raises(DeitaError, match="Too many") as caught:
        transport.json("GET", "often")
    assert caught.value.code == "rate_limited"


def test_a_file_that_cannot_be_sent_again_is_not(transport: Transport) -> None:
    Answers.refusals[:] = ["0"]
    with pytest.raises(DeitaError, match="Too many"):
        transport.upload("often", io.BytesIO(b"a"), 1)


@pytest.mark.parametrize(
    ("path", "code"), [("login", "not_logged_in"), ("gone", "no_service"), ("cut", "no_connection")]
)
def test_other_answers_are_put_in_words(transport: Transport, path: str, code: str) -> None:
    with pytest.raises(DeitaError) as caught:
        transport.json("GET", path)
    assert caught.value.code == code


def test_no_server(tmp_path: Path) -> None:
    with pytest.raises(DeitaError, match="No Deita service answers") as caught:
        Transport(Service("http://127.0.0.1:9/")).json("GET", "me")
    assert caught.value.code == "no_connection"


def test_a_body_is_streamed_and_counted(transport: Transport, tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"x" * 5_000_000)
    sent: list[int] = []
    with path.open("rb") as source:
        answer = transport.upload("files", source, 5_000_000, progress=sent.append)
    assert answer["bytes"] == 5_000_000
    assert sent == sorted(sent)
    assert sent[-1] == 5_000_000
    assert len(sent) >= 5


def test_a_file_is_sent_with_its_checksum(transport: Transport, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a\n1\n")
    files = Files(transport)
    files._workspace = {"id": "w"}  # type: ignore[typeddict-item]
    job: object = files.upload(tmp_path / "a.csv", wait=False)
    digest = base64.b64encode(hashlib.sha256(b"a\n1\n").digest()).decode()
    assert job == {"digest": f"sha-256=:{digest}:"}


def test_an_upload_that_is_refused_early_says_why(transport: Transport, tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"x" * 30_000_000)
    with path.open("rb") as source, pytest.raises(DeitaError) as caught:
        transport.upload("refused", source, 30_000_000)
    assert caught.value.code in ("file_too_large", "no_connection")


def test_a_download_appears_whole(transport: Transport, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    assert transport.download("rows", {}, path) == 4
    assert path.read_text() == "a\n1\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_download_that_broke_off_leaves_nothing(transport: Transport, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("before")
    with pytest.raises(DeitaError) as caught:
        transport.download("cut", {}, path)
    assert caught.value.code == "no_connection"
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written(transport: Transport, tmp_path: Path) -> None:
    with pytest.raises(DeitaError) as caught:
        transport.download("rows", {}, tmp_path / "nowhere" / "out.csv")
    assert caught.value.code == "unwritable_file"


@pytest.mark.parametrize(
    ("url", "remote"),
    [("http://127.0.0.1:8888/", False), ("http://[::1]:8888/", False), ("http://localhost/", False),
     ("https://hub.example.org/services/deita/", True), ("http://10.0.0.7:8081/", True)],
)  # fmt: skip
def test_which_services_are_far_away(url: str, remote: bool) -> None:
    assert Transport(Service(url)).remote is remote
