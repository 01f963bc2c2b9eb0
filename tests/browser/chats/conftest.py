"""The chat of a JupyterLab that has models, a table of airlines and one of crews."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.answers import Conversation
from tests.api import Api, Room
from tests.browser.chat import Chat, running_lab_with
from tests.browser.lab import Lab
from tests.llm import ScriptedLlm
from tests.server import Server


@pytest.fixture(scope="module")
def server(
    chromium: str, llm: ScriptedLlm, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A JupyterLab with that provider's models, and limits to what is used."""
    models = {"MODELS": "openai/one=The first,openai/two", "TOKENS_DAILY": "1000000"}
    with running_lab_with(llm, tmp_path_factory.mktemp("lab"), **models) as running:
        yield running


@pytest.fixture(scope="module", autouse=True)
def tables(api: Api, files: Path, llm: ScriptedLlm) -> Room:
    """The airlines, and some crews of theirs."""
    room = Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])
    room.table("airlines", (files / "airlines.csv").read_bytes())
    room.table("crews", "carrier,people\nUA,3\nAA,4\nDL,5\n")
    # The first answer waits for a library to be loaded.
    Conversation(room).ask("Are you there?")
    return room


@pytest.fixture
def chat(lab: Lab) -> Chat:
    """The chat, shown, with no thread begun."""
    chat = Chat(lab).open()
    if (back := chat.button("Back to the thread")).is_visible():
        back.click()
    chat.new_thread()
    return chat


@pytest.fixture
def own_chat(own_lab: Lab) -> Chat:
    """The chat of a window of the test's own."""
    return Chat(own_lab).open()
