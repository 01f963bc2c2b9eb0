"""A real model, through LiteLLM and all of Deita: it streams, stops and times out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from deita_server_ext.blocking import Blocking
from deita_server_ext.errors import ModelTimeout
from deita_server_ext.llm.asking import Ask
from deita_server_ext.llm.provider import LiteLlm
from deita_server_ext.llm.settings import ModelSettings
from tests.answers import Conversation, Told
from tests.api import Room, api_of, new_room
from tests.server import running_server
from tests.smollm import running_smollm


@pytest.fixture(scope="module")
def smollm() -> Iterator[str]:
    with running_smollm() as address:
        yield address


@pytest.fixture(scope="module")
def small(smollm: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A workspace of a server that asks the small model."""
    environment = {
        "DEITA_AI_MODEL": "openai/smollm2",
        "DEITA_AI_BASE_URL": smollm,
        "DEITA_AI_ANSWER_TOKENS": "60",
    }
    home = tmp_path_factory.mktemp("small")
    with running_server(home, environment=environment) as server, api_of(server) as api:
        room = new_room(api, "Small")
        room.table("cities", "city,people\nBern,130000\nRom,2800000\n")
        yield room


def test_it_streams_to_the_end(small: Room) -> None:
    told = Conversation(small).ask(task="explain_query", sql="SELECT city FROM cities")
    assert told.answer["state"] == "done"
    assert len(told.of("text")) > 5
    assert told.text == told.answer["text"]
    assert told.answer["tokens_in"] > 100
    assert 5 < told.answer["tokens_out"] <= 60


def test_it_stops(small: Room) -> None:
    talk = Conversation(small)
    told = Told()
    with talk.asking(task="explain_query", sql="SELECT city, people FROM cities") as events:
        for event in events:
            told.events.append(event)
            if event["type"] == "text" and len(told.of("text")) == 2:
                small.api.ok("POST", f"{talk.path}/messages/{told.answer['id']}/stop")
    assert told.answer["state"] == "stopped"
    assert told.answer["text"]
    assert told.answer["text"].startswith(told.text)


@pytest.mark.filterwarnings("ignore")  # in this process LiteLLM warns of its dependencies
async def test_it_times_out(smollm: str, blocking: Blocking) -> None:
    settings = ModelSettings(("openai/smollm2",), base_url=smollm, answer_tokens=2, retries=0)
    # The first call loads more of LiteLLM, which cannot be interrupted cleanly.
    assert await said(LiteLlm(settings, blocking), "Hello") != ""
    hasty = LiteLlm(replace(settings, first_seconds=0.2), blocking)
    with pytest.raises(ModelTimeout):
        await said(hasty, f"{'word ' * 1500}{time.time()}")
    await hasty.close()


async def said(model: LiteLlm, text: str) -> str:
    """What the model answers."""
    ask = Ask("openai/smollm2", [{"role": "user", "content": text}])
    return "".join([piece async for piece in model.stream(ask) if isinstance(piece, str)])
