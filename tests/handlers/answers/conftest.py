"""A server with models whose words are scripted, by LiteLLM, and rooms to ask in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.answers import SECRET, Conversation
from tests.api import Api, Room, api_of, new_room
from tests.llm import KEY, ScriptedLlm, running_llm
from tests.server import Server, running_server

CITIES = f"city,people\nBern,130000\nRom,2800000\n{SECRET},7\n"


@pytest.fixture(scope="package")
def llm() -> Iterator[ScriptedLlm]:
    with running_llm() as running:
        yield running


@pytest.fixture(scope="package")
def ai_server(llm: ScriptedLlm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    environment = {
        "DEITA_AI_MODELS": "openai/one=The first,openai/two,groq/three",
        "DEITA_AI_BASE_URL": llm.url,
        "DEITA_AI_KEY": KEY,
        "DEITA_AI_TIMEOUT_SECONDS": "3",
        "DEITA_AI_RETRIES": "1",
    }
    home = tmp_path_factory.mktemp("ai")
    with running_server(home, environment=environment) as running:
        yield running


@pytest.fixture(scope="package")
def ai(ai_server: Server) -> Iterator[Api]:
    with api_of(ai_server) as client:
        yield client


@pytest.fixture
def own(ai: Api, request: pytest.FixtureRequest) -> Iterator[Room]:
    made = new_room(ai, request.node.name[:100])
    made.table("cities", CITIES)
    yield made
    ai.http.delete(made.path)


@pytest.fixture
def talk(own: Room) -> Conversation:
    return Conversation(own)
