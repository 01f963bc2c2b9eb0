"""Threads and their messages over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from jupyter_server.auth.decorator import authorized
from tornado import web

from deita_server_ext import domain
from deita_server_ext.contract import threads as contract
from deita_server_ext.services.answering import shown

from .base import API, ID, Handler
from .events import KEEP_ALIVE_SECONDS
from .streaming import StreamHandler

THREAD = rf"{API}/workspaces/{ID}/threads/{ID}"


class ThreadsHandler(Handler):
    """The threads of a workspace."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str) -> None:
        """List them, the last one used first."""
        search = self.get_query_argument("search", "")
        found = await self.services.models.threads.list(self.user, workspace_id, search)
        items = [thread_of(thread, self.user) for thread in found]
        self.reply(contract.ThreadList(items=items))

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str) -> None:
        """Begin one."""
        asked = self.message(contract.ThreadCreate)
        thread = await self.services.models.threads.create(
            self.user, workspace_id, asked.name, shared=asked.shared
        )
        self.reply(thread_of(thread, self.user), 201)


class ThreadHandler(Handler):
    """One thread."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str, thread_id: str) -> None:
        """Show it."""
        thread = await self.services.models.threads.get(self.user, workspace_id, thread_id)
        self.reply(thread_of(thread, self.user))

    @web.authenticated
    @authorized
    async def patch(self, workspace_id: str, thread_id: str) -> None:
        """Rename or share it."""
        asked = self.message(contract.ThreadPatch)
        thread = await self.services.models.threads.change(
            self.user, workspace_id, thread_id, name=asked.name, shared=asked.shared
        )
        self.reply(thread_of(thread, self.user))

    @web.authenticated
    @authorized
    async def delete(self, workspace_id: str, thread_id: str) -> None:
        """Delete it with its messages."""
        await self.services.models.threads.delete(self.user, workspace_id, thread_id)
        self.done()


class MessagesHandler(StreamHandler):
    """What was said in a thread."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str, thread_id: str) -> None:
        """The last messages, the oldest of them first."""
        limit = max(1, self.number("limit", 100, most=200))
        before = self.get_query_argument("before", None)
        found, following = await self.services.models.threads.messages(
            self.user, workspace_id, thread_id, limit, before
        )
        items = [shown(message) for message in found]
        self.reply(contract.ThreadMessageList(items=items, next=following))

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str, thread_id: str) -> None:
        """Ask, and send the answer as it comes."""
        asked = self.message(contract.MessageCreate)
        events = self.services.models.answers.ask(self.user, workspace_id, thread_id, asked)
        await self.stream_events(_sent(events))


class MessageHandler(Handler):
    """One message."""

    @web.authenticated
    @authorized
    async def patch(self, workspace_id: str, thread_id: str, message_id: str) -> None:
        """Say what one thinks of it."""
        asked = self.message(contract.MessagePatch)
        message = await self.services.models.threads.say(
            self.user, workspace_id, thread_id, message_id, asked.feedback
        )
        self.reply(shown(message))


class MessageEventsHandler(StreamHandler):
    """An answer that is being written."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str, thread_id: str, message_id: str) -> None:
        """Send it as it comes."""
        events = self.services.models.answers.follow(self.user, workspace_id, thread_id, message_id)
        await self.stream_events(_sent(events))


class StopHandler(Handler):
    """The end of an answer."""

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str, thread_id: str, message_id: str) -> None:
        """Stop it."""
        message = await self.services.models.answers.stop(
            self.user, workspace_id, thread_id, message_id
        )
        self.reply(shown(message))


def thread_of(thread: domain.Thread, user: domain.User) -> contract.Thread:
    """A thread as the contract shows it."""
    return contract.Thread(
        id=thread.id,
        workspace_id=thread.workspace_id,
        name=thread.name,
        shared=thread.shared,
        owner=thread.owner,
        mine=thread.owner == user.id,
        created_at=thread.created_at,
        updated_at=thread.updated_at,
        message_count=thread.message_count,
    )


async def _sent(events: AsyncGenerator[contract.AnswerEvent, None]) -> AsyncGenerator[bytes, None]:
    """Events as server-sent ones, with a comment where nothing happens for a while."""
    async with aclosing(events):
        coming = asyncio.ensure_future(anext(events, None))
        try:
            while True:
                await asyncio.wait({coming}, timeout=KEEP_ALIVE_SECONDS)
                if not coming.done():
                    yield b": still here\n\n"
                    continue
                event = coming.result()
                if event is None:
                    return
                yield f"event: {event.type}\ndata: {event.model_dump_json()}\n\n".encode()
                coming = asyncio.ensure_future(anext(events, None))
        finally:
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)


ROUTES = [
    (rf"{API}/workspaces/{ID}/threads", ThreadsHandler),
    (THREAD, ThreadHandler),
    (rf"{THREAD}/messages", MessagesHandler),
    (rf"{THREAD}/messages/{ID}", MessageHandler),
    (rf"{THREAD}/messages/{ID}/events", MessageEventsHandler),
    (rf"{THREAD}/messages/{ID}/stop", StopHandler),
]
