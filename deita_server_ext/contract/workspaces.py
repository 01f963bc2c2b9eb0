"""Workspaces: rooms for files and tables."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from .base import Id, Message, Moment

WorkspaceName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)
]


class Workspace(Message):
    """A workspace. ``bytes`` is what its files and snapshots take in the object store."""

    id: Id
    name: str
    owner: str
    bytes: int
    table_count: int
    created_at: Moment
    updated_at: Moment


class WorkspaceList(Message):
    """The person's workspaces, by name. There is always at least one."""

    items: list[Workspace]
    next: str | None = None


class WorkspaceCreate(Message):
    """A new workspace."""

    name: WorkspaceName


class WorkspacePatch(Message):
    """What changes of a workspace; what is left out stays."""

    name: WorkspaceName | None = None
