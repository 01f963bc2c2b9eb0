"""One server for all these tests; each test has a workspace of its own in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api import Api, Room, api_of, new_room
from tests.server import Server, running_server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Jupyter server with Deita, as one starts it on one's own machine."""
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="session")
def api(server: Server) -> Iterator[Api]:
    """The server's API, logged in."""
    with api_of(server) as client:
        yield client


@pytest.fixture
def room(api: Api, request: pytest.FixtureRequest) -> Iterator[Room]:
    """A workspace of the test's own, deleted after it."""
    made = new_room(api, request.node.name[:120])
    yield made
    api.http.delete(made.path)
