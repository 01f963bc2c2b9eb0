"""News for those who listen."""

from __future__ import annotations

import asyncio

from deita_server_ext.errors import NotFound
from deita_server_ext.services.events import (
    MOST_WAITING,
    Events,
    Happening,
    Subject,
    happenings,
)

NEWS = Happening(Subject.WORKSPACES)


async def people(workspace_id: str) -> frozenset[str]:
    """All who may use a workspace: Ada her own, and Bob what is shared."""
    if workspace_id == "gone":
        raise NotFound("There is no such workspace.")
    return frozenset({"ada", "bob"} if workspace_id == "shared" else {"ada"})


async def test_only_that_users_listeners_hear() -> None:
    events = Events(people)
    with events.listen("ada") as first, events.listen("ada") as second, events.listen("bob") as bob:
        events.publish("ada", NEWS)
        assert first.get_nowait() == second.get_nowait() == NEWS
        assert bob.empty()
    events.publish("ada", NEWS)  # nobody listens any more
    assert first.empty()


async def test_a_pause_is_told() -> None:
    events = Events(people)
    with events.listen("ada") as queue:
        stream = happenings(queue, 0.01)
        assert await anext(stream) is None
        assert await anext(stream) is None
        events.publish("ada", NEWS)
        assert await anext(stream) == NEWS


async def test_the_end_ends_all() -> None:
    events = Events(people)
    with events.listen("ada") as queue:
        events.publish("ada", NEWS)
        events.close()
        async with asyncio.timeout(5):
            assert [happening async for happening in happenings(queue, 5)] == [NEWS]


async def test_one_that_does_not_keep_up_costs_no_memory() -> None:
    events = Events(people)
    with events.listen("ada") as queue:
        for _n in range(MOST_WAITING * 2):
            events.publish("ada", NEWS)
        assert queue.qsize() == MOST_WAITING


async def test_what_changes_in_a_workspace_is_told_to_all_who_may_use_it() -> None:
    events = Events(people)
    shared = [Happening(Subject.TABLES, "shared"), Happening(Subject.SAVED_QUERIES, "shared")]
    private = Happening(Subject.TABLES, "hers")
    own = Happening(Subject.QUERIES, "shared", running=1, own=True)
    with events.listen("ada") as ada, events.listen("bob") as bob, events.listen("eve") as eve:
        for happening in (*shared, private):
            events.publish("ada", happening)
        assert [await ada.get(), await ada.get(), await ada.get()] == [*shared, private]
        assert [await bob.get(), await bob.get()] == shared
        events.publish("ada", own)
        assert await ada.get() == own
        # Who did it before being removed is told nothing of it any more.
        events.publish("eve", shared[0])
        assert await bob.get() == shared[0]
        assert bob.empty()
        assert eve.empty()


async def test_of_a_workspace_that_is_gone_only_who_did_it_is_told() -> None:
    events = Events(people)
    with events.listen("ada") as ada, events.listen("bob") as bob:
        events.publish("bob", Happening(Subject.JOB, "gone"))
        async with asyncio.timeout(5):
            assert await bob.get() == Happening(Subject.JOB, "gone")
        assert ada.empty()
