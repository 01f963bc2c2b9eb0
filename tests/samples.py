"""Domain values to fill catalogs with."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from deita_server_ext.domain import (
    Column,
    ColumnKind,
    File,
    Job,
    JobState,
    Query,
    QueryState,
    Snapshot,
    Table,
    Workspace,
    new_id,
    utcnow,
)

_SECONDS = count()


def workspace(name: str = "Flights", owner: str = "ada") -> Workspace:
    """A workspace with nothing in it."""
    now = utcnow()
    return Workspace(new_id(), name, owner, now, now)


def file(workspace_id: str, name: str = "flights.csv", size: int = 1000) -> File:
    """A file, each a second younger than the one before."""
    file_id = new_id()
    made = utcnow() + timedelta(seconds=next(_SECONDS))
    key = f"workspaces/{workspace_id}/files/{file_id}"
    return File(file_id, workspace_id, name, size, "0" * 64, key, made)


def job(workspace_id: str, file_id: str | None = None) -> Job:
    """An ingest job that waits, each a second younger than the one before."""
    made = utcnow() + timedelta(seconds=next(_SECONDS))
    return Job(new_id(), workspace_id, "ingest", JobState.QUEUED, made, "ada", file_id=file_id)


def columns(number: int = 2) -> tuple[Column, ...]:
    """Numbers and texts in turn."""
    kinds = ((ColumnKind.NUMBER, "BIGINT"), (ColumnKind.TEXT, "VARCHAR"))
    return tuple(
        Column(f"column_{index}", kinds[index % 2][1], kinds[index % 2][0])
        for index in range(number)
    )


def table(
    workspace_id: str, name: str = "flights", *, file_id: str | None = None, width: int = 2
) -> Table:
    """A table with its first snapshot: 100 bytes, 10 rows."""
    table_id, snapshot_id, now = new_id(), new_id(), utcnow()
    key = f"workspaces/{workspace_id}/snapshots/{snapshot_id}.parquet"
    snapshot = Snapshot(snapshot_id, table_id, 1, key, 100, 10, columns(width), file_id, now)
    return Table(table_id, workspace_id, name, now, now, snapshot)


def query(workspace_id: str, sql: str = "SELECT 1") -> Query:
    """A query that has just begun, each a second younger than the one before."""
    made = utcnow() + timedelta(seconds=next(_SECONDS))
    return Query(new_id(), workspace_id, "ada", sql, QueryState.RUNNING, made)
