"""HTTP to the service, over the standard library, on connections that are kept."""

from __future__ import annotations

import contextlib
import json
import os
import select
import ssl
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import ip_address
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO
from urllib.parse import SplitResult, urlencode, urlsplit
from uuid import uuid4

from .connection import Service
from .errors import DeitaError

CHUNK = 1 << 20
SECONDS = 60.0
"""How long an answer may take that is not a query's."""
PATIENCE_SECONDS = 75.0
"""How long to wait in all for a service that says it was asked too often: a minute, and a bit."""

Query = Mapping[str, str | int]


class Transport:
    """Requests to one service. May be used from several threads."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._base: SplitResult = urlsplit(service.url)
        self._path = self._base.path.rstrip("/") + "/deita/api"
        self._idle: list[HTTPConnection] = []
        self._pid = os.getpid()
        self._lock = Lock()

    @property
    def remote(self) -> bool:
        """Whether the service is on another machine, so that fewer bytes are worth some work."""
        host = self._base.hostname or ""
        return host != "localhost" and not _is_loopback(host)

    def close(self) -> None:
        """Close the connections that are kept."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def json(
        self,
        verb: str,
        path: str,
        *,
        body: object = None,
        query: Query | None = None,
        seconds: float | None = SECONDS,
    ) -> Any:
        """What the service answers, read from JSON; None where it answers nothing."""
        payload = None if body is None else json.dumps(body, allow_nan=False).encode()
        headers = {"Content-Type": "application/json"} if payload is not None else {}
        with self._exchange(
            verb, path, query=query, body=payload, headers=headers, seconds=seconds
        ) as stream:
            content = stream.read()
        return json.loads(content) if content else None

    @contextmanager
    def stream(
        self, path: str, *, query: Query | None = None, accept: str = "*/*", body: object = None
    ) -> Iterator[Stream]:
        """A reply to be read piece by piece; left early, its connection is closed."""
        verb, payload, headers = "GET", None, {"Accept": accept}
        if body is not None:
            verb, payload = "POST", json.dumps(body, allow_nan=False).encode()
            headers["Content-Type"] = "application/json"
        with self._exchange(verb, path, query=query, body=payload, headers=headers) as stream:
            yield stream

    def download(
        self,
        path: str,
        query: Query,
        target: str | os.PathLike[str],
        *,
        body: object = None,
        progress: Callable[[int], None] | None = None,
    ) -> int:
        """Write a reply to a file, piece by piece; the bytes written.

        The file appears when all of it is there; one that was there is replaced.
        With a ``body`` it is the reply to a POST. ``progress`` gets the bytes written so far.
        """
        goal = Path(target)
        part = goal.with_name(f".{goal.name}.{uuid4().hex[:8]}.part")
        written = 0
        try:
            with self.stream(path, query=query, body=body) as stream, part.open("wb") as file:
                for piece in stream.pieces():
                    written += file.write(piece)
                    if progress:
                        progress(written)
            part.replace(goal)
        except OSError as exc:
            raise DeitaError(
                f"{goal} cannot be written: {exc.strerror or exc}.", code="unwritable_file"
            ) from exc
        finally:
            part.unlink(missing_ok=True)
        return written

    def upload(
        self,
        path: str,
        source: BinaryIO,
        size: int,
        *,
        query: Query | None = None,
        digest: bytes | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> Any:
        """Send ``size`` bytes of ``source``; ``progress`` gets the bytes sent so far.

        ``digest`` is their SHA-256: the service keeps nothing that came otherwise.
        """
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(size)}
        if digest is not None:
            headers["Repr-Digest"] = f"sha-256=:{b64encode(digest).decode()}:"  # RFC 9530
        body = _Counted(source, progress)
        # Storing the last bytes of a large file may take a while before the answer comes.
        with self._exchange(
            "POST", path, query=query, body=body, headers=headers, seconds=10 * SECONDS
        ) as stream:
            return json.loads(stream.read())

    @contextmanager
    def _exchange(
        self,
        verb: str,
        path: str,
        *,
        query: Query | None = None,
        body: bytes | _Counted | None = None,
        headers: dict[str, str],
        seconds: float | None = SECONDS,
    ) -> Iterator[Stream]:
        target = f"{self._path}/{path}" + (f"?{urlencode(query)}" if query else "")
        connection = self._take()
        whole = False
        try:
            with _told(self.service):
                reused = connection.sock is not None
                try:
                    response = self._answer(
                        connection, verb, target, body=body, headers=headers, seconds=seconds
                    )
                except ConnectionError:
                    # A kept connection may end just as we ask; what changes nothing is asked again.
                    if not reused or verb != "GET":
                        raise
                    connection.close()
                    response = self._answer(
                        connection, verb, target, body=body, headers=headers, seconds=seconds
                    )
                waited = 0.0
                # Nothing was done yet. What is streamed cannot be sent again.
                again = not isinstance(body, _Counted)
                while again and (pause := _pause(response, waited)) is not None:
                    response.read()
                    connection.close()  # whoever is on the way may end it meanwhile
                    time.sleep(pause)
                    waited += pause
                    response = self._answer(
                        connection, verb, target, body=body, headers=headers, seconds=seconds
                    )
                _refuse(response, self.service)
            yield Stream(response, self.service)
            whole = response.isclosed()
        finally:
            if whole:
                with self._lock:
                    self._idle.append(connection)
            else:
                connection.close()

    def _answer(
        self,
        connection: HTTPConnection,
        verb: str,
        target: str,
        *,
        body: bytes | _Counted | None,
        headers: dict[str, str],
        seconds: float | None,
    ) -> HTTPResponse:
        if connection.sock is None:
            connection.timeout = 10.0
            connection.connect()
        connection.sock.settimeout(seconds)
        try:
            connection.request(verb, target, body, {**self.service.headers, **headers})
        except (BrokenPipeError, ConnectionResetError):
            # An upload that is refused is answered before its end: read that answer.
            if not isinstance(body, _Counted):
                raise
        return connection.getresponse()

    def _take(self) -> HTTPConnection:
        with self._lock:
            if self._pid != os.getpid():  # a fork must not share its parent's sockets
                self._idle, self._pid = [], os.getpid()
            while self._idle:
                connection = self._idle.pop()
                # Something to read on an idle connection is its end.
                if connection.sock and not select.select([connection.sock], [], [], 0)[0]:
                    return connection
                connection.close()
        host, port = self._base.hostname or "", self._base.port
        if self._base.scheme == "https":
            return HTTPSConnection(host, port, blocksize=CHUNK, context=_tls(host))
        return HTTPConnection(host, port, blocksize=CHUNK)


