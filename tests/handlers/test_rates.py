"""A server on which each may send five requests a minute, counted in a real Valkey."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import httpx
import pytest

from deita_server_ext.contract.counting import FREE
from deita_server_ext.errors import StorageUnavailable
from deita_server_ext.rates import open_window
from tests.api import Api, Room, api_of
from tests.handlers.conftest import USERS
from tests.handlers.tus import Tus
from tests.server import Server, running_server
from tests.valkey import running_valkey

LIMIT = 5


@pytest.fixture(scope="module")
def valkey() -> Iterator[str]:
    with running_valkey() as running:
        yield f"redis://127.0.0.1:{running.port}/0"


@pytest.fixture(scope="module")
def narrow(valkey: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    variables = {"DEITA_REQUESTS_PER_MINUTE": str(LIMIT), "DEITA_SHARED_URL": valkey}
    home = tmp_path_factory.mktemp("rates")
    with running_server(home, config=USERS, environment=variables) as running:
        yield running


@pytest.fixture
def somebody(narrow: Server, request: pytest.FixtureRequest) -> Iterator[Api]:
    """A user who has sent nothing yet."""
    name = re.sub(r"\W+", "-", request.node.name) + str(time.monotonic_ns())
    with api_of(narrow, {"X-Test-User": name}) as api:
        yield api


def told(response: httpx.Response) -> tuple[int, int]:
    """The limit, and how many are left of it."""
    headers = response.headers
    assert 0 < int(headers["X-RateLimit-Reset"]) - time.time() <= 61
    return int(headers["X-RateLimit-Limit"]), int(headers["X-RateLimit-Remaining"])


def used_up(api: Api) -> None:
    while api.http.get("/me").status_code == 200:
        pass


def test_what_is_left_is_told_and_then_it_is_refused(somebody: Api, narrow: Server) -> None:
    assert [told(somebody("GET", "/me")) for _ in range(LIMIT)] == [
        (LIMIT, left) for left in reversed(range(LIMIT))
    ]
    response = somebody("POST", "/workspaces", json={"name": "One too many"})
    assert (response.status_code, told(response)) == (429, (LIMIT, 0))
    error = response.json()["error"]
    assert error["code"] == "rate_limited"
    assert f"{LIMIT} requests a minute" in error["message"]
    seconds = int(response.headers["Retry-After"])
    assert 0 < seconds <= 60
    assert error["details"] == {"limit": LIMIT, "retry_after_seconds": seconds}
    assert error["hint"] == f"Try again in {seconds} seconds."
    names = [item["name"] for item in somebody.ok("GET", "/workspaces")["items"]]
    assert "One too many" not in names
    with api_of(narrow, {"X-Test-User": f"not-{time.monotonic_ns()}"}) as other:
        assert told(other("GET", "/me")) == (LIMIT, LIMIT - 1)


def test_errors_count_and_say_so(somebody: Api) -> None:
    response = somebody("GET", f"/workspaces/{'0' * 32}")
    assert (response.status_code, told(response)) == (404, (LIMIT, LIMIT - 1))
    assert told(somebody("GET", "/nonsense")) == (LIMIT, LIMIT - 2)


def test_what_is_free_stays_so(somebody: Api) -> None:
    used_up(somebody)
    workspace = somebody.ok("GET", "/workspaces")["items"][0]["id"]
    for verb, path in sorted(FREE):
        if path.endswith("events"):
            continue
        filled = path.replace("{workspace}", workspace)
        response = somebody(verb, re.sub(r"{\w+}", "0" * 32, filled))
        assert response.status_code != 429, (verb, path)
        assert "X-RateLimit-Limit" not in response.headers
    with somebody.http.stream("GET", "/events") as events:
        assert events.status_code == 200


def test_an_upload_under_way_goes_on(somebody: Api) -> None:
    room = Room(somebody, somebody.ok("GET", "/workspaces")["items"][0]["id"])
    tus = Tus(room)
    path = tus.begin("a.csv", 12)
    used_up(somebody)
    for offset in range(0, 12, 2):
        assert tus.patch(path, offset, b"a\n").status_code == 204
    assert tus.head(path).status_code in (200, 204)
    refused = tus.create("b.csv", 12)
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "rate_limited")


@pytest.mark.parametrize("known", [True, False])
def test_a_file_that_is_one_too_many_is_told_so(somebody: Api, known: bool) -> None:
    workspace = somebody.ok("GET", "/workspaces")["items"][0]["id"]
    used_up(somebody)
    content = b"a\n" * 2_000_000
    response = somebody.http.post(
        f"/workspaces/{workspace}/files",
        params={"filename": "a.csv"},
        content=content if known else iter([b"a\n"]),
    )
    assert response.status_code == 429
    assert response.headers["Retry-After"]
    assert somebody.ok("GET", f"/workspaces/{workspace}/files")["items"] == []


def test_who_is_nobody_is_an_address(narrow: Server) -> None:
    with api_of(narrow, {}) as anonymous:
        answers = [anonymous("GET", "/me") for _ in range(LIMIT + 1)]
        assert [answer.status_code for answer in answers] == [403] * LIMIT + [429]
        assert anonymous("GET", "/health").status_code == 200


async def test_servers_count_together(somebody: Api, valkey: str) -> None:
    """Another server is no more than another window on the same Redis."""
    name = somebody.http.headers["X-Test-User"]
    window = open_window(LIMIT, valkey)
    try:
        assert told(somebody("GET", "/me")) == (LIMIT, LIMIT - 1)
        standing = await window.take(f"user/{name}")
        assert (standing.admitted, standing.remaining) == (True, LIMIT - 2)
        used_up(somebody)
        refused = await window.take(f"user/{name}")
        assert not refused.admitted
        assert (refused.limit, refused.remaining) == (LIMIT, 0)
        assert 0 < refused.resets_at - time.time() <= 60
    finally:
        await window.close()


async def test_a_redis_that_goes_and_comes_back() -> None:
    with running_valkey() as running:
        port = running.port
        window = open_window(LIMIT, f"redis://127.0.0.1:{port}/0")
        assert (await window.take("ada")).remaining == LIMIT - 1
    try:
        with pytest.raises(StorageUnavailable):
            await window.take("ada")
        with running_valkey(port):
            assert (await window.take("ada")).remaining == LIMIT - 1
    finally:
        await window.close()


def test_nothing_is_counted_on_a_server_of_one_s_own(api: Api) -> None:
    response = api("GET", "/me")
    assert "X-RateLimit-Limit" not in response.headers
    assert response.json()["limits"]["requests_per_minute"] is None


def test_in_memory_where_there_is_no_redis(alice: Api) -> None:
    limit = alice.ok("GET", "/me")["limits"]["requests_per_minute"]
    first, second = (told(alice("GET", "/me")) for _ in range(2))
    assert first[0] == second[0] == limit == 100_000
    assert second[1] < first[1] < limit
