"""Who may do what in which workspace."""

from __future__ import annotations

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import User
from deita_server_ext.errors import NotFound


class Access:
    """A workspace is its owner's alone; to all others it is not there."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        # A workspace never changes hands, so what was read once stays true.
        self._owners: dict[str, str] = {}

    async def check(self, user: User, workspace_id: str) -> None:
        """Raise NotFound unless ``user`` may use the workspace."""
        owner = self._owners.get(workspace_id)
        if owner is None:
            owner = (await self._catalog.workspaces.get(workspace_id)).owner
            self._owners[workspace_id] = owner
        if owner != user.id:
            raise NotFound(
                "There is no such workspace.", hint="It may have been deleted; list them again."
            )

    def forget(self, workspace_id: str) -> None:
        """The workspace is gone."""
        self._owners.pop(workspace_id, None)
