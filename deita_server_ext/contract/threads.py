"""Threads of messages: what was asked in words, and what was answered."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints
from typing_extensions import TypeAliasType

from .base import ErrorBody, Id, Message, Moment

ThreadName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Words = Annotated[str, StringConstraints(max_length=20_000)]
Sql = Annotated[str, StringConstraints(min_length=1, max_length=1_000_000)]

Role = Literal["user", "assistant"]
MessageState = Literal["streaming", "done", "stopped", "failed"]
Feedback = Literal["up", "down"]
Task = Literal[
    "ask",
    "fix",
    "explain_query",
    "explain_result",
    "relationships",
    "describe",
    "suggest_questions",
    "chart",
]


class Thread(Message):
    """A thread of messages in a workspace.

    A ``shared`` one is seen by all who may use the workspace; only its owner changes it.
    ``mine`` says whether that is who asks.
    """

    id: Id
    workspace_id: Id
    name: str
    shared: bool
    owner: str
    mine: bool
    created_at: Moment
    updated_at: Moment
    message_count: int


class ThreadList(Message):
    """The threads of a workspace that one may see, the last one used first."""

    items: list[Thread]
    next: str | None = None


class ThreadCreate(Message):
    """A new thread; without a name it takes that of its first question."""

    name: ThreadName | None = None
    shared: bool = False


class ThreadPatch(Message):
    """What changes of a thread; what is left out stays."""

    name: ThreadName | None = None
    shared: bool | None = None


class TableMention(Message):
    """A table that is meant, by id or name."""

    kind: Literal["table"]
    table: str = Field(min_length=1, max_length=200)


class ColumnMention(Message):
    """A column that is meant."""

    kind: Literal["column"]
    table: str = Field(min_length=1, max_length=200)
    column: str = Field(min_length=1, max_length=10_000)


class ResultMention(Message):
    """A result that is meant."""

    kind: Literal["result"]
    result_id: Id


class QueryMention(Message):
    """A statement that is meant; ``name`` is what people call it."""

    kind: Literal["query"]
    sql: Sql
    name: str | None = Field(max_length=200)


Mention = TypeAliasType(
    "Mention",
    Annotated[
        TableMention | ColumnMention | ResultMention | QueryMention, Field(discriminator="kind")
    ],
)
"""Something of the workspace that a message is about."""


class SqlBlock(Message):
    """A statement, formatted, and whether the engine takes it (``runs``).

    Where it does not, ``error`` is the engine's word. ``attempts`` is how many statements the
    model wrote until this one. ``replaces`` is the statement that it mends, as it was given.
    ``result_id`` is set where its rows were looked at for the answer.
    """

    kind: Literal["sql"] = "sql"
    id: Id
    sql: str
    tables: list[str]
    runs: bool
    error: ErrorBody | None = None
    attempts: int = 1
    result_id: Id | None = None
    replaces: str | None = None


class ChartBlock(Message):
    """A chart that was checked: ``chart`` is Deita's description of it, as results take it.

    ``sql`` is the statement whose rows it draws, ``result_id`` its result where there is one.
    """

    kind: Literal["chart"] = "chart"
    id: Id
    chart: dict[str, Any]
    sql: str | None = None
    result_id: Id | None = None


class QuestionsBlock(Message):
    """Questions that could be asked."""

    kind: Literal["questions"] = "questions"
    id: Id
    items: list[str]


class ColumnPair(Message):
    """Two columns that are joined."""

    column: str
    other_column: str


class Relationship(Message):
    """Values of ``table.column`` that stand in the key ``other_table.other_column``.

    The engine has counted: ``matched`` of the ``values`` different values are there. ``note``
    is the model's word for it, or null. A key of several columns has the others in ``more``.
    """

    table: str
    column: str
    other_table: str
    other_column: str
    values: int
    matched: int
    note: str | None = None
    more: list[ColumnPair] = Field(default_factory=list)


class RelationshipsBlock(Message):
    """How tables hang together. ``complete`` is false where the time was up before all pairs."""

    kind: Literal["relationships"] = "relationships"
    id: Id
    items: list[Relationship]
    complete: bool = True


class DescriptionsBlock(Message):
    """Descriptions that could be given to a table and its columns; nothing is changed by it."""

    kind: Literal["descriptions"] = "descriptions"
    id: Id
    table: str
    table_id: Id
    description: str | None = None
    columns: dict[str, str]


Block = TypeAliasType(
    "Block",
    Annotated[
        SqlBlock | ChartBlock | QuestionsBlock | RelationshipsBlock | DescriptionsBlock,
        Field(discriminator="kind"),
    ],
)
"""A part of an answer that is more than words."""


class Subject(Message):
    """What a question came with besides its words (see ``MessageCreate``)."""

    sql: str | None = None
    error: str | None = None
    result_id: Id | None = None
    table: str | None = None


class ThreadMessage(Message):
    """A message. ``text`` is Markdown, without the statements, which are in ``blocks``.

    ``author`` is who asked (a user's id) and ``subject`` what the question came with; both are
    null of an answer, and of questions of before these were kept.

    ``model``, ``tokens_in``, ``tokens_out``, ``cost`` (US dollars) and ``seconds`` are of an
    assistant's message, null where they are not known.
    """

    id: Id
    role: Role
    text: str
    state: MessageState
    task: Task
    blocks: list[Block]
    mentions: list[Mention]
    author: str | None = None
    subject: Subject | None = None
    model: str | None
    tokens_in: int | None
    tokens_out: int | None
    cost: float | None
    seconds: float | None
    feedback: Feedback | None
    error: ErrorBody | None
    created_at: Moment


class ThreadMessageList(Message):
    """Messages, the oldest first; ``next`` is what to ask for as ``before`` to get older ones."""

    items: list[ThreadMessage]
    next: Id | None = None


class MessagePatch(Message):
    """What one thinks of an answer; null takes it back."""

    feedback: Feedback | None


class MessageCreate(Message):
    """A question, or another thing to be done.

    ``text`` is needed to ``ask``; elsewhere it may say more. ``fix`` and ``explain_query`` need
    ``sql`` (and take the ``error`` it gave), ``explain_result`` and ``chart`` need
    ``result_id``, ``describe`` needs ``table``. ``relationships`` and ``suggest_questions`` are
    of the whole workspace. With ``stays`` the answer is written to its end though who asked has
    gone; without, that stops it.
    """

    text: Words = ""
    model: str | None = Field(default=None, max_length=200)
    task: Task = "ask"
    mentions: list[Mention] = Field(default_factory=list, max_length=50)
    sql: Sql | None = None
    error: str | None = Field(default=None, max_length=20_000)
    result_id: Id | None = None
    table: str | None = Field(default=None, min_length=1, max_length=200)
    stays: bool = False


class MessageMade(Message):
    """A message as it is now: first the question, then the answer to come. Event ``message``."""

    type: Literal["message"] = "message"
    message: ThreadMessage


class TextDelta(Message):
    """The answer's text goes on. Event ``text``."""

    type: Literal["text"] = "text"
    delta: str


class ToolUsed(Message):
    """The model looks something up: ``summary`` is one line for a person. Event ``tool``."""

    type: Literal["tool"] = "tool"
    id: str
    name: str
    summary: str
    state: Literal["running", "done", "failed"]


class BlockMade(Message):
    """A part of the answer; one with the same ``id`` takes the place of the earlier. ``block``."""

    type: Literal["block"] = "block"
    block: Block


class MessageFailed(Message):
    """The answer could not be finished; ``done`` follows. Event ``error``."""

    type: Literal["error"] = "error"
    error: ErrorBody


class MessageDone(Message):
    """The whole answer as it is kept: the last event, whatever became of it. Event ``done``."""

    type: Literal["done"] = "done"
    message: ThreadMessage


AnswerEvent = MessageMade | TextDelta | ToolUsed | BlockMade | MessageFailed | MessageDone
