"""Which axis a channel becomes, by what its column holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from deita_server_ext.engine.conditions import ViewColumn

from . import cells
from .axes import Axis, Binned, Category, Cyclic, Exact, Stepped
from .notes import Note, note
from .reading import Range, Reading
from .scales import BY_NAME, CYCLES, UNITS, fitting, number_bins
from .titles import Title, zoned

SHOWN = 20
"""Values of a text column that are told apart along an axis."""
COLORS = 9
"""Values that are told apart by their colour."""
MOST_COLORS = 20
FEW = 24
"""So many different numbers at most are shown each for itself."""
EXACT = 500
"""So many different numbers at most have each its place on a line."""
STEPS = {"bar": 60, "histogram": 60, "heatmap": 60, "line": 400, "area": 400, "color": 9}
MOST_STEPS = 1000
"""Steps of time at most that somebody asked for; with colours, fewer."""
BINS = {"bar": 20, "histogram": 30, "heatmap": 30, "line": 200, "area": 200, "color": 6}


@dataclass(frozen=True)
class Rank:
    """What the values that are told apart are chosen by, and how they stand."""

    measure: str
    columns: tuple[ViewColumn | None, ...]
    ascending: bool = False
    by_value: bool = True
    """Whether they stand by what they are, rather than by what is measured."""


@dataclass
class Grouping:
    """Makes the axes of one chart; ``chart`` takes what was decided, ``notes`` what was done."""

    reading: Reading
    chart: dict[str, Any]
    notes: list[Note]

    def axis(
        self,
        name: str,
        column: ViewColumn,
        known: Range,
        use: str,
        rank: Rank,
        *,
        rest: bool = True,
    ) -> Axis:
        """The axis of the channel ``name``, for a mark or as colour. ``rest``: all values that
        are not told apart are one group, rather than none."""
        channel = self.chart[name]
        if cells.is_time(column):
            return self._times(channel, column, known, use)
        exact = channel["bin"] is False
        if not cells.is_text(column) and not exact:
            most = channel["bin"] if type(channel["bin"]) is int else BINS.get(use, BINS["bar"])
            if channel["bin"] is None and use in ("line", "area") and known.distinct <= EXACT:
                return Exact(column, column.name)
            few = self._limit(use) if use == "color" else FEW
            if channel["bin"] or use == "histogram" or known.distinct > few:
                bins = number_bins(known.low, known.high, most, whole=cells.is_whole(column))
                channel["bin"] = max(2, min(200, bins.count))
                return Binned(column, name, zoned(column), bins)
        return self._values(name, column, use, rank, rest=rest)

    def _times(self, channel: dict[str, Any], column: ViewColumn, known: Range, use: str) -> Axis:
        unit = channel["time_unit"]
        if unit in CYCLES:
            return Cyclic(column, Title("by_cycle", of=zoned(column), unit=unit), unit)
        low, high = int(known.low), int(known.high)
        most = MOST_STEPS if unit else STEPS.get(use, STEPS["bar"])
        if use == "color":
            most = self._limit(use)
        elif self.chart["color"] is not None and use != "heatmap":
            most = min(most, 400)
        if type(channel["bin"]) is int and not unit:
            most = channel["bin"]
        least = unit or ("day" if column.type == "DATE" else None)
        step = fitting(low, high, most, least=least)
        if unit and step is not BY_NAME[unit]:
            self.notes.append(note("steps_widened", unit=unit, column=column.name, step=step.name))
        if unit is None and step.name in UNITS:
            channel["time_unit"] = step.name
        return Stepped(column, Title("by_step", of=zoned(column), step=step.name), step, low)

    def _values(
        self, name: str, column: ViewColumn, use: str, rank: Rank, *, rest: bool
    ) -> Category:
        """Values for themselves: all, or those that rank first."""
        limit = self._limit(use)
        number = cells.number(column) if not cells.is_text(column) else "NULL"
        way = "ASC" if rank.ascending else "DESC"
        found = self.reading.ask(
            f"{cells.text(column)} AS k, {rank.measure} AS r, count(*) AS n, "
            f"count(*) OVER () AS g, min({number}) AS v",
            (column, *rank.columns),
            f"GROUP BY k ORDER BY r {way} NULLS LAST, n DESC, k LIMIT {limit + 1:d}",
        )
        groups = found[0][3] if found else 0
        # One more takes no more room than the others would.
        found = found[: limit if groups > limit + 1 or not rest else limit + 1]
        if rank.by_value:
            found.sort(
                key=lambda row: (row[0] is None, row[4] if row[4] is not None else 0, row[0])
            )
        left = groups - len(found)
        if left > 0:
            by = "least" if rank.ascending else "greatest"
            self.notes.append(
                note(
                    "values_together" if rest else "values_not_shown",
                    column=column.name,
                    values=groups,
                    shown=len(found),
                    rank="frequent" if rank.measure == "count(*)" else by,
                    others=left,
                )
            )
        top = [row[0] for row in found]
        measured = rank.measure, [(row[1], row[2]) for row in found]
        return Category(column, name, zoned(column), top, measured, rest=rest and left > 0)

    def _limit(self, use: str) -> int:
        limit: int | None = self.chart["limit"]
        if use == "color":
            own = limit if self.chart["mark"] not in ("bar", "heatmap", "box") else None
            return min(own or COLORS, MOST_COLORS)
        return limit or SHOWN
