"""A plot as a Vega-Lite specification.

The data's fields have names of our own, so that no name of a column is taken for a path or an
expression; columns are named in titles. Colours and fonts are left to whoever shows it. Times
are milliseconds, shown in UTC, that is as the cells have them.
"""

from __future__ import annotations

import math
from typing import Any

from . import cells, labels
from .axes import Axis, Binned, Category, Exact, Stepped
from .description import parts, words
from .plot import Plot
from .scales import moment
from .titles import Title, told

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
WIDTH, HEIGHT = 560, 320
_POINTED = 60
"""A line of so few points shows each of them."""
_SIDE = 60
"""So many steps stand side by side as values do."""
_LEGEND_WIDTH = 64
"""Characters in a row of a legend above the chart."""
_LIMIT = 160

Spec = dict[str, Any]
Fields = list[tuple[str, str]]


class Writer:
    """Writes one plot as a specification."""

    def __init__(self, chart: dict[str, Any], plot: Plot) -> None:
        self._chart = chart
        self._plot = plot
        self._mark: str = chart["mark"]
        self.fields: Fields = []
        """The data's fields that say what is shown, with their titles."""

    def spec(self) -> Spec:
        """The whole specification."""
        plot = self._plot
        body = {
            "grouped": self._grouped,
            "points": self._points,
            "line": self._line,
            "boxes": self._boxes,
            "cells": self._cells,
        }[plot.shape]()
        title = {"title": self._chart["title"]} if self._chart["title"] else {}
        titles = {name: axis.title for name, axis in plot.axes.items()} | plot.titles
        said = parts(self._mark, plot, self.fields)
        return {
            "$schema": SCHEMA,
            "description": words(said, titles),
            "usermeta": {"deita": self._told_of(said, titles)},
            **title,
            "width": WIDTH,
            "height": HEIGHT,
            "data": {"values": plot.records},
            **body,
        }

    # By shape.

    def _grouped(self) -> Spec:
        plot, x = self._plot, self._plot.axes["x"]
        title = plot.titles["y"]
        color = plot.axes.get("color")
        y: Spec = {"field": "y", "type": "quantitative", "title": title}
        self._tell("x", x)
        if color is not None:
            self.fields.append(("color", color.title))
        self.fields.append(("y", title))
        formats = {"y": _format(record["y"] for record in plot.records)}
        if self._mark in ("line", "area"):
            return self._lines(x, y, formats)
        beside = color is not None and not plot.stacked
        ranged = x.ranged and not beside
        if beside and x.ranged:
            for record in plot.records:
                record["x"] = record["x_label"]
        if color is not None:
            y["stack"] = "zero" if plot.stacked else None
        encoding: Spec = {}
        if ranged:
            encoding |= self._ranged("x", x)
        else:
            encoding["x"] = _discrete("x", x)
        encoding["y"] = y
        if beside:
            encoding["xOffset"] = {
                "field": "color", "type": "nominal", "sort": None,
                "scale": {"domain": plot.colors},
            }  # fmt: skip
        if color is not None:
            encoding["color"] = self._legend(color)
        mark: Spec = {"type": "bar"}
        if ranged and x.temporal:
            mark |= {"xOffset": 0.5, "x2Offset": -0.5}
        if self._chart["sort"] == "-x" and ranged:
            encoding["x"]["sort"] = "descending"
        encoding["tooltip"] = self._tooltip(formats)
        body = {"mark": mark, "encoding": encoding}
        if isinstance(x, Category) and x.wordy:
            return self._lying(body)
        return body

    def _lying(self, body: Spec) -> Spec:
        """Bars that lie, with room for their words."""
        encoding = body["encoding"]
        encoding["x"], encoding["y"] = encoding["y"], encoding["x"]
        encoding["y"]["axis"] = {"labelLimit": _LIMIT, "labelAngle": 0}
        if "xOffset" in encoding:
            encoding["yOffset"] = encoding.pop("xOffset")
        bars = len({record["x"] for record in self._plot.records})
        return {**body, "height": max(HEIGHT // 2, 20 * bars)}

    def _lines(self, x: Axis, y: Spec, formats: dict[str, str]) -> Spec:
        plot = self._plot
        color = plot.axes.get("color")
        if isinstance(x, Binned):
            for record in plot.records:
                record["x"] = record["x"] / 2 + record["x2"] / 2
        encoding: Spec = {}
        if isinstance(x, (Stepped, Binned, Exact)):
            encoding["x"] = self._placed("x", x.title, temporal=x.temporal, clock=_clock(x))
        else:
            encoding["x"] = _discrete("x", x)
        if self._chart["sort"] == "-x":
            encoding["x"]["sort"] = "descending"
        encoding["y"] = y
        if color is not None:
            encoding["color"] = self._legend(color)
        mark = self._line_mark(len(plot.records))
        if self._mark == "area":
            y["stack"] = "zero" if plot.stacked else None
            mark |= {} if plot.stacked or color is None else {"fillOpacity": 0.3}
        elif plot.aggregate in ("mean", "median", "min", "max"):
            y["scale"] = {"zero": False}
        encoding["tooltip"] = self._tooltip(formats)
        return {"mark": mark, "encoding": encoding}

    def _line(self) -> Spec:
        plot = self._plot
        encoding: Spec = {
            "x": self._placed("x", plot.titles["x"], "x" in plot.temporal, "x" in plot.clock),
            "y": self._placed("y", plot.titles["y"], temporal=False),
        }
        if self._mark == "line":
            encoding["y"]["scale"] = {"zero": False}
        else:
            encoding["y"]["stack"] = None
        self.fields += [(self._told("x"), plot.titles["x"]), ("y", plot.titles["y"])]
        if (color := plot.axes.get("color")) is not None:
            encoding["color"] = self._legend(color)
            self.fields.append(("color", color.title))
        mark = self._line_mark(len(plot.records))
        if self._mark == "area" and color is not None:
            mark["fillOpacity"] = 0.3
        encoding["tooltip"] = self._tooltip({"y": _format(r["y"] for r in plot.records)})
        return {"mark": mark, "encoding": encoding}

    def _line_mark(self, points: int) -> Spec:
        mark: Spec = {"type": self._mark}
        if self._mark == "area":
            mark |= {"line": True}
        if points <= _POINTED:
            mark |= {"point": True}
        return mark

    def _points(self) -> Spec:
        plot = self._plot
        encoding: Spec = {}
        for name in ("x", "y"):
            temporal = name in plot.temporal
            encoding[name] = self._placed(name, plot.titles[name], temporal, name in plot.clock)
            if not temporal:
                encoding[name]["scale"] = {"zero": False}
            self.fields.append((self._told(name), plot.titles[name]))
        if "color" in plot.titles:
            self.fields.append(("color", plot.titles["color"]))
            axis = plot.axes.get("color")
            encoding["color"] = (
                self._legend(axis)
                if axis is not None
                else {"field": "color", "type": "quantitative", "title": plot.titles["color"]}
            )
        size = 60 if len(plot.records) <= 200 else 30 if len(plot.records) <= 1500 else 12
        opacity = 0.8 if len(plot.records) <= 200 else 0.5
        formats = {n: _format(r[n] for r in plot.records) for n in ("x", "y")}
        encoding["tooltip"] = self._tooltip(formats)
        return {"mark": {"type": "circle", "size": size, "opacity": opacity}, "encoding": encoding}

    def _cells(self) -> Spec:
        plot = self._plot
        encoding: Spec = {}
        for name in ("x", "y"):
            axis = plot.axes[name]
            encoding |= self._ranged(name, axis) if axis.ranged else {name: _discrete(name, axis)}
            if name == "y" and not axis.ranged:
                encoding["y"]["axis"] = {"labelLimit": _LIMIT}
            self._tell(name, axis)
        self.fields.append(("color", plot.titles["color"]))
        formats = {"color": _format(record["color"] for record in plot.records)}
        encoding["color"] = {
            "field": "color", "type": "quantitative", "title": plot.titles["color"],
            "legend": {"gradientLength": 160},
            **self._skewed(),
        }  # fmt: skip
        encoding["tooltip"] = self._tooltip(formats)
        return {"mark": {"type": "rect"}, "encoding": encoding}

    def _skewed(self) -> Spec:
        """Where points are dense, few of them would not be seen beside many."""
        counts = [record["color"] for record in self._plot.records]
        dense = self._mark == "scatter" and max(counts, default=0) > 50
        return {"scale": {"type": "log"}} if dense else {}

    def _boxes(self) -> Spec:
        plot, axis = self._plot, self._plot.axes.get("x")
        title = plot.titles["y"]
        place: Spec = {}
        if axis is not None:
            if axis.ranged:
                for record in (*plot.records, *plot.outliers):
                    record["x"] = record["x_label"]
            place = {"x": _discrete("x", axis)}
            self.fields.append(("x", axis.title))
        names = {
            "low": Title("low"), "q1": Title("q1"), "median": Title("median_itself"),
            "q3": Title("q3"), "high": Title("high"), "rows": Title("rows"),
        }  # fmt: skip
        self.fields += list(names.items())
        values = [r[n] for r in plot.records for n in ("low", "high")]
        formats = {**dict.fromkeys(names, _format(values)), "rows": ",d"}
        tooltip = self._tooltip(formats)

        def along(field: str) -> Spec:
            return {
                "field": field, "type": "quantitative", "title": title, "scale": {"zero": False},
            }  # fmt: skip

        def layer(mark: Spec, **encoding: Spec) -> Spec:
            return {"mark": mark, "encoding": {**place, **encoding, "tooltip": tooltip}}

        lying = isinstance(axis, Category) and axis.wordy
        width: Spec = {"band": 0.6}
        line: Spec = {"type": "rect", "color": "white"}
        middle = {"height": width, "width": 2} if lying else {"width": width, "height": 2}
        layers = [
            layer({"type": "rule"}, y=along("low"), y2={"field": "high"}),
            layer(
                {"type": "bar", "height" if lying else "width": width},
                y={**along("q1")},
                y2={"field": "q3"},
            ),
            layer({**line, **middle}, y=along("median")),
        ]
        if plot.outliers:
            shown = [
                *([{"field": "x", "title": axis.title, "type": "nominal"}] if axis else []),
                {"field": "y", "title": title, "type": "quantitative", "format": formats["low"]},
            ]
            layers.append(
                {
                    "data": {"values": plot.outliers},
                    "mark": {"type": "point", "size": 12, "filled": True, "opacity": 0.5},
                    "encoding": {**place, "y": along("y"), "tooltip": shown},
                }
            )
        if lying:
            assert axis is not None
            for one in layers:
                _turn(one["encoding"])
            return {"layer": layers, "height": max(HEIGHT // 2, 24 * len(plot.records))}
        return {"layer": layers, **({} if axis else {"width": WIDTH // 4})}

    # Parts.

    def _told_of(self, said: Spec, titles: dict[str, str]) -> Spec:
        """What its words were made of: titles by channel and by field, words of ours among the
        data by channel, and the description."""
        ends = {
            name: {**said[name], "where": [labels.told(place) for place in said[name]["where"]]}
            for name in ("least", "greatest")
            if name in said
        }
        return {
            "titles": {name: told(title) for name, title in titles.items()},
            "fields": {field: told(title) for field, title in self.fields},
            "labels": {name: found for name in self._plot.axes if (found := self._labels(name))},
            "description": {**said, **ends},
        }

    def _labels(self, channel: str) -> dict[str, Any]:
        """What the labels of a channel say that are words of ours."""
        records = [*self._plot.records, *self._plot.outliers]
        fields = (channel, f"{channel}_label")
        found = (record.get(field) for record in records for field in fields)
        return {
            str(label): labels.told(label) for label in found if isinstance(label, labels.Label)
        }

    def _tell(self, name: str, axis: Axis) -> None:
        labelled = axis.ranged or isinstance(axis, Exact)
        self.fields.append((f"{name}_label" if labelled else name, axis.title))

    def _told(self, name: str) -> str:
        """The field that says where a point is: times as words."""
        if name not in self._plot.temporal:
            return name
        for record in self._plot.records:
            record[f"{name}_label"] = _moment(record[name], name in self._plot.clock)
        return f"{name}_label"

    def _ranged(self, name: str, axis: Axis) -> Spec:
        """From the beginning to the end of each group."""
        shown = self._placed(name, axis.title, axis.temporal, _clock(axis))
        if isinstance(axis, Binned):
            shown["bin"] = {"binned": True, "step": axis.bins.step}
        return {name: shown, f"{name}2": {"field": f"{name}2"}}

    def _placed(self, name: str, title: str, temporal: bool, clock: bool = False) -> Spec:
        shown: Spec = {"field": name, "type": "quantitative", "title": title}
        if temporal:
            shown |= {"type": "temporal", "scale": {"type": "utc"}}
            if clock:
                shown["axis"] = {"format": "%H:%M"}
        return shown

    def _legend(self, axis: Axis) -> Spec:
        """What the colours stand for, above the chart."""
        longest = max(map(len, self._plot.colors), default=0)
        columns = max(1, _LEGEND_WIDTH // (min(longest, 24) + 4))
        return {
            "field": "color",
            "type": "nominal" if isinstance(axis, Category) else "ordinal",
            "scale": {"domain": self._plot.colors},
            "sort": None,
            "title": axis.title,
            "legend": {"orient": "top", "columns": columns, "labelLimit": _LIMIT},
        }

    def _tooltip(self, formats: dict[str, str]) -> list[Spec]:
        told: list[Spec] = []
        for field, title in self.fields:
            number = formats.get(field)
            told.append(
                {"field": field, "title": title, "type": "quantitative", "format": number}
                if number
                else {"field": field, "title": title, "type": "nominal"}
            )
        return told


def _discrete(name: str, axis: Axis) -> Spec:
    shown: Spec = {"field": name, "type": "nominal", "sort": None, "title": axis.title}
    if name == "x":
        shown["axis"] = {"labelAngle": -40 if _long(axis) else 0, "labelLimit": _LIMIT}
    return shown


def _long(axis: Axis) -> bool:
    return (isinstance(axis, Category) and axis.wordy) or axis.ranged


def _turn(encoding: Spec) -> None:
    """Swap both directions."""
    for one, other in (("x", "y"), ("x2", "y2"), ("xOffset", "yOffset")):
        first, second = encoding.pop(one, None), encoding.pop(other, None)
        if first is not None:
            encoding[other] = first
        if second is not None:
            encoding[one] = second
    if encoding["y"]["type"] == "nominal":
        encoding["y"]["axis"] = {"labelLimit": _LIMIT, "labelAngle": 0}


def _clock(axis: Axis) -> bool:
    return axis.temporal and cells.is_clock(axis.column)


def _moment(milliseconds: int, clock: bool) -> str:
    at = moment(milliseconds)
    return f"{at:%H:%M:%S}" if clock else f"{at:%Y-%m-%d %H:%M:%S}".removesuffix(" 00:00:00")


def _format(values: Any) -> str:
    """How numbers of this size are written (d3-format)."""
    known = [abs(value) for value in values if isinstance(value, int | float)]
    greatest = max(known, default=0.0)
    if all(value == int(value) for value in known) and greatest < 1e15:
        return ",d"
    if not 1e-4 <= greatest < 1e15:
        return ".4~g"
    return f",.{max(0, min(8, 4 - math.floor(math.log10(greatest)))):d}~f"
