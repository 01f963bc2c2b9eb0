"""Who may use the workspace in use beside its owner."""

from __future__ import annotations

import warnings
from typing import Literal, cast

from .contract import Member
from .rooms import Room, path


class Members(Room):
    """The members of the workspace in use, each by the name that the server knows them by."""

    def members(self) -> list[Member]:
        """The owner, then the members by name."""
        return self._items("members")

    def share(self, user: str, role: Literal["viewer", "editor"] = "viewer") -> Member:
        """Share the workspace: viewers read and ask, editors change what is in it as well.

        Who is a member already gets the role. Warns of a name that has never been here: it
        is kept, and counts as soon as they come.
        """
        made = self.transport.json("PUT", self._path("members", user), body={"role": role})
        member = cast(Member, made)
        if member.get("seen") is False:
            warnings.warn(
                f"{user} has not been here yet: where the name is misspelt, nobody will come.",
                stacklevel=2,
            )
        return member

    def unshare(self, user: str | None = None) -> None:
        """Remove a member; None leaves a workspace that somebody else shares."""
        if user is None:
            user = cast(str, self.transport.json("GET", path("me"))["id"])
        self.transport.json("DELETE", self._path("members", user))
