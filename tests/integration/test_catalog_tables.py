"""Tables and files, on SQLite and on Postgres."""

from __future__ import annotations

import asyncio
import statistics
import time

import pytest

from deita_server_ext.blocking import Blocking
from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import JobState, Table, Workspace, new_id
from deita_server_ext.errors import NameTaken, NotFound
from tests import samples


async def publish(catalog: Catalog, *wanted: Table) -> tuple[Table, ...]:
    """Have tables in the catalog, as an ingest job has them made."""
    job = samples.job(wanted[0].workspace_id)
    await catalog.jobs.add(job)
    published = await catalog.jobs.publish(job.id, wanted)
    assert published is not None
    return published


async def test_tables_come_by_name_with_their_snapshot(
    catalog: Catalog, workspace: Workspace
) -> None:
    wanted = [samples.table(workspace.id, name) for name in ("b", "C", "a")]
    await publish(catalog, *wanted)
    b, c, a = wanted
    assert await catalog.tables.list(workspace.id) == (a, b, c)
    assert await catalog.tables.names(workspace.id) == ("a", "b", "C")


async def test_get_by_id_or_name_in_any_case(catalog: Catalog, workspace: Workspace) -> None:
    [table] = await publish(catalog, samples.table(workspace.id, "Flüge"))
    for wanted in (table.id, "Flüge", "flüge", "FLÜGE"):
        assert await catalog.tables.get(workspace.id, wanted) == table


async def test_an_id_comes_before_a_name_that_looks_like_it(
    catalog: Catalog, workspace: Workspace
) -> None:
    [first] = await publish(catalog, samples.table(workspace.id, "first"))
    await publish(catalog, samples.table(workspace.id, first.id))
    assert await catalog.tables.get(workspace.id, first.id) == first


async def test_a_table_of_another_workspace_is_not_found(
    catalog: Catalog, workspace: Workspace
) -> None:
    other = samples.workspace("Other")
    await catalog.workspaces.add(other)
    [table] = await publish(catalog, samples.table(other.id))
    for wanted in (table.id, table.name):
        with pytest.raises(NotFound):
            await catalog.tables.get(workspace.id, wanted)


async def test_near_names_are_suggested(catalog: Catalog, workspace: Workspace) -> None:
    await publish(catalog, *(samples.table(workspace.id, n) for n in ("Flights", "weather")))
    with pytest.raises(NotFound, match="flihgts") as caught:
        await catalog.tables.get(workspace.id, "flihgts")
    assert caught.value.details == {"suggestions": ["Flights"]}
    assert caught.value.hint == "Did you mean Flights?"
    with pytest.raises(NotFound) as caught:
        await catalog.tables.get(workspace.id, "zzz")
    assert caught.value.details == {"suggestions": []}
    assert caught.value.hint


async def test_rename(catalog: Catalog, workspace: Workspace) -> None:
    [table] = await publish(catalog, samples.table(workspace.id))
    renamed = await catalog.tables.change(table.id, name="Planes and more")
    assert renamed.name == "Planes and more"
    assert renamed.snapshot == table.snapshot
    assert await catalog.tables.get(workspace.id, "planes AND more") == renamed
    assert (await catalog.workspaces.get(workspace.id)).updated_at > workspace.updated_at


async def test_rename_to_a_taken_name(catalog: Catalog, workspace: Workspace) -> None:
    a, _ = await publish(catalog, *(samples.table(workspace.id, name) for name in ("a", "b")))
    with pytest.raises(NameTaken, match="B") as caught:
        await catalog.tables.change(a.id, name="B")
    assert caught.value.hint
    assert await catalog.tables.names(workspace.id) == ("a", "b")


async def test_what_is_not_there(catalog: Catalog) -> None:
    for missing in (
        catalog.tables.change(new_id(), name="a"),
        catalog.tables.delete(new_id()),
        catalog.files.get(new_id()),
        catalog.files.delete(new_id()),
    ):
        with pytest.raises(NotFound):
            await missing


async def test_publishing_makes_taken_names_free(catalog: Catalog, workspace: Workspace) -> None:
    await publish(catalog, samples.table(workspace.id, "Flights"))
    published = await publish(
        catalog, *(samples.table(workspace.id, name) for name in ("flights", "FLIGHTS", "b"))
    )
    assert [table.name for table in published] == ["flights_2", "FLIGHTS_3", "b"]
    listed = await catalog.tables.list(workspace.id)
    assert sorted(table.name for table in listed) == ["FLIGHTS_3", "Flights", "b", "flights_2"]


async def test_publishing_at_the_same_time(catalog: Catalog, workspace: Workspace) -> None:
    await asyncio.gather(*(publish(catalog, samples.table(workspace.id)) for _ in range(8)))
    names = await catalog.tables.names(workspace.id)
    assert set(names) == {"flights", *(f"flights_{number}" for number in range(2, 9))}


