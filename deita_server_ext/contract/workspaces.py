"""Workspaces: rooms for files and tables."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from .base import Id, Message, Moment

WorkspaceName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)
]


Role = Literal["owner", "editor", "viewer"]
"""A viewer may read and ask, an editor change what is in the workspace as well."""


class Workspace(Message):
    """A workspace. ``bytes`` is what its files and snapshots take in the object store.

    ``owner`` is the id of the person whose it is; ``role`` is what the person is who asks.
    ``expires_at`` is when it is deleted, as nobody has used it for long; any use of what is in
    it, or asking for it alone, keeps it. Null of one that is in use.
    """

    id: Id
    name: str
    owner: str
    role: Role
    bytes: int
    table_count: int
    created_at: Moment
    updated_at: Moment
    expires_at: Moment | None


class WorkspaceList(Message):
    """The person's own workspaces by name, at least one; then by name those shared with them."""

    items: list[Workspace]
    next: str | None = None


class WorkspaceCreate(Message):
    """A new workspace."""

    name: WorkspaceName


class WorkspacePatch(Message):
    """What changes of a workspace; what is left out stays."""

    name: WorkspaceName | None = None
