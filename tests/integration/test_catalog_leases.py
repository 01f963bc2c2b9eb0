"""What belongs to kernels, on SQLite and on Postgres."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import JobState, Lease, Table, Workspace, new_id, utcnow
from tests import samples

LONG_AGO = utcnow() - timedelta(days=1)


async def lease(catalog: Catalog, workspace: Workspace, holder: str) -> Lease:
    """A file that was uploaded for a kernel whose time has passed; its job waits."""
    file = samples.file(workspace.id, "local_names.parquet")
    job = samples.job(workspace.id, file.id)
    made = Lease(job.id, workspace.id, "ada", holder, LONG_AGO)
    assert await catalog.files.add_with_job(file, job, None, made) is None
    return made


async def done(catalog: Catalog, lease: Lease, name: str = "local_names") -> Table:
    """The job has been done, and has made one table."""
    job = await catalog.jobs.claim("runner", LONG_AGO, lease.job_id)
    assert job is not None
    made = samples.table(lease.workspace_id, name, file_id=job.file_id)
    assert await catalog.jobs.publish(job.id, (made,)) is not None
    return made


async def names(catalog: Catalog, workspace: Workspace) -> list[str]:
    return [table.name for table in await catalog.tables.list(workspace.id)]


async def test_what_is_still_read_is_left_until_it_is(
    catalog: Catalog, workspace: Workspace
) -> None:
    made = await lease(catalog, workspace, new_id())
    assert await catalog.leases.expired(utcnow()) == ()
    await done(catalog, made)
    assert await catalog.leases.expired(utcnow(), new_id()) == ()
    assert await catalog.leases.expired(utcnow(), made.holder) == (made,)
    [file] = await catalog.files.list(workspace.id)
    assert await catalog.leases.end(made, utcnow())
    assert await names(catalog, workspace) == []
    assert await catalog.files.list(workspace.id) == ()
    assert file.key in await catalog.discards.due(utcnow())
    assert await catalog.leases.expired(utcnow()) == ()
    # It can be brought back, and is nobody's any more.
    [gone] = await catalog.tables.deleted(workspace.id, LONG_AGO)
    await catalog.tables.undelete(workspace.id, gone.id, LONG_AGO)
    assert not await catalog.leases.end(made, utcnow())
    assert await names(catalog, workspace) == ["local_names"]


async def test_who_is_heard_in_the_meantime_keeps_it(
    catalog: Catalog, workspace: Workspace
) -> None:
    made = await lease(catalog, workspace, new_id())
    await done(catalog, made)
    until = utcnow() + timedelta(minutes=5)
    await catalog.leases.renew("bob", made.holder, until)
    assert await catalog.leases.expired(utcnow()) == (made,)
    await catalog.leases.renew("ada", made.holder, until)
    assert await catalog.leases.expired(utcnow()) == ()
    assert not await catalog.leases.end(made, utcnow())
    assert await names(catalog, workspace) == ["local_names"]
    assert await catalog.leases.expired(until) == (replace(made, expires_at=until),)


async def test_what_somebody_has_changed_stays(catalog: Catalog, workspace: Workspace) -> None:
    holder = new_id()
    renamed, described, other = [await lease(catalog, workspace, holder) for _ in range(3)]
    table = await done(catalog, renamed)
    await catalog.tables.change(table.id, name="names")
    table = await done(catalog, described, "local_words")
    await catalog.tables.change(table.id, description="What they say.")
    await done(catalog, other, "local_others")
    for made in (renamed, described, other):
        assert await catalog.leases.end(made, utcnow())
    assert await names(catalog, workspace) == ["local_words", "names"]
    kept = {table.snapshot.file_id for table in await catalog.tables.list(workspace.id)}
    assert {file.id for file in await catalog.files.list(workspace.id)} == kept


async def test_a_file_of_which_somebody_made_a_table_stays(
    catalog: Catalog, workspace: Workspace
) -> None:
    made = await lease(catalog, workspace, new_id())
    table = await done(catalog, made)
    job = samples.job(workspace.id, table.snapshot.file_id)
    await catalog.jobs.add(job)
    claimed = await catalog.jobs.claim("runner", LONG_AGO, job.id)
    assert claimed is not None
    own = samples.table(workspace.id, "own", file_id=table.snapshot.file_id)
    assert await catalog.jobs.publish(job.id, (own,)) is not None
    assert await catalog.leases.end(made, utcnow())
    assert await names(catalog, workspace) == ["own"]
    assert len(await catalog.files.list(workspace.id)) == 1


async def test_a_file_that_could_not_be_read_goes_too(
    catalog: Catalog, workspace: Workspace
) -> None:
    made = await lease(catalog, workspace, new_id())
    await catalog.jobs.finish(made.job_id, JobState.FAILED, error={"code": "x"}, attempt=0)
    assert await catalog.leases.expired(utcnow()) == (made,)
    assert await catalog.leases.end(made, utcnow())
    assert await catalog.files.list(workspace.id) == ()
