"""What rows are grouped by along one direction of a chart, and how that is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import Any, Protocol

from deita_server_ext.engine.conditions import ViewColumn

from . import cells
from .labels import Label
from .scales import CYCLES, Cycle, NumberBins, TimeStep

NULL = "∅"
OTHERS = Label("others", "others")
EMPTY = Label("(empty)", "empty")
_LABEL = 80
"""Characters of a value that a label has."""
_WORDY = 90
"""So many characters of labels stand side by side."""
Key = Any
Fields = dict[str, Any]


class Axis(Protocol):
    """A direction along which rows are grouped. ``ranged``: a group has a beginning and an end."""

    column: ViewColumn
    title: str
    ranged: bool
    temporal: bool

    def key(self) -> str:
        """The expression that rows are grouped by; null in rows that are left out."""

    def joined(self) -> str:
        """What the statement must be joined with."""

    def params(self) -> dict[str, Any]:
        """Values that the expressions need."""

    def order(self, keys: Iterable[Key]) -> list[Key]:
        """The keys as they stand side by side."""

    def ends(self, key: Key) -> tuple[Any, Any]:
        """Where a group begins and ends; its label twice where it has no ends."""

    def label(self, key: Key) -> str:
        """What a group is called."""


class Category:
    """Values for themselves. Where ``top`` is given all others are one group, if any.

    ``measured`` are a measure and, for each value, what it is there and of how many rows: by
    these the values were chosen.
    """

    ranged = temporal = False

    def __init__(
        self,
        column: ViewColumn,
        name: str,
        title: str,
        top: list[str | None],
        measured: tuple[str, list[tuple[Any, int]]],
        *,
        rest: bool,
    ) -> None:
        self.column, self.title, self.top, self.rest = column, title, top, rest
        self.measured = measured
        self._name = name
        self._labels = _labels(top, rest=rest)

    def key(self) -> str:
        """The place of the value among ``top``."""
        return f"coalesce(top_{self._name}.i, {len(self.top):d})"

    def joined(self) -> str:
        """A table of the values, so that a row finds its place by hashing."""
        given = f"CAST($top_{self._name} AS VARCHAR[])"
        return (
            f"LEFT JOIN (SELECT unnest({given}) AS k, unnest(range(len({given}))) AS i) "
            f"AS top_{self._name} ON {cells.text(self.column)} IS NOT DISTINCT FROM "
            f"top_{self._name}.k"
        )

    def params(self) -> dict[str, Any]:
        """The values."""
        return {f"top_{self._name}": self.top}

    def order(self, keys: Iterable[Key]) -> list[Key]:
        """As ``top`` is, the others last."""
        return sorted(keys)

    def ends(self, key: Key) -> tuple[Any, Any]:
        """The label."""
        return self._labels[key], self._labels[key]

    def label(self, key: Key) -> str:
        """The value."""
        return self._labels[key]

    @property
    def wordy(self) -> bool:
        """Whether its labels have no room side by side."""
        return sum(min(len(label), 30) + 2 for label in self._labels) > _WORDY


class Binned:
    """Numbers in bins."""

    ranged, temporal = True, False

    def __init__(self, column: ViewColumn, name: str, title: str, bins: NumberBins) -> None:
        self.column, self.title, self.bins = column, title, bins
        self._name = name
        self._single = not bins.closed and bins.step == 1 and cells.is_whole(column)

    def key(self) -> str:
        """The bin's number. Quotients that are whole but for the last digits are whole."""
        number = cells.number(self.column)
        low, step = f"$low_{self._name}", f"$step_{self._name}"
        whole = self.bins.step * self.bins.count
        # The difference of two numbers may be more than a number can be.
        far = (
            f"({number} - {low}) / {step}"
            if isfinite(whole)
            else f"{number} / {step} - {low} / {step}"
        )
        # As if rounded to nine digits, in a tenth of the time.
        index = f"floor({far} + 5e-10)"
        last = self.bins.count - 1
        # Groups of so small numbers are found without hashing.
        type_ = "TINYINT" if last < 128 else "INTEGER"
        # No cell lies below the first bin, one may lie on the upper edge of the last.
        return f"CASE WHEN {far} >= {last:d} THEN {last:d} ELSE CAST({index} AS {type_}) END"

    def joined(self) -> str:
        """Nothing."""
        return ""

    def params(self) -> dict[str, Any]:
        """Where the bins begin, and how wide they are."""
        return {f"low_{self._name}": self.bins.low, f"step_{self._name}": self.bins.step}

    def order(self, keys: Iterable[Key]) -> list[Key]:
        """From the least on."""
        return sorted(keys)

    def ends(self, key: Key) -> tuple[Any, Any]:
        """The edges."""
        return self.bins.edge(key), self.bins.edge(key + 1)

    def label(self, key: Key) -> str:
        """The edges; the number where it is but one."""
        low, high = self.ends(key)
        return plain(low) if self._single else f"{plain(low)} – {plain(high)}"


