"""How a file is read: what a person may ask for, what was decided, what became of each line."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from .base import Id, Message
from .tables import Cell, ColumnKind, TableName

Mark = Annotated[str, StringConstraints(min_length=1, max_length=8)]
MarkOrNone = Annotated[str, StringConstraints(max_length=1)]
"""One character, or none: an empty text says that there is no such mark."""


class ColumnOption(Message):
    """What to do with the column that the file calls ``source``.

    ``part`` is the sheet, table or member that it is in; null is every one that is read.
    ``type`` is one of the engine's; a value that does not fit it becomes null and is counted.
    """

    source: str
    part: Annotated[str, StringConstraints(max_length=1000)] | None = None
    name: Annotated[str, StringConstraints(min_length=1, max_length=1000)] | None = None
    type: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    drop: bool = False


class IngestOptions(Message):
    """What a person asks for; whatever is null is decided by looking at the file.

    ``header_rows`` 0 is none, several are joined with a blank. ``date_format`` and
    ``timestamp_format`` are strptime forms (``%d/%m/%Y``). ``nulls`` are the spellings of null
    besides nothing at all. ``strict`` refuses a file with any reject. ``range`` is a
    spreadsheet's, as ``B3:H200``. ``records`` is where a JSON document holds them, as
    ``$.data.items``; ``$`` is the document itself. ``parts`` are sheets, tables or members;
    null is all.
    """

    parts: list[str] | None = None
    delimiter: Mark | None = None
    quote: MarkOrNone | None = None
    escape: MarkOrNone | None = None
    encoding: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None
    comment: MarkOrNone | None = None
    decimal: MarkOrNone | None = None
    thousands: MarkOrNone | None = None
    date_format: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    timestamp_format: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    header_rows: Annotated[int, Field(ge=0, le=20)] | None = None
    skip_lines: Annotated[int, Field(ge=0, le=100_000)] | None = None
    footer_lines: Annotated[int, Field(ge=0, le=1000)] | None = None
    nulls: list[Annotated[str, StringConstraints(max_length=100)]] | None = None
    strict: bool = False
    range: Annotated[str, StringConstraints(max_length=40)] | None = None
    records: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    columns: list[ColumnOption] | None = None


class Decision(Message):
    """A value that was used, why, and whether the options asked for it."""

    value: Any
    why: str
    given: bool


class IngestColumn(Message):
    """A column as it will be, with the name that it has in the file."""

    source: str
    name: str
    type: str
    kind: ColumnKind


class ProblemPlace(Message):
    """The first problem of a kind. ``line`` counts from 1; ``column`` is the table's name."""

    line: int | None
    column: str | None
    text: str | None
    reason: str


class Problem(Message):
    """One kind of problem, and how often it was met."""

    kind: str
    count: int
    first: ProblemPlace


class IngestReport(Message):
    """What became of every line of the source.

    lines = header + loaded + rejected + blank + preamble + footer. ``blank`` includes
    comments; ``loaded`` counts lines of the source, ``rows`` those of the table, which are
    fewer where a quoted value holds a line break.
    """

    lines: int
    header: int
    loaded: int
    rejected: int
    blank: int
    preamble: int
    footer: int
    rows: int
    cells_nulled: int
    problems: list[Problem]


class ColumnMapping(Message):
    """What becomes of one column of a table that a file is to replace or be appended to.

    ``column`` is the table's, ``source`` the file's (its final name) that it takes; ``type``
    is the one afterwards, null where there is none. Only ``refused`` cannot be done. ``note``
    says it to a person; null where nothing changes.
    """

    column: str
    source: str | None
    table_type: str | None
    file_type: str | None
    type: str | None
    change: Literal[
        "same", "widened", "retyped", "converted", "added", "missing", "removed", "refused"
    ]
    note: str | None


class PreviewPart(Message):
    """A part of a file as it would be loaded, seen on its head.

    ``decisions`` are by the name of the option that overrides each; ``notes`` say what else a
    person should know, as that a sheet is hidden; ``complete`` says that the head was all of
    it; ``mapping`` is null where no table was named. ``table`` is what a new table would be
    called, null where there is none to be made.
    """

    name: str
    decisions: dict[str, Decision]
    columns: list[IngestColumn]
    rows: list[list[Cell]]
    report: IngestReport
    notes: list[str]
    complete: bool
    mapping: list[ColumnMapping] | None = None
    table: str | None = None


class Preview(Message):
    """What a file would become."""

    format: str
    parts: list[PreviewPart]


class IngestRequest(Message):
    """A file to load: into new tables, or into one that is there.

    ``replace`` and ``append`` need ``table``, a name or an id, and a file with one part.
    ``name`` is what a new table is to be called; where the file has several parts, it stands
    before each one's name. Null is the file's name, made free with a number where it is taken.
    """

    file_id: Id
    options: IngestOptions = Field(default_factory=IngestOptions)
    mode: Literal["new", "replace", "append"] = "new"
    table: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    name: TableName | None = None


class PreviewRequest(IngestRequest):
    """A file to look into, before or instead of loading it; at most ``rows`` rows a part."""

    rows: Annotated[int, Field(ge=0, le=1000)] = 100


class TableReport(Message):
    """How the file was read that a snapshot was made of, and what became of its lines.

    ``part`` is the sheet, table or member, empty where the file has one part. ``rejects`` says
    whether there is anything to look at to download, by line.
    """

    snapshot: int
    file_id: Id | None
    format: str
    part: str
    decisions: dict[str, Decision]
    report: IngestReport
    notes: list[str]
    rejects: bool
