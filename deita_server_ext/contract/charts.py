"""Charts: what a person says of one, and the Vega-Lite that the engine's aggregates make of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictInt

from .base import Message
from .views import ColumnRef, Seen

Mark = Literal["bar", "line", "area", "scatter", "histogram", "box", "heatmap"]
Aggregate = Literal["count", "distinct", "sum", "mean", "median", "min", "max"]
TimeUnit = Literal[
    "year",
    "quarter",
    "month",
    "week",
    "day",
    "hour",
    "minute",
    "second",
    "month_of_year",
    "day_of_week",
    "hour_of_day",
]
ChartSort = Literal["x", "-x", "y", "-y"]
Bins = StrictBool | Annotated[StrictInt, Field(ge=2, le=200)]


class Channel(Message):
    """What is shown along one direction of a chart, or by its colour.

    Where rows are grouped: ``bin`` puts numbers (and times) into bins, at most so many; false
    keeps each number for itself; left out, few different numbers stay and many are binned.
    ``time_unit`` groups times; left out, the unit fits the range. What ends in ``_of_year``,
    ``_of_week`` or ``_of_day`` puts the same months, days, hours of all years together.

    Where rows are measured: ``aggregate`` of the cells that are not null; ``count`` without a
    column counts rows.
    """

    column: ColumnRef | None = None
    aggregate: Aggregate | None = None
    bin: Bins | None = None
    time_unit: TimeUnit | None = None


class Chart(Message):
    """A chart.

    ``x`` is what rows are grouped by, ``y`` what is measured; ``color`` tells groups of rows
    apart. In detail:

    - ``bar``: one bar a value, bin or time of ``x``. Without an aggregate ``y`` is the cell
      itself where each bar is one row, and the mean where it is several.
    - ``line``, ``area``: as bars, over times or numbers; without an aggregate each row is a
      point.
    - ``scatter``: a point a row, of numbers or times. ``color`` may be a number.
    - ``histogram``: how many rows are in each bin of ``x``; ``y`` is left out.
    - ``box``: quartiles of the numbers of ``y``, for each value of ``x`` or all.
    - ``heatmap``: ``x`` and ``y`` in bins, values or times; ``color`` is measured (rows are
      counted where it is left out).

    ``limit`` is how many values of a text column are told apart; the others are together.
    ``many`` says what becomes of more points than a scatter shows: some of them chosen at
    random, or a heat map of how many lie where.
    """

    mark: Mark
    x: Channel | None = None
    y: Channel | None = None
    color: Channel | None = None
    sort: ChartSort | None = None
    limit: int | None = Field(default=None, ge=1, le=200)
    many: Literal["sample", "density"] = "sample"
    title: str | None = Field(default=None, max_length=200)


class ChartRequest(Message):
    """A chart of the rows that ``view`` leaves (all)."""

    chart: Chart
    view: Seen = Field(default_factory=Seen)


class DrawnField(Message):
    """A column of a drawing's data: the ``field`` in ``spec.data.values``, and its title."""

    field: str
    title: str


class ChartNote(Message):
    """Something that is not as the chart seems.

    ``text`` says it in English. ``code`` and ``parts``, the numbers and names in it, are for
    whoever says it in another language.
    """

    code: str
    text: str
    parts: dict[str, str | int | float]


class Drawing(Message):
    """A chart as it can be shown.

    ``spec`` is a whole Vega-Lite 5 specification with its data, some thousand marks at most; its
    titles, labels of ours among the data, and description are English, and ``usermeta.deita`` in
    it says what they were made of, for whoever says them in another language.
    ``chart`` is the one that was asked for with what was left to the engine filled in.
    ``fields`` are what a table of the same data shows. ``row_count`` is how many rows were
    looked at. ``sampled`` is true where what is shown are some of many rows, chosen at random;
    ``notes`` say so, and all else that is not as the chart seems: rows left out for want of a
    value, values put together, estimates.
    """

    chart: Chart
    fields: list[DrawnField]
    row_count: int
    sampled: bool
    notes: list[ChartNote]
    spec: dict[str, Any]
