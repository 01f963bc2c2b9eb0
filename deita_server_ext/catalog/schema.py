"""The database's tables, the same on SQLite and on Postgres."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from deita_server_ext.domain import Column, ColumnKind


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime in UTC. SQLite keeps no zone, so it is added when read."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a zone is not a moment")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text that a person wrote: any text can be kept.

    Postgres takes no NUL and neither database takes half a surrogate pair; both
    become U+FFFD, so that a statement with one in it can still be in the history.
    """

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _: Dialect) -> str | None:
        if value is None or (value.isascii() and "\0" not in value):
            return value
        whole = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return whole.replace("\0", "\ufffd")


class Json(TypeDecorator[Any]):
    """A JSON value as its text.

    Text and not JSONB, which refuses ``\\u0000`` and NaN: both do occur in error
    messages and parameters.
    """

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, _: Dialect) -> str | None:
        return None if value is None else json.dumps(value)

    def process_result_value(self, value: str | None, _: Dialect) -> Any:
        return None if value is None else json.loads(value)


@lru_cache(maxsize=512)
def _columns(text: str) -> tuple[Column, ...]:
    return tuple(Column(name, kind, ColumnKind(of)) for name, kind, of in json.loads(text))


class Columns(TypeDecorator[tuple[Column, ...]]):
    """A table's columns as one JSON value: ``[[name, type, kind], …]``.

    A snapshot never changes, so what was read once is kept: the tables of a
    workspace are read before every query.
    """

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Column, ...] | None, _: Dialect) -> str | None:
        if value is None:
            return None
        return json.dumps([[column.name, column.type, column.kind] for column in value])

    def process_result_value(self, value: str | None, _: Dialect) -> tuple[Column, ...] | None:
        return None if value is None else _columns(value)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ID = sa.String(32)


def _id() -> sa.Column[str]:
    return sa.Column("id", _ID, primary_key=True)


def _workspace_id() -> sa.Column[str]:
    return sa.Column(
        "workspace_id", _ID, sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False
    )


def _file_id() -> sa.Column[str]:
    return sa.Column(
        "file_id", _ID, sa.ForeignKey("files.id", ondelete="SET NULL"), nullable=True, index=True
    )


# Names are unique whatever their case. The lower-case form is Python's, kept
# beside the name, because SQLite's lower() knows ASCII only. A deleted table has
# none: its name is free while its deletion can still be undone.

_NEXT: sa.TextClause = sa.text("revision + 1")

