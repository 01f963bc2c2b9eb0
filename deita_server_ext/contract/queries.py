"""Queries that ran and the results they left."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import ErrorBody, Id, Message, Moment
from .tables import Cell, Column

QueryState = Literal["queued", "running", "done", "failed", "cancelled"]
Param = str | int | float | bool | None


class QueryRequest(Message):
    """One statement to run in a workspace.

    ``id`` may be chosen by the client (32 hexadecimal digits), so that it can
    cancel the query before the first answer has come. ``params`` are bound to
    ``$name``, ``:name`` and ``?1`` (the name is 1) in the statement. ``timeout`` is in seconds,
    at most the server's own; waiting for a turn does not count. A statement that was run before
    over the same data is answered from what it gave then, unless ``fresh``.
    """

    sql: str = Field(min_length=1, max_length=1_000_000)
    params: dict[str, Param] = Field(default_factory=dict)
    page_size: int | None = Field(default=None, ge=1)
    timeout: float | None = Field(default=None, gt=0)
    id: Id | None = None
    fresh: bool = False


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


class ResultFile(Message):
    """Where a result lies: an Arrow IPC file of ``bytes`` bytes on the server's machine.

    It is written once and never changed; who has opened it can read on when it is removed.
    """

    path: str
    bytes: int


class Query(Message):
    """A query, with its result and first page where it has got that far.

    Asked for with ``Accept: application/vnd.apache.arrow.stream``, the first page comes as an
    Arrow IPC stream and the query's id as the header ``X-Deita-Query``.
    ``rows`` is the first page: it comes as soon as the engine hands on so many rows, or all.
    Rows that lie far apart among very many it gathers before it does, at the most until it has
    looked through all of them. While the query waits for its turn or for a worker (``queued``),
    ``ahead`` says how many come before it. ``stats`` are, as far as they are known: ``queue_ms``
    (waiting for a turn and a worker), ``gate_ms`` (judging), ``first_page_ms`` (in the engine,
    to the first rows), ``run_ms`` (in the engine, to the last row or the error), ``total_ms``
    (at the server, to the first page or the error), ``rows_scanned`` (rows of the snapshots it
    reads), ``rows_returned``,
    ``result_bytes``, ``peak_memory_bytes`` (the most that the workspace's worker held
    meanwhile) and ``cache_hit`` (1 where the answer was there already).
    """

    id: Id
    workspace_id: Id
    sql: str
    params: dict[str, Param]
    state: QueryState
    result: Result | None
    rows: list[list[Cell]]
    stats: dict[str, float]
    error: ErrorBody | None
    created_at: Moment
    finished_at: Moment | None
    ahead: int | None = None


class RunningQuery(Message):
    """A query, or a statement's export, that waits for its turn or a worker, ``ahead`` others
    before it, or runs."""

    id: Id
    sql: str
    state: QueryState
    created_at: Moment
    ahead: int | None


class RunningQueryList(Message):
    """The person's own queries that wait or run in a workspace, oldest first."""

    items: list[RunningQuery]
    next: str | None = None


class Past(Message):
    """A query of the history. Its result, by the same ``id``, is kept until ``expires_at``.

    A statement that was exported has no columns and no result.
    """

    id: Id
    sql: str
    params: dict[str, Param]
    state: QueryState
    columns: list[Column] | None
    row_count: int | None
    tables: list[str]
    stats: dict[str, float]
    error: ErrorBody | None
    created_at: Moment
    finished_at: Moment | None
    expires_at: Moment


class History(Message):
    """Queries that have ended, newest first; ``next`` is what to ask for as ``before``."""

    items: list[Past]
    next: Id | None = None