class Stream:
    """A reply's body, as a file to read; that the connection broke off is said as such."""

    def __init__(self, response: HTTPResponse, service: Service) -> None:
        self._response = response
        self._service = service

    @property
    def closed(self) -> bool:
        """Always False: reading at the end gives nothing. (Arrow asks.)"""
        return False

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes, or all that is left; none at the end."""
        with _told(self._service):
            return self._response.read(None if size < 0 else size)

    def lines(self) -> Iterator[bytes]:
        """All that is left, line by line, each as soon as it is there."""
        with _told(self._service):
            while line := self._response.readline():
                yield line

    def events(self) -> Iterator[dict[str, Any]]:
        """Server-sent events: what each one's data say, as they come."""
        for line in self.lines():
            if line.startswith(b"data: "):
                yield json.loads(line.removeprefix(b"data: "))

    def pieces(self) -> Iterator[bytes]:
        """All that is left, in pieces."""
        while piece := self.read(CHUNK):
            yield piece


@contextmanager
def _told(service: Service) -> Iterator[None]:
    """Say what a failed connection means."""
    try:
        yield
    except TimeoutError as exc:
        raise DeitaError(
            f"The Deita service at {service.url} does not answer.",
            code="no_answer",
            hint="Is the server very busy? Run the cell again in a moment.",
        ) from exc
    except (OSError, HTTPException) as exc:
        refused = isinstance(exc, ConnectionRefusedError)
        raise DeitaError(
            f"No Deita service answers at {service.url}."
            if refused
            else f"The connection to the Deita service at {service.url} broke off.",
            code="no_connection",
            hint="Is the server still running? `%deita connect` looks for it anew.",
            details={"reason": f"{type(exc).__name__}: {exc}"},
        ) from exc


class _Counted:
    """A file that tells how much of it was read."""

    def __init__(self, source: BinaryIO, progress: Callable[[int], None] | None) -> None:
        self._source = source
        self._progress = progress
        self._sent = 0

    def read(self, size: int = -1) -> bytes:
        piece = self._source.read(size)
        self._sent += len(piece)
        if self._progress:
            self._progress(self._sent)
        return piece


def _pause(response: HTTPResponse, waited: float) -> float | None:
    """How long to wait before asking again; None where that is of no use, or takes too long."""
    said = response.headers.get("Retry-After", "")
    if response.status != 429 or not said.isdecimal():
        return None
    return float(said) if waited + float(said) <= PATIENCE_SECONDS else None


def _refuse(response: HTTPResponse, service: Service) -> None:
    """Raise what the answer says is wrong, if something is."""
    if response.status < 300:
        return
    content = response.read(CHUNK) if response.status >= 400 else b""
    with contextlib.suppress(ValueError, TypeError, KeyError):
        raise DeitaError.from_body(json.loads(content)["error"])
    details = {"status": response.status}
    if response.status in (301, 302, 303, 307, 308, 401, 403):
        raise DeitaError(
            f"The server at {service.url} asks for a login.",
            code="not_logged_in",
            hint="Give its address and a token: `%deita connect URL TOKEN`.",
            details=details,
        )
    if response.status == 404:
        raise DeitaError(
            f"The server at {service.url} has no Deita.",
            code="no_service",
            hint="Install deita where that server runs and start it again.",
            details=details,
        )
    raise DeitaError(
        f"The server at {service.url} answered with status {response.status}.",
        code="no_service",
        details=details,
    )


def _tls(host: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if host == "localhost" or _is_loopback(host):
        # A server on this machine has a certificate for another name, if any.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
