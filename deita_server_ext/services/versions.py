"""A table's snapshots: which are kept, what they were made of, and the way back to one."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterable
from dataclasses import replace

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Reading, Role, Snapshot, Table, User
from deita_server_ext.engine.naming import folded
from deita_server_ext.engine.pool import TableFile
from deita_server_ext.errors import InvalidRequest, NotFound
from deita_server_ext.storage import ObjectStore

from .access import Access
from .events import Events, Happening, Subject
from .retention import Retention
from .snapshots import SnapshotCache

NO_REJECTS = b"line,column,text,kind,reason\r\n"
"""What is downloaded where every line was read."""
MOST_NAMED = 20
"""How many earlier snapshots one statement may name."""

_NAMED = re.compile(r'"((?:[^"]|"")+)@(\d{1,9})"')


class Versions:
    """What tables were."""

    def __init__(
        self,
        catalog: Catalog,
        store: ObjectStore,
        cache: SnapshotCache,
        retention: Retention,
        access: Access,
        events: Events,
    ) -> None:
        self._catalog = catalog
        self._store = store
        self._cache = cache
        self._retention = retention
        self._access = access
        self._events = events

    async def list(
        self, user: User, workspace_id: str, id_or_name: str
    ) -> tuple[Table, tuple[Snapshot, ...]]:
        """A table and its snapshots that are kept, newest first. Raises NotFound."""
        table = await self._table(user, workspace_id, id_or_name)
        return table, await self._catalog.snapshots.list(table.id)

    async def restore(self, user: User, workspace_id: str, id_or_name: str, number: int) -> Table:
        """The table with the data of an earlier snapshot, as a new one. Raises NotFound."""
        await self._access.check(user, workspace_id, Role.EDITOR)
        table = await self._catalog.tables.get(workspace_id, id_or_name)
        await self._catalog.snapshots.restore(table.id, number)
        self._events.publish(user.id, Happening(Subject.TABLES, workspace_id))
        restored = await self._catalog.tables.get(workspace_id, table.id)
        await self._retention.prune(restored)
        return restored

    async def at(self, user: User, workspace_id: str, id_or_name: str, number: int | None) -> Table:
        """The table at one of its snapshots (None: the current one). Raises NotFound."""
        table = await self._table(user, workspace_id, id_or_name)
        wanted = table.snapshot.number if number is None else number
        return replace(table, snapshot=await self._catalog.snapshots.get(table.id, wanted))

    async def still(self, table: Table) -> Table:
        """The table at its snapshot, if that is still kept. Raises NotFound."""
        snapshot = await self._catalog.snapshots.get(table.id, table.snapshot.number)
        return replace(table, snapshot=snapshot)

    async def read(
        self, user: User, workspace_id: str, id_or_name: str, number: int | None
    ) -> tuple[Table, Snapshot, Reading]:
        """A snapshot (None: the current one) and how its file was read. Raises NotFound."""
        table = await self.at(user, workspace_id, id_or_name, number)
        snapshot = table.snapshot
        if snapshot.reading is None:
            raise NotFound(
                f"There is no report for snapshot {snapshot.number} of {table.name}.",
                hint="Reports tell how a file was read; this one was not made of a file, or by "
                "an older Deita.",
            )
        return table, snapshot, snapshot.reading

    async def rejects(self, reading: Reading) -> AsyncGenerator[bytes, None]:
        """The lines that were left out, as CSV; its header alone where there are none."""
        if reading.rejects_key is None:
            yield NO_REJECTS
            return
        async for piece in self._store.read(reading.rejects_key):
            yield piece

    async def named_in(
        self, workspace_id: str, sql: str, tables: Iterable[Table]
    ) -> tuple[Table, ...]:
        """The earlier snapshots that a statement names as ``"table@number"``, by that name.

        ``tables`` are the workspace's. What looks like a snapshot and is none is left to the
        gate, which knows where it stands. Raises InvalidRequest for too many.
        """
        if "@" not in sql:
            return ()
        known = {folded(table.name): table.name.lower() for table in tables}
        pairs = ((folded(m[1].replace('""', '"')), int(m[2])) for m in _NAMED.finditer(sql))
        wanted = {(known[name], number) for name, number in pairs if name in known}
        if not wanted:
            return ()
        if len(wanted) > MOST_NAMED:
            raise InvalidRequest(
                f"A statement may name {MOST_NAMED} earlier snapshots; this one has {len(wanted)}.",
                hint="Put them together in several steps.",
            )
        found = await self._catalog.tables.numbered(workspace_id, wanted)
        return tuple(replace(table, name=_numbered(table)) for table in found)

    async def named(self, table: Table) -> Table:
        """The table at its snapshot, if that is still kept, by that name. Raises NotFound."""
        still = await self.still(table)
        return replace(still, name=_numbered(still))

    async def files(self, named: Iterable[Table]) -> tuple[TableFile, ...]:
        """Where a worker finds these snapshots on this machine."""
        return await self._cache.files(named)

    async def _table(self, user: User, workspace_id: str, id_or_name: str) -> Table:
        await self._access.check(user, workspace_id)
        return await self._catalog.tables.get(workspace_id, id_or_name)


def _numbered(table: Table) -> str:
    return f"{table.name}@{table.snapshot.number}"
