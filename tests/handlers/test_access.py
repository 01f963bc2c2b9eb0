"""Who is let in, and what those hear who are not."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from deita_server_ext.contract.operation import Operation
from deita_server_ext.contract.routes import OPERATIONS
from tests.api import Api, Room, api_of, fits_contract, valid
from tests.server import Server

NEEDS_LOGIN = [operation for operation in OPERATIONS if not operation.public]


@pytest.fixture
def anonymous(server: Server) -> Iterator[Api]:
    """A client that is not logged in."""
    with api_of(server, {}) as client:
        yield client


def filled(operation: Operation, room: Room) -> str:
    """The operation's path, with things that are there where there are some."""
    path = operation.path.replace("{workspace}", room.id).replace("{table}", "t")
    return re.sub(r"{\w+}", "0" * 32, path)


@pytest.mark.parametrize("operation", NEEDS_LOGIN, ids=lambda op: f"{op.verb} {op.path}")
@pytest.mark.parametrize("token", [None, "wrong"])
def test_nothing_without_a_login(
    anonymous: Api, room: Room, operation: Operation, token: str | None
) -> None:
    headers = {} if token is None else {"Authorization": f"token {token}"}
    response = anonymous(operation.verb, filled(operation, room), content=b"{}", headers=headers)
    assert response.status_code in (401, 403)
    assert "Location" not in response.headers
    if operation.verb != "HEAD":
        assert response.json()["error"]["code"] in ("forbidden", "not_logged_in")
        assert response.json()["error"]["hint"]


def test_health_needs_none(anonymous: Api) -> None:
    assert anonymous.ok("GET", "/health")["status"] == "ok"


def test_the_kernels_secret(anonymous: Api, server: Server) -> None:
    kernel = server.request("POST", "api/kernels", {})["id"]
    try:
        [environ] = [
            child.environ()
            for child in psutil.Process(server.process.pid).children()
            if kernel in " ".join(child.cmdline())
        ]
    finally:
        server.request("DELETE", f"api/kernels/{kernel}")
    assert environ["DEITA_SERVER_URL"] == server.url
    right = environ["DEITA_KERNEL_SECRET"]
    known = anonymous.ok("GET", "/me", headers={"X-Deita-Kernel": right})
    assert known["id"] == "local"
    for secret in (b"wrong", b"", "é".encode(), right[:-1].encode(), right.encode() + b"x"):
        anonymous.refused(403, "forbidden", "GET", "/me", headers={"X-Deita-Kernel": secret})
        anonymous.refused(
            403, "forbidden", "POST", "/workspaces",
            {"name": "x"}, headers={"X-Deita-Kernel": secret},
        )  # fmt: skip
    assert right not in server.log


def test_a_strange_host_is_refused_with_the_secret_too(anonymous: Api) -> None:
    for headers in ({}, {"X-Deita-Kernel": "wrong"}):
        anonymous.refused(
            403, "forbidden", "GET", "/me", headers={"Host": "evil.example"} | headers
        )


def test_a_cookie_alone_changes_nothing(server: Server, api: Api) -> None:
    """A page elsewhere can make a browser send its cookies, not a header with one's value."""
    parts = urlsplit(server.url)
    with httpx.Client(base_url=f"{parts.scheme}://{parts.netloc}") as browser:
        browser.get(f"{parts.path}login")
        browser.get(f"{parts.path}api/status", params={"token": server.token})
        path = f"{parts.path}deita/api"
        assert browser.get(f"{path}/me").json()["id"] == "local"
        before = api.ok("GET", "/workspaces")["items"]
        made = before[0]
        for verb, where in (
            ("POST", "/workspaces"),
            ("PATCH", f"/workspaces/{made['id']}"),
            ("DELETE", f"/workspaces/{made['id']}"),
            ("POST", f"/workspaces/{made['id']}/queries"),
            ("POST", f"/workspaces/{made['id']}/files?filename=a.csv"),
        ):
            refused = browser.request(verb, path + where, json={"name": "Forged"})
            assert refused.status_code == 403
            fits_contract(refused, verb, where.partition("?")[0])
        assert api.ok("GET", "/workspaces")["items"] == before
        assert api.ok("GET", f"/workspaces/{made['id']}/files")["items"] == []
        headers = {"X-XSRFToken": browser.cookies["_xsrf"]}
        allowed = browser.post(f"{path}/workspaces", json={"name": "Own page"}, headers=headers)
        assert allowed.status_code == 201
        api("DELETE", f"/workspaces/{allowed.json()['id']}")


def test_nothing_but_the_api(api: Api) -> None:
    zeros = "0" * 32
    for verb, path in (
        ("GET", "/nonsense"),
        ("POST", "/nonsense"),
        ("DELETE", "/workspaces/1"),
        ("GET", "/workspaces/" + "A" * 32),
        ("GET", f"/workspaces/{zeros}/tables/a/b"),
    ):
        error = api.refused(404, "not_found", verb, path)
        assert error["hint"]
    for verb, path in (
        ("PUT", "/me"),
        ("POST", "/health"),
        ("PATCH", "/workspaces"),
        ("DELETE", f"/workspaces/{zeros}/files"),
        ("HEAD", "/me"),
    ):
        response = api.http.request(verb, path)
        assert response.status_code == 405
        if verb != "HEAD":
            fits_contract(response, verb, path)
            assert response.json()["error"]["code"] == "not_available"


@pytest.mark.parametrize(
    ("verb", "path", "status"),
    [("FROB", "/me", 405), ("GET", "/workspaces/" + "0" * 32 + "/tables/%ff", 400)],
)
def test_what_cannot_be_read_has_the_one_shape_too(
    api: Api, verb: str, path: str, status: int
) -> None:
    parts = urlsplit(api.url)
    request = f"{verb} {parts.path}{path} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(f"{request}Connection: close\r\n\r\n".encode())
        head, _blank, body = _all(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    valid(json.loads(body), "/components/schemas/ErrorReply")


def _all(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(65536), b""))
