"""A request's body on its way from the client to the service."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

CHUNKS = 8
"""As many of the server's 64 KiB are held, at the most."""


class Body:
    """What the client sends, as it comes and no faster than it is taken."""

    def __init__(self, size: int | None) -> None:
        """``size`` in bytes, None where it is not known."""
        self._left = size
        self._chunks: asyncio.Queue[bytes] = asyncio.Queue(CHUNKS)
        self._unwanted = False
        self._whole = asyncio.Event()

    @property
    def whole(self) -> bool:
        """Whether all of it has come."""
        return self._whole.is_set()

    def ends_within(self, most: int) -> bool:
        """Whether what is still to come is ``most`` bytes at most."""
        return self._left is not None and self._left <= most

    async def put(self, chunk: bytes) -> None:
        """The next bytes; dropped where nobody wants them."""
        if self._left is not None:
            self._left -= len(chunk)
        if not self._unwanted:
            await self._chunks.put(chunk)

    async def end(self) -> None:
        """All of it has come."""
        self._whole.set()
        await self.put(b"")

    def drop(self) -> None:
        """Nobody wants the rest."""
        self._unwanted = True
        while not self._chunks.empty():  # whoever waits for room is let go
            self._chunks.get_nowait()

    async def wait(self) -> None:
        """Until all of it has come."""
        await self._whole.wait()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """All chunks, once."""
        while chunk := await self._chunks.get():
            yield chunk
