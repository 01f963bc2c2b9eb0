"""Questions to a workspace's worker that outlive it: asked again where it went for another's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from deita_server_ext.engine.process import Reply, Worker
from deita_server_ext.errors import WorkerDied

Seat = Callable[[], AbstractAsyncContextManager[Worker]]
"""Gives the worker that a workspace has now."""


async def asked(seat: Seat, question: Callable[[Worker], Awaitable[Reply]]) -> Reply:
    """What a worker answers; its successor is asked where it went for somebody else's work."""
    async with seat() as worker:
        try:
            return await question(worker)
        except WorkerDied:
            if not worker.taken_along:
                raise
    async with seat() as worker:
        return await question(worker)
