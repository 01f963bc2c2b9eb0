"""What the server tells as it happens (server-sent events)."""

from __future__ import annotations

from typing import Literal

from .base import Id, Message
from .uploads import Job


class WorkspacesChanged(Message):
    """A workspace was made, renamed, deleted or shared: list them again."""

    type: Literal["workspaces"] = "workspaces"


class TablesChanged(Message):
    """Tables or files of a workspace changed: list them again."""

    type: Literal["tables"] = "tables"
    workspace_id: Id


class SavedQueriesChanged(Message):
    """Saved queries of a workspace changed: list them again."""

    type: Literal["saved_queries"] = "saved_queries"
    workspace_id: Id


class ThreadsChanged(Message):
    """A thread was begun, renamed, shared or deleted, or an answer in it begins or has ended."""

    type: Literal["threads"] = "threads"
    workspace_id: Id
    thread_id: Id


class QueriesChanged(Message):
    """Queries of the person's own ended in a workspace, or ran long enough to be told.

    ``running`` is how many of them wait or run there now.
    """

    type: Literal["queries"] = "queries"
    workspace_id: Id
    running: int


class JobChanged(Message):
    """A job went on; the whole job as it is now."""

    type: Literal["job"] = "job"
    workspace_id: Id
    job: Job


Event = (
    WorkspacesChanged
    | TablesChanged
    | SavedQueriesChanged
    | ThreadsChanged
    | QueriesChanged
    | JobChanged
)
