"""Who is told what has changed, as it changes: decided here for all services."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from deita_server_ext.domain import Job
from deita_server_ext.errors import DeitaError

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
    listener's run there, where it is about those. What is ``own`` concerns nobody but the user
    who does it; everything else in a workspace concerns all who may use it.
    """

    subject: Subject
    workspace_id: str | None = None
    job: Job | None = None
    thread_id: str | None = None
    running: int = 0
    own: bool = False


People = Callable[[str], Awaitable[Collection[str]]]
"""All who may use a workspace, by their ids."""


class Events:
    """Takes happenings from the services and gives them to whoever listens and may know."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._listeners: dict[str, set[asyncio.Queue[Happening | None]]] = {}
        self._outbox: asyncio.Queue[tuple[str, str, Happening]] = asyncio.Queue()
        self._posting: asyncio.Task[None] | None = None

    def publish(self, user_id: str, happening: Happening) -> None:
        """Tell the user, or all who may use the workspace, what the user's doing has changed."""
        if not any(self._listeners.values()):
            return
        if happening.own or happening.workspace_id is None:
            self.tell((user_id,), happening)
            return
        # In the order in which it happens, when it is known who may use the workspace.
        self._outbox.put_nowait((user_id, happening.workspace_id, happening))
        if self._posting is None or self._posting.done():
            self._posting = asyncio.create_task(self._post())

    def tell(self, user_ids: Iterable[str], happening: Happening) -> None:
        """Tell all listeners of these users."""
        for user_id in user_ids:
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
        if self._posting is not None:
            self._posting.cancel()
        for queues in self._listeners.values():
            for queue in queues:
                queue.put_nowait(None)

    async def _post(self) -> None:
        while not self._outbox.empty():
            user_id, workspace_id, happening = self._outbox.get_nowait()
            people: Collection[str] = (user_id,)
            # Where the workspace is gone, or the catalog away, at least who did it is told.
            with contextlib.suppress(DeitaError):
                people = await self._people(workspace_id)
            self.tell(people, happening)


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
