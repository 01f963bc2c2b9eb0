"""A chart in words, for those who cannot see it: in English, and what those were made of."""

from __future__ import annotations

from typing import Any

from .plot import Plot

_NAMES = {
    "histogram": "Histogram",
    "scatter": "Scatter plot",
    "heatmap": "Heat map",
    "box": "Box plot",
}
_NOUNS = {"cells": "cells", "points": "points", "line": "points", "boxes": "boxes"}
Said = dict[str, Any]


def parts(mark: str, plot: Plot, fields: list[tuple[str, str]]) -> Said:
    """What is to be said: ``fields`` say where a record is.

    ``of`` are the channels that are named, in their order: what is shown, by what, for each of
    what. ``count`` many ``noun`` are drawn; ``least`` and ``greatest`` of them are told with
    where they are, where that is to be told.
    """
    titles = {**plot.axes, **plot.titles}
    if mark == "histogram":
        form, of = "one", ["x"]
    elif mark == "heatmap" or plot.shape == "cells":
        form, of = "cells", ["color", "x", "y"]
    else:
        form, of = "many", [name for name in ("y", "x", "color") if name in titles]
    said: Said = {
        "mark": mark,
        "form": form,
        "of": of,
        "noun": _NOUNS.get(plot.shape, "values"),
        "count": len(plot.records),
    }
    field = "color" if plot.shape == "cells" else "y"
    known = [r for r in plot.records if isinstance(r.get(field), int | float)]
    if known and len(plot.records) > 1 and plot.shape not in ("points", "line", "boxes"):
        for name, choose in (("least", min), ("greatest", max)):
            record = choose(known, key=lambda r: r[field])
            places = [record[f] for f, _title in fields if f != field and record.get(f)]
            where = [place if isinstance(place, str) else str(place) for place in places]
            said[name] = {"value": record[field], "where": where}
    return said


def words(said: Said, titles: dict[str, str]) -> str:
    """The description in English; ``titles`` are by channel."""
    mark, form = said["mark"], said["form"]
    shown, *others = (titles[name] for name in said["of"])
    text = f"{_NAMES.get(mark, f'{mark.capitalize()} chart')} of {shown}"
    if form == "cells":
        text += f" by {others[0]} and {others[1]}"
    for name, title in zip(said["of"][1:], others, strict=True) if form == "many" else ():
        text += f" by {title}" if name == "x" else f" for each {title}"
    return f"{text}: {_range(said)}"


def _range(said: Said) -> str:
    count, noun = said["count"], said["noun"]
    if not count:
        return "there is nothing to show."
    one = {"boxes": "box"}.get(noun, noun[:-1])
    text = f"{count:,} {one if count == 1 else noun}"
    if "least" not in said:
        return f"{text}."
    return f"{text}, from {_say(said['least'])} to {_say(said['greatest'])}."


def _say(end: dict[str, Any]) -> str:
    return f"{end['value']:,.6g} ({', '.join(end['where'])})"
