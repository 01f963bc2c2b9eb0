"""Answers: begun, told as they come, stopped; one in a thread at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Any

from deita_server_ext.catalog import Catalog
from deita_server_ext.contract.threads import (
    AnswerEvent,
    ChartBlock,
    ColumnPair,
    MessageCreate,
    MessageDone,
    MessageMade,
    QuestionsBlock,
    Relationship,
    RelationshipsBlock,
    Subject,
)
from deita_server_ext.domain import (
    MessageState,
    Sends,
    Thread,
    ThreadMessage,
    User,
    new_id,
    utcnow,
)
from deita_server_ext.errors import InvalidRequest, ModelTimeout, ThreadBusy
from deita_server_ext.llm.schema import data

from . import charting, reading
from .ai import Ai
from .answering import KEPT_SECONDS, Answer, shown
from .describing import Describing
from .loop import REPAIRS, Loop
from .preparing import Preparing
from .prompting import Conversation, Prompting, key, prompt
from .relations import Relation, Relations
from .spending import Spending
from .subjects import Subjects
from .telling import Surroundings, Telling
from .threads import Threads

REMEMBERED = 12
"""Messages of the thread that an answer may go back to."""
RELATION_SECONDS = 20.0
NAME_CHARACTERS = 60
_NAMES = {
    "fix": "Fix a statement",
    "explain_query": "Explain a statement",
    "explain_result": "Explain a result",
    "relationships": "How tables hang together",
    "describe": "Describe a table",
    "suggest_questions": "Questions to ask",
    "chart": "A chart",
}


class Answers:
    """Has models answer in threads."""

    def __init__(
        self,
        catalog: Catalog,
        ai: Ai,
        threads: Threads,
        telling: Telling,
        prompting: Prompting,
        subjects: Subjects,
        relations: Relations,
        loop: Loop,
        spending: Spending,
        describing: Describing,
        preparing: Preparing,
    ) -> None:
        self._catalog = catalog
        self._ai = ai
        self._threads = threads
        self._telling = telling
        self._prompting = prompting
        self._subjects = subjects
        self._relations = relations
        self._loop = loop
        self._spending = spending
        self._describing = describing
        self._preparing = preparing
        self._live: dict[str, Answer] = {}
        self._busy: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Stop what is being written; what has come of it is kept."""
        for answer in list(self._live.values()):
            answer.stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def ask(
        self, user: User, workspace_id: str, thread_id: str, asked: MessageCreate
    ) -> AsyncGenerator[AnswerEvent, None]:
        """Both messages, then the answer as it comes; closed, it stops one that does not stay.

        Raises NotFound, NoModel, ModelNotAllowed, BudgetSpent, ThreadBusy, InvalidRequest
        before the first event; later ones are events.
        """
        thread = await self._threads.get(user, workspace_id, thread_id)
        model = self._ai.model(asked.model)
        if asked.task == "ask" and not asked.text.strip():
            raise InvalidRequest("There is no question.", details={"field": "text"})
        await self._spending.check(user)
        if thread_id in self._busy:
            raise _busy()
        self._busy.add(thread_id)
        try:
            answer, question, reply = await self._begin(user, thread, asked, model)
        finally:
            self._busy.discard(thread_id)
        try:
            with answer.heard() as events:
                yield MessageMade(message=shown(question))
                yield MessageMade(message=shown(reply))
                async for event in events:
                    yield event
        finally:
            if not asked.stays:
                answer.stop()

    async def follow(
        self, user: User, workspace_id: str, thread_id: str, message_id: str
    ) -> AsyncGenerator[AnswerEvent, None]:
        """An answer from what has come of it to its end, whoever asked. Raises NotFound."""
        message = await self._threads.message(user, workspace_id, thread_id, message_id)
        answer = self._live.get(message_id)
        if answer is not None:
            with answer.heard() as events:
                yield MessageMade(message=shown(answer.message))
                async for event in events:
                    yield event
            return
        while message.state is MessageState.STREAMING:
            # Another server writes it, and keeps it every now and then.
            yield MessageMade(message=shown(message))
            await asyncio.sleep(KEPT_SECONDS)
            message = await self._threads.message(user, workspace_id, thread_id, message_id)
        yield MessageDone(message=shown(message))

    @property
    def default_model(self) -> str | None:
        """The model that is asked where nobody says which; None where there is none."""
        return self._ai.default

    def model(self, wanted: str | None) -> str:
        """The model to ask. Raises NoModel, ModelNotAllowed."""
        return self._ai.model(wanted)

    async def answer_once(
        self, user: User, workspace_id: str, question: str, model: str
    ) -> str | None:
        """The last statement of an answer that is kept in no thread; None where none runs.

        Verified answers to the same question are not told. Raises NotFound, BudgetSpent,
        ModelError.
        """
        await self._spending.check(user)
        sends = await self._ai.sends(user, workspace_id)
        around = await self._telling.surroundings(user, workspace_id, sends)
        asked = MessageCreate(text=question)
        conversation = await self._prompting.write(around, asked, (), unlike=question)
        now = utcnow()
        blank = ThreadMessage(
            new_id(), new_id(), "assistant", "ask", "", MessageState.STREAMING, now, now
        )
        seconds = self._ai.models.answer_seconds
        answer = Answer(user, workspace_id, blank, self._catalog, seconds)
        try:
            async with asyncio.timeout(seconds):
                await self._loop.answer(answer, model, around, conversation)
        except TimeoutError as exc:
            raise ModelTimeout("The answer took too long.", details={"retry": True}) from exc
        runs = [b["sql"] for b in answer.message.blocks if b["kind"] == "sql" and b["runs"]]
        return runs[-1] if runs else None

    async def stop(
        self, user: User, workspace_id: str, thread_id: str, message_id: str
    ) -> ThreadMessage:
        """Stop an answer, on whichever server it is written; one that has ended stays."""
        message = await self._threads.message(user, workspace_id, thread_id, message_id)
        answer = self._live.get(message_id)
        if answer is not None:
            answer.stop()
            return await answer.ended()
        if message.state is MessageState.STREAMING:
            await self._catalog.threads.ask_to_stop(message_id)
        return message

    def drop(self, user_id: str, workspace_id: str) -> None:
        """Stop what is written for a user in a workspace that the user may use no longer."""
        for answer in self._live.values():
            if (answer.user.id, answer.workspace_id) == (user_id, workspace_id):
                answer.stop()

    async def _begin(
        self, user: User, thread: Thread, asked: MessageCreate, model: str
    ) -> tuple[Answer, ThreadMessage, ThreadMessage]:
        before, _older = await self._threads.said_in(thread, REMEMBERED)
        if before and before[-1].state is MessageState.STREAMING:
            raise _busy()
        sends = await self._ai.sends(user, thread.workspace_id)
        now = utcnow()
        mentions = tuple(mention.model_dump(mode="json") for mention in asked.mentions)
        question = ThreadMessage(
            new_id(), thread.id, "user", asked.task, asked.text, MessageState.DONE, now, now,
            mentions=mentions, sends=sends, author=user.id, subject=_subject(asked),
        )  # fmt: skip
        reply = ThreadMessage(
            new_id(), thread.id, "assistant", asked.task, "", MessageState.STREAMING, now, now,
            model=model, sends=sends,
        )  # fmt: skip
        # What the model is told is put together while the messages are being kept.
        told = asyncio.create_task(self._told(user, thread, sends, asked, before))
        try:
            await self._catalog.threads.begin((question, reply), _name(asked))
        except BaseException:
            told.cancel()
            raise
        seconds = self._ai.models.answer_seconds
        answer = Answer(user, thread.workspace_id, reply, self._catalog, seconds)
        self._live[reply.id] = answer

        async def work(answer: Answer) -> None:
            await self._work(answer, model, *await told, asked)

        async def after(answer: Answer) -> None:
            await self._after(answer, thread)

        task = answer.start(work, after)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._threads.changed(thread)
        return answer, question, reply

    async def _told(
        self,
        user: User,
        thread: Thread,
        sends: Sends,
        asked: MessageCreate,
        before: Sequence[ThreadMessage],
    ) -> tuple[Surroundings, Conversation]:
        """The workspace, and what the model is told of it, where that is known already."""
        around = await self._telling.surroundings(user, thread.workspace_id, sends)
        if asked.task in ("relationships", "describe"):
            return around, []
        return around, await self._prompting.write(around, asked, before)

    async def _after(self, answer: Answer, thread: Thread) -> None:
        self._live.pop(answer.message.id, None)
        self._threads.changed(thread)
        if answer.message.sends is not Sends.NAMES:
            # The next question finds them.
            self._preparing.begin(answer.user, thread.workspace_id, keys=True)

    async def _work(
        self,
        answer: Answer,
        model: str,
        around: Surroundings,
        conversation: Conversation,
        asked: MessageCreate,
    ) -> None:
        if asked.task == "relationships":
            await self._relationships(answer, model, around, asked)
        elif asked.task in ("ask", "fix"):
            replaces = asked.sql if asked.task == "fix" else None
            await self._loop.answer(answer, model, around, conversation, replaces)
        elif asked.task == "suggest_questions":
            said = await self._loop.words(answer, model, conversation)
            if items := reading.questions(said):
                answer.show(QuestionsBlock(id=new_id(), items=items))
            else:
                await self._loop.tell(answer, around, said)
        elif asked.task == "chart":
            await self._chart(answer, model, around, asked, conversation)
        elif asked.task == "describe":
            await self._describing.describe(answer, model, around, asked)
        else:
            await self._loop.talk(answer, model, around, conversation)

    async def _chart(
        self,
        answer: Answer,
        model: str,
        around: Surroundings,
        asked: MessageCreate,
        conversation: Conversation,
    ) -> None:
        """A chart of a result; one that does not fit goes back, as a statement does."""
        result_id = asked.result_id or ""
        query = await self._subjects.query(around, result_id)
        said = list(conversation)
        for repair in range(REPAIRS + 1):
            text = await self._loop.words(answer, model, said)
            proposed, words = charting.read(text)
            if proposed is None:
                await self._loop.tell(answer, around, words)
                return
            try:
                chart = charting.fitting(proposed, query.columns or ())
            except InvalidRequest as exc:
                if repair == REPAIRS:
                    raise
                said += [
                    {"role": "assistant", "content": text},
                    {
                        "role": "user",
                        "content": f"It cannot be drawn:\n{data(exc.message)}\nMend it.",
                    },
                ]
                continue
            answer.show(
                ChartBlock(
                    id=new_id(),
                    chart=chart.model_dump(mode="json"),
                    sql=query.sql,
                    result_id=result_id,
                )
            )
            await self._loop.tell(answer, around, words)
            return

    async def _relationships(
        self, answer: Answer, model: str, around: Surroundings, asked: MessageCreate
    ) -> None:
        """What the engine finds is shown before the model has said a word of it."""
        found, complete = await self._relations.find(
            around.user, around.workspace_id, around.tables, RELATION_SECONDS
        )
        if not found:
            answer.say(
                "No column was found whose values stand in another table's key."
                if complete
                else "No keys were found in the time that there was."
            )
            return
        block_id = new_id()
        answer.show(_related(block_id, found, {}, complete))
        lines = "\n".join(_counted(n, r, around.sends) for n, r in enumerate(found, 1))
        conversation: Conversation = [
            {"role": "system", "content": prompt("system")},
            {
                "role": "user",
                "content": f"{prompt('relationships')}\n\n{data(lines)}\n\n{asked.text}",
            },
        ]
        said = reading.notes(await self._loop.words(answer, model, conversation))
        answer.show(_related(block_id, found, said, complete))


