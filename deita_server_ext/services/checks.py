"""Statements looked at without being run: for editors while one types, and for models."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Column, User
from deita_server_ext.engine.asking import ask, asked
from deita_server_ext.engine.functions import AGGREGATES, SCALARS, TABLE_FUNCTIONS
from deita_server_ext.engine.pool import Pool, TableFile
from deita_server_ext.engine.process import Reply, Worker

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


def functions() -> list[tuple[str, str]]:
    """The functions that a statement may call, by name: each with its kind."""
    kinds = {"scalar": SCALARS, "aggregate": AGGREGATES, "table": TABLE_FUNCTIONS}
    return sorted((name, kind) for kind, names in kinds.items() for name in names)


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
        told = await self._ask(workspace_id, files, "checks.check", earlier, sql=sql, params=params)
        return _checked(told)

    async def format(self, user: User, workspace_id: str, sql: str) -> tuple[str, int]:
        """Statements laid out, and how many of them stayed as they were.

        Raises NotFound, SqlSyntaxError for what cannot be read, QueryTimeout, EngineBusy.
        """
        await self._access.check(user, workspace_id)
        told = await self._ask(workspace_id, None, "checks.format", sql=sql)
        return told["sql"], told["kept"]

    async def _ask(
        self,
        workspace_id: str,
        files: tuple[TableFile, ...] | None,
        operation: str,
        earlier: tuple[TableFile, ...] | None = None,
        **args: Any,
    ) -> dict[str, Any]:
        turns = self._turns.setdefault(workspace_id, asyncio.Semaphore(AT_ONCE))
        how: dict[str, Any] = {
            "seconds": self._seconds,
            "grace_seconds": self._pool.limits.grace_seconds,
        }

        async def question(worker: Worker) -> Reply:
            if earlier is None:
                return await ask(worker, operation, **how, **args)
            return await self._pool.reading(
                earlier, lambda given: ask(worker, operation, earlier=given, **how, **args)
            )

        async with turns:
            told, _data = await asked(partial(self._pool.seat, workspace_id, files), question)
        return told


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
