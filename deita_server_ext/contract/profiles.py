"""Profiles: what a table's columns hold at one snapshot, once and for all."""

from __future__ import annotations

from pydantic import Field, Json

from .base import Id, Message
from .tables import Cell
from .views import ColumnRef, ColumnSummary


class ProfileQuery(Message):
    """Of which snapshot, of which columns, and how long the answer may wait for them."""

    snapshot: int | None = Field(
        default=None, ge=1, lt=2**31, description="its number; the current one where left out"
    )
    columns: Json[list[ColumnRef]] | None = Field(
        default=None, description="JSON: a list of names or positions; all where left out"
    )
    seconds: float = Field(
        default=5.0,
        gt=0,
        allow_inf_nan=False,
        description="after this time the answer has what is there; the rest is found meanwhile",
    )


class Quantiles(Message):
    """Values of the column below or at which lie 5, 25, 50, 75 and 95 % of its cells."""

    p05: Cell
    p25: Cell
    p50: Cell
    p75: Cell
    p95: Cell


class Lengths(Message):
    """How many characters texts have: the shortest, on average, the longest."""

    low: int
    mean: float
    high: int


class ColumnProfile(ColumnSummary):
    """All that is told of a column: its summary, and more.

    ``nan_count`` and ``infinity_count`` are null where the type has none such; these cells
    count neither for ``low`` and ``high`` nor for what follows. ``quantiles`` (numbers and
    times) are exact up to a million rows and estimates beyond. ``mean`` and ``deviation`` (the
    standard deviation of a sample) are of numbers, null where they are none. ``lengths`` are of
    texts.
    """

    nan_count: int | None
    infinity_count: int | None
    quantiles: Quantiles | None
    mean: float | None
    deviation: float | None
    lengths: Lengths | None


class Profile(Message):
    """What the columns of a table hold at snapshot ``snapshot``.

    ``complete`` is false while some of them are not computed: they are being, and who asks
    again finds them.
    """

    table_id: Id
    snapshot: int
    row_count: int
    complete: bool
    columns: list[ColumnProfile]
