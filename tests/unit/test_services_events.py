"""News for those who listen."""

from __future__ import annotations

import asyncio

from deita_server_ext.services.events import (
    MOST_WAITING,
    Events,
    Happening,
    Subject,
    happenings,
)

NEWS = Happening(Subject.WORKSPACES)


async def test_only_that_users_listeners_hear() -> None:
    events = Events()
    with events.listen("ada") as first, events.listen("ada") as second, events.listen("bob") as bob:
        events.publish("ada", NEWS)
        assert first.get_nowait() == second.get_nowait() == NEWS
        assert bob.empty()
    events.publish("ada", NEWS)  # nobody listens any more
    assert first.empty()


async def test_a_pause_is_told() -> None:
    events = Events()
    with events.listen("ada") as queue:
        stream = happenings(queue, 0.01)
        assert await anext(stream) is None
        assert await anext(stream) is None
        events.publish("ada", NEWS)
        assert await anext(stream) == NEWS


async def test_the_end_ends_all() -> None:
    events = Events()
    with events.listen("ada") as queue:
        events.publish("ada", NEWS)
        events.close()
        async with asyncio.timeout(5):
            assert [happening async for happening in happenings(queue, 5)] == [NEWS]


async def test_one_that_does_not_keep_up_costs_no_memory() -> None:
    events = Events()
    with events.listen("ada") as queue:
        for _n in range(MOST_WAITING * 2):
            events.publish("ada", NEWS)
        assert queue.qsize() == MOST_WAITING
