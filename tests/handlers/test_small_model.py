"""A real model, through LiteLLM and all of Deita: it streams, stops and times out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.answers import Conversation, Told
from tests.api import Room, api_of, new_room
from tests.server import running_server
from tests.smollm import running_smollm


@pytest.fixture(scope="module")
def smollm() -> Iterator[str]:
    with running_smollm() as address:
        yield address


def environment(smollm: str) -> dict[str, str]:
    """Has a server ask the small model."""
    return {
        "DEITA_AI_MODEL": "openai/smollm2",
        "DEITA_AI_BASE_URL": smollm,
        "DEITA_AI_ANSWER_TOKENS": "60",
    }


@pytest.fixture(scope="module")
def small(smollm: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A workspace of a server that asks the small model."""
    home = tmp_path_factory.mktemp("small")
    with running_server(home, environment=environment(smollm)) as server, api_of(server) as api:
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


def test_it_times_out(smollm: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The model reads what it is told for longer than the server waits for its first word."""
    home = tmp_path_factory.mktemp("hasty")
    hasty = environment(smollm) | {"DEITA_AI_TIMEOUT_SECONDS": "0.2"}
    with running_server(home, environment=hasty) as server, api_of(server) as api:
        talk = Conversation(new_room(api, "Hasty"))
        told = talk.ask(f"{'word ' * 1500}?")
        assert told.of("error")[-1]["error"]["code"] == "model_timeout"
        kept = talk.messages()[-1]
        assert (kept["state"], kept["error"]["code"]) == ("failed", "model_timeout")
        assert kept["error"]["details"] == {"retry": True}
        assert kept == told.answer
