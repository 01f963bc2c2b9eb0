"""Queries beside one another in one worker: what ends one does not end the others."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import psutil
import pytest

from deita_server_ext.engine.asking import asked
from deita_server_ext.engine.process import Reply, Worker
from deita_server_ext.errors import (
    DeitaError,
    EngineBusy,
    QueryCancelled,
    QueryTimeout,
    ResultGone,
    WorkerDied,
)
from tests.engines import LIMITS, WORKSPACE, Engine, begun, running_engine

DEAF = (
    "SELECT sum(jaro_winkler_similarity(repeat('ab', 30000), repeat('ba', 30000) || range)) "
    "FROM range(2000)"
)
"""Hears no interrupt until it is through."""
ENDLESS = "SELECT count(*) FROM range(1000000) a, range(1000000) b"
SLOW = "SELECT count(*) FROM range(40000) a, range(20000) b WHERE (a.range + b.range) % 7 = 1"
"""Some seconds of work."""
LONG = "SELECT i, i * 2 AS j FROM range(30000000) t(i)"
"""Has its first page at once and is written for some seconds."""


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    async with running_engine(tmp_path, replace(LIMITS, result_bytes=1 << 30)) as made:
        await made.run("SELECT 1")
        yield made


async def test_a_query_that_must_be_killed_leaves_the_others_to_finish(engine: Engine) -> None:
    deaf, slow, written = engine.query(timeout=1.0), engine.query(), engine.query()
    before = await engine.pid()
    tasks = [
        asyncio.create_task(engine.drive(query, sql))
        for query, sql in ((deaf, DEAF), (slow, SLOW), (written, LONG))
    ]
    await written.first
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(ended[0], QueryTimeout)
    assert not psutil.pid_exists(before)
    assert (await slow.first)[0]["row_count"] == 1
    # Those who had its first page find the rest behind it.
    assert isinstance(ended[2], dict)
    assert ended[2]["row_count"] == 30_000_000
    page = await engine.ask(
        "results.page", id=written.id, offset=29_999_999, limit=9, format="json"
    )
    assert page[1] == b"[[29999999,59999998]]"


async def test_a_question_goes_to_the_successor_of_a_worker_that_went_for_another(
    engine: Engine,
) -> None:
    ran = await engine.run("SELECT i FROM range(100) t(i)")
    pids: list[int] = []

    async def page(worker: Worker) -> Reply:
        pids.append(worker.pid)
        answer = asyncio.create_task(
            worker.call("results.page", id=ran.id, offset=99, limit=9, format="json")
        )
        if len(pids) == 1:
            worker.kill("another")
        return await answer

    seat = partial(engine.pool.seat, WORKSPACE, None)
    assert (await asked(seat, page))[1] == b"[[99]]"
    assert pids[0] != pids[1]

    async def fatal(worker: Worker) -> Reply:
        pids.append(worker.pid)
        # Or it might answer before it is killed.
        os.kill(worker.pid, signal.SIGSTOP)
        answer = asyncio.create_task(
            worker.call("results.page", id=ran.id, offset=0, limit=1, format="json")
        )
        await asyncio.sleep(0)
        worker.kill()
        return await answer

    with pytest.raises(WorkerDied):
        await asked(seat, fatal)
    assert len(pids) == 3


async def test_nobody_knows_who_brought_the_worker_down(engine: Engine) -> None:
    slow, endless = engine.query(timeout=300), engine.query(timeout=300)
    tasks = [
        asyncio.create_task(engine.drive(query, sql))
        for query, sql in ((slow, SLOW), (endless, ENDLESS))
    ]
    await begun(slow, endless)
    os.kill(await engine.pid(), signal.SIGKILL)
    # Each runs again by itself: the one gets its answer, the other is still at work.
    assert isinstance(await tasks[0], dict)
    assert not tasks[1].done()
    assert endless.worker is not None
    assert endless.worker.pid != await engine.pid()
    # A worker that only it was in dies of it, and it is not tried a third time.
    os.kill(endless.worker.pid, signal.SIGKILL)
    with pytest.raises(WorkerDied):
        await tasks[1]
    assert await engine.value("SELECT 42") == 42


async def test_rows_that_do_not_go_with_those_seen_are_not_given(engine: Engine) -> None:
    query = engine.query()
    task = asyncio.create_task(
        engine.drive(query, "SELECT random() AS r FROM range(60000000)", page_size=5)
    )
    await query.first
    company = engine.query(timeout=20)
    other = asyncio.create_task(engine.drive(company, ENDLESS))
    await begun(company)
    os.kill(await engine.pid(), signal.SIGKILL)
    with pytest.raises(ResultGone) as caught:
        await task
    assert "ORDER BY" in str(caught.value.hint)
    company.cancel()
    with pytest.raises(QueryCancelled):
        await other


async def test_who_waits_for_a_turn_can_be_cancelled_and_is_told_to_wait(tmp_path: Path) -> None:
    limits = replace(LIMITS, queries_at_once=1, wait_seconds=2.0)
    async with running_engine(tmp_path, limits) as engine:
        first, second, third = (engine.query(user=user) for user in ("ann", "bob", "eve"))
        tasks = [asyncio.create_task(engine.drive(q, ENDLESS)) for q in (first, second, third)]
        await asyncio.sleep(0.3)
        assert [query.waits for query in (first, second, third)] == [False, True, True]
        assert engine.pool.turns.ahead(third.ticket) == 1
        second.cancel()
        with pytest.raises(QueryCancelled):
            await asyncio.wait_for(tasks[1], 1)
        assert engine.pool.turns.ahead(third.ticket) == 0
        with pytest.raises(EngineBusy):
            await tasks[2]
        first.cancel()
        with pytest.raises(QueryCancelled):
            await tasks[0]
        assert await engine.value("SELECT 42") == 42


async def test_who_waits_for_a_worker_can_be_cancelled(tmp_path: Path) -> None:
    limits = replace(LIMITS, workers=1, wait_seconds=30.0)
    async with running_engine(tmp_path, limits) as engine:
        first, second = engine.query(), engine.query()
        holder = asyncio.create_task(engine.drive(first, ENDLESS))
        await begun(first)
        waiting = asyncio.create_task(engine.drive(second, "SELECT 1", workspace="1" * 32))
        await asyncio.sleep(0.2)
        second.cancel()
        with pytest.raises(QueryCancelled):
            await asyncio.wait_for(waiting, 1)
        assert await engine.value("SELECT 42") == 42
        first.cancel()
        with pytest.raises(QueryCancelled):
            await holder
        assert await engine.value("SELECT 43", workspace="1" * 32) == 43


async def test_users_take_turns(tmp_path: Path) -> None:
    limits = replace(LIMITS, queries_at_once=2, queries_each=1, wait_seconds=30.0)
    async with running_engine(tmp_path, limits) as engine:
        ended: list[str] = []

        async def one(user: str, number: int) -> None:
            query = engine.query(user=user)
            await engine.drive(query, f"SELECT {number}", workspace=WORKSPACE)
            ended.append(user)

        async with asyncio.timeout(30):
            await asyncio.gather(*(one("ann", n) for n in range(20)), one("bob", 0))
        assert ended.index("bob") < 5


@pytest.mark.parametrize("at", [0.0, 0.02, 0.1, 0.2, 0.4])
async def test_cancelled_at_any_moment_leaves_nothing_behind(tmp_path: Path, at: float) -> None:
    limits = replace(LIMITS, queries_at_once=1)
    async with running_engine(tmp_path, limits) as engine:
        query = engine.query()
        task = asyncio.create_task(engine.drive(query, ENDLESS))
        await asyncio.sleep(at)
        query.cancel()
        with pytest.raises(DeitaError):
            await asyncio.wait_for(task, 10)
        assert await asyncio.wait_for(engine.value("SELECT 42"), 10) == 42
