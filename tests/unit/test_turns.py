"""Turns: who runs next, who waits, and what is said of it."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from deita_server_ext.engine.turns import Ticket, Turns
from deita_server_ext.errors import EngineBusy


class Person:
    """Takes turns, and notes when."""

    def __init__(self, name: str, turns: Turns, log: list[str]) -> None:
        self.name = name
        self._turns = turns
        self._log = log

    def query(self, label: str, done: asyncio.Event) -> tuple[Ticket, asyncio.Task[None]]:
        ticket = Ticket(self.name)

        async def run() -> None:
            async with self._turns.turn(ticket):
                self._log.append(label)
                await done.wait()

        return ticket, asyncio.create_task(run())


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_a_crowd_of_one_persons_queries_does_not_hold_back_anothers() -> None:
    turns, log = Turns(2, 2, 5.0), []
    ann, bob = Person("ann", turns, log), Person("bob", turns, log)
    ends = [asyncio.Event() for _ in range(8)]
    crowd = [ann.query(f"a{i}", ends[i]) for i in range(6)]
    await settled()
    late = [bob.query(f"b{i}", ends[6 + i]) for i in range(2)]
    await settled()
    assert log == ["a0", "a1"]
    # Bob has nothing running: his first is next, however many of Ann's came before it.
    assert turns.ahead(late[0][0]) == 0
    assert turns.ahead(late[1][0]) >= 1
    ends[0].set()
    await settled()
    assert log == ["a0", "a1", "b0"]
    for end in ends:
        end.set()
    await asyncio.gather(*(task for _ticket, task in [*crowd, *late]))
    assert sorted(log) == ["a0", "a1", "a2", "a3", "a4", "a5", "b0", "b1"]
    assert [entry for entry in log if entry[0] == "a"] == [f"a{i}" for i in range(6)]


async def test_one_user_leaves_a_turn_to_the_others() -> None:
    turns, log, end = Turns(3, 2, 5.0), [], asyncio.Event()
    ann, bob = Person("ann", turns, log), Person("bob", turns, log)
    tasks = [ann.query(f"a{i}", end)[1] for i in range(3)]
    await settled()
    assert log == ["a0", "a1"]
    tasks.append(bob.query("b0", end)[1])
    await settled()
    assert log == ["a0", "a1", "b0"]
    end.set()
    await asyncio.gather(*tasks)


async def test_who_gives_up_waiting_gives_the_place_up_too() -> None:
    turns, log = Turns(1, 1, 5.0), []
    ann = Person("ann", turns, log)
    ends = [asyncio.Event() for _ in range(3)]
    queries = [ann.query(f"a{i}", ends[i]) for i in range(3)]
    await settled()
    assert [turns.ahead(ticket) for ticket, _task in queries] == [0, 0, 1]
    queries[1][1].cancel()
    await settled()
    ends[0].set()
    await settled()
    assert log == ["a0", "a2"]
    ends[2].set()
    await asyncio.gather(*(task for _ticket, task in queries), return_exceptions=True)
    async with asyncio.timeout(1), turns.turn(Ticket("bob")):
        log.append("b0")
    assert log[-1] == "b0"


async def test_waiting_has_an_end_that_says_what_to_do() -> None:
    turns = Turns(1, 1, 0.05, "views", "views_at_once")
    async with AsyncExitStack() as held:
        await held.enter_async_context(turns.turn(Ticket("ann")))
        with pytest.raises(EngineBusy) as caught:
            await held.enter_async_context(turns.turn(Ticket("bob")))
    assert "As many views as may run at once (1)" in caught.value.message
    assert "views_at_once" in str(caught.value.hint)
    async with turns.turn(Ticket("bob")):
        pass
    assert turns.ahead(Ticket("carol")) == 0
