"""The way to a Hub's service: what goes along, where it is, and what is said where it fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress

import pytest
from jupyter_server.serverapp import ServerWebApplication

from deita_server_ext.errors import DeitaError, ServiceLate, ServiceRefused, ServiceUnavailable
from deita_server_ext.relay import headers
from deita_server_ext.relay.handler import ROUTES, HealthHandler, RelayHandler
from deita_server_ext.relay.service import Relay, address

VERBS = ["get", "head", "post", "put", "patch", "delete", "options"]
HUB = {
    "JUPYTERHUB_PUBLIC_HUB_URL": "https://hub.example/jhub/hub/",
    "JUPYTERHUB_BASE_URL": "/jhub/",
}


@pytest.mark.parametrize(
    ("setting", "environ", "url"),
    [
        ("http://10.0.0.1:10101/services/deita", {}, "http://10.0.0.1:10101/services/deita/"),
        ("/services/deita/", HUB, "https://hub.example/jhub/services/deita/"),
        ("/jhub/services/deita", HUB, "https://hub.example/jhub/services/deita/"),
        ("/services/deita", {"JUPYTERHUB_HOST": "https://h"}, "https://h/services/deita/"),
    ],
)
def test_where_it_is(setting: str, environ: dict[str, str], url: str) -> None:
    assert address(setting, environ) == url


@pytest.mark.parametrize("setting", ["/services/deita/", "services/deita", "ftp://x/", "//x/y"])
def test_where_it_cannot_be(setting: str) -> None:
    with pytest.raises(ServiceUnavailable) as caught:
        address(setting, {"JUPYTERHUB_BASE_URL": "/"})
    assert "service_url" in str(caught.value.hint)


def test_a_server_without_a_token() -> None:
    with pytest.raises(ServiceRefused):
        Relay.of("http://x/", {}, 1)


def test_headers_that_go_along() -> None:
    asked = [
        ("Accept", "a"), ("range", "b"), ("If-None-Match", "c"), ("Tus-Resumable", "1.0.0"),
        ("Upload-Offset", "7"), ("X-Request-ID", "d"), ("Repr-Digest", "e"),
    ]  # fmt: skip
    kept = [
        ("Cookie", "secret"), ("X-XSRFToken", "secret"), ("Authorization", "token secret"),
        ("X-Deita-Kernel", "secret"), ("X-Forwarded-Access-Token", "secret"), ("Host", "here"),
        ("Connection", "Upgrade"), ("Transfer-Encoding", "chunked"), ("Origin", "here"),
    ]  # fmt: skip
    assert headers.asked([*asked, *kept]) == asked
    answered = [
        ("ETag", "a"), ("Content-Disposition", "b"), ("Retry-After", "1"),
        ("X-RateLimit-Remaining", "2"), ("X-Deita-Row-Count", "3"), ("Content-Range", "c"),
    ]  # fmt: skip
    kept = [
        ("Set-Cookie", "secret"), ("Connection", "close"), ("Server", "x"), ("Date", "y"),
        ("Transfer-Encoding", "chunked"), ("Access-Control-Allow-Origin", "*"),
    ]  # fmt: skip
    assert headers.answered([*answered, *kept]) == answered


def test_a_login_in_the_query_string_stays() -> None:
    assert headers.without_login("a=%20b&token=x&_xsrf=y&c=1+2") == "a=%20b&c=1+2"
    assert headers.without_login("%74oken=x") == ""


def test_every_verb_asks_for_a_login() -> None:
    application = ServerWebApplication.__new__(ServerWebApplication)
    for pattern, handler in ROUTES:
        assert application._check_handler_auth(pattern, handler) == []
        own = [verb for verb in VERBS if verb in vars(handler)]
        assert own == VERBS if handler is RelayHandler else ["get"]
        for verb in own:
            open_to_all = hasattr(getattr(handler, verb), "__allow_unauthenticated")
            assert open_to_all == (handler is HealthHandler)


class Service:
    """Says to every request what it was given to say, byte by byte."""

    def __init__(self, said: bytes, *, then_silent: bool) -> None:
        self.asked = b""
        self.ended = asyncio.Event()
        self._said, self._then_silent = said, then_silent

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked += await reader.readuntil(b"\r\n\r\n")
        writer.write(self._said)
        if self._then_silent:
            with suppress(ConnectionError):
                while await reader.read(1 << 16):
                    pass
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        self.ended.set()


JSON = b"Content-Type: application/json\r\nConnection: close\r\n\r\n"


@contextmanager
def refused(kind: type[DeitaError], words: str) -> Iterator[None]:
    with pytest.raises(kind, match=words) as caught:
        yield
    assert type(caught.value) is kind
    assert caught.value.hint


async def ask(
    said: bytes, *, silent: bool = False, body: AsyncIterator[bytes] | None = None
) -> bytes:
    """What comes through of an answer."""
    service = Service(said, then_silent=silent)
    server = await asyncio.start_server(service.answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    relay = Relay(f"http://127.0.0.1:{port}/services/deita/", "t", 0.3)
    try:
        async with relay.asked("POST", "me?a=%20b", [("Accept", "x")], body) as answer:
            return b"".join([piece async for piece in answer.pieces])
    finally:
        assert service.asked.startswith(b"POST /services/deita/deita/api/me?a=%20b HTTP/1.1\r\n")
        assert b"Authorization: token t\r\n" in service.asked
        assert b"Cookie" not in service.asked
        await relay.close()
        # Also where it would have been silent for ever: who gave up on it has closed.
        await asyncio.wait_for(service.ended.wait(), 5)
        server.close()


async def test_what_the_service_says_comes_through() -> None:
    assert await ask(b"HTTP/1.1 200 OK\r\n" + JSON + b'{"a": 1}') == b'{"a": 1}'
    error = b'{"error": {"code": "sql_refused", "message": "No."}}'
    assert await ask(b"HTTP/1.1 403 Forbidden\r\n" + JSON + error) == error


async def test_it_lets_this_server_not_in() -> None:
    for body in (b'{"error": {"code": "forbidden"}}', b'{"message": "Forbidden"}', b"<html>"):
        with refused(ServiceRefused, "does not let this server in"):
            await ask(b"HTTP/1.1 403 Forbidden\r\n" + JSON + body)


async def test_something_else_answers() -> None:
    for status in (b"302 Found", b"404 Not Found", b"500 Oh"):
        with refused(ServiceUnavailable, "is not Deita"):
            await ask(b"HTTP/1.1 " + status + b"\r\nLocation: /hub/login\r\n" + JSON + b"<html>")
    with refused(ServiceUnavailable, "does not answer"):
        await ask(b"HTTP/1.1 503 Away\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<p>")


async def test_it_breaks_off() -> None:
    with refused(ServiceUnavailable, "does not answer"):
        await ask(b"")
    with refused(ServiceUnavailable, "broke off"):
        await ask(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")


async def test_it_falls_silent() -> None:
    with refused(ServiceLate, "said nothing for 0.3 seconds"):
        await ask(b"", silent=True)
    with refused(ServiceLate, "said nothing"):
        await ask(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", silent=True)


async def test_a_slow_client_is_no_silent_service() -> None:
    async def slowly() -> AsyncIterator[bytes]:
        for _n in range(4):
            await asyncio.sleep(0.15)
            yield b"x"

    with refused(ServiceLate, "said nothing"):
        await ask(b"", silent=True, body=slowly())


async def test_nobody_is_there() -> None:
    server = await asyncio.start_server(lambda _r, _w: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    relay = Relay(f"http://127.0.0.1:{port}/", "t", 5)
    with refused(ServiceUnavailable, "does not answer"):
        async with relay.asked("GET", "me", [], None):
            pass
    await relay.close()
