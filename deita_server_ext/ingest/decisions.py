"""What was decided about a source, each with its reason and whether a person asked for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Decision:
    """A value that was used. ``given`` says that the options asked for it."""

    value: Any
    why: str
    given: bool = False

    def body(self) -> dict[str, Any]:
        """As the contract has it."""
        return {"value": self.value, "why": self.why, "given": self.given}


@dataclass
class Decisions:
    """Decisions by the name of the option that overrides each."""

    made: dict[str, Decision] = field(default_factory=dict)

    def decide(self, key: str, value: Any, why: str) -> None:
        """Use ``value`` because of ``why``."""
        self.made[key] = Decision(value, why)

    def given(self, key: str, value: Any) -> None:
        """Use what the options say."""
        self.made[key] = Decision(value, "asked for", given=True)

    def __getitem__(self, key: str) -> Any:
        return self.made[key].value

    def __contains__(self, key: str) -> bool:
        return key in self.made

    def __iter__(self) -> Iterator[str]:
        return iter(self.made)

    def body(self) -> dict[str, dict[str, Any]]:
        """As the contract has it."""
        return {key: decision.body() for key, decision in self.made.items()}
