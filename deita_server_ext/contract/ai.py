"""Models: which there are, what they may be told, and questions whose answers are verified."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .base import ErrorBody, Id, Message, Moment
from .threads import Sql

Sends = Literal["names", "profiles", "samples"]
VerifiedState = Literal["passed", "failed"]


class AiModel(Message):
    """A model that may be used; ``label`` is what people call it."""

    id: str
    label: str


class AiBudget(Message):
    """What one person has used today, and may use; a limit of null is none. Costs are dollars."""

    tokens_used: int
    tokens_limit: int | None
    cost_used: float
    cost_limit: float | None
    resets_at: Moment


class Ai(Message):
    """Whether there is a model; where there is none, ``hint`` says in two lines how to set one."""

    enabled: bool
    hint: str | None
    models: list[AiModel]
    default_model: str | None
    budget: AiBudget | None


class WorkspaceAi(Message):
    """What of a workspace is told to a model.

    ``names``: names and types of tables and columns, and what people said of them.
    ``profiles``: also how many rows, nulls and different values tables have, which columns stand
    in the keys of others, and how many rows a result has that a person shows it; no values.
    ``samples``: also rows, and values that columns hold.

    Only with ``samples`` do statements of the model run for it: how many rows one gives, and
    whether it fails, tells values. Else it hears whether the engine takes them.
    """

    sends: Sends


class WorkspaceAiPatch(Message):
    """What changes of it; what is left out stays."""

    sends: Sends | None = None


class VerifiedRun(Message):
    """How a verified question fared: ``failed`` with the reason.

    ``model`` is null where none was asked; then the statement's rows were compared with those
    of when it was verified. Else the model was asked, and the rows of its statement (``sql``)
    were compared with the verified one's. ``tables`` are the snapshots, as ``name@number``.
    """

    state: VerifiedState
    reason: str | None
    error: ErrorBody | None
    model: str | None
    sql: str | None
    tables: list[str]
    row_count: int | None
    ran_at: Moment


class Verified(Message):
    """A question with the statement that answers it.

    ``changed`` are the tables that have changed, or are gone, since it last ran (or was verified);
    ``model_changed`` is true where it was last asked of another model than is asked now. Then it
    is due to be run again.
    """

    id: Id
    workspace_id: Id
    question: str
    sql: str
    message_id: Id | None
    owner: str
    tables: list[str]
    row_count: int
    last: VerifiedRun | None
    changed: list[str] = Field(default_factory=list)
    model_changed: bool = False
    created_at: Moment


class VerifiedList(Message):
    """The verified questions of a workspace, newest first."""

    items: list[Verified]
    next: str | None = None


class VerifiedCreate(Message):
    """A question to be verified; its statement must run, and give 10,000 rows at the most."""

    question: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)
    ]
    sql: Sql
    message_id: Id | None = None


class VerifiedRunRequest(Message):
    """Which verified questions are run (all), and whether a model is asked them."""

    model: str | None = Field(default=None, max_length=200)
    ids: list[Id] | None = Field(default=None, max_length=1000)


class VerifiedReport(Message):
    """How they fared."""

    passed: int
    failed: int
    items: list[Verified]
