"""Charts from Python: ``result.plot.bar("carrier", "delay")``.

The engine makes the aggregates, bins and samples; what comes is a Vega-Lite specification with
some thousand marks at most, however many rows there are.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any, cast

from .contract import Cell, Drawing
from .layout import count, html_note, html_table, text_table
from .transport import Transport

MIME = "application/vnd.vegalite.v5+json"
OURS = "application/vnd.deita.chart+json"
"""Tells Deita's front end to draw the Vega-Lite: JupyterLab puts HTML before it."""
_SHOWN = 20
"""Rows of the table that stands where no chart can be shown."""
_BAR = 24
"""Characters of the longest bar in that table."""
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{title}</title>
<script src="https://cdn.jsdelivr.net/npm/vega@5"></script>
<script src="https://cdn.jsdelivr.net/npm/vega-lite@5"></script>
<script src="https://cdn.jsdelivr.net/npm/vega-embed@6"></script>
<div id="chart">{table}</div>
<script>
if (window.vegaEmbed) {{ vegaEmbed("#chart", {spec}); }}
</script>
</html>
"""
Column = str | int | Mapping[str, Any]
"""A column by name, or by position where names repeat; or a channel of the service's contract,
as ``{"column": "delay", "bin": 20}``."""


class Plot:
    """Draws charts of the rows of a result or a table.

    ``x``, ``y`` and ``color`` are columns. ``aggregate`` is one of ``count``, ``distinct``,
    ``sum``, ``mean``, ``median``, ``min``, ``max``. ``bins`` says how many at most, or False
    for each number by itself; ``time_unit`` is ``year``, ``quarter``, ``month``, ``week``,
    ``day``, ``hour``, ``minute``, ``second``, ``month_of_year``, ``day_of_week`` or
    ``hour_of_day``. ``limit`` is how many values of a text column are told apart.
    """

    def __init__(self, transport: Transport, path: str) -> None:
        self._transport = transport
        self._path = path

    def bar(self, /, x: Column, y: Column | None = None, **options: Any) -> Chart:
        """A bar for each value, bin or time of ``x``: how many rows, or ``y`` put together by
        ``aggregate``. ``sort`` is ``x``, ``-x``, ``y`` or ``-y``."""
        return self._grouped("bar", x, y, options)

    def line(self, /, x: Column, y: Column | None = None, **options: Any) -> Chart:
        """A line over times or numbers: how many rows, ``y`` put together by ``aggregate``, or
        ``y`` as it is."""
        return self._grouped("line", x, y, options)

    def area(self, /, x: Column, y: Column | None = None, **options: Any) -> Chart:
        """As a line, filled; the parts of a count or a sum stand on one another."""
        return self._grouped("area", x, y, options)

    def scatter(
        self, /, x: Column, y: Column, *, color: Column | None = None, **options: Any
    ) -> Chart:
        """A point a row. Of many rows some are chosen at random; with ``many="density"`` all
        are counted in a heat map."""
        return self.draw({"mark": "scatter", **_channels(x=x, y=y, color=color), **options})

    def hist(
        self,
        /,
        x: Column,
        *,
        bins: int | None = None,
        time_unit: str | None = None,
        color: Column | None = None,
        **options: Any,
    ) -> Chart:
        """How many rows lie in each bin of numbers or times."""
        channels = _channels(x=_grouping(x, bins, time_unit), color=color)
        return self.draw({"mark": "histogram", **channels, **options})

    def box(
        self,
        /,
        y: Column,
        x: Column | None = None,
        *,
        bins: int | bool | None = None,
        time_unit: str | None = None,
        **options: Any,
    ) -> Chart:
        """Quartiles, whiskers and outliers of the numbers of ``y``, for each value of ``x``."""
        group = None if x is None else _grouping(x, bins, time_unit)
        return self.draw({"mark": "box", **_channels(x=group, y=y), **options})

    def heatmap(
        self,
        /,
        x: Column,
        y: Column,
        color: Column | None = None,
        *,
        aggregate: str | None = None,
        bins: int | bool | None = None,
        time_unit: str | None = None,
        **options: Any,
    ) -> Chart:
        """How many rows lie where, or ``color`` put together by ``aggregate``. ``bins`` are for
        both directions, ``time_unit`` is for ``x``."""
        channels = _channels(x=_grouping(x, bins, time_unit), y=_grouping(y, bins, None))
        measured = _measure(color, aggregate)
        return self.draw({"mark": "heatmap", **channels, "color": measured, **options})

    def draw(self, chart: Mapping[str, Any]) -> Chart:
        """A chart as the service's contract describes it: ``mark``, ``x``, ``y``, ``color`` …"""
        drawing = self._transport.json("POST", f"{self._path}/chart", body={"chart": dict(chart)})
        return Chart(cast(Drawing, drawing))

    def _grouped(self, mark: str, x: Column, y: Column | None, options: dict[str, Any]) -> Chart:
        group = _grouping(x, options.pop("bins", None), options.pop("time_unit", None))
        measured = _measure(y, options.pop("aggregate", None))
        color = options.pop("color", None)
        return self.draw({"mark": mark, **_channels(x=group, y=measured, color=color), **options})


