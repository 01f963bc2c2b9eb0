"""One question to a worker that ends in time, or with whoever asked it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from deita_server_ext.errors import QueryTimeout

from .calls import Call
from .process import Reply, Worker


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
