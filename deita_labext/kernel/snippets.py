"""Statements kept under a name, to be made part of others: ``--save NAME`` and ``--with NAME``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .errors import DeitaError
from .rooms import listed
from .statements import Statement


@dataclass(frozen=True)
class Snippet:
    """A statement as it was written, and the snippets that it is made with."""

    name: str
    sql: str
    parts: tuple[str, ...] = ()


class Snippets:
    """The snippets of one kernel. They end with it."""

    def __init__(self) -> None:
        self._snippets: dict[str, Snippet] = {}

    def __iter__(self) -> Iterator[Snippet]:
        """The snippets, by name."""
        return iter(sorted(self._snippets.values(), key=lambda snippet: snippet.name))

    def save(self, snippet: Snippet) -> None:
        """Keep it, in place of one of that name. Raises DeitaError where it would hold itself."""
        for name in self._within(snippet.parts, ()):
            if name == snippet.name:
                raise DeitaError(
                    f"The snippet {snippet.name} cannot be made with itself.",
                    code="usage",
                    hint="Save it under another name.",
                )
        self._snippets[snippet.name] = snippet

    def find(self, name: str) -> Snippet:
        """The snippet of this name."""
        if name not in self._snippets:
            names = [snippet.name for snippet in self]
            raise DeitaError(
                f"There is no snippet “{name}”.",
                code="not_found",
                hint=f"There are: {listed(names)}."
                if names
                else f"`%%deita --save {name}` keeps the statement of a cell.",
            )
        return self._snippets[name]

    def parts(
        self, names: Sequence[str], written: Callable[[str, str], Statement]
    ) -> list[tuple[str, Statement]]:
        """These snippets as parts of a statement, each with its own within it.

        ``written`` makes a statement of a text and what to call it.
        """
        found = []
        for name in dict.fromkeys(names):
            snippet = self.find(name)
            statement = written(snippet.sql, f"snippet {name}")
            found.append((name, statement.with_parts(self.parts(snippet.parts, written))))
        return found

    def _within(self, names: Sequence[str], above: tuple[str, ...]) -> Iterator[str]:
        for name in names:
            yield name
            if name not in above and name in self._snippets:
                yield from self._within(self._snippets[name].parts, (*above, name))
