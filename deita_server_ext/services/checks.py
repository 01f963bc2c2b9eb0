"""Statements looked at without being run: for editors while one types, and for models."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Column, User
from deita_server_ext.engine.asking import ask
from deita_server_ext.engine.pool import Pool

from .access import Access
from .parts import columns_of
from .snapshots import SnapshotCache
from .versions import Versions

AT_ONCE = 2
"""How many statements of one workspace are looked at together."""
SECONDS = 10.0
"""How long one may take: the engine works constants out while it binds them."""


@dataclass(frozen=True)
class SqlProblem:
    """Why a statement would not run, and where (see the contract's)."""

    code: str
    message: str
    hint: str | None
    line: int | None
    column: int | None
    end_line: int | None
    end_column: int | None
    details: dict[str, Any]


@dataclass(frozen=True)
class Checked:
    """What is known of a statement (see the contract's ``Check``)."""

    ok: bool
    kind: str | None
    tables: tuple[str, ...]
    columns: tuple[Column, ...] | None
    params: tuple[str, ...]
    error: SqlProblem | None


class Checks:
    """Has the engine look at statements, beside the queries that run."""

    def __init__(
        self,
        catalog: Catalog,
        pool: Pool,
        cache: SnapshotCache,
        versions: Versions,
        access: Access,
        seconds: float,
    ) -> None:
        self._catalog = catalog
        self._pool = pool
        self._cache = cache
        self._versions = versions
        self._access = access
        self._seconds = min(seconds, SECONDS)
        self._turns: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def check(
        self, user: User, workspace_id: str, sql: str, params: dict[str, Any]
    ) -> Checked:
        """Judge and bind a statement as if it were to run; stops when cancelled.

        ``params`` may leave names without a value. Raises NotFound, and what is not the
        statement's fault: QueryTimeout, MemoryLimit, EngineBusy, WorkerDied.
        """
        await self._access.check(user, workspace_id)
        tables = await self._catalog.tables.list(workspace_id)
        named = await self._versions.named_in(workspace_id, sql, tables)
        earlier = await self._versions.files(named)
        files = await self._cache.files(tables)
        turns = self._turns.setdefault(workspace_id, asyncio.Semaphore(AT_ONCE))
        async with turns, self._pool.seat(workspace_id, files) as worker:
            told, _data = await ask(
                worker,
                "checks.check",
                seconds=self._seconds,
                grace_seconds=self._pool.limits.grace_seconds,
                sql=sql,
                params=params,
                earlier=earlier,
            )
        return _checked(told)


def _checked(told: dict[str, Any]) -> Checked:
    problem, columns = told["problem"], told["columns"]
    return Checked(
        ok=problem is None,
        kind=told["kind"],
        tables=tuple(told["tables"]),
        columns=None if columns is None else columns_of(columns),
        params=tuple(told["params"]),
        error=None if problem is None else SqlProblem(**problem),
    )
