"""One question to a worker that ends in time, or with whoever asked it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from deita_server_ext.domain import new_id
from deita_server_ext.errors import DeitaError, QueryTimeout

from .process import EngineFault, Reply, Worker


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
    id = new_id()
    answer = asyncio.create_task(_answer(worker, operation, heard, id=id, seconds=seconds, **args))
    try:
        await asyncio.wait({answer}, timeout=seconds + grace_seconds)
    except asyncio.CancelledError:
        answer.cancel()
        with contextlib.suppress(DeitaError, EngineFault, TimeoutError):
            async with asyncio.timeout(grace_seconds):
                await worker.call("views.stop", id=id)
        raise
    if not answer.done():
        answer.cancel()
        worker.kill(id)
        raise QueryTimeout(
            f"This took longer than {seconds:g} seconds and could not be stopped otherwise.",
            hint="Filter by fewer columns, or write it as a query.",
        )
    return answer.result()


async def _answer(
    worker: Worker, operation: str, heard: Callable[[Reply], None] | None, **args: Any
) -> Reply:
    last: Reply = {}, b""
    async for reply in worker.stream(operation, **args):
        if heard is not None:
            heard(reply)
        last = reply
    return last
