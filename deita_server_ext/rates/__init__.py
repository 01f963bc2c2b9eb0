"""How many requests somebody has sent within the last minute: here, or shared by servers."""

from __future__ import annotations

from .window import MemoryWindow, Standing, Window

__all__ = ["MemoryWindow", "Standing", "Window", "open_window"]


def open_window(limit: int, url: str) -> Window:
    """A window of ``limit`` requests: in Redis at ``url``, in memory where there is none."""
    if not url:
        return MemoryWindow(limit)
    from .redis import RedisWindow  # noqa: PLC0415 - takes half a second

    return RedisWindow(limit, url)
