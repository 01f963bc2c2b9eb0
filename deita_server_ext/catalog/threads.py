"""Threads and their messages in the catalog."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from deita_server_ext.domain import MessageState, Sends, Thread, ThreadMessage, utcnow
from deita_server_ext.errors import NotFound

from .database import Database
from .schema import messages, threads

_THREADS = sa.select(
    threads.c.id,
    threads.c.workspace_id,
    threads.c.owner,
    threads.c.name,
    threads.c.created_at,
    threads.c.updated_at,
    threads.c.shared,
    threads.c.named,
    sa.select(sa.func.count())
    .select_from(messages)
    .where(messages.c.thread_id == threads.c.id)
    .scalar_subquery()
    .label("message_count"),
)
_KEPT = tuple(column for column in messages.c if column.name not in ("number", "stop_requested"))
_MESSAGES = sa.select(*_KEPT)
_FIXED = ("id", "thread_id", "role", "task", "created_at", "feedback", "sends", "author", "subject")
"""What does not change while an answer is written."""


class Threads:
    """Threads of all workspaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, thread: Thread) -> None:
        """Keep a new thread; ``NotFound`` where its workspace is gone."""
        values = {column.name: getattr(thread, column.name) for column in threads.c}
        async with self._database.writing() as connection:
            await connection.execute(sa.insert(threads), values)

    async def get(self, workspace_id: str, thread_id: str) -> Thread:
        """One thread, or ``NotFound``."""
        statement = _THREADS.where(
            threads.c.id == thread_id, threads.c.workspace_id == workspace_id
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(statement)).mappings().one_or_none()
        if row is None:
            raise _no_thread()
        return Thread(**row)

    async def list(self, workspace_id: str, user: str, search: str = "") -> tuple[Thread, ...]:
        """The user's threads and the shared ones, the last one used first.

        ``search`` is text that the name or a message has in it, in whatever case.
        """
        statement = _THREADS.where(
            threads.c.workspace_id == workspace_id,
            sa.or_(threads.c.owner == user, threads.c.shared),
        ).order_by(threads.c.updated_at.desc(), threads.c.id)
        if search:
            said = sa.exists().where(
                messages.c.thread_id == threads.c.id,
                messages.c.text.icontains(search, autoescape=True),
            )
            named = threads.c.name.icontains(search, autoescape=True)
            statement = statement.where(sa.or_(named, said))
        async with self._database.reading() as connection:
            found = (await connection.execute(statement)).mappings()
            return tuple(Thread(**row) for row in found)

    async def change(
        self, thread_id: str, *, name: str | None = None, shared: bool | None = None
    ) -> None:
        """Give it another name, or share it or not."""
        given: dict[str, Any] = {"name": name, "shared": shared}
        values = {key: value for key, value in given.items() if value is not None}
        if name is not None:
            values["named"] = True
        if values:
            async with self._database.writing() as connection:
                await connection.execute(
                    sa.update(threads).where(threads.c.id == thread_id).values(values)
                )

    async def delete(self, thread_id: str) -> None:
        """Forget it with its messages."""
        async with self._database.writing() as connection:
            await connection.execute(sa.delete(threads).where(threads.c.id == thread_id))

    async def begin(self, added: tuple[ThreadMessage, ...], name: str | None) -> None:
        """Keep new messages of one thread behind those that it has; ``NotFound`` if it is gone.

        ``name`` is what the thread is called from now on, where nobody has named it.
        """
        thread_id = added[0].thread_id
        last = sa.select(sa.func.max(messages.c.number)).where(messages.c.thread_id == thread_id)
        async with self._database.writing() as connection:
            # The row is locked first, so that two servers do not give the same number.
            touched = await connection.execute(
                sa.update(threads)
                .where(threads.c.id == thread_id)
                .values(updated_at=added[-1].created_at)
            )
            if touched.rowcount == 0:
                raise _no_thread()
            if name is not None:
                await connection.execute(
                    sa.update(threads)
                    .where(threads.c.id == thread_id, ~threads.c.named)
                    .values(name=name, named=True)
                )
            number = (await connection.scalar(last)) or 0
            for more, message in enumerate(added, 1):
                fixed = {"number": number + more, "stop_requested": False}
                await connection.execute(sa.insert(messages), _values(message) | fixed)

    async def keep(self, message: ThreadMessage) -> bool:
        """Keep an answer as it is now; whether somebody asks for its end.

        An answer whose thread is gone counts as one whose end is asked for.
        """
        values = {key: v for key, v in _values(message).items() if key not in _FIXED}
        async with self._database.writing() as connection:
            kept = await connection.execute(
                sa.update(messages)
                .where(messages.c.id == message.id)
                .values(values)
                .returning(messages.c.stop_requested)
            )
            row = kept.one_or_none()
        return row is None or bool(row[0])

    async def messages(
        self, thread_id: str, limit: int, before: str | None = None
    ) -> tuple[ThreadMessage, ...]:
        """The last ``limit`` messages, those before ``before``; the oldest of them first."""
        statement = (
            _MESSAGES.where(messages.c.thread_id == thread_id)
            .order_by(messages.c.number.desc())
            .limit(limit)
        )
        if before is not None:
            number = sa.select(messages.c.number).where(messages.c.id == before)
            statement = statement.where(messages.c.number < number.scalar_subquery())
        async with self._database.reading() as connection:
            found = (await connection.execute(statement)).mappings().all()
        return tuple(_message(row) for row in reversed(found))

    async def message(self, thread_id: str, message_id: str) -> ThreadMessage:
        """One message, or ``NotFound``."""
        statement = _MESSAGES.where(messages.c.id == message_id, messages.c.thread_id == thread_id)
        async with self._database.reading() as connection:
            row = (await connection.execute(statement)).mappings().one_or_none()
        if row is None:
            raise NotFound("There is no such message.", hint="It may have been deleted; reload.")
        return _message(row)

    async def say(self, message: ThreadMessage, feedback: str | None) -> ThreadMessage:
        """The message with what somebody thinks of it."""
        async with self._database.writing() as connection:
            await connection.execute(
                sa.update(messages).where(messages.c.id == message.id).values(feedback=feedback)
            )
        return replace(message, feedback=feedback)

    async def ask_to_stop(self, message_id: str) -> None:
        """Have whichever server writes the answer end it."""
        async with self._database.writing() as connection:
            await connection.execute(
                sa.update(messages)
                .where(messages.c.id == message_id, messages.c.state == MessageState.STREAMING)
                .values(stop_requested=True)
            )

    async def end(self, message: ThreadMessage) -> ThreadMessage:
        """An answer that nobody writes any more, as it stands; one that has ended stays."""
        ended = replace(message, updated_at=utcnow())
        async with self._database.writing() as connection:
            changed = await connection.execute(
                sa.update(messages)
                .where(
                    messages.c.id == message.id,
                    messages.c.state == MessageState.STREAMING,
                    messages.c.updated_at == message.updated_at,
                )
                .values(state=ended.state, error=ended.error, updated_at=ended.updated_at)
            )
        if changed.rowcount == 0:
            return await self.message(message.thread_id, message.id)
        return ended


def _values(message: ThreadMessage) -> dict[str, Any]:
    return {column.name: getattr(message, column.name) for column in _KEPT}


def _message(row: Mapping[Any, Any]) -> ThreadMessage:
    changed = {
        "state": MessageState(row["state"]),
        "sends": Sends(row["sends"]),
        "blocks": tuple(row["blocks"]),
        "mentions": tuple(row["mentions"]),
    }
    return ThreadMessage(**{**row, **changed})


def _no_thread() -> NotFound:
    return NotFound("There is no such thread.", hint="It may have been deleted; list them again.")
