"""What a server looks after over and over, behind everything else."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod


class Rounds(ABC):
    """Goes its rounds from :meth:`start` to :meth:`close`."""

    _going: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._going = asyncio.create_task(self._go())

    async def close(self) -> None:
        """Stop, wherever it is; what was not done is done in the next round, by any server."""
        if self._going is not None:
            self._going.cancel()
            await asyncio.gather(self._going, return_exceptions=True)

    @abstractmethod
    async def _go(self) -> None:
        """One round after the other; never returns."""
