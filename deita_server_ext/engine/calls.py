"""One call of a worker under way: its answers, and the ladder by which it is ended.

What can be stopped is asked to stop; what does not heed that within a grace is killed, its
worker with it, for some statements cannot be interrupted.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from types import TracebackType
from typing import Any

from deita_server_ext.domain import new_id
from deita_server_ext.errors import DeitaError

from .process import Answers, EngineFault, Reply, Worker


class Call:
    """An ``operation`` of ``worker`` that its ``stop`` operation interrupts, known by ``id``.

    Left before its last answer, it is ended.
    """

    def __init__(
        self,
        worker: Worker,
        operation: str,
        *,
        stop: str,
        grace_seconds: float,
        id: str | None = None,
        **args: Any,
    ) -> None:
        self.id = id or new_id()
        self.worker = worker
        self._stop = stop
        self._grace = grace_seconds
        self._answers: Answers = worker.begin(operation, id=self.id, **args)

    async def __aenter__(self) -> Call:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.end()

    @property
    def ended(self) -> bool:
        """Whether the last answer is there, read or not."""
        return self._answers.ended

    @property
    def seconds(self) -> float:
        """For how long the worker has been at it, or was."""
        return self._answers.seconds

    async def __aiter__(self) -> AsyncIterator[Reply]:
        """Every answer as it comes. Raises what the worker says, and WorkerDied."""
        while (reply := await self._answers.next()) is not None:
            yield reply

    async def last(self) -> Reply:
        """The last answer. Raises what the worker says, and WorkerDied."""
        last: Reply = {}, b""
        async for reply in self:
            last = reply
        return last

    async def interrupt(self) -> None:
        """Ask it to stop; nothing is said of whether it does."""
        with contextlib.suppress(DeitaError, EngineFault, TimeoutError):
            async with asyncio.timeout(self._grace):
                await self.worker.call(self._stop, id=self.id)

    async def end(self) -> None:
        """Interrupt it, and kill the worker where that does not help; returns at its end."""
        if not self.ended:
            try:
                # One grace for both: a worker out of breath does not hear the wish at once.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._grace):
                        await self.interrupt()
                        await self._answers.wait(None)
            finally:
                if not self.ended:
                    self.worker.kill(self.id)
            await self._answers.wait(None)
        self._answers.close()


class Stop:
    """A wish from outside that a task ends what it is at; heard wherever the task waits."""

    def __init__(self) -> None:
        self.asked = False
        self._task: asyncio.Task[Any] | None = None

    def ask(self) -> None:
        """Wish it; returns at once."""
        if not self.asked:
            self.asked = True
            if self._task is not None:
                self._task.cancel()

    @contextlib.contextmanager
    def heard(self, reason: BaseException) -> Iterator[None]:
        """Raise ``reason`` where the block waits for something, once it is wished."""
        if self.asked:
            raise reason
        task = self._task = asyncio.current_task()
        assert task is not None
        before = task.cancelling()
        try:
            yield
        except asyncio.CancelledError as exc:
            # As asyncio.timeout does: only if nobody has cancelled the task besides.
            if self.asked and task.uncancel() <= before:
                raise reason from exc
            raise
        finally:
            self._task = None
