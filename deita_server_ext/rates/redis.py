"""The window that servers share, in Redis or Valkey; ``limits`` and ``redis`` only here."""

from __future__ import annotations

from typing import Any

from limits import RateLimitItemPerMinute
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from deita_server_ext.errors import StorageUnavailable

from .window import Standing

_SECONDS = 0.5
"""How long Redis may take to answer before it counts as away."""


class RedisWindow:
    """A window in Redis: two short scripts a request, each of them at once or not at all."""

    def __init__(self, limit: int, url: str) -> None:
        options: dict[str, Any] = {
            "socket_timeout": _SECONDS,
            "socket_connect_timeout": _SECONDS,
            # Once more, as a connection that was idle may be gone; not for seconds, as by default.
            "retry": Retry(NoBackoff(), 1),
        }
        self._storage = RedisStorage(
            f"async+{url}", implementation="redispy", key_prefix="deita:rates", **options
        )
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._item = RateLimitItemPerMinute(limit)

    async def take(self, who: str) -> Standing:
        """Count one more. Raises StorageUnavailable."""
        try:
            admitted = await self._limiter.hit(self._item, who)
            stats = await self._limiter.get_window_stats(self._item, who)
        except (RedisError, OSError) as exc:
            raise StorageUnavailable("Redis does not answer.") from exc
        return Standing(admitted, self._item.amount, stats.remaining, stats.reset_time)

    async def close(self) -> None:
        """Close the connections."""
        bridge: Any = self._storage.bridge
        await bridge.get_connection().aclose()
