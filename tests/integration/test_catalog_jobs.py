"""The queue of jobs, on SQLite and on Postgres."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from deita_server_ext.blocking import Blocking
from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Job, JobState, Workspace, new_id, utcnow
from deita_server_ext.errors import NotFound
from tests import samples

LONG_AGO = utcnow() - timedelta(days=1)


async def queue(catalog: Catalog, workspace: Workspace, number: int = 1) -> list[Job]:
    """Jobs that wait, the oldest first."""
    jobs = [samples.job(workspace.id) for _ in range(number)]
    for job in jobs:
        await catalog.jobs.add(job)
    return jobs


async def test_the_oldest_job_is_taken_first(catalog: Catalog, workspace: Workspace) -> None:
    first, second = await queue(catalog, workspace, 2)
    for job in (first, second):
        claimed = await catalog.jobs.claim("runner", LONG_AGO)
        assert claimed is not None
        assert (claimed.id, claimed.state, claimed.attempts) == (job.id, JobState.RUNNING, 1)
        assert await catalog.jobs.get(job.id) == claimed
    assert await catalog.jobs.claim("runner", LONG_AGO) is None


async def test_everything_about_a_job_is_kept(catalog: Catalog, workspace: Workspace) -> None:
    options = {"delimiter": ";", "nul": "\0", "nan": [1.5, None, True]}
    made = samples.job(workspace.id)
    job = Job(made.id, workspace.id, "ingest", made.state, made.created_at, "ada", options=options)
    await catalog.jobs.add(job)
    assert await catalog.jobs.get(job.id) == job


async def test_no_job_is_taken_twice(
    catalog: Catalog, catalog_url: str, blocking: Blocking, workspace: Workspace
) -> None:
    jobs = await queue(catalog, workspace, 20)
    others = [Catalog(catalog_url, blocking) for _ in range(2)]
    for other in others:
        await other.open()

    async def work(runner: Catalog, name: str) -> list[str]:
        taken = []
        while (job := await runner.jobs.claim(name, LONG_AGO)) is not None:
            taken.append(job.id)
        return taken

    servers = [catalog, *others]
    taken = await asyncio.gather(
        *(work(server, f"runner {number}") for number, server in enumerate(servers * 2))
    )
    for other in others:
        await other.close()
    # One may find all that waits locked and stop early; none may be lost or doubled.
    every = [job_id for some in taken for job_id in some]
    assert sorted(every) == sorted(job.id for job in jobs)


async def test_a_job_of_a_dead_runner_is_taken_over(catalog: Catalog, workspace: Workspace) -> None:
    [job] = await queue(catalog, workspace)
    await catalog.jobs.claim("dead", LONG_AGO)
    assert await catalog.jobs.claim("alive", LONG_AGO) is None
    claimed = await catalog.jobs.claim("alive", utcnow() + timedelta(seconds=1))
    assert claimed is not None
    assert (claimed.id, claimed.attempts) == (job.id, 2)


async def test_a_heartbeat_keeps_a_job(catalog: Catalog, workspace: Workspace) -> None:
    await queue(catalog, workspace)
    await catalog.jobs.claim("runner", LONG_AGO)
    later = utcnow() + timedelta(hours=1)
    await catalog.jobs.heartbeat("runner", later)
    assert await catalog.jobs.claim("other", later - timedelta(seconds=1)) is None
    assert await catalog.jobs.claim("other", later + timedelta(seconds=1)) is not None


async def test_progress(catalog: Catalog, workspace: Workspace) -> None:
    [job] = await queue(catalog, workspace)
    await catalog.jobs.claim("runner", LONG_AGO)
    await catalog.jobs.progress(job.id, 0.25, "reading")
    now = await catalog.jobs.get(job.id)
    assert (now.progress, now.message) == (0.25, "reading")
    await catalog.jobs.progress(job.id, None, None)
    now = await catalog.jobs.get(job.id)
    assert (now.progress, now.message) == (None, None)


async def test_a_final_job_stays_as_it_is(catalog: Catalog, workspace: Workspace) -> None:
    [job] = await queue(catalog, workspace)
    await catalog.jobs.claim("runner", LONG_AGO)
    error = {"code": "unreadable_file", "message": "no", "hint": None, "details": {"line": 3}}
    assert await catalog.jobs.finish(job.id, JobState.FAILED, error)
    failed = await catalog.jobs.get(job.id)
    assert (failed.state, failed.error) == (JobState.FAILED, error)
    assert failed.finished_at is not None
    assert not await catalog.jobs.finish(job.id, JobState.DONE)
    await catalog.jobs.progress(job.id, 1.0, "too late")
    assert await catalog.jobs.publish(job.id, (samples.table(workspace.id),)) is None
    assert await catalog.jobs.request_cancel(job.id) == failed
    assert await catalog.jobs.get(job.id) == failed
    assert await catalog.tables.list(workspace.id) == ()


async def test_a_job_that_made_no_table(catalog: Catalog, workspace: Workspace) -> None:
    [job] = await queue(catalog, workspace)
    assert await catalog.jobs.publish(job.id, ()) == ()
    assert (await catalog.jobs.get(job.id)).state is JobState.DONE


async def test_cancel_a_job_that_waits(catalog: Catalog, workspace: Workspace) -> None:
    first, second = await queue(catalog, workspace, 2)
    assert (await catalog.jobs.request_cancel(second.id)).state is JobState.QUEUED
    # Whoever cancels takes it, and ends it: what it left behind is to be cleared away.
    taken = await catalog.jobs.claim("runner", LONG_AGO, second.id)
    assert taken is not None
    assert taken.id == second.id
    assert await catalog.jobs.cancelled_ids("runner") == (second.id,)
    assert await catalog.jobs.claim("runner", LONG_AGO, second.id) is None
    assert (await catalog.jobs.get(first.id)).state is JobState.QUEUED


async def test_cancel_a_job_that_runs(catalog: Catalog, workspace: Workspace) -> None:
    [job] = await queue(catalog, workspace)
    await catalog.jobs.claim("runner", LONG_AGO)
    assert await catalog.jobs.cancelled_ids("runner") == ()
    assert (await catalog.jobs.request_cancel(job.id)).state is JobState.RUNNING
    assert await catalog.jobs.cancelled_ids("runner") == (job.id,)
    assert await catalog.jobs.cancelled_ids("other") == ()
    assert await catalog.jobs.finish(job.id, JobState.CANCELLED)
    assert await catalog.jobs.cancelled_ids("runner") == ()


async def test_a_job_to_be_cancelled_makes_no_tables(
    catalog: Catalog, workspace: Workspace
) -> None:
    [job] = await queue(catalog, workspace)
    await catalog.jobs.claim("runner", LONG_AGO)
    await catalog.jobs.request_cancel(job.id)
    assert await catalog.jobs.publish(job.id, (samples.table(workspace.id),)) is None
    assert await catalog.tables.list(workspace.id) == ()


async def test_a_dead_runners_job_to_be_cancelled_is_taken_to_be_undone(
    catalog: Catalog, workspace: Workspace
) -> None:
    [job] = await queue(catalog, workspace)
    await catalog.jobs.claim("dead", LONG_AGO)
    await catalog.jobs.request_cancel(job.id)
    taken = await catalog.jobs.claim("alive", utcnow() + timedelta(seconds=1))
    assert taken is not None
    assert await catalog.jobs.cancelled_ids("alive") == (job.id,)


async def test_a_runner_that_slept_does_not_take_its_own_work(
    catalog: Catalog, workspace: Workspace
) -> None:
    await queue(catalog, workspace)
    await catalog.jobs.claim("runner", LONG_AGO)
    assert await catalog.jobs.claim("runner", utcnow() + timedelta(hours=1)) is None


async def test_a_runner_that_woke_too_late_changes_nothing(
    catalog: Catalog, workspace: Workspace
) -> None:
    [job] = await queue(catalog, workspace)
    slept = await catalog.jobs.claim("slept", LONG_AGO)
    taken = await catalog.jobs.claim("alive", utcnow() + timedelta(seconds=1))
    assert slept is not None
    assert taken is not None
    made = (samples.table(workspace.id),)
    assert await catalog.jobs.publish(job.id, made, slept.attempts) is None
    assert not await catalog.jobs.finish(job.id, JobState.FAILED, attempt=slept.attempts)
    await catalog.jobs.progress(job.id, 0.9, "late", 7, slept.attempts)
    now = await catalog.jobs.get(job.id)
    assert (now.state, now.progress, now.rows) == (JobState.RUNNING, None, None)
    await catalog.jobs.progress(job.id, 0.5, "now", 7, taken.attempts)
    assert (await catalog.jobs.get(job.id)).rows == 7
    published = await catalog.jobs.publish(job.id, made, taken.attempts)
    assert published is not None
    assert (await catalog.jobs.get(job.id)).rows == published[0].snapshot.row_count


async def test_only_one_of_two_runners_publishes(catalog: Catalog, workspace: Workspace) -> None:
    [job] = await queue(catalog, workspace)
    published = await asyncio.gather(
        *(catalog.jobs.publish(job.id, (samples.table(workspace.id),)) for _ in range(4))
    )
    assert sum(each is not None for each in published) == 1
    assert await catalog.tables.names(workspace.id) == ("flights",)


async def test_publish_and_delete_at_the_same_time(catalog: Catalog) -> None:
    """Neither waits for the other for ever; either way nothing half-made is left."""
    for _ in range(10):
        workspace = samples.workspace()
        await catalog.workspaces.add(workspace)
        [job] = await queue(catalog, workspace)
        await asyncio.gather(
            catalog.jobs.publish(job.id, (samples.table(workspace.id),)),
            catalog.workspaces.delete(workspace.id),
        )
        assert await catalog.tables.list(workspace.id) == ()


async def test_publish_for_a_workspace_that_is_gone(catalog: Catalog, workspace: Workspace) -> None:
    [job] = await queue(catalog, workspace)
    await catalog.workspaces.delete(workspace.id)
    assert await catalog.jobs.publish(job.id, (samples.table(workspace.id),)) is None


async def test_the_list_is_what_is_under_way_or_ended_lately(
    catalog: Catalog, workspace: Workspace
) -> None:
    done, running, waiting = await queue(catalog, workspace, 3)
    before = utcnow()
    await catalog.jobs.claim("runner", LONG_AGO)
    await catalog.jobs.finish(done.id, JobState.DONE)
    await catalog.jobs.claim("runner", LONG_AGO)
    after = utcnow()
    listed = await catalog.jobs.list(workspace.id, since=before)
    assert [job.id for job in listed] == [waiting.id, running.id, done.id]
    listed = await catalog.jobs.list(workspace.id, since=after)
    assert [job.id for job in listed] == [waiting.id, running.id]


async def test_what_is_not_there(catalog: Catalog) -> None:
    for missing in (catalog.jobs.get(new_id()), catalog.jobs.request_cancel(new_id())):
        with pytest.raises(NotFound):
            await missing
    with pytest.raises(NotFound):
        await catalog.jobs.add(samples.job(new_id()))
    assert not await catalog.jobs.finish(new_id(), JobState.DONE)
    await catalog.jobs.progress(new_id(), 0.5, None)


async def test_what_a_dead_runner_had_waits_again(catalog: Catalog, workspace: Workspace) -> None:
    first, second = await queue(catalog, workspace, 2)
    await catalog.jobs.claim("dead", LONG_AGO)
    await catalog.jobs.claim("alive", LONG_AGO)
    assert sorted(await catalog.jobs.runners()) == ["alive", "dead"]

    await catalog.jobs.release("dead", crashed=True)

    taken = await catalog.jobs.claim("alive", LONG_AGO)
    assert taken is not None
    assert (taken.id, taken.attempts) == (first.id, 2)
    assert await catalog.jobs.claim("alive", LONG_AGO) is None
    assert (await catalog.jobs.get(second.id)).attempts == 1


async def test_a_server_that_was_stopped_did_not_try(
    catalog: Catalog, workspace: Workspace
) -> None:
    await queue(catalog, workspace)
    for _stop in range(5):
        taken = await catalog.jobs.claim(new_id(), LONG_AGO)
        assert taken is not None
        assert taken.attempts == 1
        [runner] = await catalog.jobs.runners()
        await catalog.jobs.release(runner, crashed=False)
