"""What every object store does: in memory, in a folder, on a real S3 server."""

from __future__ import annotations

import asyncio
import os
from datetime import timedelta
from pathlib import Path

import pytest

from deita_server_ext.domain import utcnow
from deita_server_ext.errors import NotFound
from deita_server_ext.storage import ObjectStore

MB = 1 << 20


async def write(store: ObjectStore, key: str, *pieces: bytes) -> None:
    async with store.writer(key) as writer:
        for piece in pieces:
            await writer.write(piece)


async def whole(store: ObjectStore, key: str, offset: int = 0, length: int | None = None) -> bytes:
    return b"".join([piece async for piece in store.read(key, offset, length)])


async def broken(store: ObjectStore, key: str, *pieces: bytes) -> None:
    """An upload that ends in an exception."""
    async with store.writer(key) as writer:
        for piece in pieces:
            await writer.write(piece)
        raise RuntimeError("the upload broke")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


async def keys(store: ObjectStore, prefix: str = "") -> list[str]:
    return sorted([found.key async for found in store.list(prefix)])


@pytest.mark.parametrize("size", [0, 1, MB, 8 * MB - 1, 8 * MB, 8 * MB + 1, 20 * MB + 3])
async def test_bytes_come_back_as_they_went(store: ObjectStore, size: int) -> None:
    data = os.urandom(size)
    step = 700_001
    await write(store, "a/b", *(data[at : at + step] for at in range(0, size, step)))
    assert await store.size("a/b") == size
    assert await whole(store, "a/b") == data


async def test_one_large_piece(store: ObjectStore) -> None:
    data = os.urandom(30 * MB)
    await write(store, "a", data)
    assert await whole(store, "a") == data


@pytest.mark.parametrize(
    ("offset", "length"),
    [(0, 10), (5, None), (5, 0), (2 * MB + 7, MB), (3 * MB - 1, 100), (3 * MB, None), (9 * MB, 5)],
)
async def test_ranges(store: ObjectStore, offset: int, length: int | None) -> None:
    data = os.urandom(3 * MB)
    await write(store, "a", data)
    end = None if length is None else offset + length
    assert await whole(store, "a", offset, length) == data[offset:end]


async def test_nothing_is_there_before_the_end(store: ObjectStore) -> None:
    async with store.writer("a") as writer:
        await writer.write(b"x" * 20 * MB)
        with pytest.raises(NotFound):
            await store.size("a")
        assert await keys(store) == []
    assert await keys(store) == ["a"]


@pytest.mark.parametrize("size", [0, 10, 20 * MB])
async def test_an_exception_leaves_nothing(store: ObjectStore, size: int) -> None:
    with pytest.raises(RuntimeError, match="the upload broke"):
        await broken(store, "a/b/c", b"x" * size)
    assert await keys(store) == []
    with pytest.raises(NotFound):
        await whole(store, "a/b/c")


async def test_an_exception_leaves_what_was_there(store: ObjectStore) -> None:
    await write(store, "a", b"old")
    with pytest.raises(RuntimeError):
        await broken(store, "a", b"new")
    assert await whole(store, "a") == b"old"
    await write(store, "a", b"new")
    assert await whole(store, "a") == b"new"


async def test_cancelling_leaves_nothing(store: ObjectStore) -> None:
    """At whatever moment: while writing, or while the end is being written."""

    async def upload(key: str) -> None:
        async with store.writer(key) as writer:
            for _ in range(10):
                await writer.write(b"x" * 2 * MB)
                await asyncio.sleep(0)

    cancelled = []
    for number in range(12):
        key = f"u/{number}"
        uploading = asyncio.create_task(upload(key))
        await asyncio.sleep(number * 0.01)
        uploading.cancel()
        await asyncio.wait([uploading])
        if uploading.cancelled():
            cancelled.append(key)
    assert cancelled
    assert not set(await keys(store)) & set(cancelled)


async def test_writers_side_by_side(store: ObjectStore) -> None:
    data = {f"w/{number}": os.urandom(10 * MB) for number in range(6)}
    await asyncio.gather(*(write(store, key, value) for key, value in data.items()))
    for key, value in data.items():
        assert await whole(store, key) == value


@pytest.mark.parametrize("size", [0, 10, 20 * MB])
async def test_files_go_in_and_come_out(store: ObjectStore, tmp_path: Path, size: int) -> None:
    source, target = tmp_path / "source.parquet", tmp_path / "cache" / "copy.parquet"
    source.write_bytes(data := os.urandom(size))
    await store.put_file("a/b.parquet", source)
    assert source.read_bytes() == data
    source.unlink()
    for _ in range(2):
        await store.fetch("a/b.parquet", target)
        assert target.read_bytes() == data
        assert names(target.parent) == ["copy.parquet"]
    # What is fetched does not go with the object.
    await store.delete("a/b.parquet")
    assert target.read_bytes() == data


async def test_what_is_not_there(store: ObjectStore, tmp_path: Path) -> None:
    for missing in (
        store.size("a"),
        whole(store, "a"),
        whole(store, "a", 5, 0),
        store.fetch("a", tmp_path / "new" / "a"),
    ):
        with pytest.raises(NotFound) as caught:
            await missing
        assert caught.value.hint
    assert names(tmp_path / "new") == []
    await store.delete("a")
    await store.delete_prefix("a")
    assert await keys(store, "a") == []


async def test_list_and_delete_know_where_a_name_ends(store: ObjectStore) -> None:
    every = ["w/1/a", "w/1/b/c", "w/10/a", "w/2"]
    for key in every:
        await write(store, key, key.encode())
    assert await keys(store) == sorted(every)
    assert await keys(store, "w/1") == ["w/1/a", "w/1/b/c"]
    assert await keys(store, "w/2") == []
    await store.delete_prefix("w/1")
    assert await keys(store) == ["w/10/a", "w/2"]
    await store.delete("w/10")
    await store.delete("w/2")
    assert await keys(store) == ["w/10/a"]


async def test_list_tells_size_and_age(store: ObjectStore) -> None:
    await write(store, "a", b"12345")
    [found] = [each async for each in store.list()]
    assert (found.key, found.bytes) == ("a", 5)
    assert abs(found.modified - utcnow()) < timedelta(minutes=1)


async def test_many_objects(store: ObjectStore) -> None:
    """More than S3 lists or deletes at a time."""
    await asyncio.gather(*(write(store, f"many/{n:04}", b"x") for n in range(1005)))
    assert await keys(store, "many") == [f"many/{n:04}" for n in range(1005)]
    await store.delete_prefix("many")
    assert await keys(store) == []


@pytest.mark.parametrize("key", ["../a", "/a", "a/../b", "a\0", ""])
async def test_what_is_no_key_is_refused(store: ObjectStore, key: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    with pytest.raises(ValueError, match="not a key"):
        store.writer(key)
    for refused in (
        whole(store, key),
        store.put_file(key, file),
        store.fetch(key, tmp_path / "fetched"),
        store.size(key),
        store.delete(key),
        store.delete_prefix(key),
    ):
        with pytest.raises(ValueError, match="not a key"):
            await refused
    with pytest.raises(ValueError, match="not a range"):
        await whole(store, "a", -1)
