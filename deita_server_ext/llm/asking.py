"""What a model is asked, and what comes back: values that know nothing of any provider."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any, Protocol

CHARACTERS_A_TOKEN = 3.5
"""On average, of the schemas and the SQL that prompts are made of; a little less than it is."""


@dataclass(frozen=True)
class ToolCall:
    """A tool that the model wants to be used; ``arguments`` is JSON as it wrote it."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class Turn:
    """The end of what a model said in one go: what it asks for, and what it took.

    Tokens are estimates where the provider does not tell; ``cost`` (US dollars) is None where
    nobody knows it.
    """

    model: str
    text: str
    calls: tuple[ToolCall, ...] = ()
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None
    cut: bool = False
    """Whether it ended because it was as long as an answer may be."""


@dataclass(frozen=True)
class Ask:
    """A conversation to be gone on with, as OpenAI's API writes messages and tools."""

    model: str
    messages: list[dict[str, Any]]
    tools: list[dict[str, Any]] = field(default_factory=list)


class Model(Protocol):
    """Somebody who answers."""

    def stream(self, ask: Ask) -> AsyncGenerator[str | Turn, None]:
        """The text as it comes, then one :class:`Turn`.

        Closing the generator ends the provider's work. Raises ModelError.
        """
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


def tokens(text: str) -> int:
    """About how many tokens a text has."""
    return int(len(text) / CHARACTERS_A_TOKEN) + 1
