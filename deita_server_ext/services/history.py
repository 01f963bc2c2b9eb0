"""What a person asked in a workspace, the newest first."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from datetime import timedelta

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Query, User, utcnow
from deita_server_ext.errors import DeitaError

from .access import Access
from .journal import Journal
from .repeats import FolderStore
from .rounds import Rounds
from .spools import Spools

TIDY_SECONDS = 600.0


@dataclass(frozen=True)
class Ages:
    """How long is kept what queries gave, and that they were asked."""

    results: timedelta
    history: timedelta


class History(Rounds):
    """The queries that have ended, and the end of what they left."""

    def __init__(
        self,
        catalog: Catalog,
        access: Access,
        journal: Journal,
        spools: Spools,
        repeats: FolderStore,
        ages: Ages,
    ) -> None:
        self._catalog = catalog
        self._access = access
        self._journal = journal
        self._spools = spools
        self._repeats = repeats
        self._ages = ages

    async def list(
        self, user: User, workspace_id: str, limit: int, before: str | None
    ) -> tuple[tuple[Query, ...], str | None]:
        """At most ``limit`` of the user's that began before ``before``, and the next such."""
        await self._access.check(user, workspace_id)
        await self._journal.written()
        found = await self._catalog.queries.list(workspace_id, user.id, limit + 1, before)
        return found[:limit], found[limit - 1].id if len(found) > limit else None

    async def _go(self) -> None:
        while True:
            now = utcnow()
            with contextlib.suppress(DeitaError):
                await self._catalog.queries.delete_before(now - self._ages.history)
            await self._spools.tidy(now - self._ages.results)
            await self._repeats.tidy()
            await asyncio.sleep(TIDY_SECONDS)
