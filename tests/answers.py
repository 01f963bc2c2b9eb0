"""Answers as a client of the API gets them: each event held against the contract."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.api import Api, Room, valid

SECRET = "Rosebud"
"""A value in a table, that is told to models only where a workspace says so."""


@dataclass
class Told:
    """All that an answer's stream told."""

    events: list[dict[str, Any]] = field(default_factory=list)

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The events of one type."""
        return [event for event in self.events if event["type"] == kind]

    @property
    def text(self) -> str:
        """The words, as they came."""
        return "".join(event["delta"] for event in self.of("text"))

    @property
    def answer(self) -> dict[str, Any]:
        """The answer as it began or, once it has ended, as it is kept."""
        ended = self.of("done")
        message: dict[str, Any] = (ended or self.of("message"))[-1]["message"]
        return message

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The answer's blocks."""
        blocks: list[dict[str, Any]] = self.answer["blocks"]
        return blocks


class Conversation:
    """One thread of a room."""

    def __init__(self, room: Room, **asked: Any) -> None:
        self.room = room
        self.api = room.api
        thread = room.api.ok("POST", f"{room.path}/threads", asked)
        self.path = f"{room.path}/threads/{thread['id']}"

    def by(self, api: Api) -> Conversation:
        """The same thread, as somebody else."""
        other = copy.copy(self)
        other.room, other.api = Room(api, self.room.id), api
        return other

    @contextmanager
    def asking(self, text: str = "", **asked: Any) -> Iterator[Iterator[dict[str, Any]]]:
        """The events of an answer, as they come."""
        url = f"{self.path}/messages"
        with self.api.http.stream("POST", url, json={"text": text, **asked}) as response:
            if response.status_code != 200:
                response.read()
                raise AssertionError(response.text)
            assert response.headers["Content-Type"] == "text/event-stream"
            yield _events(response.iter_lines())

    def ask(self, text: str = "", **asked: Any) -> Told:
        """The whole of an answer."""
        with self.asking(text, **asked) as events:
            return Told(list(events))

    @contextmanager
    def following(self, message_id: str) -> Iterator[Iterator[dict[str, Any]]]:
        """The events of an answer that somebody else asked for."""
        url = f"{self.path}/messages/{message_id}/events"
        with self.api.http.stream("GET", url) as response:
            assert response.status_code == 200
            yield _events(response.iter_lines())

    def messages(self) -> list[dict[str, Any]]:
        """What is kept."""
        found: list[dict[str, Any]] = self.api.ok("GET", f"{self.path}/messages")["items"]
        return found


def _events(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    named = ""
    for line in lines:
        if line.startswith("event: "):
            named = line.removeprefix("event: ")
        elif line.startswith("data: "):
            event = json.loads(line.removeprefix("data: "))
            assert event["type"] == named
            valid(event, "/components/schemas/AnswerEvent")
            yield event
