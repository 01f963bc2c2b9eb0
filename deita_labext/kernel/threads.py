"""The client's threads: questions in words, answered by a model with statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import cast

from .answer import Answer
from .asking import Asking
from .contract import Thread, ThreadMessage
from .contract_ai import AnswerEvent, Feedback, Task
from .queries import Queries
from .rooms import path
from .transport import Transport


class Threads(Queries):
    """The threads of the workspace in use, each by name or id, and questions in them."""

    def __init__(self, transport: Transport) -> None:
        super().__init__(transport)
        self._own_threads: dict[str, str] = {}
        """The thread of each workspace that this client has begun by asking."""

    def threads(self, search: str = "") -> list[Thread]:
        """The threads that one may see, the last one used first."""
        return cast(list[Thread], self._items("threads", query={"search": search}))

    def thread(self, name: str) -> Thread:
        """One thread, by name or id."""
        return self._thread(name)

    def create_thread(self, name: str | None = None, *, shared: bool = False) -> Thread:
        """Begin a thread; without a name it takes that of its first question."""
        body = {"name": name, "shared": shared}
        return cast(Thread, self.transport.json("POST", self._path("threads"), body=body))

    def change_thread(
        self, thread: str, *, name: str | None = None, shared: bool | None = None
    ) -> Thread:
        """Rename a thread, or let the workspace's other members see it, or not."""
        given: dict[str, object] = {"name": name, "shared": shared}
        body = {key: value for key, value in given.items() if value is not None}
        where = self._path("threads", self._thread(thread)["id"])
        return cast(Thread, self.transport.json("PATCH", where, body=body))

    def delete_thread(self, thread: str) -> None:
        """Delete a thread with all its messages."""
        self.transport.json("DELETE", self._path("threads", self._thread(thread)["id"]))

    def messages(
        self, thread: str, *, limit: int = 100, before: str | None = None
    ) -> list[ThreadMessage]:
        """The last messages of a thread (those before that one), the oldest first."""
        query: dict[str, str | int] = {"limit": limit}
        if before is not None:
            query["before"] = before
        thread_id = self._thread(thread)["id"]
        return cast(list[ThreadMessage], self._items("threads", thread_id, "messages", query=query))

    def follow(self, thread: str, message_id: str) -> Iterator[AnswerEvent]:
        """An answer that is being written, from what has come of it to its end.

        Who leaves it does not stop the model; :meth:`stop` does.
        """
        where = self._path("threads", self._thread(thread)["id"], "messages", message_id, "events")
        with self.transport.stream(where, accept="text/event-stream") as stream:
            for event in stream.events():
                yield cast(AnswerEvent, event)

    def stop(self, thread: str, message_id: str) -> ThreadMessage:
        """Stop an answer; what has come of it is kept."""
        where = self._path("threads", self._thread(thread)["id"], "messages", message_id, "stop")
        return cast(ThreadMessage, self.transport.json("POST", where))

    def rate(self, thread: str, message_id: str, feedback: Feedback | None) -> ThreadMessage:
        """Say what one thinks of an answer, ``up`` or ``down``; None takes it back."""
        where = self._path("threads", self._thread(thread)["id"], "messages", message_id)
        body = {"feedback": feedback}
        return cast(ThreadMessage, self.transport.json("PATCH", where, body=body))

    def ask(
        self,
        question: str,
        *,
        model: str | None = None,
        thread: str | None = None,
        mentions: Sequence[Mapping[str, object]] = (),
        task: Task = "ask",
        sql: str | None = None,
        error: str | None = None,
        result_id: str | None = None,
        table: str | None = None,
        show: Callable[[Asking], None] | None = None,
    ) -> Answer:
        """Ask a model; back when it has answered. ``answer.result()`` runs its statement.

        Other tasks than to ``ask`` take a statement (with the error it gave), a result or a
        table: ``fix``, ``explain_query``, ``explain_result``, ``chart``, ``describe``,
        ``relationships``, ``suggest_questions``.

        It knows what was said before in the ``thread`` (by name or id, made where there is
        none): by default that of this client. ``show`` is called as the answer grows. An
        interrupt stops the model and is raised as :class:`Interrupted`.
        """
        asking = self.begin_ask(
            question, model=model, thread=thread, mentions=mentions, task=task, sql=sql,
            error=error, result_id=result_id, table=table,
        )  # fmt: skip
        return asking.result(show)

    def begin_ask(
        self,
        question: str,
        *,
        model: str | None = None,
        thread: str | None = None,
        mentions: Sequence[Mapping[str, object]] = (),
        task: Task = "ask",
        sql: str | None = None,
        error: str | None = None,
        result_id: str | None = None,
        table: str | None = None,
    ) -> Asking:
        """Send a question as :meth:`ask` does, and wait for nothing."""
        workspace = self.workspace["id"]
        where = path("workspaces", workspace, "threads", self._to_ask_in(thread), "messages")
        body: dict[str, object] = {
            "text": question,
            "model": model,
            "mentions": [dict(mention) for mention in mentions],
            "task": task,
            "sql": sql,
            "error": error,
            "result_id": result_id,
            "table": table,
        }
        return Asking(self.transport, where, body, lambda message: Answer(self, workspace, message))

    def _to_ask_in(self, name: str | None) -> str:
        if name is not None:
            found = self._found(name)
            return (found or self.create_thread(name))["id"]
        workspace = self.workspace["id"]
        own = self._own_threads.get(workspace)
        if own is None or self._found(own) is None:
            self._own_threads[workspace] = self.create_thread()["id"]
        return self._own_threads[workspace]

    def _thread(self, name: str) -> Thread:
        # What is no name may be an id, or nothing: the service says so.
        return self._found(name) or cast(
            Thread, self.transport.json("GET", self._path("threads", name))
        )

    def _found(self, name: str) -> Thread | None:
        for thread in self.threads():
            if name in (thread["id"], thread["name"]):
                return thread
        return None
