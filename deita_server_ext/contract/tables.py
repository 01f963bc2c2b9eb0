"""Tables, their columns, and pages of rows."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from .base import Id, Message, Moment

ColumnKind = Literal["number", "text", "time", "boolean", "binary", "nested"]
TableName = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=120, pattern=r'^[^"\x00-\x1f]+$'
    ),
]

Cell = Any
"""One value in JSON, exact.

null, true and false are themselves. Integers and floats are numbers, except
that integers beyond ±(2⁵³-1), every HUGEINT and DECIMAL are strings of their
digits, and floats that JSON lacks are ``"NaN"``, ``"Infinity"``,
``"-Infinity"``. DATE is ``2013-01-31``, TIME ``05:15:00``, TIMESTAMP
``2013-01-31T05:15:00`` (with a fraction where there is one, with ``+00:00``
where there is a zone), INTERVAL ``{"months", "days", "nanoseconds"}``. BLOB is
base64, UUID its usual text. LIST is an array, STRUCT an object, MAP an array of
``[key, value]``.
"""


class Column(Message):
    """A column: name, the engine's type as it writes it, and the kind for display."""

    name: str
    type: str
    kind: ColumnKind


class Table(Message):
    """A table at its current snapshot (numbered from 1). ``bytes`` is the snapshot's Parquet."""

    id: Id
    workspace_id: Id
    name: str
    columns: list[Column]
    row_count: int
    bytes: int
    snapshot: int
    file_id: Id | None
    created_at: Moment
    updated_at: Moment


class TableList(Message):
    """The tables of a workspace, by name."""

    items: list[Table]
    next: str | None = None


class TablePatch(Message):
    """What changes of a table; what is left out stays."""

    name: TableName | None = None


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
