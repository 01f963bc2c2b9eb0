"""What belongs to kernels: kept while they live, removed when nothing is heard of them."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Lease, User, utcnow
from deita_server_ext.errors import DeitaError

from .events import Events, Happening, Subject
from .retention import Retention
from .rounds import Rounds

log = logging.getLogger("deita.leases")

_LEAST_PAUSE = timedelta(seconds=0.25)


class Leases(Rounds):
    """Ends what kernels have left behind. Any number of servers may do so on one catalog.

    A kernel that gives no sign of life for ``silence`` is taken for gone.
    """

    def __init__(
        self, catalog: Catalog, retention: Retention, events: Events, silence: timedelta
    ) -> None:
        self._catalog = catalog
        self._retention = retention
        self._events = events
        self._silence = silence

    @property
    def pause(self) -> timedelta:
        """How often a kernel is to be heard, and those be looked for that are not."""
        return max(self._silence / 4, _LEAST_PAUSE)

    async def renew(self, user: User, holder: str) -> datetime:
        """A sign of life; until when it holds."""
        until = utcnow() + self._silence
        await self._catalog.leases.renew(user.id, holder, until)
        return until

    async def end(self, user: User, holder: str) -> None:
        """The kernel is gone: what is its goes now, or as soon as it has been read."""
        now = utcnow()
        await self._catalog.leases.renew(user.id, holder, now)
        await self._end(await self._catalog.leases.expired(now, holder), now)

    async def sweep(self) -> None:
        """Remove what belongs to kernels of which nothing was heard in time."""
        now = utcnow()
        await self._end(await self._catalog.leases.expired(now), now)

    async def _end(self, leases: tuple[Lease, ...], now: datetime) -> None:
        ended = [lease for lease in leases if await self._catalog.leases.end(lease, now)]
        if not ended:
            return
        log.info("Removed the tables of %d dataframes with their kernels.", len(ended))
        for lease in ended:
            self._events.publish(lease.owner, Happening(Subject.TABLES, lease.workspace_id))
        if self._retention.limits.undo:
            await self._retention.empty()
        else:
            await self._retention.sweep()

    async def _go(self) -> None:
        heard = False
        while True:
            began = utcnow()
            await asyncio.sleep(self.pause.total_seconds())
            # After a start, and after the machine slept, the kernels that live are heard first.
            slept = utcnow() - began > 2 * self.pause
            if heard and not slept:
                try:
                    await self.sweep()
                except DeitaError:
                    log.warning("The catalog or the store does not answer; it is swept later.")
            heard = not slept
