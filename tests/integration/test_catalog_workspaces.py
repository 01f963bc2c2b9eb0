"""Workspaces, on SQLite and on Postgres."""

from __future__ import annotations

import asyncio

import pytest

from deita_server_ext.blocking import Blocking
from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import new_id
from deita_server_ext.errors import NameTaken, NotFound
from tests import samples


async def test_a_workspace_comes_back_as_it_was_added(catalog: Catalog) -> None:
    added = samples.workspace("Flüge 2013")
    await catalog.workspaces.add(added)
    assert await catalog.workspaces.get(added.id) == added


async def test_it_is_still_there_after_a_restart(
    catalog: Catalog, catalog_url: str, blocking: Blocking
) -> None:
    added = samples.workspace()
    await catalog.workspaces.add(added)
    await catalog.close()
    again = Catalog(catalog_url, blocking)
    await again.open()
    assert await again.workspaces.get(added.id) == added
    await again.close()


async def test_the_list_is_the_owners_own_by_name_whatever_its_case(catalog: Catalog) -> None:
    for name in ("beta", "Gamma", "alpha"):
        await catalog.workspaces.add(samples.workspace(name))
    await catalog.workspaces.add(samples.workspace("aardvark", owner="bob"))
    listed = await catalog.workspaces.list("ada")
    assert [workspace.name for workspace in listed] == ["alpha", "beta", "Gamma"]


async def test_bytes_count_files_and_snapshots(catalog: Catalog) -> None:
    full, empty = samples.workspace("Full"), samples.workspace("Empty")
    for workspace in (full, empty):
        await catalog.workspaces.add(workspace)
    for size in (1000, 500):
        await catalog.files.add(samples.file(full.id, size=size))
    job = samples.job(full.id)
    await catalog.jobs.add(job)
    await catalog.jobs.publish(job.id, (samples.table(full.id), samples.table(full.id)))
    counted = [(w.name, w.bytes, w.table_count) for w in await catalog.workspaces.list("ada")]
    assert counted == [("Empty", 0, 0), ("Full", 1700, 2)]


async def test_bytes_may_be_more_than_32_bits(catalog: Catalog) -> None:
    workspace = samples.workspace()
    await catalog.workspaces.add(workspace)
    for _ in range(2):
        await catalog.files.add(samples.file(workspace.id, size=5_000_000_000))
    assert (await catalog.workspaces.get(workspace.id)).bytes == 10_000_000_000


@pytest.mark.parametrize("name", ["Flights", "FLIGHTS"])
async def test_a_name_is_taken_in_any_case(catalog: Catalog, name: str) -> None:
    await catalog.workspaces.add(samples.workspace("Flights"))
    with pytest.raises(NameTaken, match=name) as caught:
        await catalog.workspaces.add(samples.workspace(name))
    assert caught.value.hint
    assert len(await catalog.workspaces.list("ada")) == 1


async def test_case_is_more_than_ascii(catalog: Catalog) -> None:
    await catalog.workspaces.add(samples.workspace("Überflüge"))
    with pytest.raises(NameTaken):
        await catalog.workspaces.add(samples.workspace("üBERFLÜGE"))


async def test_another_owner_may_use_the_name(catalog: Catalog) -> None:
    await catalog.workspaces.add(samples.workspace("Flights"))
    await catalog.workspaces.add(samples.workspace("Flights", owner="bob"))
    assert len(await catalog.workspaces.list("bob")) == 1


async def test_rename(catalog: Catalog) -> None:
    workspace = samples.workspace("Flights")
    await catalog.workspaces.add(workspace)
    renamed = await catalog.workspaces.rename(workspace.id, "Planes")
    assert renamed.name == "Planes"
    assert renamed.updated_at > workspace.updated_at
    assert await catalog.workspaces.get(workspace.id) == renamed
    # Its own name in another case is not taken.
    assert (await catalog.workspaces.rename(workspace.id, "PLANES")).name == "PLANES"


async def test_rename_to_a_taken_name(catalog: Catalog) -> None:
    workspace = samples.workspace("Flights")
    await catalog.workspaces.add(workspace)
    await catalog.workspaces.add(samples.workspace("Planes"))
    with pytest.raises(NameTaken):
        await catalog.workspaces.rename(workspace.id, "planes")
    assert (await catalog.workspaces.get(workspace.id)).name == "Flights"


async def test_ensure_makes_it_once_under_races(
    catalog: Catalog, catalog_url: str, blocking: Blocking
) -> None:
    other = Catalog(catalog_url, blocking)
    await other.open()
    wanted = samples.workspace("My workspace")
    made = await asyncio.gather(
        *(each.workspaces.ensure(wanted) for each in (catalog, other) for _ in range(8))
    )
    await other.close()
    assert set(made) == {wanted}
    assert await catalog.workspaces.list("ada") == (wanted,)


async def test_ensure_leaves_what_is_there(catalog: Catalog) -> None:
    wanted = samples.workspace("My workspace")
    await catalog.workspaces.add(wanted)
    await catalog.workspaces.rename(wanted.id, "Mine")
    assert (await catalog.workspaces.ensure(wanted)).name == "Mine"


async def test_ensure_gives_way_to_a_workspace_of_that_name(catalog: Catalog) -> None:
    await catalog.workspaces.add(samples.workspace("my workspace"))
    made = await catalog.workspaces.ensure(samples.workspace("My workspace"))
    assert made.name == "My workspace_2"


async def test_delete_takes_everything_with_it(catalog: Catalog) -> None:
    workspace = samples.workspace()
    await catalog.workspaces.add(workspace)
    file = samples.file(workspace.id)
    job = samples.job(workspace.id, file.id)
    query = samples.query(workspace.id)
    await catalog.files.add_with_job(file, job)
    await catalog.jobs.publish(job.id, (samples.table(workspace.id, file_id=file.id),))
    await catalog.queries.put(query)
    await catalog.workspaces.delete(workspace.id)
    for gone in (
        catalog.workspaces.get(workspace.id),
        catalog.files.get(file.id),
        catalog.jobs.get(job.id),
        catalog.queries.get(query.id),
    ):
        with pytest.raises(NotFound):
            await gone
    assert await catalog.tables.list(workspace.id) == ()


async def test_what_is_not_there(catalog: Catalog) -> None:
    for missing in (
        catalog.workspaces.get(new_id()),
        catalog.workspaces.rename(new_id(), "Planes"),
        catalog.workspaces.delete(new_id()),
    ):
        with pytest.raises(NotFound) as caught:
            await missing
        assert caught.value.hint


async def test_any_text_is_a_name_that_can_be_kept(catalog: Catalog) -> None:
    """A NUL, which Postgres has no place for, half a surrogate pair, and real emoji."""
    workspace = samples.workspace("a\0b\ud800c😀'; DROP TABLE workspaces; --")
    await catalog.workspaces.add(workspace)
    kept = await catalog.workspaces.get(workspace.id)
    assert kept.name == "a\ufffdb\ufffdc😀'; DROP TABLE workspaces; --"
