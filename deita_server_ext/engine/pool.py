"""The workers of a server: one a busy workspace, a bounded number, a spare kept warm."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from deita_server_ext import machine
from deita_server_ext.blocking import Blocking
from deita_server_ext.domain import new_id
from deita_server_ext.errors import EngineBusy, SnapshotBroken, SqlError

from .limits import EngineLimits
from .process import TakenAlong, Worker
from .resting import Resting
from .turns import Line, Ticket, Turns

log = logging.getLogger("deita.engine")

SESSION = "deita_server_ext.engine.session:Session"
SPARE_SECONDS = 0.3
"""After a worker has been taken: the next spare is started."""
ENDED = "the end of its work"
"""What a worker is killed for when nobody needs it any longer."""
DAMAGED = "a damaged file"
"""What it is killed for when it has one open."""


@dataclass(frozen=True)
class TableFile:
    """A table as a worker needs it: where the file of its snapshot lies on this machine."""

    name: str
    number: int
    snapshot: str
    path: str

    @property
    def native(self) -> bool:
        """Whether the file is DuckDB's own, else Parquet while that is being built."""
        return self.path.endswith(".duckdb")


Given = list[dict[str, Any]]
"""Table files as a worker is given them."""
Mend = Callable[[TableFile], Awaitable[TableFile]]
T = TypeVar("T")


@dataclass
class _Seat:
    """A workspace's worker."""

    worker: Worker
    tables: tuple[TableFile, ...] | None = None
    users: int = 0
    used_at: float = field(default_factory=time.monotonic)
    syncing: asyncio.Lock = field(default_factory=asyncio.Lock)


