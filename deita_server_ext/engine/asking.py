"""Questions to a workspace's worker: they end in time, or with whoever asked them, and are asked
again where the worker went for another's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from deita_server_ext.errors import QueryTimeout

from .calls import Call
from .process import Reply, TakenAlong, Worker

Seat = Callable[[], AbstractAsyncContextManager[Worker]]
"""Gives the worker that a workspace has now."""


async def asked(seat: Seat, question: Callable[[Worker], Awaitable[Reply]]) -> Reply:
    """What a worker answers; its successor is asked, once, where it went for somebody else's work.

    What ended the worker by itself is not asked again.
    """
    try:
        async with seat() as worker:
            return await question(worker)
    except TakenAlong:
        async with seat() as worker:
            return await question(worker)


async def page(worker: Worker, **of: Any) -> Reply:
    """Rows of a result; those still to come are waited for here, where nobody is held up.

    ``of`` is what ``results.page`` takes. Raises what the worker says.
    """
    while True:
        header, data = await worker.call("results.page", **of)
        if "to_come" not in header:
            return header, data
        await worker.call("results.written", id=of["id"], rows=of["offset"] + of["limit"])


async def ask(
    worker: Worker,
    operation: str,
    *,
    seconds: float,
    grace_seconds: float,
    heard: Callable[[Reply], None] | None = None,
    **args: Any,
) -> Reply:
    """Ask one of the operations that keep time themselves, for ``seconds``.

    ``heard`` is called with each answer as it comes, the last one included.

    Cancelled, it has the worker stop. A worker that has not answered within the grace after
    its time is killed. Raises what the worker says, and QueryTimeout.
    """
    last: Reply = {}, b""
    call = Call(
        worker, operation, stop="views.stop", grace_seconds=grace_seconds, seconds=seconds, **args
    )
    async with call:
        try:
            async with asyncio.timeout(seconds + grace_seconds):
                async for last in call:
                    if heard is not None:
                        heard(last)
        except TimeoutError as exc:
            worker.kill(call.id)
            raise QueryTimeout(
                f"This took longer than {seconds:g} seconds and could not be stopped otherwise.",
                hint="Filter by fewer columns, or write it as a query.",
            ) from exc
    return last
