"""A query under way: its wait, its worker, its first page, its end, and how it is stopped."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from typing import Any

from deita_server_ext.errors import (
    DeitaError,
    QueryCancelled,
    QueryTimeout,
    ResultGone,
)

from .calls import Call, Stop
from .pool import Given, Pool, TableFile
from .process import EngineFault, Reply, TakenAlong, Worker
from .turns import Ticket


class RunningQuery:
    """One query of ``user``: ``first`` is its first page, :meth:`run` returns at its end.

    ``on_first`` is called with the first answer's header before anybody sees ``first``.
    ``worker`` is the process that runs it now; the times are seconds, ``waited_seconds`` None
    before it has a worker. ``spent`` is what a worker said of it before it failed there.
    """

    def __init__(
        self,
        query_id: str,
        user: str,
        timeout_seconds: float,
        on_first: Callable[[dict[str, Any]], None],
    ) -> None:
        self.id = query_id
        self.ticket = Ticket(user)
        self.worker: Worker | None = None
        self.waited_seconds: float | None = None
        self.spent: dict[str, float] = {}
        self._place = Ticket(user)
        self._on_first = on_first
        self.first: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        # Somebody may have gone before the answer came: then nobody asks for the exception.
        self.first.add_done_callback(lambda future: future.cancelled() or future.exception())
        self._timeout = timeout_seconds
        self._deadline: float | None = None
        self._stop = Stop()
        # Not while it goes from a worker to the next: there it begins anew.
        self._there = asyncio.Event()
        self._there.set()

    @property
    def waits(self) -> bool:
        """Whether it has not had its turn yet, or there is no room for its worker."""
        return not (self.ticket.called.is_set() and self._place.called.is_set())

    def ahead(self, pool: Pool) -> int:
        """How many come before it where it waits."""
        if not self.ticket.called.is_set():
            return pool.turns.ahead(self.ticket)
        return pool.places.ahead(self._place)

    async def settled(self) -> Worker | None:
        """The worker that has what came of it so far; None where it does not run.

        Waited for where the query goes from one worker to another.
        """
        while True:
            await self._there.wait()
            worker = self.worker
            if worker is None or worker.alive:
                return worker
            # It was killed a moment ago: the query hears of that next.
            await worker.wait_dead()
            await asyncio.sleep(0)

    def cancel(self) -> None:
        """Ask for the end, also of the waiting; :meth:`run` raises QueryCancelled."""
        self._stop.ask()

    def fail(self, error: BaseException) -> None:
        """Say that there will be no first page."""
        if not self.first.done():
            self.first.set_exception(error)

    async def run(
        self,
        pool: Pool,
        workspace_id: str,
        files: tuple[TableFile, ...],
        *,
        earlier: tuple[TableFile, ...] = (),
        **args: Any,
    ) -> dict[str, Any]:
        """Wait for a turn and a worker, run to the end, return the last answer's header.

        ``earlier`` are the snapshots that it names besides the workspace's tables.

        Where the worker dies of something else, the query runs again: in the worker's
        successor if a query beside it had to be killed, in a process of its own if nobody
        knows whose fault it was, so that it takes no other with it. Raises QueryTimeout,
        QueryCancelled, EngineBusy, WorkerDied, and what the worker says.
        """
        asked = time.monotonic()
        try:
            async with AsyncExitStack() as turn:
                with self._stop.heard(_cancelled()):
                    await turn.enter_async_context(pool.turns.turn(self.ticket))
                again, alone = False, False
                while True:
                    async with AsyncExitStack() as seat:
                        if alone:
                            seated = pool.alone(workspace_id, files)
                        else:
                            self._place = Ticket(self.ticket.user)
                            seated = pool.seat(workspace_id, files, self._place)
                        with self._stop.heard(_cancelled()):
                            worker = await seat.enter_async_context(seated)
                        if self.waited_seconds is None:
                            self.waited_seconds = time.monotonic() - asked
                        try:
                            drive = partial(self._drive, worker, pool.limits.grace_seconds, args)
                            return await pool.reading(earlier, drive)
                        except TakenAlong:
                            if alone:
                                raise
                            self._there.clear()
                            # Killed workers say whose fault it was; a second time is enough.
                            alone = again or worker.killed_for is None
                            again = True
        except BaseException as exc:
            self.fail(exc)
            raise
        finally:
            self.worker = None
            self._there.set()

    async def _drive(
        self, worker: Worker, grace: float, args: dict[str, Any], earlier: Given
    ) -> dict[str, Any]:
        """Run in ``worker``; past the timeout, or when cancelled, the call is ended."""
        self.worker = worker
        loop = asyncio.get_running_loop()
        self._deadline = self._deadline or loop.time() + self._timeout
        of = {**args, "id": self.id, "earlier": earlier}
        call = Call(worker, "query", stop="cancel", grace_seconds=grace, **of)
        async with call:
            try:
                with self._stop.heard(_Stopped()):
                    async with asyncio.timeout_at(self._deadline):
                        return await self._consume(call)
            except (_Stopped, TimeoutError):
                reason = self._reason()
            ending = asyncio.create_task(call.end())
            try:
                # It may come to its end all the same.
                return await self._consume(call)
            except (DeitaError, EngineFault) as exc:
                raise reason from exc
            finally:
                await ending

    async def _consume(self, call: Call) -> dict[str, Any]:
        header: dict[str, Any] = {}
        different = False
        try:
            async for header, payload in call:
                if header["last"]:
                    break
                if "failed" in header:
                    self.spent = header["stats"]
                    continue
                self._there.set()
                if not self.first.done():
                    self._on_first(header)
                    self.first.set_result((header, payload))
                elif different := self.first.result()[1] != payload:
                    # Somebody has seen other rows under this id: these do not go with them.
                    await call.interrupt()
        except QueryCancelled:
            if not different:
                raise
        if different:
            raise _lost()
        return header

    def _reason(self) -> DeitaError:
        if self._stop.asked:
            return _cancelled()
        return QueryTimeout(
            f"The query took longer than {self._timeout:g} seconds and was stopped.",
            hint="Read less, or allow more: the timeout option up to the server's "
            "DeitaApp.query_timeout_seconds.",
        )


class _Stopped(Exception):
    """The end is wished for, while the worker is at it."""


def _cancelled() -> QueryCancelled:
    return QueryCancelled("The query was cancelled.")


def _lost() -> ResultGone:
    return ResultGone(
        "The rest of this result was lost when another query of the workspace was stopped.",
        hint="Run the query again; with an ORDER BY its rows come in the same order each time.",
    )