workspaces = sa.Table(
    "workspaces",
    metadata,
    _id(),
    sa.Column("owner", Words, nullable=False),
    sa.Column("name", Words, nullable=False),
    sa.Column("name_lower", Words, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False),
    # What nobody uses for long is given a time when it goes, and kept by any use before it.
    sa.Column("used_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=True),
    # Counts the changes: whatever changes in a workspace locks it by changing this row.
    sa.Column("revision", sa.BigInteger, nullable=False, default=0, onupdate=_NEXT),
    sa.UniqueConstraint("owner", "name_lower"),
)

# Who may use a workspace beside its owner.
members = sa.Table(
    "members",
    metadata,
    sa.Column(
        "workspace_id",
        _ID,
        sa.ForeignKey("workspaces.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("user_id", Words, primary_key=True, index=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("since", UtcDateTime, nullable=False),
)

files = sa.Table(
    "files",
    metadata,
    _id(),
    _workspace_id(),
    sa.Column("name", Words, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index(None, "workspace_id", "created_at"),
)

tables = sa.Table(
    "tables",
    metadata,
    _id(),
    _workspace_id(),
    sa.Column("name", Words, nullable=False),
    sa.Column("name_lower", Words, nullable=True),
    sa.Column("snapshot_number", sa.Integer, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False),
    sa.Column("description", Words, nullable=True),
    sa.Column("column_descriptions", Json, nullable=True),
    sa.Column("deleted_at", UtcDateTime, nullable=True, index=True),
    sa.UniqueConstraint("workspace_id", "name_lower"),
)

snapshots = sa.Table(
    "snapshots",
    metadata,
    _id(),
    sa.Column("table_id", _ID, sa.ForeignKey("tables.id", ondelete="CASCADE"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("key", sa.Text, nullable=False, index=True),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("row_count", sa.BigInteger, nullable=False),
    sa.Column("columns", Columns, nullable=False),
    _file_id(),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("restored_from", sa.Integer, nullable=True),
    sa.Column("reading", Json, nullable=True),
    sa.Column("rejects_key", sa.Text, nullable=True),
    sa.Column("rejects_bytes", sa.BigInteger, nullable=True),
    sa.UniqueConstraint("table_id", "number"),
)

# Objects that nothing names any more, to be removed once ``due_at`` has come.
discards = sa.Table(
    "discards",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("due_at", UtcDateTime, nullable=False, index=True),
)

jobs = sa.Table(
    "jobs",
    metadata,
    _id(),
    _workspace_id(),
    sa.Column("owner", Words, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    _file_id(),
    sa.Column("options", Json, nullable=False),
    sa.Column("progress", sa.Double, nullable=True),
    sa.Column("message", Words, nullable=True),
    sa.Column("error", Json, nullable=True),
    sa.Column("tables", Json, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("runner", sa.Text, nullable=True),
    sa.Column("heartbeat_at", UtcDateTime, nullable=True),
    sa.Column("cancel_requested", sa.Boolean, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("finished_at", UtcDateTime, nullable=True),
    sa.Column("rows", sa.BigInteger, nullable=True),
    sa.Index(None, "workspace_id", "created_at"),
    sa.Index(None, "state", "created_at"),
)

# What the job makes is kept for as long as its holder, a kernel, gives signs of life.
leases = sa.Table(
    "leases",
    metadata,
    sa.Column("job_id", _ID, sa.ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    _workspace_id(),
    sa.Column("owner", Words, nullable=False),
    sa.Column("holder", _ID, nullable=False, index=True),
    sa.Column("expires_at", UtcDateTime, nullable=False, index=True),
)

arrivals = sa.Table(
    "arrivals",
    metadata,
    _id(),
    _workspace_id(),
    sa.Column("owner", Words, nullable=False),
    sa.Column("name", Words, nullable=False),
    sa.Column("length", sa.BigInteger, nullable=True),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Column("offset", sa.BigInteger, nullable=False),
    sa.Column("state", Json, nullable=False),
    sa.Column("metadata", sa.Text, nullable=True),
    sa.Column("sha256", sa.String(64), nullable=True),
    sa.Column("job_id", _ID, nullable=True),
    sa.Column("ingest", sa.Boolean, nullable=False),
    sa.Column("finished", sa.Boolean, nullable=False),
    # The server that takes its bytes at this moment, and until when it is trusted to.
    sa.Column("holder", sa.Text, nullable=True),
    sa.Column("held_until", UtcDateTime, nullable=True),
    sa.Index(None, "workspace_id"),
    sa.Index(None, "expires_at"),
)

queries = sa.Table(
    "queries",
    metadata,
    _id(),
    _workspace_id(),
    sa.Column("owner", Words, nullable=False),
    sa.Column("sql", Words, nullable=False),
    sa.Column("params", Json, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("columns", Columns, nullable=True),
    sa.Column("row_count", sa.BigInteger, nullable=True),
    sa.Column("tables", Json, nullable=False),
    sa.Column("stats", Json, nullable=False),
    sa.Column("error", Json, nullable=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("finished_at", UtcDateTime, nullable=True),
    sa.Index(None, "workspace_id", "created_at"),
    sa.Index(None, "created_at"),
)

saved_queries = sa.Table(
    "saved_queries",
    metadata,
    _id(),
    _workspace_id(),
    sa.Column("owner", Words, nullable=False),
    sa.Column("name", Words, nullable=False),
    sa.Column("name_lower", Words, nullable=False),
    sa.Column("sql", Words, nullable=False),
    sa.Column("description", Words, nullable=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("workspace_id", "name_lower"),
)

# What of a workspace is told to a model; where there is no row, what the domain says.
workspace_ai = sa.Table(
    "workspace_ai",
    metadata,
    sa.Column(
        "workspace_id",
        _ID,
        sa.ForeignKey("workspaces.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("sends", sa.Text, nullable=False),
)

threads = sa.Table(
    "threads",
    metadata,
    _id(),
    _workspace_id(),
    sa.Column("owner", Words, nullable=False),
    sa.Column("name", Words, nullable=False),
    sa.Column("named", sa.Boolean, nullable=False),
    sa.Column("shared", sa.Boolean, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False),
    sa.Index(None, "workspace_id", "updated_at"),
)

messages = sa.Table(
    "messages",
    metadata,
    _id(),
    sa.Column("thread_id", _ID, sa.ForeignKey("threads.id", ondelete="CASCADE"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("task", sa.Text, nullable=False),
    sa.Column("text", Words, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("blocks", Json, nullable=False),
    sa.Column("mentions", Json, nullable=False),
    sa.Column("model", sa.Text, nullable=True),
    sa.Column("tokens_in", sa.BigInteger, nullable=True),
    sa.Column("tokens_out", sa.BigInteger, nullable=True),
    sa.Column("cost", sa.Double, nullable=True),
    sa.Column("seconds", sa.Double, nullable=True),
    sa.Column("feedback", sa.Text, nullable=True),
    sa.Column("error", Json, nullable=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False),
    sa.Column("stop_requested", sa.Boolean, nullable=False),
    sa.Column("sends", sa.Text, nullable=False),
    sa.Column("author", Words, nullable=True),
    sa.Column("subject", Json, nullable=True),
    sa.UniqueConstraint("thread_id", "number"),
)

verified = sa.Table(
    "verified",
    metadata,
    _id(),
    _workspace_id(),
    sa.Column("owner", Words, nullable=False),
    sa.Column("question", Words, nullable=False),
    sa.Column("sql", Words, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("row_count", sa.BigInteger, nullable=False),
    sa.Column("tables", Json, nullable=False),
    sa.Column("message_id", _ID, nullable=True),
    sa.Column("last", Json, nullable=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index(None, "workspace_id", "created_at"),
)

spending = sa.Table(
    "spending",
    metadata,
    sa.Column("owner", Words, primary_key=True),
    sa.Column("day", sa.String(10), primary_key=True),
    sa.Column("tokens", sa.BigInteger, nullable=False),
    sa.Column("cost", sa.Double, nullable=False),
)
