"""Saved queries: statements that a workspace keeps under names."""

from __future__ import annotations

from dataclasses import dataclass

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Role, SavedQuery, User, new_id, utcnow

from .access import Access
from .events import Events, Happening, Subject


@dataclass(frozen=True)
class SavedChanges:
    """What changes of a saved query; None stays. An empty text takes the description away."""

    name: str | None = None
    sql: str | None = None
    description: str | None = None


class SavedQueries:
    """A workspace's saved queries."""

    def __init__(self, catalog: Catalog, access: Access, events: Events) -> None:
        self._catalog = catalog
        self._access = access
        self._events = events

    async def list(self, user: User, workspace_id: str) -> tuple[SavedQuery, ...]:
        """The saved queries by name."""
        await self._access.check(user, workspace_id)
        return await self._catalog.saved_queries.list(workspace_id)

    async def get(self, user: User, workspace_id: str, id_or_name: str) -> SavedQuery:
        """One of them. Raises NotFound."""
        await self._access.check(user, workspace_id)
        return await self._catalog.saved_queries.get(workspace_id, id_or_name)

    async def create(
        self, user: User, workspace_id: str, name: str, sql: str, description: str | None
    ) -> SavedQuery:
        """A new one. Raises NameTaken."""
        await self._access.check(user, workspace_id, Role.EDITOR)
        now = utcnow()
        saved = SavedQuery(
            id=new_id(),
            workspace_id=workspace_id,
            owner=user.id,
            name=name,
            sql=sql,
            created_at=now,
            updated_at=now,
            description=description or None,
        )
        await self._catalog.saved_queries.add(saved)
        self._changed(user, workspace_id)
        return saved

    async def change(
        self, user: User, workspace_id: str, id_or_name: str, to: SavedChanges
    ) -> SavedQuery:
        """The saved query with what is given in place. Raises NotFound, NameTaken."""
        await self._access.check(user, workspace_id, Role.EDITOR)
        saved = await self._catalog.saved_queries.get(workspace_id, id_or_name)
        if to == SavedChanges():
            return saved
        changed = await self._catalog.saved_queries.change(
            saved.id, name=to.name, sql=to.sql, description=to.description
        )
        self._changed(user, workspace_id)
        return changed

    async def delete(self, user: User, workspace_id: str, id_or_name: str) -> None:
        """Forget one. Raises NotFound."""
        await self._access.check(user, workspace_id, Role.EDITOR)
        saved = await self._catalog.saved_queries.get(workspace_id, id_or_name)
        await self._catalog.saved_queries.delete(saved.id)
        self._changed(user, workspace_id)

    def _changed(self, user: User, workspace_id: str) -> None:
        self._events.publish(user.id, Happening(Subject.SAVED_QUERIES, workspace_id))
