"""Who may use a workspace beside its owner."""

from __future__ import annotations

from typing import Literal

from .base import Message, Moment
from .workspaces import Role


class Member(Message):
    """Somebody who may use a workspace; ``user`` is the id by which the server knows them.

    ``seen`` is whether they have ever been here: until then, the name may be misspelt.
    """

    user: str
    role: Role
    since: Moment
    seen: bool


class MemberList(Message):
    """The owner, then the members by name."""

    items: list[Member]
    next: str | None = None


class MemberPut(Message):
    """What somebody is to be."""

    role: Literal["editor", "viewer"]
