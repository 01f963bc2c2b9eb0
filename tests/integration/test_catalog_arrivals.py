"""Uploads under way in the catalog, on SQLite and on Postgres."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Arrival, File, Job, JobState, Workspace, new_id, utcnow
from deita_server_ext.errors import NotFound
from tests import samples

HOUR = timedelta(hours=1)


def arrival(workspace_id: str, length: int | None = 100) -> Arrival:
    made, now = new_id(), utcnow()
    key = f"workspaces/{workspace_id}/files/{made}"
    return Arrival(made, workspace_id, "ada", "a.csv", length, key, now, now + HOUR)


def ended(one: Arrival, size: int = 100) -> tuple[File, Job]:
    """The file and the job that it becomes."""
    file = File(one.id, one.workspace_id, one.name, size, "0" * 64, one.key, utcnow())
    job = replace(samples.job(one.workspace_id), file_id=one.id)
    return file, job


async def test_all_of_it_is_kept(catalog: Catalog, workspace: Workspace) -> None:
    one = replace(arrival(workspace.id, None), state={"parts": ["a"]}, metadata="filename YQ==")
    assert await catalog.arrivals.add(one, None) is None
    assert await catalog.arrivals.get(one.id) == one
    assert await catalog.arrivals.list(workspace.id) == (one,)
    further = replace(one, length=9, offset=5, state={"tail": 5}, expires_at=utcnow() + HOUR)
    assert not await catalog.arrivals.keep(further, "me", utcnow() + HOUR)
    assert await catalog.arrivals.hold(one.id, "me", utcnow(), utcnow() + HOUR) == one
    assert await catalog.arrivals.keep(further, "me", utcnow() + HOUR)
    assert await catalog.arrivals.get(one.id) == further
    await catalog.arrivals.delete(one.id)
    with pytest.raises(NotFound):
        await catalog.arrivals.get(one.id)


async def test_one_holds_it(catalog: Catalog, workspace: Workspace) -> None:
    one = arrival(workspace.id)
    await catalog.arrivals.add(one, None)
    now = utcnow()
    first = await asyncio.gather(
        *(catalog.arrivals.hold(one.id, f"server {n}", now, now + HOUR) for n in range(4))
    )
    assert sum(held is not None for held in first) == 1
    [holder] = await catalog.arrivals.holders()
    assert await catalog.arrivals.hold(one.id, holder, now, now + HOUR) is not None
    assert await catalog.arrivals.hold(one.id, "late", now + 2 * HOUR, now + 3 * HOUR) is not None
    assert not await catalog.arrivals.keep(one, holder, now + HOUR)
    await catalog.arrivals.let_go("late")
    assert await catalog.arrivals.holders() == ()
    assert await catalog.arrivals.hold(one.id, "next", now, now + HOUR) is not None
    with pytest.raises(NotFound):
        await catalog.arrivals.hold(new_id(), "next", now, now + HOUR)


async def test_what_is_under_way_takes_room(catalog: Catalog, workspace: Workspace) -> None:
    assert await catalog.arrivals.add(arrival(workspace.id, 60), 100) is None
    assert await catalog.arrivals.add(arrival(workspace.id, 60), 100) == 40
    growing = arrival(workspace.id, None)
    assert await catalog.arrivals.add(growing, 100) is None
    await catalog.arrivals.hold(growing.id, "me", utcnow(), utcnow() + HOUR)
    await catalog.arrivals.keep(replace(growing, offset=15), "me", utcnow() + HOUR)
    assert await catalog.arrivals.room(workspace.id) == 75
    assert await catalog.arrivals.room(workspace.id, growing.id) == 60
    file, job = ended(arrival(workspace.id), 26)
    assert await catalog.files.add_with_job(file, job, 100) == 25
    assert await catalog.files.list(workspace.id) == ()
    assert await catalog.files.add_with_job(replace(file, bytes=25), job, 100) is None


async def test_two_at_once_do_not_share_the_same_room(
    catalog: Catalog, workspace: Workspace
) -> None:
    refused = await asyncio.gather(
        *(catalog.arrivals.add(arrival(workspace.id, 60), 100) for _ in range(4))
    )
    assert sorted(refused, key=str) == [40, 40, 40, None]


async def test_the_file_and_its_job_are_there_at_once(
    catalog: Catalog, workspace: Workspace
) -> None:
    one = arrival(workspace.id)
    await catalog.arrivals.add(one, None)
    file, job = ended(one)
    with pytest.raises(NotFound):
        await catalog.arrivals.finish(one, "me", file, job, None)
    await catalog.arrivals.hold(one.id, "me", utcnow(), utcnow() + HOUR)
    assert await catalog.arrivals.finish(one, "me", file, job, 99) == 99
    assert (await catalog.arrivals.get(one.id)).job_id is None
    assert await catalog.files.list(workspace.id) == ()
    assert await catalog.arrivals.finish(one, "me", file, job, 100) is None
    assert (await catalog.arrivals.get(one.id)).job_id == job.id
    assert await catalog.files.list(workspace.id) == (file,)
    assert (await catalog.jobs.get(job.id)).state is JobState.QUEUED
    assert await catalog.arrivals.list(workspace.id) == ()
    assert await catalog.arrivals.room(workspace.id) == 100


async def test_those_whose_time_has_passed(catalog: Catalog, workspace: Workspace) -> None:
    one, other = arrival(workspace.id), arrival(workspace.id)
    for each in (one, other):
        await catalog.arrivals.add(each, None)
    await catalog.arrivals.hold(other.id, "me", utcnow(), utcnow() + 3 * HOUR)
    assert await catalog.arrivals.expired(utcnow()) == ()
    assert await catalog.arrivals.expired(utcnow() + 2 * HOUR) == (one,)


async def test_they_go_with_their_workspace(catalog: Catalog, workspace: Workspace) -> None:
    one = arrival(workspace.id)
    await catalog.arrivals.add(one, None)
    await catalog.workspaces.delete(workspace.id)
    with pytest.raises(NotFound):
        await catalog.arrivals.get(one.id)
    with pytest.raises(NotFound):
        await catalog.arrivals.add(arrival(workspace.id), None)


async def test_which_objects_are_named(catalog: Catalog, workspace: Workspace) -> None:
    one = arrival(workspace.id)
    await catalog.arrivals.add(one, None)
    file, job = ended(arrival(workspace.id))
    await catalog.files.add_with_job(file, job)
    table = samples.table(workspace.id)
    await catalog.jobs.publish(job.id, (table,))
    keys = {one.key, file.key, table.snapshot.key}
    assert await catalog.objects.named({*keys, "nobody/names/it"}) == keys
    assert await catalog.objects.growing() == {one.key}
    assert await catalog.objects.busy_ids() == set()
    assert await catalog.objects.snapshot_ids() == {table.snapshot.id}
