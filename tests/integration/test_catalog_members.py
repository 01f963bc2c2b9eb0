"""Members of workspaces, on SQLite and on Postgres."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Member, Role, new_id, utcnow
from deita_server_ext.errors import NotFound
from tests import samples


async def test_members_come_change_and_go(catalog: Catalog) -> None:
    own, other = samples.workspace("Bob’s", owner="bob"), samples.workspace("Air")
    for workspace in (own, other):
        await catalog.workspaces.add(workspace)
    assert await catalog.members.role(other.id, "bob") is None
    first, second = (
        Member(other.id, user, role, utcnow(), seen)
        for user, role, seen in (("bob", Role.VIEWER, True), ("Ärzte/1", Role.EDITOR, False))
    )
    for member in (second, first):
        await catalog.members.put(member)
    assert set(await catalog.members.list(other.id)) == {first, second}
    assert [await catalog.members.seen(one.user) for one in (first, second)] == [True, False]
    # Who comes has a workspace of their own.
    theirs = samples.workspace("Ours", owner="Ärzte/1")
    await catalog.workspaces.add(theirs)
    assert set(await catalog.members.list(other.id)) == {first, replace(second, seen=True)}
    await catalog.workspaces.delete(theirs.id)
    assert await catalog.members.role(other.id, "bob") is Role.VIEWER
    await catalog.members.put(changed := Member(other.id, "bob", Role.EDITOR, utcnow()))
    assert changed in await catalog.members.list(other.id)
    assert await catalog.members.role(other.id, "bob") is Role.EDITOR

    listed = [(one.name, one.role) for one in await catalog.workspaces.list("bob")]
    assert listed == [("Bob’s", Role.OWNER), ("Air", Role.EDITOR)]
    assert [one.role for one in await catalog.workspaces.list("ada")] == [Role.OWNER]

    await catalog.members.remove(other.id, "Ärzte/1")
    assert await catalog.members.list(other.id) == (changed,)
    with pytest.raises(NotFound):
        await catalog.members.remove(other.id, "Ärzte/1")
    await catalog.workspaces.delete(other.id)
    assert await catalog.members.role(other.id, "bob") is None
    assert [one.name for one in await catalog.workspaces.list("bob")] == ["Bob’s"]


async def test_a_workspace_that_is_not_there_has_none(catalog: Catalog) -> None:
    with pytest.raises(NotFound):
        await catalog.members.put(Member(new_id(), "bob", Role.VIEWER, utcnow()))
