"""One server for all these tests; each test has a workspace of its own in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api import Api, Room, api_of, new_room
from tests.llm import KEY, ScriptedLlm, running_llm
from tests.server import Server, running_server

USERS = '''
from jupyter_server.auth import Authorizer, IdentityProvider, User


class ByHeader(IdentityProvider):
    """Takes the header's word for who asks."""

    def get_user(self, handler):
        name = handler.request.headers.get("X-Test-User")
        # A token in the request, as programs send one, is what spares them the XSRF cookie.
        handler._token_authenticated = name is not None
        return User(username=name, name=name.title()) if name else None


class AllButEve(Authorizer):
    """Eve is known, but not allowed."""

    def is_authorized(self, handler, user, action, resource):
        return user.username != "eve"


c.ServerApp.identity_provider_class = ByHeader
c.ServerApp.authorizer_class = AllButEve
'''


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


@pytest.fixture(scope="session")
def hub_llm() -> Iterator[ScriptedLlm]:
    """What answers as the model of the server with several users."""
    with running_llm() as running:
        yield running


@pytest.fixture(scope="session")
def hub(hub_llm: ScriptedLlm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with several users: who asks is whom the header ``X-Test-User`` names."""
    environment = {
        "DEITA_AI_MODEL": "openai/one",
        "DEITA_AI_BASE_URL": hub_llm.url,
        "DEITA_AI_KEY": KEY,
        # Tests ask more often than people do.
        "DEITA_REQUESTS_PER_MINUTE": "100000",
    }
    home = tmp_path_factory.mktemp("hub")
    with running_server(home, config=USERS, environment=environment) as running:
        yield running


@pytest.fixture(scope="session")
def alice(hub: Server) -> Iterator[Api]:
    with api_of(hub, {"X-Test-User": "alice"}) as api:
        yield api


@pytest.fixture(scope="session")
def bob(hub: Server) -> Iterator[Api]:
    with api_of(hub, {"X-Test-User": "bob"}) as api:
        yield api
