"""Snapshots, deletions that can be undone and objects to be removed, on SQLite and on Postgres."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Origin, Reading, Table, Workspace, new_id, utcnow
from deita_server_ext.errors import NameTaken, NotFound, TableChanged
from tests import samples

LATER = timedelta(hours=1)


async def publish(catalog: Catalog, *wanted: Table) -> tuple[Table, ...]:
    """Have tables or their next snapshots in the catalog, as an ingest job does."""
    job = samples.job(wanted[0].workspace_id)
    await catalog.jobs.add(job)
    published = await catalog.jobs.publish(job.id, wanted)
    assert published is not None
    return published


def following(table: Table, origin: Origin = Origin.REPLACE) -> Table:
    """The table with a snapshot that follows on its own."""
    number = table.snapshot.number + 1
    made = samples.table(table.workspace_id, width=3).snapshot
    snapshot = replace(made, table_id=table.id, number=number, origin=origin)
    return replace(table, snapshot=snapshot)


async def table_of(catalog: Catalog, workspace: Workspace, states: int = 1) -> Table:
    """A table with so many snapshots."""
    [table] = await publish(catalog, samples.table(workspace.id))
    for _ in range(states - 1):
        [table] = await publish(catalog, following(table))
    return table


async def due(catalog: Catalog) -> set[str]:
    return set(await catalog.discards.due(utcnow() + timedelta(seconds=1)))


async def test_the_next_snapshot_becomes_the_current_one(
    catalog: Catalog, workspace: Workspace
) -> None:
    first = await table_of(catalog, workspace)
    await catalog.tables.change(first.id, name="Planes", description="What flies.")
    [second] = await publish(catalog, following(first, Origin.APPEND))
    assert (second.id, second.name, second.description) == (first.id, "Planes", "What flies.")
    assert await catalog.tables.list(workspace.id) == (second,)
    assert await catalog.tables.get(workspace.id, "planes") == second
    kept = await catalog.snapshots.list(first.id)
    assert kept == (second.snapshot, first.snapshot)
    assert [snapshot.origin for snapshot in kept] == [Origin.APPEND, Origin.NEW]
    assert (await catalog.workspaces.get(workspace.id)).table_count == 1


async def test_a_snapshot_that_does_not_follow(catalog: Catalog, workspace: Workspace) -> None:
    first = await table_of(catalog, workspace)
    [second] = await publish(catalog, following(first))
    job = samples.job(workspace.id)
    await catalog.jobs.add(job)
    with pytest.raises(TableChanged, match="flights"):
        await catalog.jobs.publish(job.id, (following(first),))
    assert not (await catalog.jobs.get(job.id)).state.final
    assert await catalog.tables.list(workspace.id) == (second,)
    published = await catalog.jobs.publish(job.id, (following(second),))
    assert published is not None
    assert published[0].snapshot.number == 3


async def test_at_the_same_time_one_follows(catalog: Catalog, workspace: Workspace) -> None:
    first = await table_of(catalog, workspace)
    made = await asyncio.gather(
        *(publish(catalog, following(first)) for _ in range(5)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in made) == ["TableChanged"] * 4 + ["tuple"]
    assert len(await catalog.snapshots.list(first.id)) == 2


async def test_a_snapshot_of_a_table_that_is_gone(catalog: Catalog, workspace: Workspace) -> None:
    table = await table_of(catalog, workspace)
    await catalog.tables.delete(table.id)
    with pytest.raises(NotFound):
        await publish(catalog, following(table))


async def test_how_it_was_read(catalog: Catalog, workspace: Workspace) -> None:
    reading = Reading(
        format="csv",
        part="sheet",
        decisions={"delimiter": {"value": "\0", "why": "\ud800", "given": False}},
        report={"lines": 3},
        notes=("one", "two"),
        rejects_key="workspaces/w/snapshots/j/0.rejects.csv",
        rejects_bytes=7,
    )
    table = samples.table(workspace.id)
    snapshot = replace(table.snapshot, reading=reading)
    [published] = await publish(catalog, replace(table, snapshot=snapshot))
    found = await catalog.snapshots.get(published.id, 1)
    assert found == published.snapshot
    assert found.reading == reading
    assert (await catalog.workspaces.get(workspace.id)).bytes == 107
    [again] = await publish(catalog, following(published))
    assert (await catalog.snapshots.get(again.id, 2)).reading is None
    with pytest.raises(NotFound) as caught:
        await catalog.snapshots.get(again.id, 3)
    assert caught.value.details == {"kept": [1, 2]}
    assert "1, 2" in str(caught.value.hint)


async def test_by_name_and_number(catalog: Catalog, workspace: Workspace) -> None:
    table = await table_of(catalog, workspace, states=3)
    other = await table_of(catalog, workspace)
    elsewhere = samples.workspace("Other")
    await catalog.workspaces.add(elsewhere)
    foreign = await table_of(catalog, elsewhere, states=2)
    await catalog.tables.change(foreign.id, name="foreign")
    wanted = [("FLIGHTS", 1), ("flights", 3), ("flights", 9), ("flights_2", 1), ("foreign", 1)]
    found = await catalog.tables.numbered(workspace.id, wanted)
    assert {(one.id, one.snapshot.number) for one in found} == {
        (table.id, 1), (table.id, 3), (other.id, 1),
    }  # fmt: skip
    assert {one.name for one in found} == {"flights", "flights_2"}
    await catalog.tables.delete(table.id)
    assert await catalog.tables.numbered(workspace.id, [("flights", 1)]) == ()


async def test_restore_shares_the_object(catalog: Catalog, workspace: Workspace) -> None:
    table = await table_of(catalog, workspace, states=2)
    before = (await catalog.workspaces.get(workspace.id)).bytes
    restored = await catalog.snapshots.restore(table.id, 1)
    first = await catalog.snapshots.get(table.id, 1)
    assert (restored.number, restored.origin, restored.restored_from) == (3, Origin.RESTORE, 1)
    assert (restored.key, restored.columns) == (first.key, first.columns)
    assert restored.id != first.id
    assert (await catalog.tables.get(workspace.id, table.id)).snapshot == restored
    assert (await catalog.workspaces.get(workspace.id)).bytes == before
    # The number goes on, and what is shared goes with the last one that has it.
    [following_one] = await publish(catalog, following(await at(catalog, table)))
    assert following_one.snapshot.number == 4
    for missing in (5, 0):
        with pytest.raises(NotFound):
            await catalog.snapshots.restore(table.id, missing)


async def at(catalog: Catalog, table: Table) -> Table:
    return await catalog.tables.get(table.workspace_id, table.id)


async def test_prune(catalog: Catalog, workspace: Workspace) -> None:
    table = await table_of(catalog, workspace, states=4)
    kept = await catalog.snapshots.list(table.id)
    assert await catalog.snapshots.prune(table.id, 4) == ()
    gone = await catalog.snapshots.prune(table.id, 2)
    assert set(gone) == {kept[2].id, kept[3].id}
    assert await catalog.snapshots.list(table.id) == kept[:2]
    assert await due(catalog) == {kept[2].key, kept[3].key}
    assert (await catalog.workspaces.get(workspace.id)).bytes == 200
    # The current one stays, whatever is asked for.
    await catalog.snapshots.prune(table.id, 0)
    assert await catalog.snapshots.list(table.id) == kept[:1]
    assert await at(catalog, table) == table


async def test_prune_keeps_what_is_shared(catalog: Catalog, workspace: Workspace) -> None:
    table = await table_of(catalog, workspace)
    await catalog.snapshots.restore(table.id, 1)
    await catalog.snapshots.prune(table.id, 1)
    assert await due(catalog) == set()
    assert (await catalog.workspaces.get(workspace.id)).bytes == 100
    [other] = await publish(catalog, following(await at(catalog, table)))
    await catalog.snapshots.prune(table.id, 1)
    assert await due(catalog) == {table.snapshot.key}
    assert await at(catalog, table) == other


async def test_delete_and_undelete(catalog: Catalog, workspace: Workspace) -> None:
    table = await table_of(catalog, workspace, states=2)
    before = await catalog.workspaces.get(workspace.id)
    await catalog.tables.delete(table.id)
    assert await catalog.tables.list(workspace.id) == ()
    assert await catalog.tables.names(workspace.id) == ()
    for missing in (
        catalog.tables.get(workspace.id, table.id),
        catalog.tables.delete(table.id),
        catalog.tables.change(table.id, name="x"),
        catalog.snapshots.restore(table.id, 1),
    ):
        with pytest.raises(NotFound):
            await missing
    after = await catalog.workspaces.get(workspace.id)
    assert (after.bytes, after.table_count) == (before.bytes, 0)
    [deleted] = await catalog.tables.deleted(workspace.id, utcnow() - LATER)
    assert (deleted.id, deleted.name, deleted.snapshot) == (table.id, "flights", table.snapshot)
    assert deleted.deleted_at is not None
    # Its name is free at once.
    [other] = await publish(catalog, samples.table(workspace.id))
    assert other.name == "flights"
    back = await catalog.tables.undelete(workspace.id, table.id, utcnow() - LATER)
    assert (back.name, back.deleted_at, back.snapshot) == ("flights_2", None, table.snapshot)
    assert await catalog.tables.names(workspace.id) == ("flights", "flights_2")
    with pytest.raises(NotFound):
        await catalog.tables.undelete(workspace.id, table.id, utcnow() - LATER)


async def test_too_late_to_undelete(catalog: Catalog, workspace: Workspace) -> None:
    table = await table_of(catalog, workspace)
    await catalog.tables.delete(table.id)
    assert await catalog.tables.deleted(workspace.id, utcnow() + LATER) == ()
    with pytest.raises(NotFound):
        await catalog.tables.undelete(workspace.id, table.id, utcnow() + LATER)
    elsewhere = samples.workspace("Other")
    await catalog.workspaces.add(elsewhere)
    with pytest.raises(NotFound):
        await catalog.tables.undelete(elsewhere.id, table.id, utcnow() - LATER)


async def test_sweep(catalog: Catalog, workspace: Workspace) -> None:
    table = await table_of(catalog, workspace, states=2)
    live = await table_of(catalog, workspace)
    reading = Reading("csv", "", {}, {}, rejects_key="workspaces/w/r.csv", rejects_bytes=5)
    state = following(table)
    state = replace(state, snapshot=replace(state.snapshot, reading=reading))
    await publish(catalog, state)
    restored = await catalog.snapshots.restore(table.id, 3)
    kept = await catalog.snapshots.list(table.id)
    await catalog.tables.delete(table.id)
    assert await catalog.tables.sweep(utcnow() - LATER) == ()
    gone = await catalog.tables.sweep(utcnow() + LATER)
    assert set(gone) == {(workspace.id, snapshot.id) for snapshot in kept}
    assert restored in kept
    assert await due(catalog) == {snapshot.key for snapshot in kept} | {"workspaces/w/r.csv"}
    assert await catalog.snapshots.list(table.id) == ()
    assert await catalog.tables.list(workspace.id) == (live,)
    assert (await catalog.workspaces.get(workspace.id)).bytes == 100
    assert await catalog.tables.sweep(utcnow() + LATER) == ()


async def test_descriptions(catalog: Catalog, workspace: Workspace) -> None:
    table = await table_of(catalog, workspace)
    assert (table.description, table.column_descriptions) == (None, {})
    described = await catalog.tables.change(
        table.id, description="What flies \0", columns={"column_0": "its number"}
    )
    assert described.description == "What flies \ufffd"
    assert described.updated_at > table.updated_at
    changed = await catalog.tables.change(table.id, columns={"column_1": "its name"})
    assert changed.column_descriptions == {"column_0": "its number", "column_1": "its name"}
    # They stay through snapshots, also of a column that comes and goes.
    [state] = await publish(catalog, following(changed))
    assert state.column_descriptions == changed.column_descriptions
    emptied = await catalog.tables.change(table.id, description="", columns={"column_0": ""})
    assert (emptied.description, emptied.column_descriptions) == (None, {"column_1": "its name"})
    assert await catalog.tables.list(workspace.id) == (emptied,)


async def test_add(catalog: Catalog, workspace: Workspace) -> None:
    table = samples.table(workspace.id)
    await catalog.discards.add([table.snapshot.key], utcnow() + LATER)
    assert await catalog.tables.add(table) == table
    assert await catalog.tables.list(workspace.id) == (table,)
    assert set(await catalog.discards.due(utcnow() + 2 * LATER)) == set()
    other = samples.table(workspace.id, "FLIGHTS")
    await catalog.discards.add([other.snapshot.key], utcnow() + LATER)
    with pytest.raises(NameTaken, match="FLIGHTS"):
        await catalog.tables.add(other)
    assert set(await catalog.discards.due(utcnow() + 2 * LATER)) == {other.snapshot.key}
    with pytest.raises(NotFound):
        await catalog.tables.add(samples.table(new_id()))


async def test_discards(catalog: Catalog) -> None:
    now = utcnow()
    await catalog.discards.add(["a", "b", "b"], now)
    await catalog.discards.add(["c"], now + LATER)
    assert await catalog.discards.due(now) == ("a", "b")
    assert await catalog.discards.due(now, limit=1) == ("a",)
    await catalog.discards.add(["c"], now)
    await catalog.discards.add(["a"], now + LATER)
    assert await catalog.discards.due(now) == ("b", "c")
    await catalog.discards.forget(["b", "nothing"])
    await catalog.discards.add([], now)
    assert await catalog.discards.due(now) == ("c",)


async def test_deleting_a_workspace_takes_all_of_it(catalog: Catalog, workspace: Workspace) -> None:
    table = await table_of(catalog, workspace, states=2)
    await catalog.tables.delete(table.id)
    await catalog.workspaces.delete(workspace.id)
    assert await catalog.snapshots.list(table.id) == ()
    assert await catalog.tables.sweep(utcnow() + LATER) == ()
