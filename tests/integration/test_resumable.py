"""Uploads in pieces across servers, on each catalog and store, and the sweep after them."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from deita_server_ext.blocking import Blocking
from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Job, JobState, User, Workspace, new_id, utcnow
from deita_server_ext.errors import (
    ChecksumMismatch,
    NotFound,
    UploadGone,
    UploadLocked,
    UploadMismatch,
    WorkspaceFull,
)
from deita_server_ext.services.access import Access
from deita_server_ext.services.events import Events
from deita_server_ext.services.jobs import JobRunner, Report
from deita_server_ext.services.limits import UploadLimits
from deita_server_ext.services.places import Places, file_key, snapshot_key
from deita_server_ext.services.resumable import Announced, Resumable
from deita_server_ext.services.sweeping import Sweeper
from deita_server_ext.services.uploads import Uploads
from deita_server_ext.storage import Grown, ObjectStore

MB = 1 << 20
ADA = User("ada", "Ada")
NOW = timedelta(0)


class NoWork:
    """Jobs are not run here: these tests end where the work begins."""

    async def run(self, job: Job, report: Report) -> Job:
        raise AssertionError(job)

    async def undo(self, job: Job) -> None:
        raise AssertionError(job)


class Replica:
    """One server's part in uploads; several share a catalog and a store."""

    def __init__(self, catalog: Catalog, store: ObjectStore, limit: int | None = None) -> None:
        access = Access(catalog)
        events = Events(access.people)
        self.jobs = JobRunner(catalog, access, events, NoWork())
        limits = UploadLimits(None, limit)
        silence = timedelta(minutes=5)
        self.uploads = Uploads(catalog, store, self.jobs, access, events, limits, silence)
        self.resumable = Resumable(catalog, store, self.uploads, self.jobs, access)

    async def send(self, workspace: Workspace, upload: str, offset: int, data: bytes) -> int:
        """One request; how far the upload is then."""
        receiving = await self.resumable.resume(ADA, workspace.id, upload, offset)
        for start in range(0, len(data), 1_000_000):
            await receiving.write(data[start : start + 1_000_000])
        return (await receiving.finish()).offset


@pytest.fixture
async def replica(catalog: Catalog, store: ObjectStore) -> AsyncIterator[Replica]:
    """A server."""
    made = Replica(catalog, store)
    yield made
    await made.resumable.close()


@pytest.fixture
def sweeper(
    catalog: Catalog, store: ObjectStore, replica: Replica, tmp_path: Path, blocking: Blocking
) -> Sweeper:
    """What clears away after it."""
    places = Places(tmp_path / "places")
    places.prepare()
    return Sweeper(catalog, store, replica.resumable, places, blocking)


async def everything(store: ObjectStore) -> list[str]:
    return [
        *[found.key async for found in store.list()],
        *[found.name async for found in store.unfinished()],
    ]


async def test_each_request_comes_to_another_server(
    catalog: Catalog, store: ObjectStore, workspace: Workspace
) -> None:
    data = os.urandom(21 * MB + 5)
    first = Replica(catalog, store)
    announced = Announced("a.csv", len(data), sha256=hashlib.sha256(data).hexdigest())
    upload = (await first.resumable.create(ADA, workspace.id, announced)).id
    at = 0
    for size in (3, 9 * MB, 7 * MB, len(data)):
        end = min(at + size, len(data))
        at = await Replica(catalog, store).send(workspace, upload, at, data[at:end])
        assert at == end
    [file] = await catalog.files.list(workspace.id)
    assert (file.id, file.sha256) == (upload, announced.sha256)
    assert b"".join([piece async for piece in store.read(file.key)]) == data
    [job] = await catalog.jobs.list(workspace.id, utcnow())
    assert (job.state, job.file_id) == (JobState.QUEUED, upload)
    assert await everything(store) == [file.key]


async def test_one_server_at_a_time(
    catalog: Catalog, store: ObjectStore, workspace: Workspace, replica: Replica
) -> None:
    other = Replica(catalog, store)
    upload = (await replica.resumable.create(ADA, workspace.id, Announced("a.csv", 10))).id
    receiving = await replica.resumable.resume(ADA, workspace.id, upload, 0)
    await receiving.write(b"a\n1\n")
    with pytest.raises(UploadLocked):
        await other.resumable.resume(ADA, workspace.id, upload, 0)
    with pytest.raises(UploadLocked):
        await other.resumable.get(ADA, workspace.id, upload)
    # The one that is stopped keeps what came, and others go on at once.
    await replica.resumable.close()
    with pytest.raises(UploadLocked):
        await receiving.write(b"2\n")
    with pytest.raises(UploadMismatch):
        await other.resumable.resume(ADA, workspace.id, upload, 0)
    assert await other.send(workspace, upload, 4, b"2\n3\n4\n") == 10


async def test_many_that_go_on_at_the_same_time(
    catalog: Catalog, workspace: Workspace, replica: Replica
) -> None:
    data = os.urandom(100_000)
    upload = (await replica.resumable.create(ADA, workspace.id, Announced("a.csv", 100_000))).id

    async def go_on() -> None:
        while True:
            try:
                at = (await replica.resumable.get(ADA, workspace.id, upload)).offset
                receiving = await replica.resumable.resume(ADA, workspace.id, upload, at)
                await receiving.write(data[at : at + 7_000])
                await receiving.finish()
            except (UploadLocked, UploadMismatch):
                if (await catalog.arrivals.get(upload)).job_id is not None:
                    return

    await asyncio.gather(*(go_on() for _ in range(4)))
    [file] = await catalog.files.list(workspace.id)
    assert file.sha256 == hashlib.sha256(data).hexdigest()
    assert len(await catalog.jobs.list(workspace.id, utcnow())) == 1
    assert await catalog.arrivals.holders() == ()


