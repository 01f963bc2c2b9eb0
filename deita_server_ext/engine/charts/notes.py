"""What there is to say of a chart besides: its code, its parts, and English words for both."""

from __future__ import annotations

Part = str | int | float
Note = dict[str, object]

WORDS = {
    "mean_shown": "Several rows share a bar: it shows the mean of {column}.",
    "others_left_out": "“others” ({value:,.15g}) would dwarf the values and is left out.",
    "density_shown": (
        "{rows:,} rows are more than {points:,} points: the colour shows how many rows lie where."
    ),
    "some_shown": "{points:,} of {rows:,} rows are shown, chosen at random.",
    "line_sliced": (
        "{rows:,} rows are drawn by the first, last, least and greatest of each slice: no peak "
        "is lost."
    ),
    "quartiles_estimated": "Quartiles are estimates.",
    "outliers_merged": (
        "{outliers:,} outliers: those that would lie on one another are shown as one."
    ),
    "rows_left_out": (
        "{missing} of {rows:,} have no {column} that could be shown (null, infinite or far "
        "beyond) and are left out."
    ),
    "cells_not_counted": (
        "{missing} of {rows:,} have no {column} and do not count for the {aggregate}."
    ),
    "steps_widened": (
        "By {unit} there would be more steps than can be shown: {column} is shown by {step}."
    ),
    "values_together": (
        "{column} has {values:,} values: {shown} are shown, {rank}; the other {others:,} are "
        "together as “others”."
    ),
    "values_not_shown": (
        "{column} has {values:,} values: {shown} are shown, {rank}; the other {others:,} are "
        "not shown."
    ),
}
"""By code, with the names of its parts."""
RANKS = {
    "frequent": "the most frequent",
    "least": "those with the least",
    "greatest": "those with the greatest",
}
"""How the values that are shown were chosen."""


def note(code: str, **parts: Part) -> Note:
    """A note as the contract has it."""
    words: dict[str, Part] = {**parts}
    if "rank" in parts:
        words["rank"] = RANKS[str(parts["rank"])]
    if "missing" in parts:
        words["missing"] = f"{parts['missing']:,} row{'' if parts['missing'] == 1 else 's'}"
    return {"code": code, "text": WORDS[code].format(**words), "parts": parts}
