"""The end of workspaces that nobody uses any more."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import utcnow
from deita_server_ext.errors import DeitaError, NotFound

from .access import NOTED, Access
from .events import Events, Happening, Subject
from .rounds import Rounds

log = logging.getLogger("deita.expiry")

PAUSE = timedelta(hours=1)
NOTICE = timedelta(days=14)
"""How long before its end a workspace is said to expire."""


class Expiry(Rounds):
    """Deletes workspaces that nobody has used for long, after it was said for a while.

    The notice is given whatever happened before: where the servers were off for months, or this
    was set only now, everybody has that long to come by. Any number of servers may go their
    rounds on one catalog.

    ``after`` is how long a workspace may be left alone, None: for ever. ``busy`` gives those in
    which something runs on this server, which is a use of them; ``expire`` deletes one whose time
    has come by then, and says whether it was this server that did.
    """

    def __init__(
        self,
        catalog: Catalog,
        access: Access,
        events: Events,
        expire: Callable[[str, datetime], Awaitable[bool]],
        busy: Callable[[], Collection[str]],
        after: timedelta | None,
        clock: Callable[[], datetime] = utcnow,
    ) -> None:
        self._catalog = catalog
        self._access = access
        self._events = events
        self._expire = expire
        self._busy = busy
        self._after = after
        self._clock = clock

    async def sweep(self) -> None:
        """Say of which workspaces the end is near, and delete those whose time has come."""
        if self._after is None:
            await self._catalog.workspaces.keep_all()
            return
        for workspace_id in self._busy():
            await self._access.use(workspace_id)
        await self._announce(self._after)
        now = self._clock()
        for workspace in await self._catalog.workspaces.expired(now):
            with contextlib.suppress(NotFound):  # another server was faster
                if await self._expire(workspace.id, now):
                    log.warning(
                        "Deleted the workspace %s (%s) of %s, as nobody used it for %g days.",
                        workspace.id,
                        workspace.name,
                        workspace.owner,
                        self._after / timedelta(days=1),
                    )

    async def _announce(self, after: timedelta) -> None:
        notice = min(NOTICE, after / 2)
        # A use may be as old as this without being noted.
        alone = max(after - notice, 2 * max(NOTED, PAUSE))
        now = self._clock()
        for workspace in await self._catalog.workspaces.announce(now - alone, now + notice):
            log.info("The workspace %s of %s expires.", workspace.id, workspace.owner)
            with contextlib.suppress(NotFound):  # somebody deletes it just now
                people = await self._access.people(workspace.id)
                self._events.tell(people, Happening(Subject.WORKSPACES))

    async def _go(self) -> None:
        while True:
            try:
                await self.sweep()
            except DeitaError:
                log.warning("Unused workspaces could not be looked for.", exc_info=True)
            await asyncio.sleep(PAUSE.total_seconds())
