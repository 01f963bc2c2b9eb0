"""A server on which people have only so much."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from tests.api import Room, api_of, new_room, wait
from tests.handlers.left import left, unfinished
from tests.handlers.sending import MB, begun
from tests.handlers.tus import Tus
from tests.server import Server, running_server


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    variables = {"DEITA_FILE_BYTES": "2000000", "DEITA_WORKSPACE_BYTES": "3000000"}
    home = tmp_path_factory.mktemp("limits")
    with running_server(home, environment=variables) as running:
        yield running


@pytest.fixture
def narrow(small: Server, request: pytest.FixtureRequest) -> Iterator[Room]:
    with api_of(small) as api:
        yield new_room(api, request.node.name[:120])


def test_they_are_told(narrow: Room) -> None:
    limits = narrow.api.ok("GET", "/me")["limits"]
    assert (limits["file_bytes"], limits["workspace_bytes"]) == (2_000_000, 3_000_000)


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("size", [2_000_001, 100 * MB])
def test_a_file_too_large(narrow: Room, small: Server, known: bool, size: int) -> None:
    content = b"x" * size if known else iter([b"x" * MB] * (size // MB) + [b"x" * (size % MB)])
    error = narrow.api.refused(
        413, "file_too_large", "POST", f"{narrow.path}/files",
        params={"filename": "a.csv"}, content=content,
    )  # fmt: skip
    assert error["details"] == {"limit_bytes": 2_000_000}
    assert "2.0 MB" in error["message"]
    assert error["hint"]
    nothing_left(narrow, small)


def test_it_is_refused_before_the_body_where_the_size_is_known(narrow: Room, small: Server) -> None:
    connection = begun(narrow, small, size=100 * MB)
    answer = connection.getresponse()  # not a byte of the body was sent
    assert answer.status == 413
    assert json.loads(answer.read())["error"]["code"] == "file_too_large"
    connection.close()
    nothing_left(narrow, small)


@pytest.mark.parametrize("known", [True, False])
def test_a_workspace_that_is_full(narrow: Room, small: Server, known: bool) -> None:
    job = narrow.ingest("first.csv", b"a\n" + b"1\n" * 800_000)
    assert job["state"] == "done"
    used = narrow.api.ok("GET", narrow.path)["bytes"]
    before = left(small, narrow)
    content = b"a\n" + b"2\n" * 750_000
    error = narrow.api.refused(
        413, "workspace_full", "POST", f"{narrow.path}/files",
        params={"filename": "b.csv"}, content=content if known else iter([content]),
    )  # fmt: skip
    assert error["details"] == {"limit_bytes": 3_000_000, "left_bytes": 3_000_000 - used}
    assert f"{(3_000_000 - used) / 1e6:.1f} MB are left of the 3.0 MB" in error["message"]
    assert error["hint"]
    assert {**before, "cache": left(small, narrow)["cache"]} == left(small, narrow)
    assert unfinished(small) == []
    assert narrow.ingest("small.csv", b"a\n1\n")["state"] == "done"


def test_two_at_once_do_not_share_the_same_room(narrow: Room, small: Server) -> None:
    size = 1_900_000
    connections = [begun(narrow, small, size=size) for _n in range(2)]
    for connection in connections:
        connection.send(b"a\n" + b"1\n" * 100)
    time.sleep(0.2)
    answers = []
    for connection in connections:
        connection.send(b"1\n" * ((size - 202) // 2))
        answers.append(connection.getresponse().status)
        connection.close()
    assert sorted(answers) == [202, 413]


def nothing_left(narrow: Room, small: Server) -> None:
    wait(lambda: unfinished(small) == [])
    found = left(small, narrow)
    assert not any(found.values()), found
    assert narrow.api.ok("GET", narrow.path)["bytes"] == 0


@pytest.mark.parametrize("known", [True, False])
def test_what_comes_in_pieces(narrow: Room, small: Server, known: bool) -> None:
    tus = Tus(narrow)
    assert narrow.api.http.options(tus.path).headers["Tus-Max-Size"] == "2000000"
    if known:
        refused = tus.create("a.csv", 2_000_001)
    else:
        path = tus.begin("a.csv", None)
        assert tus.patch(path, 0, b"x" * 1_500_000).status_code == 204
        refused = tus.patch(path, 1_500_000, iter([b"x" * 400_000] * 2))
        assert tus.head(path).status_code == 404
    assert (refused.status_code, refused.json()["error"]["code"]) == (413, "file_too_large")
    assert narrow.api.ok("GET", tus.path)["items"] == []
    nothing_left(narrow, small)


def test_what_is_under_way_takes_room(narrow: Room, small: Server) -> None:
    tus = Tus(narrow)
    path = tus.begin("a.csv", 1_800_000)
    refused = tus.create("b.csv", 1_300_000).json()["error"]
    assert (refused["code"], refused["details"]["left_bytes"]) == ("workspace_full", 1_200_000)
    whole = narrow.api.refused(
        413, "workspace_full", "POST", f"{narrow.path}/files",
        params={"filename": "c.csv"}, content=b"x" * 1_300_000,
    )  # fmt: skip
    assert whole["details"]["left_bytes"] == 1_200_000
    assert tus.patch(path, 0, b"a\n" + b"1\n" * 899_999).status_code == 204
    assert tus.shown(path)["job"] is not None
    growing = tus.begin("d.csv", None)
    refused = tus.patch(growing, 0, b"x" * 1_300_000).json()["error"]
    assert refused["code"] == "workspace_full"
