"""How a file is read: what a person may ask for, what was decided, what became of each line."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from .base import Message
from .tables import Cell, ColumnKind

Mark = Annotated[str, StringConstraints(min_length=1, max_length=8)]
MarkOrNone = Annotated[str, StringConstraints(max_length=1)]
"""One character, or none: an empty text says that there is no such mark."""


class ColumnOption(Message):
    """What to do with the column that the file calls ``source``.

    ``type`` is one of the engine's; a value that does not fit it becomes null and is counted.
    """

    source: str
    name: Annotated[str, StringConstraints(min_length=1, max_length=1000)] | None = None
    type: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    drop: bool = False


class IngestOptions(Message):
    """What a person asks for; whatever is null is decided by looking at the file.

    ``header_rows`` 0 is none, several are joined with a blank. ``date_format`` and
    ``timestamp_format`` are strptime forms (``%d/%m/%Y``). ``nulls`` are the spellings of null
    besides nothing at all. ``strict`` refuses a file with any reject. ``range`` is a
    spreadsheet's, as ``B3:H200``. ``parts`` are sheets, tables or members; null is all.
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


class PreviewPart(Message):
    """A part of a file as it would be loaded, seen on its head.

    ``decisions`` are by the name of the option that overrides each; ``complete`` says that
    the head was all of it.
    """

    name: str
    decisions: dict[str, Decision]
    columns: list[IngestColumn]
    rows: list[list[Cell]]
    report: IngestReport
    complete: bool


class Preview(Message):
    """What a file would become."""

    format: str
    parts: list[PreviewPart]
