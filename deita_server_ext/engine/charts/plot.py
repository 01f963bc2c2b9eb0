"""What is to be drawn: its records, where groups of rows stand in it, and what these are called."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .axes import Axis, Category, Exact, Stepped
from .reading import Row

POINTS = 5000
"""Points that are shown at most."""

Record = dict[str, Any]


@dataclass
class Plot:
    """What is to be drawn: records with fields ``x``, ``y``, ``color``, and what they are.

    ``shape`` is how: ``grouped``, ``points``, ``line``, ``boxes`` or ``cells``. Titles of the
    axes are by channel.
    """

    shape: str
    records: list[Record] = field(default_factory=list)
    axes: dict[str, Axis] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    temporal: set[str] = field(default_factory=set)
    """Channels whose places are times."""
    clock: set[str] = field(default_factory=set)
    """Channels whose places are times of day."""
    outliers: list[Record] = field(default_factory=list)
    colors: list[str] = field(default_factory=list)
    """What is told apart by its colour, in order."""
    stacked: bool = False
    sampled: bool = False
    aggregate: str | None = None


def is_shown(axis: Axis, key: Any) -> bool:
    """Whether rows of this key are not left out."""
    if isinstance(axis, Category):
        return axis.rest or key < len(axis.top)
    return key is not None


def place_of(name: str, axis: Axis, key: Any) -> Record:
    """Where a group stands, and what it is called."""
    low, high = axis.ends(key)
    if axis.ranged:
        return {name: low, f"{name}2": high, f"{name}_label": axis.label(key)}
    if isinstance(axis, Exact):
        return {name: low, f"{name}_label": axis.label(key)}
    return {name: low}


def color_of(axes: dict[str, Axis], row: Row) -> Record:
    """What a row, whose second value is its colour, is told apart by."""
    return {"color": axes["color"].label(row[1])} if "color" in axes else {}


def colors_of(axes: dict[str, Axis], keys: Iterable[Any]) -> list[str]:
    """What is told apart by its colour, in order."""
    axis = axes.get("color")
    return [] if axis is None else [axis.label(key) for key in axis.order(set(keys))]


def fill_gaps(plot: Plot, keys: list[int]) -> None:
    """Where there were no rows, there were none: a line of counts or sums goes down to zero."""
    x = plot.axes["x"]
    assert isinstance(x, Stepped)
    if not keys:
        return
    steps = list(x.step.all(min(keys), max(keys)))
    groups = list(dict.fromkeys(record.get("color") for record in plot.records))
    if len(steps) * len(groups) > 2 * POINTS:
        return
    known = {(record["x"], record.get("color")): record for record in plot.records}
    plot.records = []
    for step in steps:
        for group in groups:
            nothing = {**place_of("x", x, step), **({"color": group} if group is not None else {})}
            plot.records.append(known.get((step, group), {**nothing, "y": 0}))


def finite(value: Any) -> float | int | None:
    """A number that JSON can hold; null for another."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    found: float | int = value
    return found
