"""The service's replies about files that are read (see :mod:`.contract`)."""

from __future__ import annotations

from typing import Any, TypedDict

from .contract import Cell


class Decision(TypedDict):
    """A value that was used, why, and whether the options asked for it."""

    value: Any
    why: str
    given: bool


class IngestColumn(TypedDict):
    """A column as it will be, with the name that it has in the file."""

    source: str
    name: str
    type: str
    kind: str


class ProblemPlace(TypedDict):
    """The first problem of a kind. ``line`` counts from 1."""

    line: int | None
    column: str | None
    text: str | None
    reason: str


class Problem(TypedDict):
    """One kind of problem, and how often it was met."""

    kind: str
    count: int
    first: ProblemPlace


class IngestReport(TypedDict):
    """What became of every line: header + loaded + rejected + blank + preamble + footer."""

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


class ColumnMapping(TypedDict):
    """What becomes of one column of a table that a file is to replace or be appended to."""

    column: str
    source: str | None
    table_type: str | None
    file_type: str | None
    type: str | None
    change: str
    note: str | None


class PreviewPart(TypedDict):
    """A part of a file as it would be loaded, seen on its head."""

    name: str
    decisions: dict[str, Decision]
    columns: list[IngestColumn]
    rows: list[list[Cell]]
    report: IngestReport
    notes: list[str]
    complete: bool
    mapping: list[ColumnMapping] | None
    table: str | None


class Preview(TypedDict):
    """What a file would become."""

    format: str
    parts: list[PreviewPart]


class TableReport(TypedDict):
    """How the file was read that a snapshot was made of, and what became of its lines."""

    snapshot: int
    file_id: str | None
    format: str
    part: str
    decisions: dict[str, Decision]
    report: IngestReport
    notes: list[str]
    rejects: bool


class Lease(TypedDict):
    """What was uploaded for ``holder`` is kept until ``expires_at``; each renewal moves that."""

    holder: str
    expires_at: str
    renew_seconds: float
