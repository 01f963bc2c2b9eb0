"""Threads of a workspace: listed, named, shared, deleted; and what was said in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import MessageState, Thread, ThreadMessage, User, new_id, utcnow
from deita_server_ext.errors import AnswerInterrupted, NotAllowed, NotFound

from .access import Access
from .events import Events, Happening, Subject

UNNAMED = "New thread"
SILENT = timedelta(seconds=60)
"""An answer that nobody has kept for so long is written by no server any more."""


class Threads:
    """Who may see and change which thread is decided here and nowhere else.

    A thread is its owner's; a shared one is seen, and asked in, by all who may use the
    workspace. To all others it is not there.
    """

    def __init__(self, catalog: Catalog, access: Access, events: Events) -> None:
        self._catalog = catalog
        self._access = access
        self._events = events

    async def list(self, user: User, workspace_id: str, search: str = "") -> tuple[Thread, ...]:
        """Those the user may see, the last one used first. Raises NotFound."""
        await self._access.check(user, workspace_id)
        return await self._catalog.threads.list(workspace_id, user.id, search)

    async def create(
        self, user: User, workspace_id: str, name: str | None, *, shared: bool = False
    ) -> Thread:
        """A new thread. Raises NotFound."""
        await self._access.check(user, workspace_id)
        now = utcnow()
        thread = Thread(
            id=new_id(),
            workspace_id=workspace_id,
            owner=user.id,
            name=name or UNNAMED,
            created_at=now,
            updated_at=now,
            shared=shared,
            named=name is not None,
        )
        await self._catalog.threads.add(thread)
        self.changed(thread)
        return thread

    def changed(self, thread: Thread, *, shared: bool = False) -> None:
        """Tell the windows of all who may see the thread, or could, to look again."""
        own = not (shared or thread.shared)
        happening = Happening(Subject.THREADS, thread.workspace_id, thread_id=thread.id, own=own)
        self._events.publish(thread.owner, happening)

    async def get(self, user: User, workspace_id: str, thread_id: str) -> Thread:
        """One thread that the user may see. Raises NotFound."""
        await self._access.check(user, workspace_id)
        thread = await self._catalog.threads.get(workspace_id, thread_id)
        if thread.owner != user.id and not thread.shared:
            raise NotFound(
                "There is no such thread.", hint="It may have been deleted; list them again."
            )
        return thread

    async def change(
        self,
        user: User,
        workspace_id: str,
        thread_id: str,
        *,
        name: str | None,
        shared: bool | None,
    ) -> Thread:
        """Rename or share one's own thread. Raises NotFound, NotAllowed."""
        thread = await self._own(user, workspace_id, thread_id)
        await self._catalog.threads.change(thread_id, name=name, shared=shared)
        self.changed(thread, shared=bool(shared))
        return await self._catalog.threads.get(workspace_id, thread_id)

    async def delete(self, user: User, workspace_id: str, thread_id: str) -> None:
        """Delete one's own thread with its messages. Raises NotFound, NotAllowed."""
        thread = await self._own(user, workspace_id, thread_id)
        await self._catalog.threads.delete(thread_id)
        self.changed(thread)

    async def messages(
        self, user: User, workspace_id: str, thread_id: str, limit: int, before: str | None = None
    ) -> tuple[tuple[ThreadMessage, ...], str | None]:
        """The last messages, the oldest of them first, and what older ones are before."""
        return await self.said_in(await self.get(user, workspace_id, thread_id), limit, before)

    async def said_in(
        self, thread: Thread, limit: int, before: str | None = None
    ) -> tuple[tuple[ThreadMessage, ...], str | None]:
        """As :meth:`messages`, of a thread that the user may see."""
        found = await self._catalog.threads.messages(thread.id, limit + 1, before)
        shown = [await self._settled(message) for message in found[-limit:]]
        return tuple(shown), shown[0].id if len(found) > limit else None

    async def message(
        self, user: User, workspace_id: str, thread_id: str, message_id: str
    ) -> ThreadMessage:
        """One message. Raises NotFound."""
        await self.get(user, workspace_id, thread_id)
        message = await self._catalog.threads.message(thread_id, message_id)
        return await self._settled(message)

    async def say(
        self, user: User, workspace_id: str, thread_id: str, message_id: str, feedback: str | None
    ) -> ThreadMessage:
        """Keep what the user thinks of an answer. Raises NotFound."""
        message = await self.message(user, workspace_id, thread_id, message_id)
        return await self._catalog.threads.say(message, feedback)

    async def _own(self, user: User, workspace_id: str, thread_id: str) -> Thread:
        thread = await self.get(user, workspace_id, thread_id)
        if thread.owner != user.id:
            raise NotAllowed("Only who began a thread may change it.", hint="Begin one yourself.")
        return thread

    async def _settled(self, message: ThreadMessage) -> ThreadMessage:
        """The message; an answer whose server has ended is ended too."""
        streaming = message.state is MessageState.STREAMING
        if not streaming or utcnow() - message.updated_at < SILENT:
            return message
        error = AnswerInterrupted(
            "The server ended while this was written.", hint="Ask again; what had come is kept."
        )
        ended = replace(message, state=MessageState.FAILED, error=error.body())
        return await self._catalog.threads.end(ended)
