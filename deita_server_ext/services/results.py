"""Results: the rows that a query left, by the query's own id."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from deita_server_ext.domain import Query, User, utcnow
from deita_server_ext.engine.asking import asked, page
from deita_server_ext.engine.pool import Pool
from deita_server_ext.engine.process import EngineFault
from deita_server_ext.errors import DeitaError, NotFound, ResultGone, from_body

from .queries import Queries, QueryLimits
from .tables import Rows


class Results:
    """Pages of what queries gave."""

    def __init__(self, queries: Queries, pool: Pool, limits: QueryLimits) -> None:
        self._queries = queries
        self._pool = pool
        self.limits = limits

    async def get(self, user: User, query_id: str) -> Query:
        """A query that has a result. Raises NotFound, ResultGone or the query's own error."""
        query = await self._queries.get(user, query_id)
        if query.columns is None:
            if query.error is not None:
                raise _told(query.error)
            raise NotFound("This query has no result.", hint="Run the statement again.")
        if self.expires_at(query) < utcnow():
            raise ResultGone("This result is no longer kept.", hint="Run the query again.")
        return query

    async def rows(
        self, user: User, query_id: str, offset: int, limit: int, format: str
    ) -> tuple[Query, Rows]:
        """Rows of a result; waits for those that are still being written."""
        query = await self.get(user, query_id)
        of = {"id": query_id, "offset": offset, "limit": limit, "format": format}
        header, data = await asked(
            partial(self._queries.worker, query),
            lambda worker: page(worker, **of),
        )
        return query, Rows(data, header["row_count"])

    async def whole(self, user: User, query_id: str) -> Query:
        """A query whose rows are all written, waited for. Raises as :meth:`get`, and its error."""
        await self._queries.ended(user, query_id)
        query = await self.get(user, query_id)
        if query.error is not None:
            raise _told(query.error)
        return query

    async def shown(self, user: User, query_id: str) -> tuple[Query, Rows]:
        """A query as it is now, with its first page where there is one. Raises NotFound."""
        query = await self._queries.get(user, query_id)
        if query.columns is not None and query.error is None:
            try:
                return await self.rows(user, query_id, 0, self.limits.page_size, "json")
            except DeitaError as exc:
                # It may have failed since, or its rows are no longer kept.
                query = await self._queries.get(user, query_id)
                if query.error is None and not isinstance(exc, ResultGone):
                    raise
        return query, Rows(b"[]", query.row_count)

    def expires_at(self, query: Query) -> datetime:
        """When the result is removed."""
        return query.created_at + self.limits.result_age


def _told(error: dict[str, Any]) -> Exception:
    """The error that a query ended with."""
    return from_body(error) or EngineFault(error["message"])
