"""Tables: listed, described, deleted and brought back, paged through."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Role, Table, User
from deita_server_ext.engine.pool import Pool
from deita_server_ext.engine.process import Worker
from deita_server_ext.errors import InvalidRequest

from .access import Access
from .events import Events, Happening, Subject
from .retention import Retention
from .snapshots import SnapshotCache

_OF_A_SNAPSHOT = re.compile(r"@\d+\s*$")


@dataclass(frozen=True)
class Rows:
    """A page as the worker encoded it: a JSON array of arrays, or an Arrow IPC stream."""

    data: bytes
    row_count: int | None


@dataclass(frozen=True)
class Changes:
    """What changes of a table; None stays. An empty text takes a description away."""

    name: str | None = None
    description: str | None = None
    columns: dict[str, str] | None = None


class Tables:
    """A workspace's tables."""

    def __init__(
        self,
        catalog: Catalog,
        pool: Pool,
        cache: SnapshotCache,
        retention: Retention,
        access: Access,
        events: Events,
    ) -> None:
        self._catalog = catalog
        self._pool = pool
        self._cache = cache
        self._retention = retention
        self._access = access
        self._events = events

    async def list(self, user: User, workspace_id: str) -> tuple[Table, ...]:
        """The tables by name."""
        await self._access.check(user, workspace_id)
        return await self._catalog.tables.list(workspace_id)

    async def get(self, user: User, workspace_id: str, id_or_name: str) -> Table:
        """One table. Raises NotFound."""
        await self._access.check(user, workspace_id)
        return await self._catalog.tables.get(workspace_id, id_or_name)

    async def change(self, user: User, workspace_id: str, id_or_name: str, to: Changes) -> Table:
        """The table with what is given in place. Raises NotFound, NameTaken, InvalidRequest."""
        await self._access.check(user, workspace_id, Role.EDITOR)
        table = await self._catalog.tables.get(workspace_id, id_or_name)
        if to == Changes():
            return table
        if to.name is not None:
            check_name(to.name)
        columns = None if to.columns is None else _of_columns(table, to.columns)
        changed = await self._catalog.tables.change(
            table.id, name=to.name, description=to.description, columns=columns
        )
        self._changed(user, workspace_id)
        return changed

    async def delete(self, user: User, workspace_id: str, id_or_name: str) -> None:
        """Take a table away, for a while so that it can be brought back; its file stays."""
        await self._access.check(user, workspace_id, Role.EDITOR)
        table = await self._catalog.tables.get(workspace_id, id_or_name)
        await self._catalog.tables.delete(table.id)
        self._changed(user, workspace_id)
        if not self._retention.limits.undo:
            await self._retention.sweep()

    async def deleted(self, user: User, workspace_id: str) -> tuple[Table, ...]:
        """The tables that can be brought back, the last one deleted first."""
        await self._access.check(user, workspace_id)
        return await self._catalog.tables.deleted(workspace_id, self._retention.undo_since)

    async def undelete(self, user: User, workspace_id: str, table_id: str) -> Table:
        """Bring a table back, under another name where its own is taken. Raises NotFound."""
        await self._access.check(user, workspace_id, Role.EDITOR)
        since = self._retention.undo_since
        table = await self._catalog.tables.undelete(workspace_id, table_id, since)
        self._changed(user, workspace_id)
        return table

    def undo_until(self, table: Table) -> datetime | None:
        """Until when a deleted table can be brought back."""
        deleted_at = table.deleted_at
        return None if deleted_at is None else deleted_at + self._retention.limits.undo

    @contextlib.asynccontextmanager
    async def seat(self, user: User, workspace_id: str) -> AsyncIterator[Worker]:
        """The workspace's worker with the tables as they are now."""
        files = await self._cache.files(await self.list(user, workspace_id))
        async with self._pool.seat(workspace_id, files) as worker:
            yield worker

    @contextlib.asynccontextmanager
    async def alone(self, user: User, workspace_id: str) -> AsyncIterator[Worker]:
        """A worker with the tables as they are now that nobody else uses."""
        files = await self._cache.files(await self.list(user, workspace_id))
        async with self._pool.alone(workspace_id, files, rests=True) as worker:
            yield worker

    def _changed(self, user: User, workspace_id: str) -> None:
        self._events.publish(user.id, Happening(Subject.TABLES, workspace_id))


def check_name(name: str) -> None:
    """Raise InvalidRequest for a name that a query takes for a snapshot's."""
    if _OF_A_SNAPSHOT.search(name):
        raise InvalidRequest(
            f"{name} is how a query names a snapshot.",
            hint="Choose a name that does not end in @ and a number.",
            details={"field": "name"},
        )


def _of_columns(table: Table, described: dict[str, str]) -> dict[str, str]:
    """Descriptions by the names as the table spells them. Raises InvalidRequest."""
    spelt = {column.name.lower(): column.name for column in table.snapshot.columns}
    for name in described:
        if name.lower() not in spelt:
            raise InvalidRequest(
                f"{table.name} has no column {name}.",
                hint="Its columns are listed with the table.",
                details={"field": f"columns.{name}"},
            )
    return {spelt[name.lower()]: text for name, text in described.items()}
