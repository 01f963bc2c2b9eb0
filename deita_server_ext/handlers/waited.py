"""Answers that take a while: worked on as long as somebody waits for them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from .base import Handler


class WaitedHandler(Handler):
    """Stops what it is at when its client goes."""

    _task: asyncio.Task[None] | None = None

    def on_connection_close(self) -> None:
        """The client has gone: stop what nobody waits for."""
        super().on_connection_close()
        if self._task is not None:
            self._task.cancel()

    @contextmanager
    def waited_for(self) -> Iterator[None]:
        """What is done within is stopped when the client goes."""
        self._task = asyncio.current_task()
        try:
            yield
        finally:
            self._task = None
