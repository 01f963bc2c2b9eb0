"""How many requests a minute somebody may send."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable

from deita_server_ext.errors import DeitaError, RateLimited
from deita_server_ext.rates import Standing, Window

log = logging.getLogger("deita.rates")

PAUSE_SECONDS = 10.0
"""How long a window that does not answer is not asked."""


class Rates:
    """Counts requests, by whoever sends them.

    Where the window does not answer, requests are let in uncounted: people who work matter more
    than those who send too much, and what those run still takes turns with everybody else's.
    """

    def __init__(self, window: Window, clock: Callable[[], float] = time.time) -> None:
        self._window = window
        self._clock = clock
        self._away_until: float | None = None

    async def take(self, who: str) -> Standing | None:
        """Count a request of somebody's; None where nobody counts."""
        if self._away_until is not None and self._clock() < self._away_until:
            return None
        try:
            standing = await self._window.take(who)
        except DeitaError:
            if self._away_until is None:
                log.warning("Redis does not answer: requests are not counted.", exc_info=True)
            self._away_until = self._clock() + PAUSE_SECONDS
            return None
        if self._away_until is not None:
            log.warning("Redis answers again: requests are counted.")
            self._away_until = None
        return standing

    def refusal(self, standing: Standing) -> RateLimited:
        """The error for a request that is one too many."""
        seconds = max(1, math.ceil(standing.resets_at - self._clock()))
        many = "1 request" if standing.limit == 1 else f"{standing.limit} requests"
        return RateLimited(
            f"These are too many requests: you may send {many} a minute.",
            hint=f"Try again in {seconds} second{'' if seconds == 1 else 's'}.",
            details={"limit": standing.limit, "retry_after_seconds": seconds},
        )

    async def close(self) -> None:
        """Let go of the window."""
        await self._window.close()
