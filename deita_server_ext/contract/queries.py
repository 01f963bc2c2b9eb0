"""Queries that ran and the results they left."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import ErrorBody, Id, Message, Moment
from .tables import Cell, Column

QueryState = Literal["running", "done", "failed", "cancelled"]
Param = str | int | float | bool | None


class QueryRequest(Message):
    """One statement to run in a workspace.

    ``id`` may be chosen by the client (32 hexadecimal digits), so that it can
    cancel the query before the first answer has come. ``params`` are bound to
    ``$name`` in the statement. ``timeout`` is in seconds, at most the server's own.
    """

    sql: str = Field(min_length=1, max_length=1_000_000)
    params: dict[str, Param] = Field(default_factory=dict)
    page_size: int | None = Field(default=None, ge=1)
    timeout: float | None = Field(default=None, gt=0)
    id: Id | None = None


class Result(Message):
    """A handle to the rows of a query; pages and exports are asked of it.

    ``complete`` is false while rows are still being written; ``row_count`` is
    null until then. ``tables`` are the snapshots it was made of, as ``name@number``.
    """

    id: Id
    workspace_id: Id
    sql: str
    columns: list[Column]
    row_count: int | None
    complete: bool
    tables: list[str]
    created_at: Moment
    expires_at: Moment


class Query(Message):
    """A query, with its result and first page where it has got that far.

    Asked for with ``Accept: application/vnd.apache.arrow.stream``, the first page comes as an
    Arrow IPC stream and the query's id as the header ``X-Deita-Query``.
    ``stats`` are ``gate_ms``, ``run_ms`` (to the first rows), ``total_ms`` (at
    the server, to the first page); ``rows`` is the first page.
    """

    id: Id
    workspace_id: Id
    sql: str
    state: QueryState
    result: Result | None
    rows: list[list[Cell]]
    stats: dict[str, float]
    error: ErrorBody | None
    created_at: Moment
    finished_at: Moment | None