class Exact:
    """Numbers for themselves, each at its place."""

    ranged = temporal = False

    def __init__(self, column: ViewColumn, title: str) -> None:
        self.column, self.title = column, title

    def key(self) -> str:
        """The number."""
        return cells.number(self.column)

    def joined(self) -> str:
        """Nothing."""
        return ""

    def params(self) -> dict[str, Any]:
        """Nothing."""
        return {}

    def order(self, keys: Iterable[Key]) -> list[Key]:
        """From the least on."""
        return sorted(keys)

    def ends(self, key: Key) -> tuple[Any, Any]:
        """The number."""
        return key, key

    def label(self, key: Key) -> str:
        """The number."""
        return plain(key)


class Stepped:
    """Times in steps."""

    ranged = temporal = True

    def __init__(self, column: ViewColumn, title: str, step: TimeStep, low: int) -> None:
        self.column, self.title, self.step = column, title, step
        self._first = step.begins(low)

    def key(self) -> str:
        """The step's beginning in milliseconds."""
        return self.step.trunc(cells.time(self.column), self._first)

    def joined(self) -> str:
        """Nothing."""
        return ""

    def params(self) -> dict[str, Any]:
        """Nothing."""
        return {}

    def order(self, keys: Iterable[Key]) -> list[Key]:
        """From the first on."""
        return sorted(keys)

    def ends(self, key: Key) -> tuple[Any, Any]:
        """The step's beginning and the next one's."""
        return key, self.step.next(key)

    def label(self, key: Key) -> str:
        """The step's name."""
        text = self.step.text(key)
        return text.removeprefix("1970-01-01 ") if cells.is_clock(self.column) else text


class Cyclic:
    """The same parts of all years, weeks or days together."""

    ranged = temporal = False

    def __init__(self, column: ViewColumn, title: str, unit: str) -> None:
        self.column, self.title = column, title
        self._cycle: Cycle = CYCLES[unit]

    def key(self) -> str:
        """The part's number."""
        return f"{self._cycle.part}({cells.time(self.column)})"

    def joined(self) -> str:
        """Nothing."""
        return ""

    def params(self) -> dict[str, Any]:
        """Nothing."""
        return {}

    def order(self, keys: Iterable[Key]) -> list[Key]:
        """As they follow each other."""
        return sorted(keys)

    def ends(self, key: Key) -> tuple[Any, Any]:
        """The name."""
        return self.label(key), self.label(key)

    def label(self, key: Key) -> str:
        """The part's name."""
        return self._cycle.names[int(key) - self._cycle.first]


def plain(number: float) -> str:
    """A number as a label: ``2.5``, ``1,000``, ``1e+20``."""
    if number == int(number) and abs(number) < 1e15:
        return f"{int(number):,}" if abs(number) >= 10_000 else str(int(number))
    return f"{number:.6g}"


def _labels(top: list[str | None], *, rest: bool) -> list[str]:
    """A label for each value, one line, none twice; the last one for the others."""
    found: dict[str, None] = {}
    for label in [*map(_label, top), OTHERS] if rest else map(_label, top):
        number, unique = 1, label
        while unique in found:
            number += 1
            unique = label.numbered(number) if isinstance(label, Label) else f"{label} ({number})"
        found[unique] = None
    return list(found)


def _label(value: str | None) -> str:
    if value is None:
        return NULL
    text = " ".join(value[: _LABEL * 2].split())
    return EMPTY if not text else text if len(text) <= _LABEL else f"{text[: _LABEL - 1]}…"
