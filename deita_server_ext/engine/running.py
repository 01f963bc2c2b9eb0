"""A query under way in a worker: its first page, its end, and how it is stopped."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from deita_server_ext.errors import DeitaError, QueryCancelled, QueryTimeout

from .process import Reply, Worker


class RunningQuery:
    """Drives one query: ``first`` is its first page, :meth:`drive` returns at its end.

    ``on_first`` is called with the first answer's header before anybody sees ``first``.
    """

    def __init__(
        self,
        query_id: str,
        timeout_seconds: float,
        grace_seconds: float,
        on_first: Callable[[dict[str, Any]], None],
    ) -> None:
        self.id = query_id
        self._on_first = on_first
        self.first: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        # Somebody may have gone before the answer came: then nobody asks for the exception.
        self.first.add_done_callback(lambda future: future.cancelled() or future.exception())
        self._timeout = timeout_seconds
        self._grace = grace_seconds
        self._stop = asyncio.Event()

    def cancel(self) -> None:
        """Ask for the end; :meth:`drive` raises QueryCancelled."""
        self._stop.set()

    def fail(self, error: BaseException) -> None:
        """Say that there will be no first page."""
        if not self.first.done():
            self.first.set_exception(error)

    async def drive(self, worker: Worker, **args: Any) -> dict[str, Any]:
        """Run to the end and return the last answer's header.

        Past the timeout, or when cancelled, the worker is interrupted; one that does not
        heed it within the grace is killed, for some statements cannot be interrupted.
        Raises QueryTimeout, QueryCancelled and what the worker says.
        """
        consume = asyncio.create_task(self._consume(worker, args))
        stop = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait(
                {consume, stop}, timeout=self._timeout, return_when=asyncio.FIRST_COMPLETED
            )
            if not consume.done():
                reason = self._reason()
                await self._end(worker, consume)
                if consume.exception() is not None:
                    raise reason
            return consume.result()
        except BaseException as exc:
            self.fail(exc)
            raise
        finally:
            stop.cancel()
            if not consume.done():
                worker.kill()
                consume.cancel()

    async def _consume(self, worker: Worker, args: dict[str, Any]) -> dict[str, Any]:
        header: dict[str, Any] = {}
        async for header, payload in worker.stream("query", id=self.id, **args):
            if not header["last"] and not self.first.done():
                self._on_first(header)
                self.first.set_result((header, payload))
        return header

    async def _end(self, worker: Worker, consume: asyncio.Task[dict[str, Any]]) -> None:
        with contextlib.suppress(DeitaError, TimeoutError):
            async with asyncio.timeout(self._grace):
                await worker.call("cancel", id=self.id)
        await asyncio.wait({consume}, timeout=self._grace)
        if not consume.done():
            worker.kill()
            await asyncio.wait({consume})

    def _reason(self) -> DeitaError:
        if self._stop.is_set():
            return QueryCancelled("The query was cancelled.")
        return QueryTimeout(
            f"The query took longer than {self._timeout:g} seconds and was stopped.",
            hint="Read less, or allow more: the timeout option up to the server's "
            "DeitaApp.query_timeout_seconds.",
        )
