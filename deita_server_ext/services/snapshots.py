"""The local cache of snapshots: Parquet from the store, and the engine's own files made of it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from deita_server_ext.blocking import Blocking
from deita_server_ext.domain import Table
from deita_server_ext.engine.pool import Pool, TableFile
from deita_server_ext.engine.process import EngineFault
from deita_server_ext.errors import DeitaError
from deita_server_ext.storage import ObjectStore

from .loaders import lent_loader
from .places import Places

log = logging.getLogger("deita.cache")

RECENT_SECONDS = 600.0
"""A workspace used within this time keeps its files, whatever the budget says."""


class SnapshotCache:
    """Gives the path of each snapshot on this machine, at once or as soon as it can.

    The engine's own file where there is one; else the Parquet, while that file is built
    behind the scenes. What has been used least goes first when ``budget_bytes`` is passed.
    """

    def __init__(
        self,
        store: ObjectStore,
        pool: Pool,
        places: Places,
        blocking: Blocking,
        budget_bytes: int,
    ) -> None:
        self._store = store
        self._pool = pool
        self._places = places
        self._blocking = blocking
        self._budget = budget_bytes
        self._native: dict[str, Path] = {}
        self._keys: dict[str, str] = {}
        self._fetching: dict[str, asyncio.Lock] = {}
        self._building: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._one_at_a_time = asyncio.Lock()
        self._used: dict[str, float] = {}

    async def files(self, tables: Iterable[Table]) -> tuple[TableFile, ...]:
        """The tables as a worker needs them."""
        return tuple([await self._file(table) for table in tables])

    async def adopt(self, table: Table, parquet: Path) -> None:
        """Take over a snapshot's Parquet that was just written, and build from it."""
        snapshot = table.snapshot
        target = self._places.parquet(table.workspace_id, snapshot.id)

        def move() -> None:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            parquet.replace(target)

        await self._blocking.run(move)
        self._build(table, target)

    async def mend(self, file: TableFile) -> TableFile:
        """Another file for a snapshot whose native one cannot be read: its Parquet, as stored."""
        workspace_id = Path(file.path).parent.name
        await self.distrust(workspace_id, file.snapshot)
        parquet = self._places.parquet(workspace_id, file.snapshot)
        await self._store.fetch(self._keys[file.snapshot], parquet)
        return replace(file, path=str(parquet))

    async def distrust(self, workspace_id: str, snapshot_id: str) -> None:
        """Remove a snapshot's native file, which cannot be read: another one will be made."""
        log.warning("The native file of snapshot %s cannot be read; it goes", snapshot_id)
        self._native.pop(snapshot_id, None)
        native = self._places.native(workspace_id, snapshot_id)
        await self._blocking.run(native.unlink, missing_ok=True)

    async def drop(self, gone: Iterable[tuple[str, str]]) -> None:
        """Snapshots, by their workspaces' and their own ids, are no longer kept."""
        ids = set(gone)
        await self._stop(lambda *key: key in ids)
        for workspace_id, snapshot_id in ids:
            self._native.pop(snapshot_id, None)
            self._fetching.pop(snapshot_id, None)
            self._keys.pop(snapshot_id, None)
            profile = self._places.profile(workspace_id, snapshot_id)
            for path in (*self._paths(workspace_id, snapshot_id), profile):
                # A worker that still has it attached keeps its handle.
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)

    async def forget(self, workspace_id: str) -> None:
        """The workspace is gone: nothing more is written to its folder."""
        await self._stop(lambda of, _snapshot_id: of == workspace_id)

    async def close(self) -> None:
        """Stop building."""
        await self._stop(lambda _workspace_id, _snapshot_id: True)

    async def _stop(self, concerned: Callable[[str, str], bool]) -> None:
        """Stop building the files of the snapshots that are ``concerned``."""
        tasks = [task for key, task in self._building.items() if concerned(*key)]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _file(self, table: Table) -> TableFile:
        snapshot = table.snapshot
        self._used[table.workspace_id] = time.monotonic()
        self._keys[snapshot.id] = snapshot.key
        path = self._native.get(snapshot.id)
        if path is None:
            native, parquet = self._paths(table.workspace_id, table.snapshot.id)
            if native.exists():
                path = self._native[snapshot.id] = native
            else:
                async with self._fetching.setdefault(snapshot.id, asyncio.Lock()):
                    if not parquet.exists():
                        await self._store.fetch(snapshot.key, parquet)
                self._build(table, parquet)
                path = parquet
        return TableFile(table.name, snapshot.number, snapshot.id, str(path))

    def _paths(self, workspace_id: str, snapshot_id: str) -> tuple[Path, Path]:
        ids = (workspace_id, snapshot_id)
        return self._places.native(*ids), self._places.parquet(*ids)

    def _build(self, table: Table, parquet: Path) -> None:
        key = table.workspace_id, table.snapshot.id
        if key not in self._building:
            task = asyncio.create_task(self._make(table, parquet))
            self._building[key] = task
            task.add_done_callback(lambda _task: self._building.pop(key, None))

    async def _make(self, table: Table, parquet: Path) -> None:
        native, _parquet = self._paths(table.workspace_id, table.snapshot.id)
        try:
            lent = lent_loader(self._pool, table.workspace_id, native.parent)
            async with self._one_at_a_time, lent as worker:
                await worker.call("build", source=str(parquet), target=str(native))
            self._native[table.snapshot.id] = native
            await self._make_room()
        except (DeitaError, EngineFault) as exc:
            # Queries go on over the Parquet, only slower.
            log.warning("No native file could be made of snapshot %s: %s", table.snapshot.id, exc)

    async def _make_room(self) -> None:
        now = time.monotonic()
        recent = {key for key, used in self._used.items() if now - used < RECENT_SECONDS}
        for path in await self._blocking.run(
            _over_budget, self._places.cache, self._budget, recent
        ):
            self._native = {key: kept for key, kept in self._native.items() if kept != path}
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def _over_budget(cache: Path, budget: int, recent: set[str]) -> list[Path]:
    """The files to remove, least recently touched first, until the rest fits."""
    files = [(path, path.stat()) for path in cache.glob("*/*") if path.is_file()]
    total = sum(stat.st_size for _path, stat in files)
    remove = []
    for path, stat in sorted(files, key=lambda entry: entry[1].st_atime):
        if total <= budget:
            break
        if path.parent.name not in recent:
            remove.append(path)
            total -= stat.st_size
    return remove
