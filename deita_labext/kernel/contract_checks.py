"""The service's replies about statements, as the kernel reads them (see :mod:`.contract`)."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from .contract import Column


class SqlProblem(TypedDict):
    """Why a statement would not run, and where: lines and columns from 1, or all four None."""

    code: str
    message: str
    hint: str | None
    line: int | None
    column: int | None
    end_line: int | None
    end_column: int | None
    details: dict[str, Any]


class Check(TypedDict):
    """What is known of a statement without running it."""

    ok: bool
    kind: Literal["select", "pivot", "describe", "summarize", "explain"] | None
    tables: list[str]
    columns: list[Column] | None
    params: list[str]
    error: SqlProblem | None


class FunctionName(TypedDict):
    """A function that statements may call; those of ``table`` stand behind FROM."""

    name: str
    kind: Literal["scalar", "aggregate", "table"]


class Formatted(TypedDict):
    """Statements laid out; ``kept`` is how many of them stayed as they were."""

    sql: str
    kept: int


class PlanNode(TypedDict):
    """A step of a plan, and the steps it takes its rows from."""

    name: str
    detail: dict[str, str | list[str]]
    rows_estimated: int | None
    rows: int | None
    seconds: float | None
    children: list[PlanNode]


class Plan(TypedDict):
    """How the engine works a statement out; ``text`` is the same for reading."""

    text: str
    root: PlanNode
    seconds: float | None