async def test_all_came_and_the_server_was_killed_before_it_said_so(
    catalog: Catalog, store: ObjectStore, workspace: Workspace
) -> None:
    killed = Replica(catalog, store)
    data = os.urandom(9 * MB)
    announced = Announced("a.csv", len(data))
    upload = (await killed.resumable.create(ADA, workspace.id, announced)).id
    receiving = await killed.resumable.resume(ADA, workspace.id, upload, 0)
    await receiving.write(data)
    await receiving.lost()
    next_one = Replica(catalog, store)
    arrival = await next_one.resumable.get(ADA, workspace.id, upload)
    assert arrival.job_id is not None
    [file] = await catalog.files.list(workspace.id)
    assert file.sha256 == hashlib.sha256(data).hexdigest()
    outcome = await next_one.resumable.outcome(arrival)
    assert outcome is not None
    assert (outcome[0], outcome[1].id) == (file, arrival.job_id)
    assert await next_one.resumable.get(ADA, workspace.id, upload) == arrival


async def test_what_is_not_as_it_was_to_be_is_not_kept(
    catalog: Catalog, store: ObjectStore, workspace: Workspace
) -> None:
    announced = Announced("a.csv", 4, sha256="0" * 64)
    upload = (await Replica(catalog, store).resumable.create(ADA, workspace.id, announced)).id
    await Replica(catalog, store).send(workspace, upload, 0, b"a\n")
    with pytest.raises(ChecksumMismatch):
        await Replica(catalog, store).send(workspace, upload, 2, b"1\n")
    assert await everything(store) == []
    with pytest.raises(NotFound):
        await catalog.arrivals.get(upload)


async def test_two_that_grow_do_not_share_the_same_room(
    catalog: Catalog, store: ObjectStore, workspace: Workspace
) -> None:
    replica = Replica(catalog, store, limit=100)
    one, two = [
        (await replica.resumable.create(ADA, workspace.id, Announced("a.csv", None))).id
        for _ in range(2)
    ]
    await replica.send(workspace, one, 0, b"x" * 60)
    with pytest.raises(WorkspaceFull) as caught:
        await replica.send(workspace, two, 0, b"x" * 60)
    assert caught.value.details == {"limit_bytes": 100, "left_bytes": 40}
    await replica.resumable.remove(ADA, workspace.id, one)
    await replica.resumable.get(ADA, workspace.id, two)
    await replica.send(workspace, two, 0, b"x" * 60)


async def test_what_nobody_finishes_expires(
    catalog: Catalog, store: ObjectStore, workspace: Workspace, replica: Replica
) -> None:
    upload = (await replica.resumable.create(ADA, workspace.id, Announced("a.csv", 20 * MB))).id
    await replica.send(workspace, upload, 0, b"x" * 10 * MB)
    await replica.resumable.expire()
    assert (await replica.resumable.get(ADA, workspace.id, upload)).offset == 10 * MB
    arrival = await catalog.arrivals.hold(upload, "test", utcnow(), utcnow())
    assert arrival is not None
    past = utcnow() - timedelta(seconds=1)
    await catalog.arrivals.keep(replace(arrival, expires_at=past), "test", past)
    with pytest.raises(UploadGone):
        await replica.resumable.get(ADA, workspace.id, upload)
    assert await replica.resumable.list(ADA, workspace.id) == ()
    await replica.resumable.expire()
    assert await everything(store) == []
    with pytest.raises(NotFound):
        await replica.resumable.get(ADA, workspace.id, upload)


async def test_the_sweep_leaves_what_is_named_or_under_way(
    catalog: Catalog,
    store: ObjectStore,
    workspace: Workspace,
    replica: Replica,
    sweeper: Sweeper,
    tmp_path: Path,
) -> None:
    written = tmp_path / "data"
    written.write_bytes(b"PAR1")
    under_way = (await replica.resumable.create(ADA, workspace.id, Announced("a.csv", 9))).id
    await replica.send(workspace, under_way, 0, b"a\n")
    whole = await replica.uploads.begin(ADA, workspace.id, "b.csv", 4)
    await whole.write(b"a\n1\n")
    file, job = await whole.finish()
    made = snapshot_key(workspace.id, job.id)
    lost = file_key(workspace.id, new_id())
    for key in (made, lost):
        await store.put_file(key, written)
    orphan = file_key(new_id(), new_id())
    async with store.grow(orphan, Grown()) as growing:
        await growing.write(b"x")
        await growing.keep(all=True)
    cached = sweeper._places.cache / workspace.id
    await asyncio.to_thread(cached.mkdir)
    for name in (f"{new_id()}.parquet", f"{new_id()}-20.duckdb.making", f".{new_id()}.x"):
        (cached / name).write_bytes(b"x")

    assert await sweeper.sweep() == []
    await asyncio.sleep(1.1)  # S3 tells whole seconds
    gone = await sweeper.sweep(NOW, NOW)
    assert lost in gone
    assert len(gone) == 5
    assert {*await everything(store)} >= {file.key, made}
    assert (await replica.resumable.get(ADA, workspace.id, under_way)).offset == 2
    assert list(cached.iterdir()) == []
    assert await replica.send(workspace, under_way, 2, b"1\n2\n3\n\n") == 9

    await catalog.jobs.finish(job.id, JobState.FAILED)
    await asyncio.sleep(1.1)
    assert await sweeper.sweep(NOW, NOW) == [made]
