"""The service's replies, as far as the kernel reads them.

The service's own contract is their source; a test holds the two together.
"""

from __future__ import annotations

from typing import Any, Literal, Required, TypedDict

Cell = Any
"""One value in JSON: what it looks like for each type is said in the service's contract."""

Param = str | int | float | bool | None
"""A value bound to a ``$name``."""


class ErrorBody(TypedDict):
    """What is wrong (``message``) and what to do about it (``hint``)."""

    code: str
    message: str
    hint: str | None
    details: dict[str, Any]
    request_id: str | None


class Column(TypedDict):
    """A column: name, the engine's type as it writes it, and the kind for display."""

    name: str
    type: str
    kind: Literal["number", "text", "time", "boolean", "binary", "nested"]


class Health(TypedDict):
    """Whether the service is up, and its version."""

    status: str
    version: str


class Limits(TypedDict):
    """What applies to the person who asks. Bytes and seconds; None is no limit but the disk."""

    file_bytes: int | None
    workspace_bytes: int | None
    page_size: int
    max_page_size: int
    query_timeout_seconds: float
    requests_per_minute: int | None
    workspace_days: float | None


class Me(TypedDict):
    """The person who asks, as Deita knows them; ``shares``: whether workspaces can be shared."""

    id: str
    name: str
    shares: bool
    limits: Limits


Role = Literal["owner", "editor", "viewer"]


class Workspace(TypedDict):
    """A room for files and tables; ``bytes`` is what they take, ``role`` what one is in it.

    ``expires_at`` is when it is deleted unless somebody uses it; None of one that is in use.
    """

    id: str
    name: str
    owner: str
    role: Role
    bytes: int
    table_count: int
    created_at: str
    updated_at: str
    expires_at: str | None


class Member(TypedDict):
    """Somebody who may use a workspace; ``seen`` is whether they have ever been here."""

    user: str
    role: Role
    since: str
    seen: bool


class TableColumn(Column):
    """A column of a table, with what people say of it."""

    description: str | None


class Table(TypedDict):
    """A table at its current snapshot; ``bytes`` is the snapshot's Parquet."""

    id: str
    workspace_id: str
    name: str
    description: str | None
    columns: list[TableColumn]
    row_count: int
    bytes: int
    snapshot: int
    file_id: str | None
    created_at: str
    updated_at: str
    deleted_at: str | None
    undo_until: str | None


class File(TypedDict):
    """An upload, kept as it came."""

    id: str
    workspace_id: str
    name: str
    bytes: int
    sha256: str
    created_at: str


class JobTable(TypedDict):
    """A table that a job made."""

    id: str
    name: str
    row_count: int
    column_count: int


class Job(TypedDict):
    """Work that takes time; ``progress`` is 0..1 or None, ``rows`` those read so far or None."""

    id: str
    workspace_id: str
    kind: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    progress: float | None
    rows: int | None
    message: str | None
    error: ErrorBody | None
    file_id: str | None
    tables: list[JobTable]
    created_at: str
    finished_at: str | None


class Event(TypedDict, total=False):
    """Something that changed; which keys there are, ``type`` says."""

    type: Required[Literal["workspaces", "tables", "saved_queries", "threads", "queries", "job"]]
    workspace_id: str
    thread_id: str
    running: int
    job: Job


class ResultBody(TypedDict):
    """A handle to the rows of a query; ``row_count`` is None while rows are being written."""

    id: str
    workspace_id: str
    sql: str
    columns: list[Column]
    row_count: int | None
    complete: bool
    tables: list[str]
    created_at: str
    expires_at: str


class ResultFile(TypedDict):
    """Where the Arrow IPC file of a result lies on the service's machine, and its size."""

    path: str
    bytes: int


class Uploaded(TypedDict):
    """A file that has come, and the job that makes tables of it, if any."""

    file: File
    job: Job | None


QueryState = Literal["queued", "running", "done", "failed", "cancelled"]


class Query(TypedDict):
    """A query, its result and its first page; ``ahead`` come before it while it is queued."""

    id: str
    workspace_id: str
    sql: str
    params: dict[str, Param]
    state: QueryState
    result: ResultBody | None
    rows: list[list[Cell]]
    stats: dict[str, float]
    error: ErrorBody | None
    created_at: str
    finished_at: str | None
    ahead: int | None