class Chart:
    """A chart that was drawn: ``spec`` is its Vega-Lite specification, with its data.

    ``chart`` is what was asked for with what the engine decided filled in; ``notes`` say what
    is not as the chart seems. ``row_count`` rows were looked at; where ``sampled``, some of
    them are shown.
    """

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing

    @property
    def spec(self) -> dict[str, Any]:
        """The Vega-Lite specification."""
        return self._drawing["spec"]

    @property
    def chart(self) -> dict[str, Any]:
        """The chart as it was drawn; :meth:`Plot.draw` draws it again."""
        return self._drawing["chart"]

    @property
    def notes(self) -> list[str]:
        """What is not as the chart seems."""
        return [note["text"] for note in self._drawing["notes"]]

    @property
    def row_count(self) -> int:
        """How many rows were looked at."""
        return self._drawing["row_count"]

    @property
    def sampled(self) -> bool:
        """Whether some of many rows are shown, chosen at random."""
        return self._drawing["sampled"]

    @property
    def description(self) -> str:
        """The chart in words."""
        return str(self.spec["description"])

    @property
    def data(self) -> list[dict[str, Cell]]:
        """What is drawn, by the titles of the axes."""
        fields = self._drawing["fields"]
        values: list[dict[str, Cell]] = self.spec["data"]["values"]
        return [{field["title"]: value.get(field["field"]) for field in fields} for value in values]

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write it as a Vega-Lite specification (``.json``) or as a page (``.html``), which
        takes Vega from the web."""
        target = Path(path)
        if target.suffix == ".json":
            text = json.dumps(self.spec, ensure_ascii=False, indent=1)
        elif target.suffix in (".html", ".htm"):
            # Nothing in the data ends the script.
            spec = json.dumps(self.spec).replace("<", "\\u003c")
            text = _PAGE.format(title=escape(self.description), table=self._html(), spec=spec)
        else:
            raise ValueError(f"A chart is saved as .json or .html, not as {target.suffix!r}.")
        target.write_text(text, encoding="utf-8")

    def __repr__(self) -> str:
        return f"Chart({self.description})"

    def __str__(self) -> str:
        names, rows, right = self._table()
        table, _hidden = text_table(names, rows, right)
        return "\n".join((self.description, "", table, "", self._footer(len(rows))))

    def _repr_mimebundle_(self, **_kwargs: object) -> dict[str, Any]:
        return {
            OURS: {"version": 1},
            MIME: self.spec,
            "text/html": self._html(),
            "text/plain": str(self),
        }

    def _html(self) -> str:
        names, rows, right = self._table()
        table, _hidden = html_table(names, rows, right)
        head = f"<div><b>{escape(self.chart['title'] or self.description)}</b></div>"
        return f"<div>{head}{table}{html_note(self._footer(len(rows)))}</div>"

    def _table(self) -> tuple[list[str], list[list[Cell]], list[bool]]:
        """The first rows of what is drawn; where there is a bar for each, with the bar."""
        fields = self._drawing["fields"]
        names = [field["title"] for field in fields]
        values = self.spec["data"]["values"]
        rows = [[_short(value.get(field["field"])) for field in fields] for value in values]
        right = [all(isinstance(row[i], int | float) for row in rows) for i in range(len(names))]
        rows = rows[:_SHOWN]
        if self.chart["mark"] in ("bar", "histogram") and rows:
            lengths = _bars([row[-1] for row in rows])
            return [*names, ""], [[*r, b] for r, b in zip(rows, lengths, strict=True)], [
                *right, False
            ]  # fmt: skip
        return names, rows, right

    def _footer(self, shown: int) -> str:
        total = len(self.spec["data"]["values"])
        parts = [count(self.row_count, "row")]
        if total > shown:
            parts.append(f"the first {shown} of {total:,} marks as a table")
        return " · ".join((*parts, *self.notes))


def _channels(**columns: Column | None) -> dict[str, Any]:
    """Channels of the contract; a column may be given by itself."""
    return {
        name: dict(column) if isinstance(column, Mapping) else {"column": column}
        for name, column in columns.items()
        if column is not None
    }


def _grouping(column: Column, bins: int | bool | None, time_unit: str | None) -> Column:
    if bins is None and time_unit is None:
        return column
    [channel] = _channels(of=column).values()
    return {"bin": bins, "time_unit": time_unit, **channel}


def _measure(column: Column | None, aggregate: str | None) -> dict[str, Any] | None:
    if column is None:
        return None if aggregate is None else {"aggregate": aggregate}
    [channel] = _channels(of=column).values()
    return {"aggregate": aggregate, **channel}


def _short(cell: Cell) -> Cell:
    return float(f"{cell:.6g}") if isinstance(cell, float) else cell


def _bars(cells: list[Cell]) -> list[str]:
    """Each number as a bar of blocks; nothing for those below zero."""
    numbers = [cell if isinstance(cell, int | float) else 0 for cell in cells]
    most = max(numbers, default=0)
    if most <= 0:
        return ["" for _number in numbers]
    return ["█" * max(0, round(number / most * _BAR)) for number in numbers]
