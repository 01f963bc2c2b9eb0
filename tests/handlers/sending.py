"""Uploads by the piece."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import psutil

from tests.api import Room
from tests.server import Server

MB = 1_000_000


def lines(megabytes: int) -> Iterator[bytes]:
    piece = b"".join(b"%06d,some text here,%d\n" % (n, n * 7) for n in range(32_000))
    sent = 0
    yield b"a,b,c\n"
    while sent < megabytes * MB:
        yield piece
        sent += len(piece)


class Peak(threading.Thread):
    """Watches how much memory a process has at the most."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._process = psutil.Process(pid)
        self._ended = threading.Event()
        self.before = self.most = self._process.memory_info().rss

    def run(self) -> None:
        while not self._ended.wait(0.01):
            self.most = max(self.most, self._process.memory_info().rss)

    def __enter__(self) -> Peak:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._ended.set()
        self.join()


def begun(room: Room, server: Server, *, size: int | None = 50 * MB) -> http.client.HTTPConnection:
    """A connection on which the beginning of an upload has been sent."""
    parts = urlsplit(room.api.url)
    assert parts.hostname is not None
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
    connection.putrequest("POST", f"{parts.path}{room.path}/files?filename=half.csv")
    connection.putheader("Authorization", f"token {server.token}")
    if size is None:
        connection.putheader("Transfer-Encoding", "chunked")
    else:
        connection.putheader("Content-Length", str(size))
    connection.endheaders()
    return connection
