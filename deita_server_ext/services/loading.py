"""What an ingest job does: file to Parquet, Parquet to the store, tables to the catalog."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass, replace
from typing import Any

from deita_server_ext.blocking import Blocking
from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import (
    File,
    Job,
    JobState,
    Origin,
    Snapshot,
    Table,
    new_id,
    utcnow,
)
from deita_server_ext.domain.names import names_of_parts
from deita_server_ext.engine.pool import Pool
from deita_server_ext.errors import NotFound, QueryCancelled, TableChanged, UnreadableFile
from deita_server_ext.storage import ObjectStore

from .events import Events, Happening, Subject
from .jobs import Report
from .limits import UploadLimits
from .originals import Originals
from .parts import Part, PartReader
from .places import Places, job_prefix, rejects_key, snapshot_key
from .retention import Retention
from .snapshots import SnapshotCache

TRIES = 5
"""How often a table is appended to anew because somebody else changed it meanwhile."""


@dataclass(frozen=True)
class Request:
    """What an ingest job is to do; ``table`` is the id of the one to replace or append to.

    ``name`` is what a new table is to be called, None for the file's name.
    """

    mode: Origin = Origin.NEW
    table: str | None = None
    options: dict[str, Any] | None = None
    name: str | None = None

    @classmethod
    def of(cls, job: Job) -> Request:
        """A job's request. The job of an upload asks for nothing."""
        asked = job.options
        mode = Origin(asked.get("mode", "new"))
        return cls(mode, asked.get("table"), asked.get("options"), asked.get("name"))

    @property
    def of_upload(self) -> bool:
        """Whether the file came with the job, and goes with it when it is cancelled."""
        return self.options is None

    def body(self) -> dict[str, Any]:
        """The job's options."""
        asked = {"table": self.table, "options": self.options, "name": self.name}
        return {"mode": self.mode.value, **asked}


class Loading:
    """Makes tables of an uploaded file. Nothing is visible until all of it is."""

    def __init__(
        self,
        catalog: Catalog,
        store: ObjectStore,
        pool: Pool,
        cache: SnapshotCache,
        originals: Originals,
        retention: Retention,
        limits: UploadLimits,
        events: Events,
        places: Places,
        blocking: Blocking,
    ) -> None:
        self._catalog = catalog
        self._store = store
        self._pool = pool
        self._cache = cache
        self._originals = originals
        self._retention = retention
        self._limits = limits
        self._events = events
        self._places = places
        self._blocking = blocking

    async def run(self, job: Job, report: Report) -> Job:
        """Read the job's file and publish what it makes. Raises what the reader says."""
        if job.file_id is None:
            raise NotFound(
                "The file was deleted before it was read.",
                hint="Upload it again, if it is still needed.",
            )
        request = Request.of(job)
        file = await self._catalog.files.get(job.file_id)
        staging = self._places.run / "staging" / job.id
        try:
            await self._blocking.run(staging.mkdir, mode=0o700, parents=True, exist_ok=True)
            async with self._originals.lent(file) as source:
                reader = PartReader(self._pool, job.workspace_id, file, source, staging, report)
                if request.mode is Origin.NEW:
                    parts = await reader.load(request.options or {})
                    await self._publish(job, file, parts, _tables(job, file, request, parts))
                else:
                    await self._into_a_table(job, file, request, reader)
        finally:
            await self._blocking.run(shutil.rmtree, staging, ignore_errors=True)
        return await self._catalog.jobs.get(job.id)

    async def undo(self, job: Job) -> None:
        """Remove what was not published, and the file where it came with the job."""
        with contextlib.suppress(NotFound):  # the job may be gone with its workspace
            if (await self._catalog.jobs.get(job.id)).state is JobState.DONE:
                return
        await self._store.delete_prefix(job_prefix(job.workspace_id, job.id))
        cancelled = job.state is JobState.CANCELLED and job.file_id is not None
        if cancelled and Request.of(job).of_upload:
            with contextlib.suppress(NotFound):
                assert job.file_id is not None
                file = await self._catalog.files.get(job.file_id)
                await self._catalog.files.delete(file.id)
                await self._store.delete(file.key)
                self._changed(job)

    async def _into_a_table(
        self, job: Job, file: File, request: Request, reader: PartReader
    ) -> None:
        """Give a table a new snapshot, based on the one that is current when it is published."""
        assert request.table is not None
        options = request.options or {}
        part = _only(file, await reader.load(options))
        for attempt in range(TRIES):
            table = await self._catalog.tables.get(job.workspace_id, request.table)
            made = part
            if request.mode is Origin.APPEND:
                base = reader.directory / f"base-{table.snapshot.number}.parquet"
                await self._store.fetch(table.snapshot.key, base)
                made = await reader.append(base, part, options)
            number = table.snapshot.number + 1
            snapshot = _snapshot(job, made, 0, table.id, number, request.mode)
            try:
                await self._publish(job, file, [made], [replace(table, snapshot=snapshot)])
            except TableChanged:
                if attempt == TRIES - 1:
                    raise
            else:
                return

    async def _publish(self, job: Job, file: File, parts: list[Part], tables: list[Table]) -> None:
        """Put the parts' objects into the store, then show the tables, all at once."""
        size = sum(part.bytes for part in parts)
        used = await self._catalog.arrivals.room(job.workspace_id)
        self._limits.check_room(file.name, size, self._limits.left(used))
        for number, part in enumerate(parts):
            await self._store.put_file(snapshot_key(job.workspace_id, job.id, number), part.path)
            if part.rejects is not None:
                await self._store.put_file(
                    rejects_key(job.workspace_id, job.id, number), part.rejects
                )
        await self._catalog.jobs.progress(job.id, 1.0, _message(file, parts), attempt=job.attempts)
        published = await self._catalog.jobs.publish(job.id, tuple(tables), job.attempts)
        if published is None:
            raise QueryCancelled("The job was cancelled.")
        self._changed(job)
        for part, table in zip(parts, published, strict=True):
            await self._cache.adopt(table, part.path)
            await self._retention.prune(table)

    def _changed(self, job: Job) -> None:
        self._events.publish(job.owner, Happening(Subject.TABLES, job.workspace_id))


