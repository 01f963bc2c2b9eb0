"""The pool: how many workers, whose, how long, and what is left of them."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, ExitStack
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from deita_server_ext import machine
from deita_server_ext.engine import pipes
from deita_server_ext.engine.limits import (
    BESIDE_THE_LIMIT,
    LEAST_ADDRESS_SPACE,
    STACK_BYTES,
    EngineLimits,
)
from deita_server_ext.engine.pool import TableFile
from deita_server_ext.engine.process import EngineFault, Worker
from deita_server_ext.errors import EngineBusy, QueryCancelled, WorkerDied
from tests.engines import LIMITS, WORKSPACE, Engine, running_engine

LOADER = "deita_server_ext.ingest.loader:Loader"
OTHERS = [str(digit) * 32 for digit in range(1, 6)]


def workers() -> set[int]:
    """The worker processes of this process."""
    return {
        child.pid
        for child in psutil.Process().children(recursive=True)
        if child.status() != psutil.STATUS_ZOMBIE
        and "deita_server_ext.engine.host" in child.cmdline()
    }


def _maps(pid: int) -> str:
    """What a process has in its memory."""
    return Path(f"/proc/{pid}/maps").read_text()


async def until(condition: object, seconds: float = 15.0) -> None:
    """Wait until a function says true."""
    assert callable(condition)
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.05)


@pytest.fixture
def limits() -> EngineLimits:
    return replace(LIMITS, workers=2, wait_seconds=0.5)


@pytest.fixture
async def engine(tmp_path: Path, limits: EngineLimits) -> AsyncIterator[Engine]:
    async with running_engine(tmp_path, limits) as made:
        yield made


async def test_close_leaves_no_process_and_no_folder(tmp_path: Path) -> None:
    before = workers()
    async with running_engine(tmp_path) as engine:
        for workspace in (WORKSPACE, OTHERS[0]):
            await engine.run("SELECT 1", workspace=workspace)
        query = engine.query()
        running = asyncio.create_task(
            engine.drive(query, "SELECT count(*) FROM range(1000000) a, range(10000000) b")
        )
        # Two, and a spare.
        await until(lambda: query.worker is not None and len(workers() - before) == 3)
    assert workers() == before
    with pytest.raises(WorkerDied):
        await running
    assert list((tmp_path / "run").iterdir()) == []


async def test_the_number_of_workers_is_bound_and_the_idle_one_goes(engine: Engine) -> None:
    await engine.run("SELECT 1", workspace=OTHERS[0])
    first = await engine.pid(OTHERS[0])
    await engine.run("SELECT 1", workspace=OTHERS[1])
    second = await engine.pid(OTHERS[1])
    assert await engine.pid(OTHERS[0]) == first  # used again: now the second is the oldest
    await engine.run("SELECT 1", workspace=OTHERS[2])
    assert await engine.pid(OTHERS[0]) == first
    await until(lambda: not psutil.pid_exists(second))


async def test_busy_workers_are_waited_for_and_then_said_to_be_busy(engine: Engine) -> None:
    bomb = "SELECT count(*) FROM range(1000000) a, range(10000000) b"
    queries = [engine.query() for _ in range(2)]
    tasks = [
        asyncio.create_task(engine.drive(query, bomb, workspace=workspace))
        for query, workspace in zip(queries, OTHERS, strict=False)
    ]
    await until(lambda: len(engine.pool._seats) == 2)
    await asyncio.sleep(0.3)
    with pytest.raises(EngineBusy) as caught:
        await engine.run("SELECT 1", workspace=OTHERS[2])
    assert caught.value.status == 503
    assert "DeitaApp.workers" in str(caught.value.hint)
    # Those who have a worker are answered all the same.
    assert await engine.value("SELECT 42", workspace=OTHERS[0]) == 42
    waiting = asyncio.create_task(engine.value("SELECT 43", workspace=OTHERS[2]))
    await asyncio.sleep(0.1)
    queries[0].cancel()
    assert await waiting == 43
    queries[1].cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one).__name__ for one in ended] == ["QueryCancelled"] * 2


@pytest.mark.parametrize("limits", [replace(LIMITS, workers=1, wait_seconds=60.0)])
async def test_who_waits_for_a_worker_is_told_and_called_fairly(engine: Engine) -> None:
    bomb = engine.query()
    bombing = asyncio.create_task(
        engine.drive(bomb, "SELECT count(*) FROM range(1000000) a, range(10000000) b")
    )
    await until(lambda: bomb.worker is not None)
    ended: list[str] = []

    async def one(user: str, workspace: str) -> None:
        await engine.drive(queries[workspace], "SELECT 1", workspace=workspace)
        ended.append(user)

    users = dict(zip(OTHERS[:4], ["ann", "ann", "ann", "bob"], strict=True))
    queries = {workspace: engine.query(user=user) for workspace, user in users.items()}
    tasks = [asyncio.create_task(one(user, workspace)) for workspace, user in users.items()]
    await asyncio.sleep(0.1)
    # Each has its turn, which is not a worker yet.
    assert not bomb.waits
    assert [query.waits for query in queries.values()] == [True] * 4
    assert [query.ahead(engine.pool) for query in queries.values()] == [0, 2, 3, 1]
    queries[OTHERS[1]].cancel()
    with pytest.raises(QueryCancelled):
        await tasks.pop(1)
    bomb.cancel()
    await asyncio.gather(*tasks)
    assert ended == ["ann", "bob", "ann"]
    with pytest.raises(QueryCancelled):
        await bombing
    assert await engine.value("SELECT 42") == 42


async def test_never_more_workers_than_allowed_at_once(engine: Engine, tmp_path: Path) -> None:
    engine.pool.limits = replace(engine.pool.limits, wait_seconds=60.0)
    before = await asyncio.gather(
        *(engine.value(f"SELECT {i}", workspace=OTHERS[i % 5]) for i in range(15))
    )
    assert before == list(range(15))
    assert len(engine.pool._seats) <= 2
    await until(lambda: len(list((tmp_path / "run").iterdir())) <= 3)


async def test_idle_workers_are_ended(tmp_path: Path) -> None:
    limits = replace(LIMITS, idle_seconds=0.5)
    async with running_engine(tmp_path, limits) as engine:
        await engine.run("SELECT 1")
        pid = await engine.pid()
        async with engine.pool.alone(WORKSPACE, ()) as worker:
            await until(lambda: not psutil.pid_exists(pid))
            assert worker.alive
        assert await engine.value("SELECT 42") == 42


async def test_a_worker_in_use_is_not_idle(tmp_path: Path) -> None:
    limits = replace(LIMITS, idle_seconds=0.2)
    async with running_engine(tmp_path, limits) as engine:
        query = engine.query()
        task = asyncio.create_task(
            engine.drive(query, "SELECT count(*) FROM range(1000000) a, range(10000000) b")
        )
        await asyncio.sleep(1.5)
        assert not task.done()
        query.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_dead_workers_folder_goes(engine: Engine, tmp_path: Path) -> None:
    await engine.run("SELECT 1")
    async with engine.pool.seat(WORKSPACE, None) as worker:
        folder = worker.directory
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "temp").mkdir(exist_ok=True)
        (folder / "temp" / "left.tmp").write_bytes(b"x")
        worker.kill()
    await until(lambda: not folder.exists())


async def test_a_killed_worker_is_replaced_at_once(engine: Engine) -> None:
    for _ in range(3):
        async with engine.pool.seat(WORKSPACE, None) as worker:
            worker.kill()
        assert await engine.value("SELECT 42") == 42


@pytest.mark.parametrize("kind", [pipes.LoopPipes, pipes.ThreadedPipes])
async def test_long_questions_and_long_answers_go_through_pipes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type[pipes.Pipes]
) -> None:
    monkeypatch.setattr(pipes, "PIPES", kind)
    async with running_engine(tmp_path) as engine:
        texts = [str(i) * 400_000 for i in range(6)]  # none fits into a pipe that reads nothing
        asked = (engine.value("SELECT $t || $t", params={"t": text}) for text in texts)
        assert await asyncio.gather(*asked) == [text * 2 for text in texts]
        async with engine.pool.seat(WORKSPACE, None) as worker:
            os.kill(worker.pid, signal.SIGKILL)
            with pytest.raises(WorkerDied):
                await worker.call("results.page", id="0" * 32, offset=0, limit=1, format="json")
        assert await engine.value("SELECT 42") == 42


async def test_one_workspace_has_one_worker_however_many_ask(engine: Engine) -> None:
    values = await asyncio.gather(*(engine.value(f"SELECT {i}") for i in range(12)))
    assert values == list(range(12))
    assert len(engine.pool._seats) == 1


async def test_a_lent_worker_is_of_one_workspace(engine: Engine) -> None:
    pids = []
    for workspace in (WORKSPACE, WORKSPACE, OTHERS[0]):
        async with engine.pool.lend(workspace, LOADER) as worker:
            pids.append(worker.pid)
    assert pids[0] == pids[1] != pids[2]


async def test_a_lent_worker_whose_work_failed_is_not_lent_again(engine: Engine) -> None:
    with pytest.raises(EngineFault):
        async with engine.pool.lend(WORKSPACE, LOADER) as worker:
            await worker.call("no_such_operation")
    pid = worker.pid
    await until(lambda: not psutil.pid_exists(pid))
    async with engine.pool.lend(WORKSPACE, LOADER) as worker:
        assert worker.pid != pid


async def test_who_is_alone_has_a_process_of_its_own_that_waits_for_the_next(
    engine: Engine,
) -> None:
    def alone(workspace: str) -> AbstractAsyncContextManager[Worker]:
        return engine.pool.alone(workspace, (), rests=True)

    await engine.run("SELECT 1")
    pids = {await engine.pid()}
    async with alone(WORKSPACE) as first, alone(WORKSPACE) as second:
        pids |= {first.pid, second.pid}
    assert len(pids) == 3
    # One of the two rests, for its own workspace.
    await until(lambda: psutil.pid_exists(first.pid) != psutil.pid_exists(second.pid))
    async with alone(WORKSPACE) as third:
        assert third.pid == first.pid
    async with alone(OTHERS[0]) as other:
        assert other.pid not in pids
        await until(lambda: not psutil.pid_exists(first.pid))
        # Of a workspace that goes everything ends.
        await engine.pool.evict(OTHERS[0])
        assert not other.alive
    with pytest.raises(QueryCancelled):
        async with alone(WORKSPACE) as failed:
            raise QueryCancelled("")
    assert not failed.alive
    assert psutil.pid_exists(await engine.pid())


@pytest.mark.parametrize("alone", [False, True])
async def test_what_cannot_be_read_is_taken_from_elsewhere(engine: Engine, alone: bool) -> None:
    whole = engine.snapshot("t", "SELECT 42 AS n", parquet=True)
    broken = engine.snapshot("t", "SELECT 0 AS n")
    await asyncio.to_thread(Path(broken.path).write_bytes, b"no database" * 1000)

    async def mend(table: TableFile) -> TableFile:
        assert table == broken
        return replace(table, path=whole.path)

    engine.pool.mend = mend
    seat = engine.pool.alone if alone else engine.pool.seat
    async with seat(WORKSPACE, (broken,)) as worker:
        page = {"snapshot": broken.snapshot, "offset": 0, "limit": 1, "format": "json"}
        assert (await worker.call("rows", **page))[1] == b"[[42]]"


async def test_a_worker_that_somebody_reads_from_does_not_go_for_room(engine: Engine) -> None:
    async with engine.pool.seat(WORKSPACE, ()) as worker:
        reading = ExitStack()
        reading.enter_context(engine.pool.using(worker))
    for workspace in OTHERS[:2]:
        await engine.run("SELECT 1", workspace=workspace)
    assert worker.alive
    reading.close()
    for workspace in OTHERS[2:4]:
        await engine.run("SELECT 1", workspace=workspace)
    assert not worker.alive


async def test_an_unknown_operation_does_not_end_a_worker(engine: Engine) -> None:
    async with engine.pool.seat(WORKSPACE, None) as worker:
        with pytest.raises(EngineFault):
            await worker.call("no_such_operation")
        with pytest.raises(EngineFault):
            await worker.call("results.page", no="such argument")
        assert worker.alive
    assert await engine.value("SELECT 42") == 42


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="memory maps are read from /proc")
async def test_a_worker_does_without_pandas(engine: Engine) -> None:
    """Arrow would load it with the first page, if it found it: not there, nor with a view."""
    await engine.run("SELECT 1 AS n, now() AS t, [1, NULL] AS l")
    async with engine.pool.seat(WORKSPACE, None) as worker:
        maps = _maps(worker.pid)
    assert "/pyarrow/" in maps
    assert "/pandas/" not in maps


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits address space on Linux")
async def test_no_worker_may_map_as_much_as_the_machine_has(engine: Engine) -> None:
    resource = pytest.importorskip("resource")
    wanted = LIMITS.memory_bytes + BESIDE_THE_LIMIT + 16 * STACK_BYTES
    allowed = min(wanted, machine.memory_bytes() - 1)
    async with engine.pool.lend(WORKSPACE, LOADER) as worker:
        await engine.run("SELECT 1")
        for pid in (worker.pid, await engine.pid()):
            soft, hard = resource.prlimit(pid, resource.RLIMIT_AS)
            assert 0 < soft == hard <= allowed
    gib = machine.GIB
    assert LIMITS.address_space_bytes(64 * gib) == wanted
    assert replace(LIMITS, memory_bytes=2 * gib).address_space_bytes(4 * gib) < 4 * gib
    assert LIMITS.address_space_bytes(gib) == LEAST_ADDRESS_SPACE


async def test_evicting_a_workspace_ends_its_worker(engine: Engine) -> None:
    await engine.run("SELECT 1")
    pid = await engine.pid()
    await engine.pool.evict(WORKSPACE)
    await until(lambda: not psutil.pid_exists(pid))
    await engine.pool.evict(OTHERS[4])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
async def test_no_secret_of_the_server_is_in_a_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canaries = {
        "AWS_SECRET_ACCESS_KEY": "canary-5f0c-aws",
        "DEITA_CATALOG_URL": "postgresql://deita:canary-5f0c-catalog@db/deita",
        "JUPYTERHUB_API_TOKEN": "canary-5f0c-token",
        "OPENAI_API_KEY": "canary-5f0c-llm",
        "DEITA_STORAGE": "s3://canary-5f0c-bucket/deita",
        "DEITA_STORAGE_ENDPOINT": "https://key:canary-5f0c-endpoint@s3.example",
    }
    for name, value in canaries.items():
        monkeypatch.setenv(name, value)
    known = b"canary-" + b"5f0c"
    assert known in b" ".join(value.encode() for value in os.environ.values() if "canary" in value)
    async with running_engine(tmp_path) as engine:
        assert await engine.value("SELECT 'present-' || '77'") == "present-77"
        pid = await engine.pid()
        environment = await asyncio.to_thread(Path(f"/proc/{pid}/environ").read_bytes)
        assert b"HOME=" in environment
        assert b"canary" not in environment
        assert not [name for name in canaries if name.encode() in environment]
        assert await asyncio.to_thread(find_in_memory, pid, known) == 0
        async with engine.pool.lend(WORKSPACE, LOADER) as loader:
            environment = await asyncio.to_thread(Path(f"/proc/{loader.pid}/environ").read_bytes)
            assert b"HOME=" in environment
            assert b"canary" not in environment
            assert await asyncio.to_thread(find_in_memory, loader.pid, known) == 0
        # The search does find what is there.
        assert await asyncio.to_thread(find_in_memory, pid, b"LC_ALL=C.UTF-8") > 0


def find_in_memory(pid: int, needle: bytes) -> int:
    """How often ``needle`` is in what a process can write to."""
    found = 0
    maps = Path(f"/proc/{pid}/maps").read_text().splitlines()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in maps:
            span, rights, *_ = line.split()
            start, end = (int(part, 16) for part in span.split("-"))
            if "rw" not in rights:
                continue
            try:
                while start < end:
                    memory.seek(start)
                    data = memory.read(min(end - start, 16 << 20))
                    if not data:
                        break
                    found += data.count(needle)
                    start += len(data)
            except (OSError, ValueError, OverflowError):
                continue
    return found
