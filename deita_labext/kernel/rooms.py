"""What every part of the client has: the way to the service, and the workspace in use."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import quote

from .contract import Workspace
from .errors import DeitaError
from .transport import Transport


class Room:
    """The workspaces of one service, and the one in use."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self._workspace: Workspace | None = None

    @property
    def workspace(self) -> Workspace:
        """The workspace in use: at first ``DEITA_WORKSPACE``, or else the first of all."""
        if self._workspace is None:
            if name := os.environ.get("DEITA_WORKSPACE"):
                self._workspace = self.find_workspace(name)
            else:
                self._workspace = self.workspaces()[0]
        return self._workspace

    @property
    def workspace_id(self) -> str | None:
        """The id of the workspace in use, None as long as nobody has asked for one."""
        return self._workspace["id"] if self._workspace else None

    def workspaces(self) -> list[Workspace]:
        """The person's own workspaces by name, then those that others share."""
        return cast(list[Workspace], self.transport.json("GET", "workspaces")["items"])

    def find_workspace(self, name: str) -> Workspace:
        """The workspace with this name (in whatever case) or id; ``owner/name`` of one shared.

        Where several have the name, one's own goes first.
        """
        workspaces = self.workspaces()
        for same in (
            lambda w: name in (w["name"], w["id"], f"{w['owner']}/{w['name']}"),
            lambda w: name.casefold() == w["name"].casefold(),
        ):
            for workspace in filter(same, workspaces):
                return workspace
        raise DeitaError(
            f"There is no workspace “{name}”.",
            code="not_found",
            hint=f"There are: {listed([called(w) for w in workspaces])}. "
            "`%deita use --create NAME` makes one.",
        )

    def use(self, name: str, *, create: bool = False) -> Workspace:
        """Work in the workspace with this name or id from now on; ``create`` makes it if absent."""
        try:
            found = self.find_workspace(name)
            if found["expires_at"] is not None:  # to ask for it is to use it
                found = self.transport.json("GET", f"workspaces/{found['id']}")
            self._workspace = found
        except DeitaError as error:
            if not create or error.code != "not_found":
                raise
            self._workspace = self.create_workspace(name)
        return self._workspace

    def create_workspace(self, name: str) -> Workspace:
        """Make a workspace; :meth:`use` is to say that it is the one in use."""
        return cast(Workspace, self.transport.json("POST", "workspaces", body={"name": name}))

    def rename_workspace(self, name: str, new_name: str) -> Workspace:
        """Give a workspace, by name or id, another name."""
        found = self.find_workspace(name)
        made = self.transport.json("PATCH", f"workspaces/{found['id']}", body={"name": new_name})
        if self._workspace and self._workspace["id"] == found["id"]:
            self._workspace = made
        return cast(Workspace, made)

    def delete_workspace(self, name: str) -> None:
        """Delete a workspace, by name or id, with all that is in it."""
        found = self.find_workspace(name)
        self.transport.json("DELETE", f"workspaces/{found['id']}")
        if self._workspace and self._workspace["id"] == found["id"]:
            self._workspace = None

    def _path(self, *parts: str) -> str:
        return path("workspaces", self.workspace["id"], *parts)

    def _items(self, *parts: str, query: dict[str, str | int] | None = None) -> list[Any]:
        items = self.transport.json("GET", self._path(*parts), query=query)["items"]
        return cast(list[Any], items)


def called(workspace: Workspace) -> str:
    """What a workspace is called among all that one may use: those of others by their owners."""
    own = workspace["role"] == "owner"
    return workspace["name"] if own else f"{workspace['owner']}/{workspace['name']}"


def path(*parts: str) -> str:
    """A path below the API's root."""
    return "/".join(quote(part, safe="") for part in parts)


def listed(names: Sequence[str]) -> str:
    """The first ten names."""
    shown = ", ".join(names[:10])
    return f"{shown}, …" if len(names) > 10 else shown
