"""Who is told what has changed, as it changes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from enum import StrEnum

from deita_server_ext.domain import Job

MOST_WAITING = 1000
"""Happenings kept for a listener that does not keep up; then it is told to look again."""


class Subject(StrEnum):
    """What has changed."""

    WORKSPACES = "workspaces"
    TABLES = "tables"
    SAVED_QUERIES = "saved_queries"
    THREADS = "threads"
    QUERIES = "queries"
    JOB = "job"


@dataclass(frozen=True)
class Happening:
    """Something changed. ``workspace_id`` is None for the list of workspaces itself.

    ``thread_id`` is the thread that it is about; ``running`` is how many queries of the
    listener's run there, where it is about those.
    """

    subject: Subject
    workspace_id: str | None = None
    job: Job | None = None
    thread_id: str | None = None
    running: int = 0


class Events:
    """Takes happenings from the services and gives them to whoever listens as that user."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[asyncio.Queue[Happening | None]]] = {}

    def publish(self, user_id: str, happening: Happening) -> None:
        """Tell all of this user's listeners."""
        for queue in self._listeners.get(user_id, ()):
            if queue.qsize() < MOST_WAITING:
                queue.put_nowait(happening)

    @contextlib.contextmanager
    def listen(self, user_id: str) -> Iterator[asyncio.Queue[Happening | None]]:
        """A queue of what happens from now on; None at the end."""
        queue: asyncio.Queue[Happening | None] = asyncio.Queue()
        self._listeners.setdefault(user_id, set()).add(queue)
        try:
            yield queue
        finally:
            self._listeners[user_id].discard(queue)

    def close(self) -> None:
        """Tell every listener that there will be no more."""
        for queues in self._listeners.values():
            for queue in queues:
                queue.put_nowait(None)


async def happenings(
    queue: asyncio.Queue[Happening | None], pause_seconds: float
) -> AsyncIterator[Happening | None]:
    """What comes into ``queue``; None whenever nothing has for ``pause_seconds``."""
    while True:
        try:
            happening = await asyncio.wait_for(queue.get(), pause_seconds)
        except TimeoutError:
            yield None
            continue
        if happening is None:
            return
        yield happening