class Pool:
    """Gives each workspace its worker, and lends workers for single pieces of work.

    ``directory`` is this server's own: the workers' home and temporary directories, the
    results' spools. ``cache_dir`` holds one folder a workspace with its snapshots. ``mend``
    gives another file for one that cannot be read.
    """

    def __init__(
        self,
        directory: Path,
        cache_dir: Path,
        spool_dir: Path,
        limits: EngineLimits,
        blocking: Blocking,
    ) -> None:
        self.limits = limits
        self.mend: Mend | None = None
        shared = limits.queries_at_once, limits.queries_each, limits.wait_seconds
        self.turns = Turns(*shared)
        # Of their own, or whoever scrolls would wait for queries that take half a minute.
        self.view_turns = Turns(*shared)
        self.lone_turns = Turns(
            limits.lone,
            limits.lone_each,
            limits.wait_seconds,
            "exports of statements",
            "workers and DeitaApp.queries_at_once",
        )
        self._address_space = limits.address_space_bytes(machine.memory_bytes())
        self._directory = directory
        self._cache_dir = cache_dir
        self._spool_dir = spool_dir
        self._blocking = blocking
        self._seats: dict[str, _Seat] = {}
        self._opening: dict[str, asyncio.Lock] = {}
        self._opened_soon = 0
        self.places = Line(Counter())
        self._spare: Worker | None = None
        self._lent = Resting()
        self._lone = Resting(1)
        self._alone: dict[Worker, str] = {}
        self._workers: set[Worker] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._reaper: asyncio.Task[None] | None = None
        self._closed = False

    def warm(self) -> None:
        """Start a spare, so that the first query does not wait for a process to start."""
        if self._closed:
            return
        if self._reaper is None:
            self._reaper = asyncio.create_task(self._reap())
        if self._spare is None or not self._spare.alive:
            self._spare = self._spawn()

    @contextlib.asynccontextmanager
    async def seat(
        self,
        workspace_id: str,
        tables: tuple[TableFile, ...] | None,
        place: Ticket | None = None,
    ) -> AsyncIterator[Worker]:
        """The workspace's worker, with ``tables`` in it (None: as they are).

        ``place`` is for whom, where all workers are in use; it is called when there is one,
        or room for one. Raises EngineBusy when every worker is in use for too long.
        """
        place = place or Ticket(workspace_id)
        try:
            seat = await self._laid(workspace_id, tables, place)
        except TakenAlong:
            # It went while it took the tables: they are its successor's to take.
            seat = await self._laid(workspace_id, tables, Ticket(place.user))
        try:
            yield seat.worker
        except SnapshotBroken as exc:
            await self._damaged(seat.worker, seat.tables or (), exc)
            raise
        finally:
            self._leave(seat)

    async def reading(self, files: Iterable[TableFile], work: Callable[[Given], Awaitable[T]]) -> T:
        """What a worker's ``work`` gives with these files, of those that cannot be read others."""
        readable = list(files)
        while True:
            try:
                return await work(_given(readable))
            except SnapshotBroken as exc:
                broken = exc.details.get("snapshot")
                if self.mend is None or all(file.snapshot != broken for file in readable):
                    raise
                readable = [
                    await self.mend(file) if file.snapshot == broken else file for file in readable
                ]

    async def _laid(
        self, workspace_id: str, tables: tuple[TableFile, ...] | None, place: Ticket
    ) -> _Seat:
        """The workspace's seat with ``tables`` in its worker, in use."""
        seat = await self._sit(workspace_id, place)
        try:
            if tables is not None:
                await self._sync(seat, tables)
        except BaseException:
            self._leave(seat)
            raise
        return seat

    async def _sit(self, workspace_id: str, place: Ticket) -> _Seat:
        """The workspace's seat as it is, in use."""
        deadline = time.monotonic() + self.limits.wait_seconds
        async with self._opening.setdefault(workspace_id, asyncio.Lock()):
            seat = self._seats.get(workspace_id)
            if seat is None or not seat.worker.alive:
                seat = await self._open(workspace_id, place, deadline)
            place.called.set()
            seat.users += 1
            return seat

    def _leave(self, seat: _Seat) -> None:
        seat.users -= 1
        seat.used_at = time.monotonic()
        self._give_room()

    @contextlib.asynccontextmanager
    async def alone(
        self, workspace_id: str, tables: tuple[TableFile, ...], *, rests: bool = False
    ) -> AsyncIterator[Worker]:
        """A worker like the workspace's that nobody else uses: no other's end is its own.

        It is none of the ``workers``. ``rests``: it waits a moment for whatever is to be alone
        next in the workspace, unless its work ended badly; it goes before another such worker
        is started, so that there are never more of them than were at work.
        """
        rested = self._lone.take(workspace_id) if rests else None
        if rested is None:
            self._lone.end()
        worker = rested or self._take()
        self._alone[worker] = workspace_id
        fit = False
        try:
            if rested is None:
                await self._equip(worker, workspace_id)
            await self._lay(worker, tables)
            yield worker
            fit = rests
        except SqlError:
            fit = rests
            raise
        except SnapshotBroken as exc:
            await self._damaged(worker, tables, exc)
            raise
        finally:
            if fit and worker.alive:
                self._lone.put(workspace_id, worker)
            else:
                # Who reads in it what was written there reads it elsewhere.
                worker.kill(ENDED)

    @contextlib.contextmanager
    def using(self, worker: Worker) -> Iterator[None]:
        """Keep a worker that works for somebody else, also when that is done."""
        seat = next((seat for seat in self._seats.values() if seat.worker is worker), None)
        if seat is not None:
            seat.users += 1
        try:
            yield
        finally:
            if seat is not None:
                self._leave(seat)

    @contextlib.asynccontextmanager
    async def lend(self, workspace_id: str, role: str) -> AsyncIterator[Worker]:
        """A worker for one piece of work in a workspace.

        It waits a moment for more work of the same workspace, never of another; a piece of
        work that ended badly takes its worker with it.
        """
        worker = self._lent.take(workspace_id) or self._take()
        try:
            await worker.take_role(role, self._address_space)
            yield worker
        except BaseException:
            worker.kill()
            raise
        self._lent.put(workspace_id, worker)

    async def evict(self, workspace_id: str) -> None:
        """End the workspace's workers: the workspace is gone."""
        self._end(workspace_id)
        for worker, of in self._alone.items():
            if of == workspace_id:
                worker.kill()
        self._give_room()

    async def close(self) -> None:
        """End every worker and wait until they are gone."""
        self._closed = True
        if self._reaper is not None:
            self._reaper.cancel()
        for worker in list(self._workers):
            worker.kill()
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _open(self, workspace_id: str, place: Ticket, deadline: float) -> _Seat:
        await self._room(workspace_id, place, deadline)
        try:
            worker = self._take()
            try:
                await self._equip(worker, workspace_id)
            except BaseException:
                worker.kill()
                raise
        finally:
            self._opened_soon -= 1
        seat = self._seats[workspace_id] = _Seat(worker)
        return seat

    async def _equip(self, worker: Worker, workspace_id: str) -> None:
        """Make it the workspace's: role, limits, folders."""
        limits = self.limits
        temp = worker.directory / "temp"
        # All queries there are may be of one workspace.
        await worker.take_role(SESSION, self._address_space, query=limits.queries_at_once)
        cache_dir = self._cache_dir / workspace_id
        cache_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        await worker.call(
            "open",
            memory_bytes=limits.memory_bytes,
            threads=limits.threads,
            temp_dir=str(temp),
            temp_bytes=limits.temp_bytes,
            cache_dir=str(cache_dir),
            spool_dir=str(self._spool_dir / workspace_id),
            result_bytes=limits.result_bytes,
        )

    async def _room(self, workspace_id: str, place: Ticket, deadline: float) -> None:
        """Wait until the workspace may have a worker, which is then one of those opened soon."""
        self._seats.pop(workspace_id, None)
        self.places.join(place)
        self._give_room()
        try:
            if not place.called.is_set():
                left = max(0.0, deadline - time.monotonic())
                await asyncio.wait_for(place.called.wait(), left)
        except BaseException as exc:
            if place.called.is_set():
                self._opened_soon -= 1
            if not isinstance(exc, TimeoutError):
                raise
            raise EngineBusy(
                f"All {self.limits.workers} workers have been busy for "
                f"{self.limits.wait_seconds:.0f} seconds.",
                hint="Try again in a moment, or raise DeitaApp.workers.",
            ) from exc
        finally:
            self.places.leave(place)
            self._give_room()

    def _give_room(self) -> None:
        """Call those who wait for room, as far as there is some."""
        while self.places and self._has_room():
            self.places.call()
            self._opened_soon += 1

    def _has_room(self) -> bool:
        """Whether one more worker may be opened; the one idle for longest goes for it."""
        if len(self._seats) + self._opened_soon >= self.limits.workers:
            idle = [(seat.used_at, key) for key, seat in self._seats.items() if not seat.users]
            if not idle:
                return False
            self._end(min(idle)[1])
        return True

    def _end(self, workspace_id: str) -> None:
        seat = self._seats.pop(workspace_id, None)
        self._opening.pop(workspace_id, None)
        if seat is not None:
            seat.worker.kill()

    async def _sync(self, seat: _Seat, tables: tuple[TableFile, ...]) -> None:
        async with seat.syncing:
            if seat.tables != tables:
                await self._lay(seat.worker, tables)
                seat.tables = tables

    async def _lay(self, worker: Worker, tables: tuple[TableFile, ...]) -> None:
        """Give a worker its tables."""
        await self.reading(tables, lambda given: worker.call("tables", tables=given))

    async def _damaged(
        self, worker: Worker, tables: Iterable[TableFile], broken: SnapshotBroken
    ) -> None:
        """Have the files made anew of which one is damaged; it is not known which."""
        if self.mend is None or "snapshot" in broken.details:
            return
        # Not only the files: the worker has them open.
        worker.kill(DAMAGED)
        for table in tables:
            if table.native:
                await self.mend(table)

    def _take(self) -> Worker:
        if self._closed:
            raise EngineBusy("The server is being stopped.", hint="Try again in a moment.")
        worker, self._spare = self._spare, None
        if worker is None or not worker.alive:
            worker = self._spawn()
        # Not at once: a process that starts takes a processor, and somebody waits for this one.
        asyncio.get_running_loop().call_later(SPARE_SECONDS, self.warm)
        return worker

    def _spawn(self) -> Worker:
        worker = Worker.spawn(self._directory / new_id())
        self._workers.add(worker)
        task = asyncio.create_task(self._bury(worker))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return worker

    async def _bury(self, worker: Worker) -> None:
        """When a worker has ended, take away what it left on the disk."""
        await worker.wait_dead()
        self._workers.discard(worker)
        self._alone.pop(worker, None)
        for key, seat in list(self._seats.items()):
            if seat.worker is worker:
                del self._seats[key]
        self._give_room()
        await self._blocking.run(shutil.rmtree, worker.directory, ignore_errors=True)

    async def _reap(self) -> None:
        """End workers that nobody has used for a while."""
        while True:
            await asyncio.sleep(min(15.0, self.limits.idle_seconds))
            now = time.monotonic()
            for key, seat in list(self._seats.items()):
                if not seat.users and now - seat.used_at > self.limits.idle_seconds:
                    self._end(key)
            self._give_room()


def _given(tables: Iterable[TableFile]) -> Given:
    return [
        {"name": t.name, "number": t.number, "snapshot": t.snapshot, "path": t.path} for t in tables
    ]
