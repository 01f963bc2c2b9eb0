"""Threads, their messages, and what else has to do with models."""

from __future__ import annotations

from .ai import (
    Ai,
    Verified,
    VerifiedCreate,
    VerifiedList,
    VerifiedReport,
    VerifiedRunRequest,
    WorkspaceAi,
    WorkspaceAiPatch,
)
from .operation import Operation, Parameter
from .threads import (
    MessageCreate,
    MessagePatch,
    Thread,
    ThreadCreate,
    ThreadList,
    ThreadMessage,
    ThreadMessageList,
    ThreadPatch,
)

_THREADS = "/workspaces/{workspace}/threads"
_THREAD = f"{_THREADS}/{{thread}}"
_VERIFIED = "/workspaces/{workspace}/verified"

AI: tuple[Operation, ...] = (
    Operation("GET", "/ai", "Which models there are, and what may be used today.", Ai),
    Operation("GET", "/workspaces/{workspace}/ai", "What a model is told.", WorkspaceAi),
    Operation(
        "PATCH",
        "/workspaces/{workspace}/ai",
        "Change what a model is told.",
        WorkspaceAi,
        WorkspaceAiPatch,
    ),
    Operation(
        "GET",
        _THREADS,
        "The threads.",
        ThreadList,
        query=(Parameter("search", "string", "text that the name or a message has in it"),),
    ),
    Operation("POST", _THREADS, "Begin a thread.", Thread, ThreadCreate, status=201),
    Operation("GET", _THREAD, "One thread.", Thread),
    Operation("PATCH", _THREAD, "Rename or share a thread.", Thread, ThreadPatch),
    Operation("DELETE", _THREAD, "Delete a thread with its messages.", status=204),
    Operation(
        "GET",
        f"{_THREAD}/messages",
        "The last messages of a thread.",
        ThreadMessageList,
        query=(
            Parameter("limit", "integer", "how many, 1 to 200 (100)"),
            Parameter("before", "string", "those older than this message"),
        ),
    ),
    Operation(
        "POST",
        f"{_THREAD}/messages",
        "Ask; the answer comes as it is made: each event's data is one of the AnswerEvents. "
        "Who leaves stops it, unless it stays; what has come is kept.",
        request=MessageCreate,
        media=("text/event-stream",),
    ),
    Operation(
        "GET",
        f"{_THREAD}/messages/{{message}}/events",
        "Follow an answer that is being written, from what has come of it to its end: AnswerEvents "
        "as they came to who asked. Who leaves does not stop it.",
        media=("text/event-stream",),
    ),
    Operation(
        "PATCH",
        f"{_THREAD}/messages/{{message}}",
        "Say what one thinks of an answer.",
        ThreadMessage,
        MessagePatch,
    ),
    Operation(
        "POST",
        f"{_THREAD}/messages/{{message}}/stop",
        "Stop an answer; what has come of it is kept.",
        ThreadMessage,
    ),
    Operation("GET", _VERIFIED, "The verified questions.", VerifiedList),
    Operation(
        "POST",
        _VERIFIED,
        "Verify a question with its statement.",
        Verified,
        VerifiedCreate,
        status=201,
    ),
    Operation(
        "POST",
        f"{_VERIFIED}/run",
        "Run the verified questions and compare what they give.",
        VerifiedReport,
        VerifiedRunRequest,
    ),
    Operation("DELETE", f"{_VERIFIED}/{{verified}}", "Forget a verified question.", status=204),
)