def _tables(job: Job, file: File, request: Request, parts: list[Part]) -> list[Table]:
    """A new table for each part, named by the file, and by the part where there are several."""
    made = []
    names = names_of_parts(file.name, [part.name for part in parts], request.name)
    for number, (part, name) in enumerate(zip(parts, names, strict=True)):
        table_id = new_id()
        snapshot = _snapshot(job, part, number, table_id, 1, Origin.NEW)
        table = Table(
            id=table_id,
            workspace_id=job.workspace_id,
            name=name,
            created_at=snapshot.created_at,
            updated_at=snapshot.created_at,
            snapshot=snapshot,
        )
        made.append(table)
    return made


def _snapshot(
    job: Job, part: Part, part_number: int, table_id: str, number: int, origin: Origin
) -> Snapshot:
    reading = part.reading
    if part.rejects is not None:
        key = rejects_key(job.workspace_id, job.id, part_number)
        reading = replace(reading, rejects_key=key, rejects_bytes=part.rejects.stat().st_size)
    return Snapshot(
        id=new_id(),
        table_id=table_id,
        number=number,
        key=snapshot_key(job.workspace_id, job.id, part_number),
        bytes=part.bytes,
        row_count=part.row_count,
        columns=part.columns,
        file_id=job.file_id,
        created_at=utcnow(),
        origin=origin,
        reading=reading,
    )


def _only(file: File, parts: list[Part]) -> Part:
    """The one part of a file that goes into a table that is there. Raises UnreadableFile."""
    if len(parts) != 1:
        names = ", ".join(part.name for part in parts)
        raise UnreadableFile(
            f"{file.name} has {len(parts)} tables, and one can be taken: {names}.",
            hint="Say which one (the option parts).",
            details={"parts": [part.name for part in parts]},
        )
    return parts[0]


def _message(file: File, parts: list[Part]) -> str:
    """One line on what was read, for a person."""
    if len(parts) == 1:
        return "; ".join([file.name, *parts[0].reading.notes])
    notes = [f"{part.name}: {note}" for part in parts for note in part.reading.notes]
    return "; ".join([file.name, f"{len(parts)} tables", *notes])
