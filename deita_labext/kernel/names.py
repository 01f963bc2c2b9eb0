"""The names that a completion offers: asked for in the background, and kept for a while."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import DeitaError
from .work import Work

if TYPE_CHECKING:
    from .client import Client
    from .contract import Table

_WAIT_SECONDS = 0.3
"""How long a completion waits for names that are being asked for."""
_FRESH_SECONDS = 10.0


@dataclass(frozen=True)
class Catalog:
    """The names that were there at a moment."""

    workspaces: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    saved: tuple[str, ...] = ()


class Names:
    """The catalogs of workspaces. ``connected`` gives the client, or None where there is none
    without trouble; it is called in the background."""

    def __init__(self, connected: Callable[[], Client | None]) -> None:
        self._connected = connected
        self._known: dict[str | None, Catalog] = {}
        self._asked: dict[str | None, tuple[Work[Catalog | None], float]] = {}

    def of(self, workspace: str | None) -> Catalog:
        """The names in the workspace of that name, or in the one in use: new ones if they come
        soon, or else those from before."""
        work, moment = self._asked.get(workspace, (None, 0.0))
        if work is None or (work.wait(0) and time.monotonic() - moment > _FRESH_SECONDS):
            work = Work(lambda: self._catalog(workspace))
            self._asked[workspace] = work, time.monotonic()
            work.start()
        if work.wait(_WAIT_SECONDS):
            catalog = work.result()
            if catalog is None:
                del self._asked[workspace]
            else:
                self._known[workspace] = catalog
        return self._known.get(workspace, Catalog())

    def running(self) -> Sequence[str]:
        """The ids of the queries that wait or run just now."""
        work = Work(self._running)
        work.start()
        return work.result() if work.wait(2 * _WAIT_SECONDS) else []

    def forget(self) -> None:
        """Ask anew: another workspace or service is in use."""
        self._known.clear()
        self._asked.clear()

    def _catalog(self, workspace: str | None) -> Catalog | None:
        try:
            client = self._connected()
            if client is None:
                return None
            if workspace is not None:
                client = client.within(workspace)
            return Catalog(
                tuple(workspace["name"] for workspace in client.workspaces()),
                tuple(client.tables()),
                tuple(saved["name"] for saved in client.saved_queries()),
            )
        except DeitaError:
            return None

    def _running(self) -> list[str]:
        try:
            client = self._connected()
            return [query["id"] for query in client.running()] if client else []
        except DeitaError:
            return []