class RunningQuery(TypedDict):
    """A query that waits for its turn, with ``ahead`` others before it, or runs."""

    id: str
    sql: str
    state: QueryState
    created_at: str
    ahead: int | None


class Past(TypedDict):
    """A query of the history; its result, by the same id, is kept until ``expires_at``."""

    id: str
    sql: str
    params: dict[str, Param]
    state: QueryState
    columns: list[Column] | None
    row_count: int | None
    tables: list[str]
    stats: dict[str, float]
    error: ErrorBody | None
    created_at: str
    finished_at: str | None
    expires_at: str


class History(TypedDict):
    """Queries that have ended, newest first; ``next`` is what to ask for as ``before``."""

    items: list[Past]
    next: str | None


class SavedQuery(TypedDict):
    """A statement that the workspace keeps under a name."""

    id: str
    workspace_id: str
    name: str
    sql: str
    description: str | None
    owner: str
    created_at: str
    updated_at: str


class Snapshot(TypedDict):
    """One state of a table, which SQL reads as ``"table@number"``."""

    number: int
    origin: Literal["new", "replace", "append", "restore", "query"]
    restored_from: int | None
    current: bool
    columns: list[Column]
    row_count: int
    bytes: int
    file_id: str | None
    created_at: str


class Page(TypedDict):
    """Rows from ``offset`` on; ``row_count`` is how many there are in all, None if not known."""

    columns: list[Column]
    offset: int
    rows: list[list[Cell]]
    row_count: int | None


class ColumnSummary(TypedDict):
    """What a column holds; where ``computed`` is false the time was up, and the rest is None."""

    column: int
    name: str
    type: str
    kind: str
    computed: bool
    null_count: int | None
    distinct: int | None
    low: Cell
    high: Cell
    bins: list[dict[str, Any]] | None
    values: list[dict[str, Any]] | None


class ColumnProfile(ColumnSummary):
    """All that is told of a column of a table; ``quantiles`` are ``p05 p25 p50 p75 p95``."""

    nan_count: int | None
    infinity_count: int | None
    quantiles: dict[str, Cell] | None
    mean: float | None
    deviation: float | None
    lengths: dict[str, float] | None


class Profile(TypedDict):
    """What a table's columns hold at a snapshot; not ``complete`` while some are not found yet."""

    table_id: str
    snapshot: int
    row_count: int
    complete: bool
    columns: list[ColumnProfile]


class Summary(TypedDict):
    """What rows hold, column by column."""

    row_count: int | None
    columns: list[ColumnSummary]


class ViewSql(TypedDict):
    """A statement that gives a view's rows, and the values of its parameters."""

    sql: str
    params: dict[str, Param]


class DrawnField(TypedDict):
    """A column of a drawing's data: the field in its specification, and its title."""

    field: str
    title: str


class ChartNote(TypedDict):
    """Something that is not as the chart seems: in English, and its code and parts."""

    code: str
    text: str
    parts: dict[str, str | int | float]


class Drawing(TypedDict):
    """A chart as it was drawn: a Vega-Lite specification, and what there is to say of it."""

    chart: dict[str, Any]
    fields: list[DrawnField]
    row_count: int
    sampled: bool
    notes: list[ChartNote]
    spec: dict[str, Any]


class Thread(TypedDict):
    """A thread of messages in a workspace; ``mine`` says whether one may change it."""

    id: str
    workspace_id: str
    name: str
    shared: bool
    owner: str
    mine: bool
    created_at: str
    updated_at: str
    message_count: int


class SqlBlock(TypedDict):
    """A statement of an answer, and whether the engine takes it."""

    kind: Literal["sql"]
    id: str
    sql: str
    tables: list[str]
    runs: bool
    error: ErrorBody | None
    attempts: int
    result_id: str | None
    replaces: str | None


class ThreadMessage(TypedDict):
    """A question or an answer; ``blocks`` is what of it is more than words."""

    id: str
    role: Literal["user", "assistant"]
    text: str
    state: Literal["streaming", "done", "stopped", "failed"]
    task: str
    blocks: list[dict[str, Any]]
    mentions: list[dict[str, Any]]
    author: str | None
    subject: dict[str, Any] | None
    model: str | None
    tokens_in: int | None
    tokens_out: int | None
    cost: float | None
    seconds: float | None
    feedback: Literal["up", "down"] | None
    error: ErrorBody | None
    created_at: str
