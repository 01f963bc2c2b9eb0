"""Tables, their columns, and pages of rows."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints
from typing_extensions import TypeAliasType

from .base import Id, Message, Moment

ColumnKind = Literal["number", "text", "time", "boolean", "binary", "nested"]
TableName = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=120, pattern=r'^[^"\x00-\x1f]+$'
    ),
]

Description = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=4000, pattern=r"^[^\x00]*$")
]

_EXACT = (
    "One value in JSON, exact. null, true and false are themselves. Integers and floats are "
    "numbers, except that integers beyond ±(2⁵³-1), every HUGEINT, UHUGEINT, BIGNUM and DECIMAL "
    'are strings of their digits, and floats that JSON lacks are "NaN", "Infinity", "-Infinity". '
    "DATE is 2013-01-31, TIME 05:15:00, TIME WITH TIME ZONE 05:15:00+02, TIMESTAMP "
    "2013-01-31T05:15:00 (with a fraction where there is one, with +00:00 where there is a zone), "
    'dates and timestamps without end are "infinity" and "-infinity", INTERVAL is {"months", '
    '"days", "nanoseconds"}. BLOB is base64, UUID its usual text, BIT a string of 0 and 1, ENUM '
    "its value, UNION its value's text. LIST is an array, STRUCT an object, MAP an array of "
    "[key, value]."
)
Cell = TypeAliasType("Cell", Annotated[Any, Field(description=_EXACT)])
"""One value, as ``_EXACT`` describes it to whoever reads the OpenAPI document."""


class Column(Message):
    """A column: name, the engine's type as it writes it, and the kind for display."""

    name: str
    type: str
    kind: ColumnKind


class TableColumn(Column):
    """A column of a table, with what people say of it."""

    description: str | None


class Table(Message):
    """A table at its current snapshot (numbered from 1). ``bytes`` is the snapshot's Parquet.

    ``deleted_at`` is set where it is deleted and can be brought back until ``undo_until``.
    """

    id: Id
    workspace_id: Id
    name: str
    description: str | None
    columns: list[TableColumn]
    row_count: int
    bytes: int
    snapshot: int
    file_id: Id | None
    created_at: Moment
    updated_at: Moment
    deleted_at: Moment | None
    undo_until: Moment | None


class TableList(Message):
    """The tables of a workspace, by name."""

    items: list[Table]
    next: str | None = None


class TablePatch(Message):
    """What changes of a table; what is left out stays.

    ``columns`` are descriptions by column, in any case. An empty text takes one away.
    """

    name: TableName | None = None
    description: Description | None = None
    columns: dict[str, Description] | None = None


class TableCreate(Message):
    """A table to be made of all rows of a query's result."""

    name: TableName
    result_id: Id


Origin = Literal["new", "replace", "append", "restore", "query"]


class Snapshot(Message):
    """One state of a table. A query reads it as ``"table@number"``.

    ``origin`` is what made it: a file that made, replaced or was appended to the table, an
    earlier snapshot restored (``restored_from``), or a query's result. ``current`` is the one
    that the table is at.
    """

    number: int
    origin: Origin
    restored_from: int | None
    current: bool
    columns: list[Column]
    row_count: int
    bytes: int
    file_id: Id | None
    created_at: Moment


class SnapshotList(Message):
    """The snapshots of a table that are kept, newest first."""

    items: list[Snapshot]
    next: str | None = None


class Restore(Message):
    """The number of the snapshot whose data the table is to have again."""

    snapshot: int = Field(ge=1, lt=2**31)


class Page(Message):
    """Rows ``offset`` and on, in the table's or the result's own order.

    ``row_count`` is the number of rows in all, null while it is not known.
    Asked for with ``Accept: application/vnd.apache.arrow.stream``, the same rows
    come as an Arrow IPC stream and ``row_count`` as the header ``X-Deita-Row-Count``
    (empty while it is not known).
    """

    columns: list[Column]
    offset: int
    rows: list[list[Cell]]
    row_count: int | None
