"""An export under way, as the server sees it: its pieces, its time, and how it is stopped."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from typing import Any

from deita_server_ext.domain import new_id
from deita_server_ext.errors import DeitaError, QueryTimeout, ResultGone

from .calls import Call
from .process import EngineFault, Reply, Worker


class Sent:
    """What has been sent of a file. Made again from its beginning, it goes on where it was."""

    def __init__(self) -> None:
        self._bytes = 0
        self._last = b""
        self._made = 0

    def begin(self) -> None:
        """It is made from its beginning."""
        self._made = 0

    def rest(self, data: bytes) -> bytes:
        """What of its next bytes has not been sent. Raises ResultGone where they are others."""
        start, self._made = self._made, self._made + len(data)
        known = self._bytes - start
        if known <= 0:
            self._bytes, self._last = self._made, data
            return data
        # Of what was sent the last piece is still here.
        held = self._bytes - len(self._last)
        if self._made > held:
            same = max(held, start)
            if self._last[same - held : self._made - held] != data[same - start : known]:
                raise ResultGone(
                    "The rest of this file was lost with the worker that made it.",
                    hint="Export it again.",
                )
        if rest := data[known:]:
            self._bytes, self._last = self._made, rest
        return rest


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

    async def pieces(self, **args: Any) -> AsyncGenerator[bytes, None]:
        """The bytes. Closed early, what makes them is stopped, and killed if it does not heed.

        Raises QueryTimeout and what the worker says.
        """
        making = self._ask("exports.begin", **args)
        try:
            self.renamed = (await self._answer(making))[0]["renamed"]
            making = self._ask("exports.chunk")
            while data := (await self._answer(making))[1]:
                # The next piece is made while this one is on its way to the client.
                making = self._ask("exports.chunk")
                yield data
        finally:
            await making.end()
            await self._forget()

    def _ask(self, operation: str, **args: Any) -> Call:
        stop, grace = "exports.stop", self._grace
        return Call(self._worker, operation, stop=stop, grace_seconds=grace, id=self.id, **args)

    async def _answer(self, making: Call) -> Reply:
        left = None
        if self._timeout is not None and not making.ended:
            left = max(0.0, self._timeout - self.worked_seconds - making.seconds)
        try:
            async with asyncio.timeout(left):
                answer = await making.last()
        except TimeoutError as exc:
            raise QueryTimeout(
                f"The engine worked longer than {self._timeout:g} seconds for this export and "
                "was stopped.",
                hint="Read less, or allow more: the timeout option up to the server's "
                "DeitaApp.query_timeout_seconds.",
            ) from exc
        finally:
            self.worked_seconds += making.seconds
        await making.end()
        return answer

    async def _forget(self) -> None:
        with contextlib.suppress(DeitaError, EngineFault):
            await self._worker.call("exports.end", id=self.id)
