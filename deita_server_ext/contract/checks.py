"""Statements that are looked at, and not run."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from .base import Message
from .queries import Param
from .tables import Column

StatementKind = Literal["select", "pivot", "describe", "summarize", "explain"]


class CheckRequest(Message):
    """A statement that somebody means to run. ``params`` may leave names without a value."""

    sql: str = Field(min_length=1, max_length=1_000_000)
    params: dict[str, Param] = Field(default_factory=dict)


class SqlProblem(Message):
    """Why a statement would not run, and where: lines and columns from 1, in characters.

    The place ends before ``end_column`` of ``end_line``; all four are null where it is not
    known. ``details`` are those of the error that running it would give.
    """

    code: str
    message: str
    hint: str | None
    line: int | None
    column: int | None
    end_line: int | None
    end_column: int | None
    details: dict[str, Any]


class Check(Message):
    """What is known of a statement without running it.

    ``kind`` is null where it cannot be told. ``tables`` are the names it reads, ``params``
    those of the values it takes, by ``:name`` or ``$name``. ``columns`` are its result's; null
    where it has an error, and where they depend on values or on rows.
    """

    ok: bool
    kind: StatementKind | None
    tables: list[str]
    columns: list[Column] | None
    params: list[str]
    error: SqlProblem | None


class FunctionName(Message):
    """A function that statements may call; those of ``table`` stand behind FROM."""

    name: str
    kind: Literal["scalar", "aggregate", "table"]


class FunctionList(Message):
    """All of them, by name."""

    items: list[FunctionName]
    next: str | None = None


class FormatRequest(Message):
    """Statements to lay out for reading."""

    sql: str = Field(min_length=1, max_length=200_000)


class Formatted(Message):
    """The same statements laid out. ``kept`` is how many of them stayed as they were, since
    nothing else was sure to mean the same."""

    sql: str
    kept: int


class PlanRequest(Message):
    """A statement to explain; with ``analyze`` it is run, and its parts are timed.

    ``timeout`` is in seconds, at most the server's own.
    """

    sql: str = Field(min_length=1, max_length=1_000_000)
    params: dict[str, Param] = Field(default_factory=dict)
    analyze: bool = False
    timeout: float | None = Field(default=None, gt=0)


class PlanNode(Message):
    """A step of a plan, and the steps it takes its rows from.

    ``rows`` and ``seconds`` (of processor time, in this step alone) are null where it was not
    run. ``rows_estimated`` is what the engine expects.
    """

    name: str
    detail: dict[str, str | list[str]]
    rows_estimated: int | None
    rows: int | None
    seconds: float | None
    children: list[PlanNode]


class Plan(Message):
    """How the engine works a statement out; ``text`` is the same for reading. ``seconds`` is
    what all of it took, null where it was not run."""

    text: str
    root: PlanNode
    seconds: float | None
