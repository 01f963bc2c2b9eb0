"""What Deita is about, as values that know nothing of HTTP, databases or engines.

Sizes are bytes, times are aware datetimes in UTC, ids are 32 hexadecimal digits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4


def new_id() -> str:
    """A fresh identifier: 32 lower-case hexadecimal digits."""
    return uuid4().hex


def utcnow() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


class ColumnKind(StrEnum):
    """What a column's values are to a person, whatever the engine's exact type."""

    NUMBER = "number"
    TEXT = "text"
    TIME = "time"
    BOOLEAN = "boolean"
    BINARY = "binary"
    NESTED = "nested"


class JobState(StrEnum):
    """Where a piece of work is. The last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        """Whether the job will never change again."""
        return self in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class QueryState(StrEnum):
    """Where a query is. ``running`` includes the time its result is still being written."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Origin(StrEnum):
    """What made a snapshot. All but the last two come of a file."""

    NEW = "new"
    REPLACE = "replace"
    APPEND = "append"
    RESTORE = "restore"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class User:
    """A person. ``id`` is Jupyter's user name, or ``local`` on a server of one's own."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name as in the file, the engine's type, and its kind."""

    name: str
    type: str
    kind: ColumnKind


class Role(StrEnum):
    """What somebody is in a workspace: each may do all that the one before may, and more."""

    VIEWER = "viewer"
    EDITOR = "editor"
    OWNER = "owner"

    def may(self, needs: Role) -> bool:
        """Whether this is enough for what ``needs`` another."""
        order = tuple(Role)
        return order.index(self) >= order.index(needs)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may use a workspace, by the user's id; ``since`` when in this way.

    ``seen`` is whether they have ever been here: a name that was misspelt never comes.
    """

    workspace_id: str
    user: str
    role: Role
    since: datetime
    seen: bool = True


@dataclass(frozen=True, slots=True)
class Workspace:
    """A room for files and the tables made of them. ``bytes`` counts files and snapshots.

    ``expires_at`` is when it is deleted unless somebody uses it; None for one that is in use.
    ``role`` is that of the person for whom it was looked up.
    """

    id: str
    name: str
    owner: str
    created_at: datetime
    updated_at: datetime
    bytes: int = 0
    table_count: int = 0
    expires_at: datetime | None = None
    role: Role = Role.OWNER


@dataclass(frozen=True, slots=True)
class File:
    """An upload, kept as it came. ``key`` is its place in the object store."""

    id: str
    workspace_id: str
    name: str
    bytes: int
    sha256: str
    key: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """How a part of a file was read, and what became of its lines.

    ``decisions`` and ``report`` are the contract's, as JSON values. ``rejects_key`` is the
    place of the rejected lines, a CSV file; None where there are none.
    """

    format: str
    part: str
    decisions: dict[str, Any]
    report: dict[str, Any]
    notes: tuple[str, ...] = ()
    rejects_key: str | None = None
    rejects_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One immutable state of a table: Parquet at ``key`` in the object store.

    A snapshot restored from an earlier one, ``restored_from``, shares its ``key``.
    ``reading`` is read only where it is asked for.
    """

    id: str
    table_id: str
    number: int
    key: str
    bytes: int
    row_count: int
    columns: tuple[Column, ...]
    file_id: str | None
    created_at: datetime
    origin: Origin = Origin.NEW
    restored_from: int | None = None
    reading: Reading | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A named table and its current snapshot.

    ``column_descriptions`` go by the columns' names, also of columns that the current
    snapshot does not have. ``deleted_at`` is set while a deletion can be undone.
    """

    id: str
    workspace_id: str
    name: str
    created_at: datetime
    updated_at: datetime
    snapshot: Snapshot
    description: str | None = None
    column_descriptions: dict[str, str] = field(default_factory=dict)
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """Work that takes time, kept in the catalog.

    ``progress`` is 0..1, or None where it is not known; ``rows`` is how many were
    read so far. ``error`` is the body of the contract's error. ``tables`` names what
    the job made. ``attempts`` tells one runner's claim from a later one.
    """

    id: str
    workspace_id: str
    kind: str
    state: JobState
    created_at: datetime
    owner: str
    file_id: str | None = None
    options: dict[str, Any] = field(default_factory=dict)
    progress: float | None = None
    message: str | None = None
    error: dict[str, Any] | None = None
    tables: tuple[dict[str, Any], ...] = ()
    attempts: int = 0
    finished_at: datetime | None = None
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """What a job makes, kept for as long as its holder (a notebook's kernel) gives signs of life.

    Without one it ends at ``expires_at``.
    """

    job_id: str
    workspace_id: str
    owner: str
    holder: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that comes in pieces, over as many connections as it takes.

    ``id`` becomes the file's. ``length`` is None until the client tells it; ``offset``
    bytes are here and durable, as ``state`` tells the object store. ``sha256`` is what
    the client says the whole will have. ``finished`` says that the file is acknowledged;
    ``job_id`` is then the job that makes tables of it, where ``ingest`` asked for one.
    """

    id: str
    workspace_id: str
    owner: str
    name: str
    length: int | None
    key: str
    created_at: datetime
    expires_at: datetime
    offset: int = 0
    state: dict[str, Any] = field(default_factory=dict)
    metadata: str | None = None
    sha256: str | None = None
    job_id: str | None = None
    ingest: bool = True
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A statement that was run, and what became of it.

    Its result has the query's own id. ``columns`` is None until the first page,
    ``row_count`` until the last row. ``tables`` are ``name@number``.
    ``stats`` are milliseconds, rows and bytes by name. ``ahead`` is how many queries come
    before it, while it waits.
    """

    id: str
    workspace_id: str
    owner: str
    sql: str
    state: QueryState
    created_at: datetime
    params: dict[str, Any] = field(default_factory=dict)
    columns: tuple[Column, ...] | None = None
    row_count: int | None = None
    tables: tuple[str, ...] = ()
    stats: dict[str, float] = field(default_factory=dict)
    error: dict[str, Any] | None = None
    finished_at: datetime | None = None
    ahead: int | None = None


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A statement that a person keeps under a name. It need not run, nor even be one."""

    id: str
    workspace_id: str
    owner: str
    name: str
    sql: str
    created_at: datetime
    updated_at: datetime
    description: str | None = None


class Sends(StrEnum):
    """What of a workspace is told to a model: each is all of the one before, and more."""

    NAMES = "names"
    PROFILES = "profiles"
    SAMPLES = "samples"


class MessageState(StrEnum):
    """Where an answer is. A question is ``done`` at once."""

    STREAMING = "streaming"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Thread:
    """Messages one after the other. A ``named`` one keeps its name, whatever is asked in it."""

    id: str
    workspace_id: str
    owner: str
    name: str
    created_at: datetime
    updated_at: datetime
    shared: bool = False
    named: bool = True
    message_count: int = 0


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """A question or an answer.

    ``blocks``, ``mentions``, ``subject`` and ``error`` are the contract's, as JSON values.
    ``author`` is the id of the user who asked. ``cost`` is in US dollars. ``updated_at`` of an
    answer that is being written is no older than a few seconds.
    ``sends`` is what the workspace told when it was written.
    """

    id: str
    thread_id: str
    role: str
    task: str
    text: str
    state: MessageState
    created_at: datetime
    updated_at: datetime
    blocks: tuple[dict[str, Any], ...] = ()
    mentions: tuple[dict[str, Any], ...] = ()
    model: str | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None
    cost: float | None = None
    seconds: float | None = None
    feedback: str | None = None
    error: dict[str, Any] | None = None
    sends: Sends = Sends.NAMES
    author: str | None = None
    subject: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """A question with the statement that answers it, and what that gave.

    ``digest`` stands for the rows; ``last`` is how it fared when it was last run, as the
    contract's JSON values.
    """

    id: str
    workspace_id: str
    owner: str
    question: str
    sql: str
    created_at: datetime
    digest: str
    row_count: int
    tables: tuple[str, ...] = ()
    message_id: str | None = None
    last: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """What one person has used of models on one day; ``cost`` is in US dollars."""

    tokens: int = 0
    cost: float = 0.0
