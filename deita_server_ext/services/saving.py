"""Tables made of queries' results."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from typing import Any

from deita_server_ext.blocking import Blocking
from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Origin, Query, Role, Snapshot, Table, User, new_id, utcnow
from deita_server_ext.engine.pool import Pool
from deita_server_ext.errors import DeitaError, NameTaken, NotFound
from deita_server_ext.storage import ObjectStore

from .access import Access
from .events import Events, Happening, Subject
from .limits import UploadLimits
from .loaders import lent_loader
from .parts import columns_of
from .places import Places, snapshot_key
from .queries import Queries
from .results import Results
from .retention import Retention
from .snapshots import SnapshotCache
from .tables import check_name


class Saving:
    """Keeps a result's rows as a table: all of them, at constant memory."""

    def __init__(
        self,
        catalog: Catalog,
        store: ObjectStore,
        pool: Pool,
        cache: SnapshotCache,
        queries: Queries,
        results: Results,
        retention: Retention,
        limits: UploadLimits,
        access: Access,
        events: Events,
        places: Places,
        blocking: Blocking,
    ) -> None:
        self._catalog = catalog
        self._store = store
        self._pool = pool
        self._cache = cache
        self._queries = queries
        self._results = results
        self._retention = retention
        self._limits = limits
        self._access = access
        self._events = events
        self._places = places
        self._blocking = blocking

    async def save(self, user: User, workspace_id: str, name: str, result_id: str) -> Table:
        """A new table of all rows of a result; a query that still runs is waited for.

        Raises NotFound, NameTaken, InvalidRequest, ResultGone, WorkspaceFull, and the query's
        own error.
        """
        await self._access.check(user, workspace_id, Role.EDITOR)
        check_name(name)
        await self._queries.ended(user, result_id)
        query = await self._results.get(user, result_id)
        if query.workspace_id != workspace_id:
            raise NotFound("There is no such result.", hint="Run the statement again.")
        taken = {known.lower() for known in await self._catalog.tables.names(workspace_id)}
        if name.lower() in taken:
            raise NameTaken(
                f"The workspace already has a table named “{name}”.", hint="Choose another name."
            )
        job_id = new_id()
        staging = self._places.run / "staging" / job_id
        target = staging / "data.parquet"
        key = snapshot_key(workspace_id, job_id)
        await self._blocking.run(staging.mkdir, mode=0o700, parents=True, exist_ok=True)
        try:
            made = await self._written(query, target)
            used = await self._catalog.arrivals.room(workspace_id)
            self._limits.check_room(name, made["bytes"], self._limits.left(used))
            await self._retention.announce([key])
            try:
                await self._store.put_file(key, target)
                table = await self._catalog.tables.add(_table(workspace_id, name, key, made))
            except DeitaError:
                with contextlib.suppress(DeitaError):
                    await self._retention.withdraw([key])
                raise
            self._events.publish(user.id, Happening(Subject.TABLES, workspace_id))
            await self._cache.adopt(table, target)
        finally:
            await self._blocking.run(shutil.rmtree, staging, ignore_errors=True)
        return table

    async def _written(self, query: Query, target: Path) -> dict[str, Any]:
        """The result's rows as Parquet at ``target``; what was written."""
        spool = self._places.result(query.workspace_id, query.id)
        folders = (spool.parent, target.parent)
        async with lent_loader(self._pool, query.workspace_id, *folders) as worker:
            header, _payload = await worker.call(
                "save",
                spool=str(spool),
                target=str(target),
                columns=[[column.name, column.type] for column in query.columns or ()],
            )
        return header


def _table(workspace_id: str, name: str, key: str, made: dict[str, Any]) -> Table:
    table_id, now = new_id(), utcnow()
    snapshot = Snapshot(
        id=new_id(),
        table_id=table_id,
        number=1,
        key=key,
        bytes=made["bytes"],
        row_count=made["row_count"],
        columns=columns_of(made["columns"]),
        file_id=None,
        created_at=now,
        origin=Origin.QUERY,
    )
    return Table(table_id, workspace_id, name, now, now, snapshot)
