"""Whose turn it is: a bounded number of queries at once, shared fairly by their users; of views
likewise."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter, deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from deita_server_ext.errors import EngineBusy


@dataclass(eq=False)
class Ticket:
    """A query's place in the queue."""

    user: str
    called: asyncio.Event = field(default_factory=asyncio.Event)


class Turns:
    """Lets ``at_once`` queries run, of one user no more than ``each``.

    A free turn goes to the user with the fewest queries running, among those to the one who
    has not had a turn for longest (max-min fairness, then round robin); a user's own queries
    come in their order. Whoever waits longer than ``wait_seconds`` gets EngineBusy.
    """

    def __init__(self, at_once: int, each: int, wait_seconds: float) -> None:
        self._at_once = at_once
        self._each = max(1, min(each, at_once))
        self._wait = wait_seconds
        self._running: Counter[str] = Counter()
        self._waiting: dict[str, deque[Ticket]] = {}
        # When each user had the last turn, or came; counted, not timed.
        self._last: dict[str, int] = {}
        self._count = 0

    @contextlib.asynccontextmanager
    async def turn(self, ticket: Ticket) -> AsyncIterator[None]:
        """Wait for a turn and hold it. Raises EngineBusy."""
        self._waiting.setdefault(ticket.user, deque()).append(ticket)
        if ticket.user not in self._last:
            self._now(ticket.user)
        self._call()
        try:
            if not ticket.called.is_set():
                await asyncio.wait_for(ticket.called.wait(), self._wait)
        except TimeoutError as exc:
            raise EngineBusy(
                f"The {self._at_once} queries that may run at once have kept this one waiting "
                f"for {self._wait:.0f} seconds.",
                hint="Try again in a moment, or raise DeitaApp.queries_at_once.",
            ) from exc
        else:
            yield
        finally:
            self._leave(ticket)

    def ahead(self, ticket: Ticket) -> int:
        """How many queries that wait now will be called before ``ticket``."""
        order = {
            waiting: (self._running[user] + place, self._last[user])
            for user, tickets in self._waiting.items()
            for place, waiting in enumerate(tickets)
        }
        own = order.get(ticket)
        return 0 if own is None else sum(other < own for other in order.values())

    def _leave(self, ticket: Ticket) -> None:
        user = ticket.user
        if ticket.called.is_set():
            self._running[user] -= 1
            if not self._running[user]:
                del self._running[user]
        else:
            self._waiting[user].remove(ticket)
        if not self._waiting.get(user):
            self._waiting.pop(user, None)
            if user not in self._running:
                del self._last[user]
        self._call()

    def _now(self, user: str) -> None:
        self._count += 1
        self._last[user] = self._count

    def _call(self) -> None:
        """Give the free turns to those whose they are."""
        while self._running.total() < self._at_once:
            users = [u for u, t in self._waiting.items() if t and self._running[u] < self._each]
            if not users:
                return
            user = min(users, key=lambda u: (self._running[u], self._last[u]))
            self._now(user)
            self._running[user] += 1
            self._waiting[user].popleft().called.set()
