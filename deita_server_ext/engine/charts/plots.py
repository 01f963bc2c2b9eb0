"""From a chart and its rows to marks: what is grouped, measured, chosen or put together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from deita_server_ext.engine.conditions import ViewColumn

from . import cells
from .axes import Axis, Binned, Category, Stepped
from .boxes import whiskers
from .grouping import COLORS, MOST_COLORS, Grouping, Rank
from .notes import Note, Part, note
from .plot import (
    POINTS,
    Plot,
    color_of,
    colors_of,
    fill_gaps,
    finite,
    is_shown,
    place_of,
)
from .reading import Range, Reading, Row
from .scales import number_bins
from .titles import column_title, measure_title

SLICES = 1000
"""So many slices of a long line keep each its first, last, least and greatest point."""
_DWARFING = 4
"""Others that are so many times as much as the greatest value are not shown beside it."""
EXACT_ROWS = 2_000_000
"""Quartiles of more rows are estimated: exact ones hold a whole column in memory."""
ADDED = ("count", "sum")
"""Aggregates of which the whole is the sum of its parts."""


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
            {**place_of("x", x, row[0]), **color_of(axes, row), "y": finite(row[-2])}
            for row in rows
        ]
        plot = Plot("grouped", records, axes, aggregate=aggregate)
        plot.titles = {"y": measure_title(y, aggregate)}
        plot.colors = colors_of(axes, [row[1] for row in rows])
        plot.stacked = aggregate in ADDED
        if mark in ("line", "area") and aggregate in ADDED and isinstance(x, Stepped):
            fill_gaps(plot, [row[0] for row in rows])
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
        rows = [row for row in rows if all(is_shown(axis, row[i]) for i, axis in enumerate(parts))]
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
        rows = [row for row in rows[:POINTS] if not axes or is_shown(axes["color"], row[2])]
        rows.sort(key=lambda row: row[3])
        plot.colors = colors_of(axes, [row[2] for row in rows])
        for row in rows:
            record = {"x": row[0], "y": row[1]}
            if axes:
                record |= color_of(axes, (None, row[2]))
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
        plot.records = [
            {"x": row[1], "y": row[2], **color_of(axes, (None, row[0]))} for row in rows
        ]
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
            plot.titles[name] = column_title(column)
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
                **place_of("x", axes["x"], row[0]),
                **place_of("y", axes["y"], row[1]),
                "color": finite(row[-2]),
            }
            for row in rows
        ]
        plot = Plot("cells", records, axes, aggregate=aggregate)
        plot.titles = {"color": measure_title(column, aggregate)}
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
        found = [row for row in rows if row[-2] is not None]
        if found:
            whiskers(plot, y, found, self._reading, self._ranges["y"], self.notes)
        return plot

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
