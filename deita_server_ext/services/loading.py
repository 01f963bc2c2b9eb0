"""What an ingest job does: file to Parquet, Parquet to the store, table to the catalog."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from typing import Any

from deita_server_ext.blocking import Blocking
from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import (
    Column,
    ColumnKind,
    Job,
    JobState,
    Snapshot,
    Table,
    new_id,
    table_name,
    utcnow,
)
from deita_server_ext.engine.pool import Pool
from deita_server_ext.errors import NotFound, QueryCancelled
from deita_server_ext.storage import ObjectStore

from .events import Events, Happening, Subject
from .jobs import Report
from .loaders import lent_loader
from .places import Places, snapshot_key
from .snapshots import SnapshotCache


class Loading:
    """Makes a table of an uploaded file. Nothing is visible until all of it is."""

    def __init__(
        self,
        catalog: Catalog,
        store: ObjectStore,
        pool: Pool,
        cache: SnapshotCache,
        events: Events,
        places: Places,
        blocking: Blocking,
    ) -> None:
        self._catalog = catalog
        self._store = store
        self._pool = pool
        self._cache = cache
        self._events = events
        self._places = places
        self._blocking = blocking

    async def run(self, job: Job, report: Report) -> Job:
        """Read the job's file and publish its table. Raises what the reader says."""
        assert job.file_id is not None
        file = await self._catalog.files.get(job.file_id)
        staging = self._places.run / "staging" / job.id
        source = staging / "source"
        key = snapshot_key(job.workspace_id, job.id)
        try:
            await self._blocking.run(staging.mkdir, mode=0o700, parents=True, exist_ok=True)
            await self._store.fetch(file.key, source)
            read = await self._read(job, source, file.name, report)
            target = Path(read["path"])
            await self._store.put_file(key, target)
            table = _table(job, file.name, key, read)
            notes = "; ".join([file.name, *read["notes"]])
            await self._catalog.jobs.progress(job.id, 1.0, notes)
            published = await self._catalog.jobs.publish(job.id, (table,))
            if published is None:
                raise QueryCancelled("The job was cancelled.")
            self._events.publish(job.owner, Happening(Subject.TABLES, job.workspace_id))
            await self._cache.adopt(published[0], target)
        finally:
            await self._blocking.run(shutil.rmtree, staging, ignore_errors=True)
        return await self._catalog.jobs.get(job.id)

    async def undo(self, job: Job) -> None:
        """Remove a snapshot that was not published, and the file where it is not wanted."""
        with contextlib.suppress(NotFound):  # the job may be gone with its workspace
            if (await self._catalog.jobs.get(job.id)).state is JobState.DONE:
                return
        await self._store.delete(snapshot_key(job.workspace_id, job.id))
        if job.state is JobState.CANCELLED and job.file_id is not None:
            with contextlib.suppress(NotFound):
                file = await self._catalog.files.get(job.file_id)
                await self._catalog.files.delete(file.id)
                await self._store.delete(file.key)
                self._events.publish(job.owner, Happening(Subject.TABLES, job.workspace_id))

    async def _read(self, job: Job, source: Path, filename: str, report: Report) -> dict[str, Any]:
        async with lent_loader(self._pool, job.workspace_id, source.parent) as worker:
            header: dict[str, Any] = {}
            async for header, _payload in worker.stream(
                "load",
                source=str(source),
                filename=filename,
                options=job.options,
                directory=str(source.parent),
            ):
                if not header["last"]:
                    await report(header["progress"])
            part: dict[str, Any] = header["parts"][0]
            return part


def _table(job: Job, filename: str, key: str, read: dict[str, Any]) -> Table:
    now = utcnow()
    table_id = new_id()
    snapshot = Snapshot(
        id=new_id(),
        table_id=table_id,
        number=1,
        key=key,
        bytes=read["bytes"],
        row_count=read["row_count"],
        columns=tuple(
            Column(column["name"], column["type"], ColumnKind(column["kind"]))
            for column in read["columns"]
        ),
        file_id=job.file_id,
        created_at=now,
    )
    return Table(
        id=table_id,
        workspace_id=job.workspace_id,
        name=table_name(filename),
        created_at=now,
        updated_at=now,
        snapshot=snapshot,
    )
