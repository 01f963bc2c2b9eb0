"""An export under way, as the server sees it: its pieces, its time, and how it is stopped."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator
from typing import Any

from deita_server_ext.domain import new_id
from deita_server_ext.errors import DeitaError, QueryTimeout

from .process import EngineFault, Reply, Worker


class RunningExport:
    """One export in ``worker``.

    ``timeout_seconds`` limits the time that the engine works for it: what a client takes to
    receive a piece does not count, one piece is made meanwhile. ``renamed`` are the columns
    that have other names in the file, known when the first piece is there.
    """

    def __init__(
        self, worker: Worker, grace_seconds: float, timeout_seconds: float | None = None
    ) -> None:
        self.id = new_id()
        self.renamed: dict[str, str] = {}
        self.worked_seconds = 0.0
        self._worker = worker
        self._grace = grace_seconds
        self._timeout = timeout_seconds
        self._asked = 0.0

    async def pieces(self, **args: Any) -> AsyncGenerator[bytes, None]:
        """The bytes. Closed early, what makes them is stopped, and killed if it does not heed.

        Raises QueryTimeout and what the worker says.
        """
        asking = self._ask("exports.begin", args)
        try:
            self.renamed = (await self._answer(asking))[0]["renamed"]
            asking = self._ask("exports.chunk", {})
            while data := (await self._answer(asking))[1]:
                # The next piece is made while this one is on its way to the client.
                asking = self._ask("exports.chunk", {})
                yield data
        finally:
            await self._end(asking)

    def _ask(self, operation: str, args: dict[str, Any]) -> asyncio.Task[Reply]:
        self._asked = time.monotonic()
        return asyncio.create_task(self._call(operation, args))

    async def _call(self, operation: str, args: dict[str, Any]) -> Reply:
        started = time.monotonic()
        try:
            return await self._worker.call(operation, id=self.id, **args)
        finally:
            self.worked_seconds += time.monotonic() - started

    async def _answer(self, asking: asyncio.Task[Reply]) -> Reply:
        left = None
        if self._timeout is not None and not asking.done():
            left = self._timeout - self.worked_seconds - (time.monotonic() - self._asked)
        # Whoever gives up on the export must not lose sight of what is being made.
        await asyncio.wait({asking}, timeout=None if left is None else max(0.0, left))
        if asking.done():
            return asking.result()
        raise QueryTimeout(
            f"The engine worked longer than {self._timeout:g} seconds for this export and was "
            "stopped.",
            hint="Read less, or allow more: the timeout option up to the server's "
            "DeitaApp.query_timeout_seconds.",
        )

    async def _end(self, asking: asyncio.Task[Reply]) -> None:
        """Let the worker forget it; one that does not within the grace is killed."""
        calls = [] if asking.done() else ["exports.stop"]
        tasks = {asyncio.create_task(self._forget(*calls, "exports.end"))}
        if not asking.done():
            tasks.add(asyncio.create_task(_quietly(asking)))
        _done, left = await asyncio.wait(tasks, timeout=self._grace)
        if left:
            self._worker.kill(self.id)
            await asyncio.wait(left)

    async def _forget(self, *operations: str) -> None:
        for operation in operations:
            with contextlib.suppress(DeitaError, EngineFault):
                await self._worker.call(operation, id=self.id)


async def _quietly(task: asyncio.Task[Reply]) -> None:
    with contextlib.suppress(DeitaError, EngineFault):
        await task