def _related(
    block_id: str, found: Sequence[Relation], said: dict[int, str], complete: bool
) -> RelationshipsBlock:
    items = [
        Relationship(
            table=one.table,
            column=one.columns[0],
            other_table=one.other_table,
            other_column=one.other_columns[0],
            values=one.values,
            matched=one.matched,
            note=said.get(number),
            more=[
                ColumnPair(column=column, other_column=other)
                for column, other in zip(one.columns[1:], one.other_columns[1:], strict=True)
            ],
        )
        for number, one in enumerate(found, 1)
    ]
    return RelationshipsBlock(id=block_id, items=items, complete=complete)


def _counted(number: int, one: Relation, sends: Sends) -> str:
    line = f"{number}. {key(one)}"
    if sends is Sends.NAMES:
        return line
    return f"{line}: {one.matched} of {one.values} different values"


def _subject(asked: MessageCreate) -> dict[str, Any] | None:
    """What the question came with, as it is kept."""
    found = Subject(
        sql=asked.sql, error=asked.error, result_id=asked.result_id, table=asked.table
    ).model_dump()
    return found if any(found.values()) else None


def _name(asked: MessageCreate) -> str:
    """What a thread is called that begins so."""
    text = " ".join(asked.text.split())
    if asked.task != "ask" or not text:
        return _NAMES.get(asked.task, "New thread")
    if len(text) <= NAME_CHARACTERS:
        return text
    return f"{text[:NAME_CHARACTERS].rsplit(' ', 1)[0]}…"


def _busy() -> ThreadBusy:
    return ThreadBusy(
        "An answer is being written in this thread.", hint="Wait for it, or stop it first."
    )
