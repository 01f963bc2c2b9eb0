"""Queries in the catalog: the history, and what results there are."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from deita_server_ext.domain import Query, QueryState
from deita_server_ext.errors import NotFound

from .database import Database
from .schema import queries

_QUERIES = sa.select(
    queries.c.id,
    queries.c.workspace_id,
    queries.c.owner,
    queries.c.sql,
    queries.c.state,
    queries.c.created_at,
    queries.c.params,
    queries.c.columns,
    queries.c.row_count,
    queries.c.tables,
    queries.c.stats,
    queries.c.error,
    queries.c.finished_at,
)
_EXISTS = "SELECT 1 FROM queries WHERE id = :id"


class Queries:
    """Statements that were run."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, *wanted: Query) -> None:
        """Keep queries as they are now, in one transaction; ``NotFound`` where the workspace
        of one of them is gone. What another query has left under the same id stays.
        """
        async with self._database.writing() as connection:
            await connection.execute(self._upsert, [_values(query) for query in wanted])

    async def has(self, query_id: str) -> bool:
        """Whether there is a query of this id, whoever ran it."""
        return await self._database.look_up(_EXISTS, id=query_id) is not None

    @functools.cached_property
    def _upsert(self) -> sa.Executable:
        # Made once: it is run after every query, and making it takes longer than running it.
        insert = self._database.insert(queries)
        fresh = {column.name: insert.excluded[column.name] for column in queries.c}
        del fresh["id"]
        same = queries.c.created_at == insert.excluded.created_at
        return insert.on_conflict_do_update(index_elements=["id"], set_=fresh, where=same)

    async def get(self, query_id: str) -> Query:
        """One query, or ``NotFound``."""
        async with self._database.reading() as connection:
            found = await connection.execute(_QUERIES.where(queries.c.id == query_id))
            row = found.mappings().one_or_none()
        if row is None:
            raise NotFound("There is no such query.", hint="Run the statement again.")
        return _query(row)

    async def list(
        self, workspace_id: str, owner: str, limit: int, before: str | None = None
    ) -> tuple[Query, ...]:
        """An owner's newest queries in a workspace, ``limit`` at most, older than ``before``."""
        statement = (
            _QUERIES.where(queries.c.workspace_id == workspace_id, queries.c.owner == owner)
            .order_by(queries.c.created_at.desc(), queries.c.id.desc())
            .limit(limit)
        )
        if before is not None:
            last = sa.select(queries.c.created_at, queries.c.id).where(queries.c.id == before)
            order = sa.tuple_(queries.c.created_at, queries.c.id)
            statement = statement.where(order < last.scalar_subquery())
        async with self._database.reading() as connection:
            return tuple(_query(row) for row in (await connection.execute(statement)).mappings())

    async def delete_before(self, moment: datetime) -> tuple[str, ...]:
        """Forget queries older than ``moment`` that no longer run; gives their ids."""
        statement = (
            sa.delete(queries)
            .where(queries.c.created_at < moment, queries.c.state != QueryState.RUNNING)
            .returning(queries.c.id)
        )
        async with self._database.writing() as connection:
            return tuple((await connection.execute(statement)).scalars())


def _values(query: Query) -> dict[str, Any]:
    return {
        "id": query.id,
        "workspace_id": query.workspace_id,
        "owner": query.owner,
        "sql": query.sql,
        "params": query.params,
        "state": query.state,
        "columns": query.columns,
        "row_count": query.row_count,
        "tables": query.tables,
        "stats": query.stats,
        "error": query.error,
        "created_at": query.created_at,
        "finished_at": query.finished_at,
    }


def _query(row: Mapping[Any, Any]) -> Query:
    return Query(**{**row, "state": QueryState(row["state"]), "tables": tuple(row["tables"])})
