"""From a chart and its rows to marks: what is grouped, measured, chosen or put together."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from deita_server_ext.engine.conditions import ViewColumn

from . import cells
from .axes import Axis, Binned, Category, Exact, Stepped
from .grouping import COLORS, MOST_COLORS, Grouping, Rank
from .notes import Note, Part, note
from .reading import Range, Reading, Row
from .scales import number_bins

POINTS = 5000
"""Points that are shown at most."""
SLICES = 1000
"""So many slices of a long line keep each its first, last, least and greatest point."""
_LEVELS = 200
"""Outliers are shown at so many heights."""
_DWARFING = 4
"""Others that are so many times as much as the greatest value are not shown beside it."""
EXACT_ROWS = 2_000_000
"""Quartiles of more rows are estimated: exact ones hold a whole column in memory."""
ADDED = ("count", "sum")
"""Aggregates of which the whole is the sum of its parts."""

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


class Plots:
    """Makes the plot of one chart; ``chart`` takes what was decided, ``notes`` what was done."""

    def __init__(self, chart: dict[str, Any], reading: Reading) -> None:
        self.chart = chart
        self.notes: list[Note] = []
        self._reading = reading
        self._grouping = Grouping(reading, chart, self.notes)
        self._columns = {name: reading.column(chart[name]) for name in ("x", "y", "color")}

    def plot(self) -> Plot:
        """Ask what is needed, and put it together."""
        named = {name: column for name, column in self._columns.items() if column is not None}
        measured = {"y"} if self.chart["mark"] != "heatmap" else {"color"}
        mark = self.chart["mark"]
        counted = set(named) - measured if mark not in ("histogram", "scatter") else {"color"}
        self._ranges = self._reading.ranges(named, counted)
        for name, column in named.items():
            self._columns[name] = replace(column, plain=self._ranges[name].plain)
        if mark == "scatter":
            return self._scatter()
        if mark == "heatmap":
            return self._cells(self._heat_measure())
        if mark == "box":
            return self._boxes()
        if mark in ("line", "area") and self._aggregate("y") is None:
            return self._line()
        return self._groups()

    # What is grouped and measured.

    def _groups(self) -> Plot:
        mark = self.chart["mark"]
        y = self._columns["y"]
        aggregate = "count" if mark == "histogram" else self._aggregate("y")
        measure = cells.measure(y, aggregate or "mean")
        self._left_out("x")
        rank = self._rank(measure, y)
        x = self._axis("x", mark, rank, rest=aggregate is not None)
        axes: dict[str, Axis] = {"x": x}
        if self._columns["color"] is not None:
            added = aggregate in ADDED
            colors = Rank(measure, (y,)) if added else Rank("count(*)", ())
            axes["color"] = self._axis("color", "color", colors)
        rows = self._grouped(axes, measure, (y,))
        if aggregate in ADDED:
            rows = self._seen_beside(x, rows)
        repeated = any(row[-1] > 1 for row in rows)
        if aggregate is None and repeated:
            aggregate = "mean"
            self.chart["y"]["aggregate"] = "mean"
            self.notes.append(note("mean_shown", column=y.name))  # type: ignore[union-attr]
        self._uncounted(y, aggregate)
        records = [
            {**_at("x", x, row[0]), **_color(axes, row), "y": _finite(row[-2])} for row in rows
        ]
        plot = Plot("grouped", records, axes, aggregate=aggregate)
        plot.titles = {"y": _measured(y, aggregate)}
        plot.colors = _colors(axes, [row[1] for row in rows])
        plot.stacked = aggregate in ADDED
        if mark in ("line", "area") and aggregate in ADDED and isinstance(x, Stepped):
            _fill(plot, [row[0] for row in rows])
        return plot

    def _seen_beside(self, x: Axis, rows: list[Row]) -> list[Row]:
        """The rows without the others, where these would dwarf the values that are told apart."""
        if not (isinstance(x, Category) and x.rest and self.chart["mark"] == "bar"):
            return rows
        totals: dict[Any, float] = {}
        for row in rows:
            totals[row[0]] = totals.get(row[0], 0) + (row[-2] or 0)
        others = totals.pop(len(x.top), 0)
        if others <= _DWARFING * max(totals.values(), default=0):
            return rows
        self.notes.append(note("others_left_out", value=others))
        return [row for row in rows if row[0] < len(x.top)]

    def _grouped(
        self, axes: dict[str, Axis], measure: str, columns: tuple[ViewColumn | None, ...]
    ) -> list[Row]:
        """Keys, measure and number of rows of each group, in the axes' order."""
        parts = list(axes.values())
        only = parts[0] if len(parts) == 1 else None
        if isinstance(only, Category) and not only.rest and only.measured[0] == measure:
            # The values were chosen by it: it is known.
            return [(i, *found) for i, found in enumerate(only.measured[1])]
        params: dict[str, Any] = {}
        for axis in parts:
            params |= axis.params()
        keys = [f"{axis.key()} AS k{i}" for i, axis in enumerate(parts)]
        names = ", ".join(f"k{i}" for i in range(len(parts)))
        rows = self._reading.ask(
            ", ".join([*keys, f"{measure} AS m", "count(*) AS n"]),
            (*(axis.column for axis in parts), *columns),
            " ".join(axis.joined() for axis in parts) + (f" GROUP BY {names}" if parts else ""),
            params,
        )
        rows = [row for row in rows if all(_shown(axis, row[i]) for i, axis in enumerate(parts))]
        for i, axis in reversed(list(enumerate(parts))):
            place = {key: n for n, key in enumerate(axis.order({row[i] for row in rows}))}
            rows.sort(key=lambda row, i=i, place=place: place[row[i]])  # type: ignore[misc]
        return rows

    def _rank(self, measure: str, y: ViewColumn | None) -> Rank:
        """How values along x are chosen and stand."""
        sort = self.chart["sort"]
        if sort is None:
            x = self._columns["x"]
            texts = x is not None and cells.is_text(x) and x.type != "BOOLEAN"
            sort = "-y" if self.chart["mark"] == "bar" and texts else "x"
            self.chart["sort"] = sort
        if sort in ("y", "-y"):
            return Rank(measure, (y,), ascending=sort == "y", by_value=False)
        return Rank("count(*)", ())

    def _axis(self, name: str, use: str, rank: Rank, *, rest: bool = True) -> Axis:
        column = self._columns[name]
        assert column is not None
        return self._grouping.axis(name, column, self._ranges[name], use, rank, rest=rest)

    # Points.

    def _scatter(self) -> Plot:
        x, y, color = (self._columns[name] for name in ("x", "y", "color"))
        assert x is not None
        assert y is not None
        total = min(self._ranges["x"].filled, self._ranges["y"].filled)
        if total > POINTS and self.chart["many"] == "density":
            self.notes.append(note("density_shown", rows=self._reading.row_count, points=POINTS))
            self.chart["color"] = None
            return self._cells(("count(*)", None, "count"), continuous=True)
        number = color is not None and not cells.is_text(color) and not cells.is_time(color)
        axes: dict[str, Axis] = {}
        if color is not None and not number:
            axes["color"] = self._axis("color", "color", Rank("count(*)", ()))
        keys = [axis.key() for axis in axes.values()] or (
            [cells.number(color)] if color is not None else ["NULL"]
        )
        joined = " ".join(axis.joined() for axis in axes.values())
        params = {k: v for axis in axes.values() for k, v in axis.params().items()}
        placed = f"{cells.place(x)} IS NOT NULL AND {cells.place(y)} IS NOT NULL"
        # The rows whose numbers have the least hashes: chosen by nothing that they hold.
        rows = self._reading.ask(
            f"{cells.place(x)} AS x, {cells.place(y)} AS y, {keys[0]} AS color, r",
            (x, y, color),
            f"{joined} WHERE {placed} ORDER BY hash(r), r LIMIT {POINTS + 1:d}",
            params,
        )
        plot = Plot("points", axes=axes, sampled=len(rows) > POINTS)
        rows = [row for row in rows[:POINTS] if not axes or _shown(axes["color"], row[2])]
        rows.sort(key=lambda row: row[3])
        plot.colors = _colors(axes, [row[2] for row in rows])
        for row in rows:
            record = {"x": row[0], "y": row[1]}
            if axes:
                record |= _color(axes, (None, row[2]))
            elif color is not None:
                record["color"] = row[2]
            plot.records.append(record)
        self._places(plot, "x", "y")
        if color is not None:
            plot.titles["color"] = color.name
        if plot.sampled:
            self.notes.append(note("some_shown", points=POINTS, rows=self._reading.row_count))
        self._left_out("x", "y")
        return plot

    def _line(self) -> Plot:
        """A point a row; of a long line, each slice's first, last, least and greatest."""
        x, y = self._columns["x"], self._columns["y"]
        assert x is not None
        assert y is not None
        if cells.is_text(x):
            return self._groups()
        axes: dict[str, Axis] = {}
        if self._columns["color"] is not None:
            axes["color"] = self._axis("color", "color", Rank("count(*)", ()))
        group = axes["color"].key() if axes else "0"
        joined = axes["color"].joined() if axes else ""
        params = axes["color"].params() if axes else {}
        at, value = cells.place(x), cells.number(y)
        placed = f"WHERE {at} IS NOT NULL AND {value} IS NOT NULL"
        known = self._ranges["x"]
        used = (x, y, self._columns["color"])
        few = self._reading.row_count <= POINTS
        if few:
            rows = self._reading.ask(
                f"{group} AS g, {at} AS x, {value} AS y", used,
                f"{joined} {placed} ORDER BY g, x, r", params,
            )  # fmt: skip
        else:
            rows = self._sliced(group, at, value, used, f"{joined} {placed}", params, known)
            self.notes.append(note("line_sliced", rows=self._reading.row_count))
        plot = Plot("line", axes=axes)
        plot.records = [{"x": row[1], "y": row[2], **_color(axes, (None, row[0]))} for row in rows]
        self._places(plot, "x", "y")
        self._left_out("x", "y")
        return plot

    def _sliced(
        self, group: str, at: str, value: str, used: Any, rest: str, params: Any, known: Range
    ) -> list[Row]:
        """M4 (Jugel and others, VLDB 2014): what a line of so many pixels shows of all points."""
        colors = 1
        if self._columns["color"] is not None:
            colors = min(self.chart["limit"] or COLORS, MOST_COLORS) + 1
        slices = max(50, SLICES // colors)
        width = (known.high / 2 - known.low / 2) / slices * 2 or 1.0
        given = {**params, "line_low": float(known.low), "line_step": float(width)}
        slice_ = f"floor({at} / $line_step - $line_low / $line_step)"
        inner = self._reading.ask(
            f"{group} AS g, {slice_} AS s, "
            f"min({at}), arg_min({value}, {at}), max({at}), arg_max({value}, {at}), "
            f"arg_min({at}, {value}), min({value}), arg_max({at}, {value}), max({value})",
            used, f"{rest} GROUP BY g, s ORDER BY g, s", given,
        )  # fmt: skip
        rows: list[Row] = []
        for row in inner:
            points = {(row[i], row[i + 1]) for i in (2, 4, 6, 8)}
            rows += [(row[0], x, y) for x, y in sorted(points)]
        return rows

    def _places(self, plot: Plot, *names: str) -> None:
        for name in names:
            column = self._columns[name]
            assert column is not None
            plot.titles[name] = _named(column)
            if cells.is_time(column):
                plot.temporal.add(name)
                if cells.is_clock(column):
                    plot.clock.add(name)

    # Cells and boxes.

    def _heat_measure(self) -> tuple[str, ViewColumn | None, str]:
        column = self._columns["color"]
        aggregate = self._aggregate("color") or "count"
        return cells.measure(column, aggregate), column, aggregate

    def _cells(
        self, measured: tuple[str, ViewColumn | None, str], *, continuous: bool = False
    ) -> Plot:
        measure, column, aggregate = measured
        axes = {}
        for name in ("x", "y"):
            if continuous:
                axes[name] = self._continuous(name)
            else:
                axes[name] = self._axis(name, "heatmap", Rank("count(*)", ()))
        rows = self._grouped(axes, measure, (column,))
        records = [
            {
                **_at("x", axes["x"], row[0]),
                **_at("y", axes["y"], row[1]),
                "color": _finite(row[-2]),
            }
            for row in rows
        ]
        plot = Plot("cells", records, axes, aggregate=aggregate)
        plot.titles = {"color": _measured(column, aggregate)}
        self._left_out("x", "y")
        if column is not None:
            self._uncounted(column, aggregate, "color")
        return plot

    def _continuous(self, name: str) -> Axis:
        """Many bins of a scatter's direction."""
        column, known = self._columns[name], self._ranges[name]
        assert column is not None
        if cells.is_time(column):
            return self._grouping.axis(name, column, known, "heatmap", Rank("count(*)", ()))
        bins = number_bins(known.low, known.high, 50, whole=cells.is_whole(column))
        return Binned(column, name, column.name, bins)

    def _boxes(self) -> Plot:
        y = self._columns["y"]
        assert y is not None
        value = cells.number(y)
        axes: dict[str, Axis] = {}
        if self._columns["x"] is not None:
            axes["x"] = self._axis("x", "box", self._rank("count(*)", None))
        exact = self._reading.row_count <= EXACT_ROWS
        function = "quantile_cont" if exact else "approx_quantile"
        quartiles = f"{function}({value}, [0.25, 0.5, 0.75])"
        rows = self._grouped(axes, quartiles, (y,))
        if not exact:
            self.notes.append(note("quartiles_estimated"))
        plot = Plot("boxes", axes=axes)
        plot.titles = {"y": y.name}
        self._left_out("y", *axes)
        fences = [(row[0] if axes else 0, *_fences(row[-2])) for row in rows if row[-2] is not None]
        if not fences:
            return plot
        self._whiskers(plot, value, [row for row in rows if row[-2] is not None], fences)
        return plot

    def _whiskers(self, plot: Plot, value: str, rows: list[Row], fences: list[Any]) -> None:
        """The whiskers end at the last points within 1.5 interquartile ranges of the box
        (Tukey 1977); the points beyond are shown, the farthest where they are many."""
        y, axis = self._columns["y"], plot.axes.get("x")
        key = axis.key() if axis else "0"
        given = {
            "fence_key": [fence[0] for fence in fences],
            "fence_low": [fence[1] for fence in fences],
            "fence_high": [fence[2] for fence in fences],
            **(axis.params() if axis else {}),
        }
        joined = (
            f"{axis.joined() if axis else ''} JOIN (SELECT "
            "unnest(CAST($fence_key AS BIGINT[])) AS fk, "
            "unnest(CAST($fence_low AS DOUBLE[])) AS fl, "
            f"unnest(CAST($fence_high AS DOUBLE[])) AS fh) AS fences ON {key} = fk"
        )
        used = (y, axis.column if axis else None)
        within = f"{value} BETWEEN fl AND fh"
        ends = self._reading.ask(
            f"fk, min({value}) FILTER ({within}), max({value}) FILTER ({within}), "
            f"count({value}), count({value}) FILTER (NOT {within})",
            used, f"{joined} GROUP BY fk", given,
        )  # fmt: skip
        by_key = {row[0]: row[1:] for row in ends}
        for row in rows:
            group = row[0] if axis else 0
            low, high, count, _beyond = by_key[group]
            q1, median, q3 = row[-2]
            box = {
                "low": q1 if low is None else low, "q1": q1, "median": median, "q3": q3,
                "high": q3 if high is None else high, "rows": count,
            }  # fmt: skip
            plot.records.append({**(_at("x", axis, group) if axis else {}), **box})
        beyond = sum(row[4] for row in ends)
        if not beyond:
            return
        reach = max(self._ranges["y"].high - self._ranges["y"].low, 5e-324)
        points = self._reading.ask(
            f"fk, CASE WHEN {value} < fl THEN min({value}) ELSE max({value}) END",
            used,
            f"{joined} WHERE NOT {within} "
            f"GROUP BY fk, {value} < fl, floor({value} / $fence_step), fl",
            {**given, "fence_step": reach / _LEVELS if math.isfinite(reach) else 1e306},
        )
        plot.outliers = [
            {**(_at("x", axis, group) if axis else {}), "y": at} for group, at in sorted(points)
        ]
        if len(points) < beyond:
            self.notes.append(note("outliers_merged", outliers=beyond))

    # What is told besides.

    def _aggregate(self, name: str) -> str | None:
        channel = self.chart[name]
        if channel is None:
            return "count"
        found: str | None = channel["aggregate"]
        return found

    def _left_out(self, *names: str) -> None:
        """Tell of rows that have no place."""
        for name in names:
            column = self._columns[name]
            if column is None or cells.is_text(column) or name not in self._ranges:
                continue
            missing = self._reading.row_count - self._ranges[name].filled
            if missing:
                rows = self._reading.row_count
                self.notes.append(
                    note("rows_left_out", missing=missing, rows=rows, column=column.name)
                )

    def _uncounted(self, y: ViewColumn | None, aggregate: str | None, name: str = "y") -> None:
        """Tell of cells that an aggregate passes over."""
        if y is None or aggregate in (None, "count", "distinct"):
            return
        missing = self._reading.row_count - self._ranges[name].filled
        if missing:
            told: dict[str, Part] = {
                "missing": missing,
                "rows": self._reading.row_count,
                "column": y.name,
            }
            self.notes.append(note("cells_not_counted", **told, aggregate=str(aggregate)))


def _shown(axis: Axis, key: Any) -> bool:
    """Whether rows of this key are not left out."""
    if isinstance(axis, Category):
        return axis.rest or key < len(axis.top)
    return key is not None


def _at(name: str, axis: Axis, key: Any) -> Record:
    """Where a group stands, and what it is called."""
    low, high = axis.ends(key)
    if axis.ranged:
        return {name: low, f"{name}2": high, f"{name}_label": axis.label(key)}
    if isinstance(axis, Exact):
        return {name: low, f"{name}_label": axis.label(key)}
    return {name: low}


def _color(axes: dict[str, Axis], row: Row) -> Record:
    return {"color": axes["color"].label(row[1])} if "color" in axes else {}


def _colors(axes: dict[str, Axis], keys: Iterable[Any]) -> list[str]:
    axis = axes.get("color")
    return [] if axis is None else [axis.label(key) for key in axis.order(set(keys))]


def _fill(plot: Plot, keys: list[int]) -> None:
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
            nothing = {**_at("x", x, step), **({"color": group} if group is not None else {})}
            plot.records.append(known.get((step, group), {**nothing, "y": 0}))


def _fences(quartiles: list[float]) -> tuple[float, float]:
    q1, _median, q3 = quartiles
    reach = 1.5 * (q3 - q1)
    return q1 - reach, q3 + reach


def _measured(column: ViewColumn | None, aggregate: str | None) -> str:
    if column is None:
        return "rows"
    if aggregate is None:
        return column.name
    words = {"count": "number of", "distinct": "different"}
    return f"{words.get(aggregate, f'{aggregate} of')} {column.name}"


def _named(column: ViewColumn) -> str:
    if column.type == "INTERVAL":
        return f"{column.name} (seconds)"
    return f"{column.name} (UTC)" if column.type == "TIMESTAMP WITH TIME ZONE" else column.name


def _finite(value: Any) -> float | int | None:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    found: float | int = value
    return found
