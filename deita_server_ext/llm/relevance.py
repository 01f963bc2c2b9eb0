"""Which tables and columns a question is about: BM25 over their names and descriptions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")
_STOP_WORDS = """
a an and are as at by do for from has have how i in is it many me much of on or show the their
them there these this to was were what when where which who why with
"""
_STOP = frozenset(_STOP_WORDS.split())


def words(text: str) -> list[str]:
    """The words of a text or a name, also of ``likeThis_orThat``, in one form each."""
    found = (word.lower() for word in _WORD.findall(text))
    return [_stem(word) for word in found if word not in _STOP]


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


@dataclass(frozen=True)
class Hit:
    """A table (``column`` is None) or one of its columns, and how well it fits."""

    table: int
    column: int | None
    score: float


class Relevance:
    """An index of tables, each a name, words about it, and its columns' names and words."""

    def __init__(self, tables: Sequence[tuple[str, str, Sequence[tuple[str, str]]]]) -> None:
        self._places: list[tuple[int, int | None]] = []
        documents: list[list[str]] = []
        for position, (name, said, columns) in enumerate(tables):
            about = words(name)
            self._places.append((position, None))
            # A name says more of a table than what is said about it.
            documents.append([*about, *about, *words(said)])
            for number, (column, of_column) in enumerate(columns):
                self._places.append((position, number))
                documents.append([*words(column), *words(of_column), *about])
        self._known = {word for document in documents for word in document}
        self._index = _indexed(documents)

    def find(self, query: str, most: int) -> list[Hit]:
        """What fits the query at all, the best first."""
        asked = [word for word in words(query) if word in self._known]
        if self._index is None or not asked:
            return []
        found, scores = self._index.retrieve(
            [asked], k=min(most, len(self._places)), show_progress=False
        )
        return [
            Hit(*self._places[int(place)], float(score))
            for place, score in zip(found[0], scores[0], strict=True)
            if score > 0
        ]

    def tables(self, query: str) -> list[tuple[int, set[int]]]:
        """Tables that fit, the best first, each with its columns that do."""
        hits = self.find(query, 400)
        scores: dict[int, float] = {}
        columns: dict[int, set[int]] = {}
        for hit in hits:
            scores[hit.table] = max(scores.get(hit.table, 0.0), hit.score)
            fitting = columns.setdefault(hit.table, set())
            if hit.column is not None:
                fitting.add(hit.column)
        for hit in hits:
            # Several columns that fit count more than one, and less than one that fits better.
            scores[hit.table] += 0.01 * hit.score
        best = sorted(scores, key=lambda table: -scores[table])
        return [(table, columns[table]) for table in best]


def _indexed(documents: Iterable[list[str]]) -> Any:
    import bm25s  # noqa: PLC0415 - NumPy and more, needed by wide workspaces only

    filled = [document or ["∅"] for document in documents]
    if not filled:
        return None
    index = bm25s.BM25()
    index.index(filled, show_progress=False)
    return index
