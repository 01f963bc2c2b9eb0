"""The end of workspaces that nobody uses, on SQLite and on Postgres, by a clock of the test's."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from deita_server_ext.blocking import Blocking
from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Member, Role, User, Workspace, utcnow
from deita_server_ext.errors import NotAllowed, NotFound, StorageUnavailable
from deita_server_ext.services.access import Access
from deita_server_ext.services.events import Events, Subject
from deita_server_ext.services.expiry import Expiry
from tests import samples

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
ADA, BOB, EVE = (User(name, name.title()) for name in ("ada", "bob", "eve"))


class Server:
    """What of a server uses and ends workspaces."""

    def __init__(
        self, catalog: Catalog, now: Callable[[], datetime], days: float | None = 60
    ) -> None:
        self.catalog = catalog
        self.access = Access(catalog, now)
        self.events = Events(self.access.people)
        self.running: set[str] = set()
        self.ended: list[str] = []
        after = None if days is None else days * DAY
        self._expiry = Expiry(
            catalog, self.access, self.events, self._expire, self._busy, after, now
        )

    async def sweep(self) -> None:
        await self._expiry.sweep()

    def _busy(self) -> Collection[str]:
        return self.running

    async def _expire(self, workspace_id: str, now: datetime) -> bool:
        ended = await self.catalog.workspaces.delete_expired(workspace_id, now)
        if ended:
            self.ended.append(workspace_id)
        return ended


class Clock:
    """The time as the test has it."""

    def __init__(self) -> None:
        self.now = utcnow()

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server(catalog: Catalog, clock: Clock) -> Server:
    return Server(catalog, clock)


async def end_of(catalog: Catalog, workspace: Workspace) -> datetime | None:
    return (await catalog.workspaces.get(workspace.id)).expires_at


async def test_it_is_said_for_14_days_and_then_deleted(
    server: Server,
    catalog: Catalog,
    workspace: Workspace,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    begun = clock.now
    with server.events.listen("ada") as heard:
        clock.now = begun + 46 * DAY - HOUR
        await server.sweep()
        assert await end_of(catalog, workspace) is None
        assert heard.empty()
        clock.now = begun + 46 * DAY + HOUR
        await server.sweep()
        end = begun + 60 * DAY + HOUR
        assert await end_of(catalog, workspace) == end
        told = heard.get_nowait()
        assert told is not None
        assert told.subject is Subject.WORKSPACES
        await server.sweep()
        assert heard.empty()
    [listed] = await catalog.workspaces.list("ada")
    assert listed.expires_at == end
    clock.now = end - HOUR
    await server.sweep()
    assert await end_of(catalog, workspace) == end
    clock.now = end
    with caplog.at_level(logging.WARNING, "deita.expiry"):
        await server.sweep()
    assert await catalog.workspaces.list("ada") == ()
    assert server.ended == [workspace.id]
    [said] = [record.message for record in caplog.records]
    assert workspace.id in said
    assert "nobody used it for 60 days" in said


async def test_any_use_of_a_member_keeps_it_and_of_nobody_else(
    server: Server, catalog: Catalog, workspace: Workspace, clock: Clock
) -> None:
    await catalog.members.put(Member(workspace.id, "bob", Role.VIEWER, clock.now))
    clock.now += 50 * DAY
    await server.sweep()
    with pytest.raises(NotFound):
        await server.access.check(EVE, workspace.id)
    with pytest.raises(NotAllowed):
        await server.access.check(BOB, workspace.id, Role.EDITOR)
    assert await end_of(catalog, workspace) is not None
    await server.access.check(BOB, workspace.id)
    assert await end_of(catalog, workspace) is None
    clock.now += 45 * DAY
    await server.sweep()
    assert await end_of(catalog, workspace) is None
    clock.now += 2 * DAY
    await server.sweep()
    await server.access.check(ADA, workspace.id, Role.OWNER)
    assert await end_of(catalog, workspace) is None
    assert server.ended == []


async def test_it_is_noted_once_an_hour_and_is_no_change(
    server: Server, catalog: Catalog, workspace: Workspace, clock: Clock
) -> None:
    uses: list[datetime] = []
    noted = catalog.workspaces.use

    async def use(workspace_id: str, now: datetime, unless_since: datetime) -> None:
        uses.append(now)
        await noted(workspace_id, now, unless_since)

    catalog.workspaces.use = use  # type: ignore[method-assign]
    tables = await catalog.tables.list(workspace.id)
    begun = clock.now
    for minutes in range(0, 181, 10):
        clock.now = begun + timedelta(minutes=minutes)
        await server.access.check(ADA, workspace.id)
    assert uses == [begun + hours * HOUR for hours in range(4)]
    assert await catalog.tables.list(workspace.id) is tables
    assert (await catalog.workspaces.get(workspace.id)).updated_at == workspace.updated_at


@pytest.mark.parametrize("days", [60, 0.1])
async def test_where_something_runs_it_is_in_use(
    catalog: Catalog, workspace: Workspace, clock: Clock, days: float
) -> None:
    server = Server(catalog, clock, days)
    other = samples.workspace("With a job", "bob")
    await catalog.workspaces.add(other)
    server.running.add(workspace.id)
    job = samples.job(other.id)
    await catalog.jobs.add(job)
    for _ in range(5):
        clock.now += HOUR if days < 1 else 20 * DAY
        await server.sweep()
        assert await end_of(catalog, workspace) is None
        assert await end_of(catalog, other) is None
    server.running.clear()
    await catalog.jobs.publish(job.id, ())
    for _ in range(3):
        clock.now += 60 * DAY
        await server.sweep()
    assert sorted(server.ended) == sorted((workspace.id, other.id))


async def test_a_job_that_begins_in_the_last_moment_keeps_it(
    server: Server, catalog: Catalog, workspace: Workspace, clock: Clock
) -> None:
    clock.now += 50 * DAY
    await server.sweep()
    clock.now += 14 * DAY
    await catalog.jobs.add(samples.job(workspace.id))
    await server.sweep()
    assert server.ended == []
    assert not await catalog.workspaces.delete_expired(workspace.id, clock.now)


async def test_of_several_servers_one_deletes_it(
    server: Server, catalog: Catalog, catalog_url: str, blocking: Blocking, clock: Clock
) -> None:
    made = [samples.workspace(f"Number {number}") for number in range(5)]
    for workspace in made:
        await catalog.workspaces.add(workspace)
    second = Catalog(catalog_url, blocking)
    await second.open()
    servers = (server, Server(second, clock))
    for _ in range(2):
        clock.now += 50 * DAY
        await asyncio.gather(*(one.sweep() for one in servers))
    ended = [workspace_id for one in servers for workspace_id in one.ended]
    assert sorted(ended) == sorted(workspace.id for workspace in made)
    assert await catalog.workspaces.list("ada") == ()
    await second.close()


async def test_it_is_said_first_even_after_months_without_a_server(
    server: Server, catalog: Catalog, workspace: Workspace, clock: Clock
) -> None:
    clock.now += 300 * DAY
    await server.sweep()
    assert await end_of(catalog, workspace) == clock.now + 14 * DAY
    assert server.ended == []


async def test_nothing_expires_where_it_is_not_wanted(
    catalog: Catalog, workspace: Workspace, clock: Clock
) -> None:
    clock.now += 300 * DAY
    await Server(catalog, clock).sweep()
    assert await end_of(catalog, workspace) is not None
    clock.now += 300 * DAY
    await Server(catalog, clock, None).sweep()
    assert await end_of(catalog, workspace) is None


async def test_what_cannot_be_noted_can_be_read_all_the_same() -> None:
    asked: list[str] = []

    async def use(workspace_id: str, *_when: datetime) -> None:
        asked.append(workspace_id)
        raise StorageUnavailable("The disk is read-only.")

    async def get(_workspace_id: str) -> Workspace:
        return samples.workspace()

    catalog: Any = SimpleNamespace(workspaces=SimpleNamespace(use=use, get=get))
    access = Access(catalog)
    for _ in range(2):
        assert await access.check(ADA, "w") is Role.OWNER
    assert asked == ["w", "w"]