async def test_a_wide_table(catalog: Catalog, workspace: Workspace) -> None:
    [table] = await publish(catalog, samples.table(workspace.id, width=2000))
    [listed] = await catalog.tables.list(workspace.id)
    assert listed.snapshot.columns == table.snapshot.columns


async def test_files_newest_first(catalog: Catalog, workspace: Workspace) -> None:
    files = [samples.file(workspace.id, name) for name in ("a.csv", "b.csv", "c.csv")]
    for file in files:
        await catalog.files.add(file)
    assert await catalog.files.list(workspace.id) == tuple(reversed(files))
    assert await catalog.files.get(files[0].id) == files[0]


async def test_a_table_outlives_its_file(catalog: Catalog, workspace: Workspace) -> None:
    file = samples.file(workspace.id)
    await catalog.files.add(file)
    await publish(catalog, samples.table(workspace.id, file_id=file.id))
    await catalog.files.delete(file.id)
    [table] = await catalog.tables.list(workspace.id)
    assert table.snapshot.file_id is None
    assert await catalog.files.list(workspace.id) == ()


async def test_a_file_deleted_while_it_is_read(catalog: Catalog, workspace: Workspace) -> None:
    file = samples.file(workspace.id)
    await catalog.files.add(file)
    table = samples.table(workspace.id, file_id=file.id)
    await catalog.files.delete(file.id)
    [published] = await publish(catalog, table)
    assert published.snapshot.file_id is None
    assert await catalog.tables.list(workspace.id) == (published,)


async def test_a_file_and_its_job_are_kept_together(catalog: Catalog, workspace: Workspace) -> None:
    file = samples.file(workspace.id)
    job = samples.job(workspace.id, file.id)
    await catalog.files.add_with_job(file, job)
    assert await catalog.files.get(file.id) == file
    assert await catalog.jobs.get(job.id) == job


async def test_neither_is_kept_where_one_cannot_be(catalog: Catalog, workspace: Workspace) -> None:
    file = samples.file(workspace.id)
    with pytest.raises(NotFound):
        await catalog.files.add_with_job(file, samples.job(new_id(), file.id))
    assert await catalog.files.list(workspace.id) == ()


async def test_a_file_for_a_workspace_that_is_gone(catalog: Catalog) -> None:
    with pytest.raises(NotFound, match="gone"):
        await catalog.files.add(samples.file(new_id()))


async def test_listing_tables_is_fast(catalog: Catalog, workspace: Workspace) -> None:
    """It runs before every query. Measured: 0.5 ms on SQLite; the limit leaves room for load."""
    await publish(catalog, *(samples.table(workspace.id, width=20) for _ in range(20)))
    times = []
    for _ in range(100):
        start = time.perf_counter()
        assert len(await catalog.tables.list(workspace.id)) == 20
        times.append(time.perf_counter() - start)
    print(f"20 tables of 20 columns: {statistics.median(times) * 1000:.2f} ms")
    assert min(times) < 0.003


async def test_the_job_names_its_tables(catalog: Catalog, workspace: Workspace) -> None:
    job = samples.job(workspace.id)
    await catalog.jobs.add(job)
    published = await catalog.jobs.publish(job.id, (samples.table(workspace.id),))
    assert published is not None
    done = await catalog.jobs.get(job.id)
    assert (done.state, done.progress) == (JobState.DONE, 1.0)
    assert done.finished_at is not None
    assert done.tables == (
        {"id": published[0].id, "name": "flights", "row_count": 10, "column_count": 2},
    )


async def test_another_server_sees_every_change_at_once(
    catalog: Catalog, catalog_url: str, blocking: Blocking, workspace: Workspace
) -> None:
    """What it has read is used again only while it is true."""
    other = Catalog(catalog_url, blocking)
    await other.open()
    try:
        assert await other.tables.list(workspace.id) == ()
        file = samples.file(workspace.id)
        await catalog.files.add(file)
        made = samples.table(workspace.id, "b", file_id=file.id)
        [table] = await publish(catalog, made)
        assert await other.tables.list(workspace.id) == (table,)
        assert await other.tables.list(workspace.id) is await other.tables.list(workspace.id)

        renamed = await catalog.tables.change(table.id, name="c", description="flown")
        assert await other.tables.list(workspace.id) == (renamed,)
        await catalog.snapshots.restore(table.id, 1)
        [restored] = await other.tables.list(workspace.id)
        assert restored.snapshot.number == 2
        await catalog.files.delete(file.id)
        [orphan] = await other.tables.list(workspace.id)
        assert orphan.snapshot.file_id is None
        added = await catalog.tables.add(samples.table(workspace.id, "a"))
        assert [each.name for each in await other.tables.list(workspace.id)] == ["a", "c"]
        await catalog.tables.delete(added.id)
        assert await other.tables.list(workspace.id) == (orphan,)
        await catalog.tables.undelete(workspace.id, added.id, added.created_at)
        assert len(await other.tables.list(workspace.id)) == 2
        await catalog.workspaces.delete(workspace.id)
        assert await other.tables.list(workspace.id) == ()
    finally:
        await other.close()
