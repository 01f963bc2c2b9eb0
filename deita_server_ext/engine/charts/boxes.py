"""Box plots: their whiskers, and the points beyond."""

from __future__ import annotations

import math

from deita_server_ext.engine.conditions import ViewColumn

from . import cells
from .notes import Note, note
from .plot import Plot, place_of
from .reading import Range, Reading, Row

_LEVELS = 200
"""Outliers are shown at so many heights."""


def whiskers(
    plot: Plot, y: ViewColumn, rows: list[Row], reading: Reading, known: Range, notes: list[Note]
) -> None:
    """The whiskers end at the last points within 1.5 interquartile ranges of the box
    (Tukey 1977); the points beyond are shown, the farthest where they are many."""
    value, axis = cells.number(y), plot.axes.get("x")
    key = axis.key() if axis else "0"
    fences = [(row[0] if axis else 0, *_fences(row[-2])) for row in rows]
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
    ends = reading.ask(
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
        plot.records.append({**(place_of("x", axis, group) if axis else {}), **box})
    beyond = sum(row[4] for row in ends)
    if not beyond:
        return
    reach = max(known.high - known.low, 5e-324)
    points = reading.ask(
        f"fk, CASE WHEN {value} < fl THEN min({value}) ELSE max({value}) END",
        used,
        f"{joined} WHERE NOT {within} GROUP BY fk, {value} < fl, floor({value} / $fence_step), fl",
        {**given, "fence_step": reach / _LEVELS if math.isfinite(reach) else 1e306},
    )
    plot.outliers = [
        {**(place_of("x", axis, group) if axis else {}), "y": at} for group, at in sorted(points)
    ]
    if len(points) < beyond:
        notes.append(note("outliers_merged", outliers=beyond))


def _fences(quartiles: list[float]) -> tuple[float, float]:
    q1, _median, q3 = quartiles
    reach = 1.5 * (q3 - q1)
    return q1 - reach, q3 + reach
