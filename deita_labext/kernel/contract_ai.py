"""The service's replies about models, as far as the kernel reads them (see :mod:`.contract`)."""

from __future__ import annotations

from typing import Literal, TypedDict

from .contract import ErrorBody, ThreadMessage

Sends = Literal["names", "profiles", "samples"]
Feedback = Literal["up", "down"]
Task = Literal[
    "ask", "fix", "explain_query", "explain_result", "relationships", "describe",
    "suggest_questions", "chart",
]  # fmt: skip


class AiModel(TypedDict):
    """A model that may be used; ``label`` is what people call it."""

    id: str
    label: str


class AiBudget(TypedDict):
    """What one person has used today, and may use; a limit of None is none. Costs are dollars."""

    tokens_used: int
    tokens_limit: int | None
    cost_used: float
    cost_limit: float | None
    resets_at: str


class Ai(TypedDict):
    """Whether there is a model, and which; where there is none, ``hint`` says how to set one."""

    enabled: bool
    hint: str | None
    models: list[AiModel]
    default_model: str | None
    budget: AiBudget | None


class WorkspaceAi(TypedDict):
    """What of a workspace is told to a model: names, also profiles, or also samples."""

    sends: Sends


class VerifiedRun(TypedDict):
    """How a verified question fared: ``failed`` with the reason."""

    state: Literal["passed", "failed"]
    reason: str | None
    error: ErrorBody | None
    model: str | None
    sql: str | None
    tables: list[str]
    row_count: int | None
    ran_at: str


class Verified(TypedDict):
    """A question with the statement that answers it, and how it fared last."""

    id: str
    workspace_id: str
    question: str
    sql: str
    message_id: str | None
    owner: str
    tables: list[str]
    row_count: int
    last: VerifiedRun | None
    changed: list[str]
    model_changed: bool
    created_at: str


class VerifiedReport(TypedDict):
    """How the verified questions fared."""

    passed: int
    failed: int
    items: list[Verified]


class AnswerEvent(TypedDict, total=False):
    """What comes of an answer, as it comes; which keys there are, ``type`` says."""

    type: Literal["message", "text", "tool", "block", "error", "done"]
    message: ThreadMessage
    delta: str
    block: dict[str, object]
    error: ErrorBody
    id: str
    name: str
    summary: str
    state: Literal["running", "done", "failed"]
