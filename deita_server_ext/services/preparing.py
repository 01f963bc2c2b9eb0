"""What is found out about a workspace before it is asked about: profiles and keys."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Table, User
from deita_server_ext.engine.process import EngineFault
from deita_server_ext.errors import DeitaError

from .profiles import Profiles
from .relations import Relations
from .telling import PROFILED

log = logging.getLogger("deita.answers")

KEY_SECONDS = 20.0
"""How long keys are looked for behind the scenes, after each change of the tables."""
MOST_COLUMNS = 2_000
"""Of a workspace, that are profiled unasked."""


class Preparing:
    """Has profiles taken and keys found behind the scenes, once for each state of the tables."""

    def __init__(self, catalog: Catalog, profiles: Profiles, relations: Relations) -> None:
        self._catalog = catalog
        self._profiles = profiles
        self._relations = relations
        self._prepared: dict[str, frozenset[str]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def begin(self, user: User, workspace_id: str, *, keys: bool) -> None:
        """Begin, where it is not under way; ``keys`` also, which takes the engine's time."""
        if workspace_id not in self._tasks:
            task = asyncio.create_task(self._quietly(user, workspace_id, keys))
            self._tasks[workspace_id] = task
            task.add_done_callback(lambda _task: self._tasks.pop(workspace_id, None))

    async def whole(self, user: User, workspace_id: str, seconds: float) -> None:
        """All of it, waited for. Raises what a query does."""
        tables = await self._catalog.tables.list(workspace_id)
        for table in tables:
            await self._profiles.of(table, None, seconds)
        await self._relations.find(user, workspace_id, tables, seconds)

    async def close(self) -> None:
        """Stop what goes on."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _quietly(self, user: User, workspace_id: str, keys: bool) -> None:
        # Nobody waits for it, and whoever needs what is missing finds it out then.
        try:
            tables = await self._catalog.tables.list(workspace_id)
            await self._profile(tables)
            state = frozenset(table.snapshot.id for table in tables)
            if keys and self._prepared.get(workspace_id) != state:
                self._prepared[workspace_id] = state
                await self._relations.find(user, workspace_id, tables, KEY_SECONDS)
        except (DeitaError, EngineFault) as exc:
            log.info("Workspace %s is not prepared: %s", workspace_id, exc)

    async def _profile(self, tables: Sequence[Table]) -> None:
        columns = 0
        for table in tables[:PROFILED]:
            columns += len(table.snapshot.columns)
            if columns > MOST_COLUMNS:
                return
            with contextlib.suppress(DeitaError):
                await self._profiles.of(table, None, 0.0)
