"""Whose turn it is: a bounded number of queries at once, shared fairly by their users; of views,
and of exports of statements, likewise."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter, deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from deita_server_ext.errors import EngineBusy


@dataclass(eq=False)
class Ticket:
    """A place in a queue: of a query, or of whoever needs a worker."""

    user: str
    called: asyncio.Event = field(default_factory=asyncio.Event)


class Line:
    """Those who wait, by user.

    First comes the user with the least ``load``, among those the one who has not been called
    for longest (max-min fairness, then round robin); a user's own come in their order.
    """

    def __init__(self, load: Counter[str]) -> None:
        self._load = load
        self._waiting: dict[str, deque[Ticket]] = {}
        # When each user was last called, or came; counted, not timed.
        self._last: dict[str, int] = {}
        self._count = 0

    def join(self, ticket: Ticket) -> None:
        """Wait."""
        self._waiting.setdefault(ticket.user, deque()).append(ticket)
        if ticket.user not in self._last:
            self._now(ticket.user)

    def call(self, most: int | None = None) -> Ticket | None:
        """Call the first of those whose users have less than ``most``."""
        users = [
            user
            for user, tickets in self._waiting.items()
            if tickets and (most is None or self._load[user] < most)
        ]
        if not users:
            return None
        user = min(users, key=lambda user: (self._load[user], self._last[user]))
        self._now(user)
        ticket = self._waiting[user].popleft()
        ticket.called.set()
        return ticket

    def leave(self, ticket: Ticket) -> None:
        """Wait no more, called or not."""
        user = ticket.user
        if not ticket.called.is_set():
            self._waiting[user].remove(ticket)
        if not self._waiting.get(user):
            self._waiting.pop(user, None)
            if not self._load[user]:
                self._last.pop(user, None)

    def ahead(self, ticket: Ticket) -> int:
        """How many of those that wait now will be called before ``ticket``."""
        order = {
            waiting: (self._load[user] + place, self._last[user])
            for user, tickets in self._waiting.items()
            for place, waiting in enumerate(tickets)
        }
        own = order.get(ticket)
        return 0 if own is None else sum(other < own for other in order.values())

    def __bool__(self) -> bool:
        return any(self._waiting.values())

    def _now(self, user: str) -> None:
        self._count += 1
        self._last[user] = self._count


class Turns:
    """Lets ``at_once`` queries run, of one user no more than ``each``, as :class:`Line` has it.

    Whoever waits longer than ``wait_seconds`` gets EngineBusy, which calls them ``what`` and
    names the ``setting`` that lets more of them run.
    """

    def __init__(
        self,
        at_once: int,
        each: int,
        wait_seconds: float,
        what: str = "queries",
        setting: str = "queries_at_once",
    ) -> None:
        self._at_once = at_once
        self._each = max(1, min(each, at_once))
        self._wait = wait_seconds
        self._what = what
        self._setting = setting
        self._running: Counter[str] = Counter()
        self._line = Line(self._running)

    @contextlib.asynccontextmanager
    async def turn(self, ticket: Ticket) -> AsyncIterator[None]:
        """Wait for a turn and hold it. Raises EngineBusy."""
        self._line.join(ticket)
        self._call()
        try:
            if not ticket.called.is_set():
                await asyncio.wait_for(ticket.called.wait(), self._wait)
        except TimeoutError as exc:
            raise EngineBusy(
                f"As many {self._what} as may run at once ({self._at_once}) have kept this one "
                f"waiting for {self._wait:.0f} seconds.",
                hint=f"Try again in a moment, or raise DeitaApp.{self._setting}.",
            ) from exc
        else:
            yield
        finally:
            if ticket.called.is_set():
                self._running[ticket.user] -= 1
                if not self._running[ticket.user]:
                    del self._running[ticket.user]
            self._line.leave(ticket)
            self._call()

    def ahead(self, ticket: Ticket) -> int:
        """How many queries that wait now will be called before ``ticket``."""
        return self._line.ahead(ticket)

    def _call(self) -> None:
        """Give the free turns to those whose they are."""
        while self._running.total() < self._at_once:
            ticket = self._line.call(self._each)
            if ticket is None:
                return
            self._running[ticket.user] += 1
