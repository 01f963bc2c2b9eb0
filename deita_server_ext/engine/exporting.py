"""An export under way, as the server sees it: its pieces, its time, and how it is stopped."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any
from zlib import crc32

from deita_server_ext.domain import new_id
from deita_server_ext.errors import DeitaError, QueryTimeout, ResultGone

from .asking import Seat
from .calls import Call
from .process import EngineFault, Reply, TakenAlong, Worker


class Sent:
    """What has been sent of a file. Made again from its beginning, it goes on where it was.

    All that was sent is compared with what is made again, by its CRC-32: nothing of it is held.
    """

    def __init__(self) -> None:
        self._bytes = self._sum = 0
        self._made = self._made_sum = 0

    def begin(self) -> None:
        """It is made from its beginning."""
        self._made = self._made_sum = 0

    def rest(self, data: bytes) -> bytes:
        """What of its next bytes has not been sent. Raises ResultGone where they are others."""
        known = min(self._bytes - self._made, len(data))
        if known:
            self._made += known
            self._made_sum = crc32(data[:known], self._made_sum)
            if self._made == self._bytes and self._made_sum != self._sum:
                raise _other()
        if rest := data[known:]:
            self._made = self._bytes = self._bytes + len(rest)
            self._made_sum = self._sum = crc32(rest, self._sum)
        return rest

    def end(self) -> None:
        """It was made to its end. Raises ResultGone where more had been sent."""
        if self._made < self._bytes:
            raise _other()


def _other() -> ResultGone:
    return ResultGone(
        "The rest of this file was lost with the worker that made it.",
        hint="Export it again.",
    )


Making = Callable[[Worker], AsyncGenerator[bytes, None]]
"""Makes a file in a worker, from its beginning, piece by piece."""


async def whole(seat: Seat, making: Making, *, repeats: bool) -> AsyncGenerator[bytes, None]:
    """The file that ``making`` makes, gone on with in its worker's successor.

    Where a worker goes for another's sake the file is made again: before its first byte, and
    where it ``repeats``, as the same bytes each time, after it as well. Raises ResultGone where
    they are others all the same.
    """
    sent, again = Sent(), True
    while True:
        sent.begin()
        worker: Worker | None = None
        try:
            async with seat() as worker, aclosing(making(worker)) as pieces:
                async for data in pieces:
                    if rest := sent.rest(data):
                        again = repeats
                        yield rest
            sent.end()
            return
        except TakenAlong:
            # Of one that nobody killed it is not known whose fault it was: once is enough.
            killed = worker is not None and worker.killed_for is not None
            if not (again or (repeats and killed)):
                raise
            again = False


class RunningExport:
    """One export in ``worker``.

    ``timeout_seconds`` limits the time that the engine works for it: what a client takes to
    receive a piece does not count, one piece is made meanwhile. ``renamed`` are the columns
    that have other names in the file, known when it is begun.
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

    async def begin(self, **args: Any) -> None:
        """Begin it. Raises QueryTimeout and what the worker says."""
        making = self._ask("exports.begin", **args)
        try:
            self.renamed = (await self._answer(making))[0]["renamed"]
        except BaseException:
            await making.end()
            await self._forget()
            raise

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """The bytes. Closed early, what makes them is stopped, and killed if it does not heed.

        Raises QueryTimeout and what the worker says.
        """
        making = self._ask("exports.chunk")
        try:
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
