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
