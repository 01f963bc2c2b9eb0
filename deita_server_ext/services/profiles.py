"""Profiles of snapshots: found once, a column at a time, and kept beside the snapshot."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from deita_server_ext.blocking import Blocking
from deita_server_ext.domain import Table, User, new_id
from deita_server_ext.engine.asking import ask, asked
from deita_server_ext.engine.naming import ColumnNames
from deita_server_ext.engine.pool import Pool
from deita_server_ext.engine.process import EngineFault, Reply
from deita_server_ext.errors import DeitaError, from_body

from .places import Places
from .snapshots import SnapshotCache
from .versions import Versions

log = logging.getLogger("deita.profiles")

FORMAT = 1
"""What is kept is told anew where it was written in another format."""
AT_ONCE = 200
"""Columns that the worker is asked for at once."""

Found = dict[str, Any]


@dataclass(frozen=True)
class Profile:
    """What is known of some columns of a snapshot, by position; None is not known yet."""

    table: Table
    columns: dict[int, Found | None]


@dataclass(eq=False)
class _Work:
    """The profile of a snapshot that is being found."""

    table: Table
    found: dict[int, Found]
    wanted: list[int] = field(default_factory=list)
    task: asyncio.Task[None] | None = None
    waiting: int = 0
    promised: bool = False
    ending: bool = False
    bell: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, reply: Reply) -> None:
        """Take what the worker says."""
        header, _data = reply
        for position, found in header.get("columns", {}).items():
            self.found[int(position)] = found
        self.ring()

    def ring(self) -> None:
        """Tell those who wait to look again."""
        bell, self.bell = self.bell, asyncio.Event()
        bell.set()

    def missing(self, columns: Iterable[int]) -> list[int]:
        """Those of ``columns`` that are not found."""
        return [position for position in columns if position not in self.found]


class Profiles:
    """Gives what is known of a snapshot's columns, and finds the rest.

    What takes longer than who asks will wait goes on behind the scenes, one workspace's
    profiles one after the other; each piece of it takes ``seconds`` at the most. It stops
    where all who asked have gone and nobody was told that it goes on.
    """

    def __init__(
        self,
        versions: Versions,
        cache: SnapshotCache,
        pool: Pool,
        places: Places,
        blocking: Blocking,
        seconds: float,
    ) -> None:
        self._versions = versions
        self._cache = cache
        self._pool = pool
        self._places = places
        self._blocking = blocking
        self._seconds = seconds
        self._works: dict[str, _Work] = {}
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def get(
        self,
        user: User,
        workspace_id: str,
        id_or_name: str,
        number: int | None,
        refs: list[str | int] | None,
        seconds: float,
    ) -> Profile:
        """What can be told of these columns (None: of all) in so many seconds.

        Raises NotFound, InvalidRequest, and what kept the engine from telling anything.
        """
        table = await self._versions.at(user, workspace_id, id_or_name, number)
        return await self.of(table, refs, seconds)

    async def of(self, table: Table, refs: list[str | int] | None, seconds: float) -> Profile:
        """The same of a table that was looked up, and that the user may see, already."""
        names = ColumnNames(column.name for column in table.snapshot.columns)
        every = range(len(table.snapshot.columns))
        columns = every if refs is None else dict.fromkeys(names.find(ref) for ref in refs)
        work = await self._work(table)
        missing = work.missing(columns)
        if missing:
            await self._wait(work, missing, seconds)
        return Profile(table, {position: work.found.get(position) for position in columns})

    async def close(self) -> None:
        """Stop what goes on behind the scenes."""
        tasks = [work.task for work in self._works.values() if work.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _work(self, table: Table) -> _Work:
        """What is being found of the snapshot, else what was kept."""
        while (work := self._works.get(table.snapshot.id)) is not None:
            if not work.ending or work.task is None:
                return work
            # It takes nothing more; what it has found will have been kept.
            await asyncio.wait({work.task})
        path = self._places.profile(table.workspace_id, table.snapshot.id)
        found = await self._blocking.run(_read, path)
        # Somebody else may have asked meanwhile.
        return self._works.get(table.snapshot.id) or _Work(table, found)

    async def _wait(self, work: _Work, missing: list[int], seconds: float) -> None:
        # Those asked for last come first: somebody waits for them.
        work.wanted = [*missing, *work.missing(set(work.wanted) - set(missing))]
        if work.task is None:
            self._works[work.table.snapshot.id] = work
            work.task = asyncio.create_task(self._find(work))
            work.task.add_done_callback(lambda task: self._ended(work, task))
        task = work.task
        work.waiting += 1
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    while work.missing(missing) and not task.done():
                        await work.bell.wait()
        except asyncio.CancelledError:
            if work.waiting == 1 and not work.promised:
                work.ending = True
                task.cancel()
            raise
        finally:
            work.waiting -= 1
        if not task.done():
            work.promised = True
        elif not task.cancelled() and len(work.missing(missing)) == len(missing):
            task.result()

    async def _find(self, work: _Work) -> None:
        """Find what is wanted, then keep it."""
        workspace_id = work.table.workspace_id
        known = len(work.found)
        try:
            async with self._turns.setdefault(workspace_id, asyncio.Lock()):
                while wanted := work.missing(work.wanted)[:AT_ONCE]:
                    await self._ask(work, wanted)
                    if work.missing(wanted) == wanted:
                        return
        except (DeitaError, EngineFault) as exc:
            log.warning("No profile of snapshot %s: %s", work.table.snapshot.id, exc)
            raise
        finally:
            work.ending = True
            if len(work.found) > known:
                await self._keep(work)

    def _ended(self, work: _Work, task: asyncio.Task[None]) -> None:
        self._works.pop(work.table.snapshot.id, None)
        work.ring()
        if not task.cancelled():
            # It is in the log, and said to those who wait.
            task.exception()

    async def _ask(self, work: _Work, columns: list[int]) -> None:
        # It may have gone since the last piece: then there is nothing to be found.
        table = await self._versions.still(work.table)
        (file,) = await self._cache.files([table])
        header, _data = await asked(
            partial(self._pool.seat, table.workspace_id, None),
            lambda worker: self._pool.reading(
                [file],
                lambda given: ask(
                    worker,
                    "profiles.take",
                    seconds=self._seconds,
                    grace_seconds=self._pool.limits.grace_seconds,
                    heard=work.hear,
                    table=given[0],
                    columns=work.missing(columns) or columns,
                ),
            ),
        )
        if header["fault"] is not None:
            error = from_body(header["fault"])
            log.warning("Some columns of snapshot %s have no profile: %s", table.snapshot.id, error)
            if error is not None and work.missing(columns) == columns:
                raise error

    async def _keep(self, work: _Work) -> None:
        ids = work.table.workspace_id, work.table.snapshot.id
        beside = self._places.native(*ids), self._places.parquet(*ids)
        content = {"format": FORMAT, "columns": work.found}
        await self._blocking.run(_write, self._places.profile(*ids), content, beside)


def _read(path: Path) -> dict[int, Found]:
    """What is kept; nothing where that is damaged."""
    try:
        kept = json.loads(path.read_bytes())
        if kept["format"] == FORMAT:
            return {int(position): found for position, found in kept["columns"].items()}
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        log.warning("The profile %s cannot be read; it is made anew", path.name)
    return {}


def _write(path: Path, content: dict[str, Any], beside: tuple[Path, ...]) -> None:
    """Put it in place at once, as long as the snapshot is here."""
    if not any(one.exists() for one in beside):
        return
    written = path.with_name(f"{path.name}.{new_id()}")
    try:
        written.write_text(json.dumps(content, ensure_ascii=False, allow_nan=False), "utf-8")
        written.replace(path)
    except OSError as exc:
        # It is found anew when it is asked for.
        log.warning("A profile could not be kept: %s", exc.strerror)
        written.unlink(missing_ok=True)
