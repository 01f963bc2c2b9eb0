"""A chart in words, for those who cannot see it."""

from __future__ import annotations

from typing import Any

from .plot import Plot

_NAMES = {
    "histogram": "Histogram",
    "scatter": "Scatter plot",
    "heatmap": "Heat map",
    "box": "Box plot",
}


def description(mark: str, plot: Plot, fields: list[tuple[str, str]]) -> str:
    """What is shown, and from where to where it goes; ``fields`` say where a record is."""
    titles = {name: axis.title for name, axis in plot.axes.items()} | plot.titles
    words = [_NAMES.get(mark, f"{mark.capitalize()} chart")]
    if mark == "histogram":
        words.append(f"of {titles['x']}")
    elif mark == "heatmap" or plot.shape == "cells":
        words.append(f"of {titles['color']} by {titles['x']} and {titles['y']}")
    else:
        words.append(f"of {titles['y']}" + (f" by {titles['x']}" if "x" in titles else ""))
        if "color" in titles:
            words.append(f"for each {titles['color']}")
    return f"{' '.join(words)}: {_range(plot, fields)}"


def _range(plot: Plot, fields: list[tuple[str, str]]) -> str:
    shape = plot.shape
    count = len(plot.records)
    if not count:
        return "there is nothing to show."
    if shape == "boxes":
        return f"{count} {'box' if count == 1 else 'boxes'}."
    field = "color" if shape == "cells" else "y"
    records = [r for r in plot.records if isinstance(r[field], int | float)]
    noun = {"cells": "cells", "points": "points", "line": "points"}.get(shape, "values")
    said = f"{count:,} {noun[:-1] if count == 1 else noun}"
    if not records or shape in ("points", "line") or count == 1:
        return f"{said}."
    least, greatest = (f(records, key=lambda r: r[field]) for f in (min, max))
    return f"{said}, from {_say(least, field, fields)} to {_say(greatest, field, fields)}."


def _say(record: dict[str, Any], field: str, fields: list[tuple[str, str]]) -> str:
    where = [str(record[f]) for f, _t in fields if f != field and record.get(f)]
    return f"{record[field]:,.6g} ({', '.join(where)})"
