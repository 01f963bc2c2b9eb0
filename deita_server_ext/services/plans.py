"""Plans: how the engine works a statement out, told as a tree."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import User, new_id
from deita_server_ext.engine.plans import Plan, plan_of
from deita_server_ext.engine.pool import Pool
from deita_server_ext.engine.refusals import explanation
from deita_server_ext.engine.running import RunningQuery
from deita_server_ext.errors import SqlError, SqlRefused

from .access import Access
from .snapshots import SnapshotCache
from .spools import Spools
from .versions import Versions


class Plans:
    """Explains statements as queries that leave no trace in the history."""

    def __init__(
        self,
        catalog: Catalog,
        pool: Pool,
        cache: SnapshotCache,
        versions: Versions,
        access: Access,
        spools: Spools,
        seconds: float,
    ) -> None:
        self._catalog = catalog
        self._pool = pool
        self._cache = cache
        self._versions = versions
        self._access = access
        self._spools = spools
        self._seconds = seconds

    async def explain(
        self,
        user: User,
        workspace_id: str,
        sql: str,
        params: dict[str, Any],
        *,
        analyze: bool,
        seconds: float | None = None,
    ) -> Plan:
        """The plan of a statement; with ``analyze`` it is run for that. Stops when cancelled.

        An EXPLAIN that it begins with is left out. Raises as a query does.
        """
        await self._access.check(user, workspace_id)
        tables = await self._catalog.tables.list(workspace_id)
        named = await self._versions.named_in(workspace_id, sql, tables)
        files = await self._cache.files(tables)
        earlier = await self._versions.files(named)
        _explain, start = explanation(sql)
        words = "EXPLAIN (ANALYZE, FORMAT JSON)" if analyze else "EXPLAIN (FORMAT JSON)"
        # In a line of its own before blanks, so that places stay in their columns.
        blank = re.sub(r"[^\n]", " ", sql[:start])
        query = RunningQuery(
            new_id(), user.id, min(seconds or self._seconds, self._seconds), lambda _header: None
        )
        run = asyncio.create_task(
            query.run(
                self._pool,
                workspace_id,
                files,
                sql=f"{words}\n{blank}{sql[start:]}",
                params=params,
                page_size=2,
                format="json",
                earlier=earlier,
            )
        )
        try:
            _header, page = await query.first
            await run
        except asyncio.CancelledError:
            query.cancel()
            await asyncio.wait({run})
            raise
        except SqlError as exc:
            raise _moved(exc) from exc
        finally:
            await asyncio.wait({run})
            await self._spools.remove(workspace_id, query.id)
        rows = json.loads(page)
        names = {table.snapshot.id: table.name for table in (*named, *tables)}
        plan = plan_of(rows[-1][-1], names) if rows else None
        if plan is None:
            raise SqlRefused(
                "The engine tells no plan of this statement.",
                hint="Explain the query that it is made of.",
            )
        return plan


def _moved(exc: SqlError) -> SqlError:
    """The error with its place in the statement that was given."""
    if "line" in exc.details:
        exc.details["line"] = max(1, exc.details["line"] - 1)
    return exc
