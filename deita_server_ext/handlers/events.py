"""What changes, as it changes: server-sent events."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from jupyter_server.auth.decorator import authorized
from tornado import web

from deita_server_ext.contract import events as contract
from deita_server_ext.contract.uploads import Job
from deita_server_ext.services.events import Happening, Subject, happenings

from .base import API
from .streaming import StreamHandler

KEEP_ALIVE_SECONDS = 15.0
"""A comment is sent when nothing else was, so that proxies keep the connection open."""


class EventsHandler(StreamHandler):
    """One listener's stream."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Send events until the client goes."""
        await self.stream_events(self._events())

    async def _events(self) -> AsyncGenerator[bytes, None]:
        with self.services.events.listen(self.user.id) as queue:
            yield b": connected\n\n"
            async for happening in happenings(queue, KEEP_ALIVE_SECONDS):
                if happening is None:
                    yield b": still here\n\n"
                else:
                    event = _shown(happening)
                    yield f"event: {event.type}\ndata: {event.model_dump_json()}\n\n".encode()


def _shown(happening: Happening) -> contract.Event:
    if happening.subject is Subject.WORKSPACES:
        return contract.WorkspacesChanged()
    assert happening.workspace_id is not None
    if happening.subject is Subject.TABLES:
        return contract.TablesChanged(workspace_id=happening.workspace_id)
    if happening.subject is Subject.SAVED_QUERIES:
        return contract.SavedQueriesChanged(workspace_id=happening.workspace_id)
    if happening.subject is Subject.THREADS:
        assert happening.thread_id is not None
        return contract.ThreadsChanged(
            workspace_id=happening.workspace_id, thread_id=happening.thread_id
        )
    if happening.subject is Subject.QUERIES:
        return contract.QueriesChanged(
            workspace_id=happening.workspace_id, running=happening.running
        )
    job = Job.model_validate(happening.job)
    return contract.JobChanged(workspace_id=happening.workspace_id, job=job)


ROUTES = [(rf"{API}/events", EventsHandler)]
