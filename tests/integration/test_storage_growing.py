"""Objects that grow over several writers: in memory, in a folder, on a real S3 server."""

from __future__ import annotations

import os

import pytest

from deita_server_ext.errors import NotFound, StorageUnavailable
from deita_server_ext.storage import Grown, ObjectStore

MB = 1 << 20
KEY = "workspaces/w/files/f"


async def whole(store: ObjectStore, key: str = KEY) -> bytes:
    return b"".join([piece async for piece in store.read(key)])


async def pieces(store: ObjectStore) -> list[str | None]:
    return [found.key async for found in store.unfinished()]


async def keys(store: ObjectStore) -> list[str]:
    return [found.key async for found in store.list()]


async def more(store: ObjectStore, grown: Grown, *data: bytes, all: bool = True) -> Grown:
    """What has grown after a request that brought ``data``."""
    async with store.grow(KEY, grown) as growing:
        for piece in data:
            await growing.write(piece)
        return await growing.keep(all=all)


@pytest.mark.parametrize(
    "sizes",
    [
        [1],
        [1, 1, 1],
        [8 * MB],
        [8 * MB, 1],
        [5, 8 * MB - 5, 8 * MB, 3],
        [20 * MB + 7, 100, 9 * MB],
        [3 * MB] * 6,
    ],
)
async def test_it_grows_by_any_steps(store: ObjectStore, sizes: list[int]) -> None:
    data = os.urandom(sum(sizes))
    grown, at = Grown(), 0
    for size in sizes:
        grown = await more(
            store, grown, data[at : at + size // 2], data[at + size // 2 : at + size]
        )
        at += size
        assert grown.bytes == at
        assert await keys(store) == []
        assert KEY in await pieces(store)
    await store.complete(KEY, grown)
    assert await whole(store) == data
    assert await keys(store) == [KEY]
    assert await pieces(store) == []
    # The server may have been killed before it noted that: it asks again.
    await store.complete(KEY, grown)
    assert await whole(store) == data


@pytest.mark.parametrize("size", [10, 9 * MB, 40 * MB])
async def test_what_was_not_kept_is_dropped(store: ObjectStore, size: int) -> None:
    first, lost, rest = os.urandom(10 * MB), os.urandom(size), os.urandom(size + 3)
    grown = await more(store, Grown(), first)
    async with store.grow(KEY, grown) as growing:
        await growing.write(lost)
    grown = await more(store, grown, rest)
    assert grown.bytes == len(first) + len(rest)
    await store.complete(KEY, grown)
    assert await whole(store) == first + rest
    assert await pieces(store) == []


async def test_a_state_from_before_the_last_one_still_counts(store: ObjectStore) -> None:
    """The server was killed after the store had kept more than the catalog knows."""
    first, forgotten, rest = os.urandom(9 * MB), os.urandom(30 * MB), os.urandom(21 * MB)
    grown = await more(store, Grown(), first)
    await more(store, grown, forgotten)
    grown = await more(store, grown, rest)
    await store.complete(KEY, grown)
    assert await whole(store) == first + rest
    assert await keys(store) == [KEY]
    assert await pieces(store) == []


async def test_a_mark_on_the_way(store: ObjectStore) -> None:
    data = os.urandom(30 * MB)
    async with store.grow(KEY, Grown()) as growing:
        await growing.write(data[: 20 * MB])
        kept = await growing.keep(all=False)
        assert 16 * MB <= kept.bytes <= 20 * MB
        await growing.write(data[20 * MB :])
    grown = await more(store, kept, data[kept.bytes :])
    await store.complete(KEY, grown)
    assert await whole(store) == data


async def test_nothing_more_comes(store: ObjectStore) -> None:
    grown = await more(store, Grown(), b"x" * 10 * MB)
    assert await more(store, grown) == grown
    assert await more(store, grown, all=False) == grown


@pytest.mark.parametrize("size", [5, 20 * MB])
async def test_abandon(store: ObjectStore, size: int) -> None:
    grown = await more(store, Grown(), b"x" * size)
    await store.abandon(KEY, grown)
    assert await pieces(store) == []
    assert await keys(store) == []
    await store.abandon(KEY, grown)
    with pytest.raises((StorageUnavailable, NotFound)):
        await store.complete(KEY, grown)


@pytest.mark.parametrize("size", [5, 20 * MB])
async def test_drop_what_nobody_finishes(store: ObjectStore, size: int) -> None:
    await more(store, Grown(), b"x" * size)
    async with store.grow("b", Grown()) as growing:
        await growing.write(b"y" * size)
        await growing.keep(all=True)
    async for found in store.unfinished():
        if found.key == KEY:
            await store.drop(found)
    assert set(await pieces(store)) == {"b"}


async def test_all_of_a_workspace(store: ObjectStore) -> None:
    await more(store, Grown(), b"x" * 100)
    await store.delete_prefix("workspaces/w")
    assert await pieces(store) == []
