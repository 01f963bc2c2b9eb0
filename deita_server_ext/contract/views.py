"""Views: a table's or a result's rows sorted, filtered and searched; and what is said of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, Json, StringConstraints
from typing_extensions import TypeAliasType

from .base import Message
from .tables import Cell, ColumnKind

ColumnRef = Annotated[str, StringConstraints(max_length=10_000)] | Annotated[int, Field(ge=0)]
"""A column: its name, or its position from 0 where names repeat."""

Value = Annotated[Any, Field(description="A cell that is not null, as the column's cells are.")]


class SortKey(Message):
    """One column to sort by. Texts are compared byte by byte, NaN is the greatest number."""

    column: ColumnRef
    descending: bool = False
    nulls: Literal["first", "last"] = "last"


class Compare(Message):
    """Cells that compare so with ``value``; never null. Texts are compared byte by byte."""

    op: Literal["=", "!=", "<", "<=", ">", ">="]
    column: ColumnRef
    value: Value


class Between(Message):
    """Cells from ``low`` to ``high``, both included."""

    op: Literal["between"]
    column: ColumnRef
    low: Value
    high: Value


class OneOf(Message):
    """Cells that are one of ``values``; null among them stands for null."""

    op: Literal["in"]
    column: ColumnRef
    values: list[Cell] = Field(max_length=100_000)


class TextMatch(Message):
    """Cells whose text has ``value`` in it, at its beginning, or at its end, in whatever case.

    Nothing in ``value`` stands for anything else: ``%`` is a per cent sign.
    """

    op: Literal["contains", "starts_with", "ends_with"]
    column: ColumnRef
    value: str = Field(max_length=100_000)


class NullCheck(Message):
    """Cells that are, or are not, null."""

    op: Literal["is_null", "is_not_null"]
    column: ColumnRef


class Combined(Message):
    """Rows that fit all, or any, of ``conditions``."""

    op: Literal["and", "or"]
    conditions: list[Filter] = Field(min_length=1, max_length=1000)


class Negated(Message):
    """Rows that do not fit ``condition``. As in SQL, a comparison with null fits neither way."""

    op: Literal["not"]
    condition: Filter


Filter = TypeAliasType(
    "Filter",
    Annotated[
        Compare | Between | OneOf | TextMatch | NullCheck | Combined | Negated,
        Field(discriminator="op"),
    ],
)
"""A condition that rows fit or do not fit."""
Search = Annotated[str, StringConstraints(max_length=10_000)]
Sort = Annotated[list[SortKey], Field(max_length=100)]


class Seen(Message):
    """Which rows of a table or a result are seen.

    ``search`` is text that any column's text has in it, in whatever case (BLOBs aside).
    """

    filter: Filter | None = None
    search: Search | None = None


class View(Seen):
    """Rows and their order. Rows that are equal in all of ``sort`` keep their own order."""

    sort: Sort = Field(default_factory=list)


class ViewQuery(Message):
    """A view in a query string; ``sort`` and ``filter`` are JSON."""

    sort: Json[Sort] = Field(
        default_factory=list, description="JSON: a list of SortKey, as in RowsRequest"
    )
    filter: Json[Filter] | None = Field(
        default=None, description="JSON: a condition, as in RowsRequest"
    )
    search: Search | None = Field(default=None, description="text that any column has in it")


class RowsRequest(View):
    """A page of a view, for views that are too long for a query string."""

    offset: int = Field(default=0, ge=0, le=2**53)
    limit: int | None = Field(default=None, ge=1)


class SummaryRequest(Seen):
    """What is to be said of the rows seen: of these columns (all), within so many seconds.

    ``values`` asks for so many of the most frequent values, of numbers and times too.
    """

    columns: list[ColumnRef] | None = Field(default=None, max_length=10_000)
    seconds: float = Field(default=5.0, gt=0)
    values: int | None = Field(default=None, ge=1, le=1000)


class Bin(Message):
    """How many cells lie above ``low`` up to ``high``; the first bin has its ``low`` as well."""

    low: Cell
    high: Cell
    count: int


class ValueCount(Message):
    """How many cells have this value."""

    value: Cell
    count: int


class ColumnSummary(Message):
    """What a column of the rows seen holds.

    ``column`` is its position. Where ``computed`` is false the time was up before, and the
    rest is null. ``distinct`` is an estimate. ``low`` and ``high`` are the least and greatest
    value, NaN and infinities aside; null where there is none or the type has no order.
    ``bins`` (at most 20, numbers and times) and ``values`` (the ten most frequent of other
    types, or as many as were asked for) leave null out. ``values`` is null where the column has
    too many different ones to count.
    """

    column: int
    name: str
    type: str
    kind: ColumnKind
    computed: bool
    null_count: int | None
    distinct: int | None
    low: Cell
    high: Cell
    bins: list[Bin] | None
    values: list[ValueCount] | None


class Summary(Message):
    """What the rows seen hold. ``row_count`` is how many they are, null if the time was up."""

    row_count: int | None
    columns: list[ColumnSummary]


class ViewSql(Message):
    """A statement that gives the same rows, to read and to run, with the values it needs."""

    sql: str
    params: dict[str, Any]
