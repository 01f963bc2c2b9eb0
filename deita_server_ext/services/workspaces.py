"""Workspaces: made, renamed, deleted."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from deita_server_ext.blocking import Blocking
from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Role, User, Workspace, new_id, utcnow
from deita_server_ext.engine.pool import Pool
from deita_server_ext.storage import ObjectStore

from .access import Access
from .events import Events, Happening, Subject
from .jobs import JobRunner
from .places import Places, workspace_prefix
from .snapshots import SnapshotCache

FIRST_NAME = "My workspace"


class Workspaces:
    """What a person does with workspaces as a whole."""

    def __init__(
        self,
        catalog: Catalog,
        store: ObjectStore,
        pool: Pool,
        cache: SnapshotCache,
        jobs: JobRunner,
        access: Access,
        events: Events,
        places: Places,
        blocking: Blocking,
    ) -> None:
        self._catalog = catalog
        self._store = store
        self._pool = pool
        self._cache = cache
        self._jobs = jobs
        self._access = access
        self._events = events
        self._places = places
        self._blocking = blocking

    async def list(self, user: User) -> tuple[Workspace, ...]:
        """The user's own workspaces, of which on first use one is made; then the shared ones."""
        workspaces = await self._catalog.workspaces.list(user.id)
        if not any(one.role is Role.OWNER for one in workspaces):
            # The id follows from the owner, so that two requests at once make one workspace.
            first = replace(_new(user, FIRST_NAME), id=uuid5(NAMESPACE_URL, f"deita:{user.id}").hex)
            workspaces = (await self._catalog.workspaces.ensure(first), *workspaces)
        return workspaces

    async def get(self, user: User, workspace_id: str) -> Workspace:
        """One workspace. Raises NotFound."""
        role = await self._access.check(user, workspace_id)
        return replace(await self._catalog.workspaces.get(workspace_id), role=role)

    async def create(self, user: User, name: str) -> Workspace:
        """A new workspace. Raises NameTaken."""
        workspace = _new(user, name)
        await self._catalog.workspaces.add(workspace)
        self._events.tell((user.id,), Happening(Subject.WORKSPACES))
        return workspace

    async def rename(self, user: User, workspace_id: str, name: str) -> Workspace:
        """The workspace under its new name. Raises NotFound or NameTaken."""
        await self._access.check(user, workspace_id, Role.OWNER)
        workspace = await self._catalog.workspaces.rename(workspace_id, name)
        people = await self._access.people(workspace_id)
        self._events.tell(people, Happening(Subject.WORKSPACES))
        return workspace

    async def delete(self, user: User, workspace_id: str) -> None:
        """Delete a workspace, its files, tables, snapshots and results. Raises NotFound."""
        await self._access.check(user, workspace_id, Role.OWNER)
        people = await self._access.people(workspace_id)
        await self._catalog.workspaces.delete(workspace_id)
        await self._clear(workspace_id, people)

    async def expire(self, workspace_id: str, now: datetime) -> bool:
        """Delete a workspace whose time has come, unless somebody uses it; whether it was so.

        Raises NotFound where it is gone already.
        """
        people = await self._access.people(workspace_id)
        if not await self._catalog.workspaces.delete_expired(workspace_id, now):
            return False
        await self._clear(workspace_id, people)
        return True

    async def _clear(self, workspace_id: str, people: Iterable[str]) -> None:
        """Take away what is left of a workspace that the catalog has forgotten."""
        self._access.forget(workspace_id)
        self._events.tell(people, Happening(Subject.WORKSPACES))
        await self._jobs.abandon(workspace_id)
        await self._cache.forget(workspace_id)
        await self._pool.evict(workspace_id)
        await self._store.delete_prefix(workspace_prefix(workspace_id))
        for folder in (self._places.cache, self._places.spool):
            await self._blocking.run(shutil.rmtree, folder / workspace_id, ignore_errors=True)


def _new(user: User, name: str) -> Workspace:
    now = utcnow()
    return Workspace(id=new_id(), name=name, owner=user.id, created_at=now, updated_at=now)
