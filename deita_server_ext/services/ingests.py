"""Files read as a person asks: looked into first, then loaded by a job."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import (
    File,
    Job,
    JobState,
    Origin,
    Role,
    Table,
    User,
    new_id,
    utcnow,
)
from deita_server_ext.domain.names import free_name, names_of_parts
from deita_server_ext.engine.pool import Pool
from deita_server_ext.errors import InvalidRequest, NameTaken, NotFound, ReadTimeout
from deita_server_ext.ingest import mapping

from .access import Access
from .events import Events, Happening, Subject
from .jobs import JobRunner
from .loaders import lent_loader
from .loading import Request
from .originals import Originals
from .tables import check_name

PREVIEW_SECONDS = 20.0
PREVIEW_ROWS = 100
AT_ONCE = 2
"""How many previews are made at the same time; others wait."""


@dataclass(frozen=True)
class Wish:
    """A file, how it is to be read (the contract's options), and what for.

    ``table`` is the id or the name of the table to replace or to append to, ``name`` what a
    new one is to be called.
    """

    file_id: str
    options: dict[str, Any]
    mode: Origin = Origin.NEW
    table: str | None = None
    name: str | None = None


class Ingests:
    """Previews of files, and the jobs that load them."""

    def __init__(
        self,
        catalog: Catalog,
        pool: Pool,
        originals: Originals,
        jobs: JobRunner,
        access: Access,
        events: Events,
        preview_seconds: float = PREVIEW_SECONDS,
    ) -> None:
        self._catalog = catalog
        self._pool = pool
        self._originals = originals
        self._jobs = jobs
        self._access = access
        self._events = events
        self._preview_seconds = preview_seconds
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def preview(
        self, user: User, workspace_id: str, wish: Wish, rows: int = PREVIEW_ROWS
    ) -> dict[str, Any]:
        """What the file would become, as the contract has it, seen on its head.

        Where it is to go into a table, each part has the ``mapping`` of its columns. Raises
        NotFound, InvalidRequest, ReadTimeout, and what the reader says.
        """
        file, table = await self._asked(user, workspace_id, wish)
        async with self._turns, self._originals.lent(file) as source:
            try:
                async with (
                    asyncio.timeout(self._preview_seconds),
                    lent_loader(self._pool, workspace_id, source.parent) as worker,
                ):
                    preview, _payload = await worker.call(
                        "preview",
                        source=str(source),
                        filename=file.name,
                        options=wish.options,
                        rows=rows,
                    )
            except TimeoutError as exc:
                raise ReadTimeout(
                    f"Looking into {file.name} took longer than {self._preview_seconds:g} seconds.",
                    hint="Load it without looking first, or ask for one part of it.",
                ) from exc
        names = await self._names(file, wish, [part["name"] for part in preview["parts"]])
        parts = [
            {**part, "table": name, "mapping": _mapping(part, table, wish)}
            for part, name in zip(preview["parts"], names, strict=True)
        ]
        return {"format": preview["format"], "parts": parts}

    async def request(self, user: User, workspace_id: str, wish: Wish) -> Job:
        """The job that loads the file. Raises NotFound, InvalidRequest, NameTaken."""
        file, table = await self._asked(user, workspace_id, wish)
        request = Request(wish.mode, None if table is None else table.id, wish.options, wish.name)
        job = Job(
            id=new_id(),
            workspace_id=workspace_id,
            kind="ingest",
            state=JobState.QUEUED,
            created_at=utcnow(),
            owner=user.id,
            file_id=file.id,
            options=request.body(),
            message=file.name,
        )
        await self._catalog.jobs.add(job)
        self._events.publish(user.id, Happening(Subject.JOB, workspace_id, job))
        self._jobs.wake()
        return job

    async def _asked(self, user: User, workspace_id: str, wish: Wish) -> tuple[File, Table | None]:
        """The file and the table that the wish names."""
        await self._access.check(user, workspace_id, Role.EDITOR)
        file = await self._catalog.files.get(wish.file_id)
        if file.workspace_id != workspace_id:
            raise NotFound("There is no such file.", hint="It may have been deleted; reload.")
        if wish.name is not None:
            await self._check_name(workspace_id, wish)
        if wish.mode is Origin.NEW:
            if wish.table is not None:
                raise InvalidRequest(
                    "A new table gets its own name.",
                    hint="Leave table out, or say mode replace or append.",
                    details={"field": "table"},
                )
            return file, None
        if wish.table is None:
            raise InvalidRequest(
                f"Which table is it to {wish.mode.value}?",
                hint="Give table, a name or an id.",
                details={"field": "table"},
            )
        return file, await self._catalog.tables.get(workspace_id, wish.table)

    async def _check_name(self, workspace_id: str, wish: Wish) -> None:
        """Raise where a new table cannot be called as the wish says."""
        assert wish.name is not None
        if wish.mode is not Origin.NEW:
            raise InvalidRequest(
                "A table that is there keeps its name.",
                hint="Leave name out, or say mode new.",
                details={"field": "name"},
            )
        check_name(wish.name)
        if wish.name.lower() in await self._taken(workspace_id):
            raise NameTaken(
                f"The workspace already has a table named “{wish.name}”.",
                hint="Choose another name.",
            )

    async def _names(self, file: File, wish: Wish, parts: list[str]) -> list[str | None]:
        """What the parts' tables would be called now; None where there is one already."""
        if wish.mode is not Origin.NEW:
            return [None] * len(parts)
        taken = await self._taken(file.workspace_id)
        names: list[str | None] = []
        for wanted in names_of_parts(file.name, parts, wish.name):
            name = free_name(wanted, taken)
            taken.add(name.lower())
            names.append(name)
        return names

    async def _taken(self, workspace_id: str) -> set[str]:
        return {name.lower() for name in await self._catalog.tables.names(workspace_id)}


def _mapping(part: dict[str, Any], table: Table | None, wish: Wish) -> list[dict[str, Any]] | None:
    """How a previewed part's columns fit the table's."""
    if table is None:
        return None
    before = [(column.name, column.type) for column in table.snapshot.columns]
    file = [(column["name"], column["type"]) for column in part["columns"]]
    if wish.mode is Origin.REPLACE:
        mapped = mapping.replaced(before, file)
    else:
        seen = part["rows"] or not part["report"]["rows"]
        empty = {
            name.lower()
            for i, (name, _type) in enumerate(file)
            if seen and all(row[i] is None for row in part["rows"])
        }
        as_text = mapping.asked_as_text(wish.options)
        mapped = mapping.appended(before, file, as_text=as_text, empty=empty)
    return [column.body() for column in mapped]
