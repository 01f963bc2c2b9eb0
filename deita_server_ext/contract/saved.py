"""Saved queries: statements kept under names."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from .base import Id, Message, Moment
from .tables import Description

SavedName = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=120, pattern=r"^[^\x00-\x1f]+$"
    ),
]
SavedSql = Annotated[str, StringConstraints(min_length=1, max_length=1_000_000)]


class SavedQuery(Message):
    """A statement under a name, which is unique in its workspace whatever its case.

    ``sql`` is as it was written, placeholders too; nobody has judged it. ``owner`` saved it.
    """

    id: Id
    workspace_id: Id
    name: str
    sql: str
    description: str | None
    owner: str
    created_at: Moment
    updated_at: Moment


class SavedQueryList(Message):
    """The saved queries of a workspace, by name."""

    items: list[SavedQuery]
    next: str | None = None


class SavedQueryCreate(Message):
    """A statement to keep."""

    name: SavedName
    sql: SavedSql
    description: Description | None = None


class SavedQueryPatch(Message):
    """What changes of a saved query; what is left out stays.

    An empty description takes it away.
    """

    name: SavedName | None = None
    sql: SavedSql | None = None
    description: Description | None = None
