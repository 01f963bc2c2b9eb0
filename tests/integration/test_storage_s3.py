"""What is particular to S3: access, unfinished uploads, servers that do not answer."""

from __future__ import annotations

import os
import traceback
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deita_server_ext.blocking import Blocking
from deita_server_ext.errors import DeitaError, StorageUnavailable
from deita_server_ext.storage import ObjectStore, open_store
from tests.processes import free_ports
from tests.s3 import S3, running_s3

MB = 1 << 20


def told(error: DeitaError) -> str:
    """All that a person or a log may see of an error."""
    return f"{error.message} {error.hint} {error.details}" + "".join(
        traceback.format_exception(error)
    )


async def test_wrong_secret(
    s3_environment: S3, blocking: Blocking, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "wrong-" + s3_environment.secret_key
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret)
    with pytest.raises(StorageUnavailable, match="credentials") as caught:
        await open_store("s3://deita", blocking, endpoint=s3_environment.endpoint)
    assert "AWS_SECRET_ACCESS_KEY" in str(caught.value.hint)
    assert s3_environment.secret_key not in told(caught.value)


async def test_unknown_key(
    s3_environment: S3, blocking: Blocking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    with pytest.raises(StorageUnavailable, match="credentials") as caught:
        await open_store("s3://deita", blocking, endpoint=s3_environment.endpoint)
    assert s3_environment.secret_key not in told(caught.value)


async def test_no_credentials(
    s3_environment: S3, blocking: Blocking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(StorageUnavailable, match="no credentials") as caught:
        await open_store("s3://deita", blocking, endpoint=s3_environment.endpoint)
    assert "AWS_ACCESS_KEY_ID" in str(caught.value.hint)


async def test_an_unknown_profile(
    s3_environment: S3, blocking: Blocking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    with pytest.raises(StorageUnavailable) as caught:
        await open_store("s3://deita", blocking, endpoint=s3_environment.endpoint)
    assert "AWS_PROFILE" in str(caught.value.hint)


async def test_no_bucket(s3_environment: S3, blocking: Blocking) -> None:
    with pytest.raises(StorageUnavailable, match="no bucket “nowhere”") as caught:
        await open_store("s3://nowhere/x", blocking, endpoint=s3_environment.endpoint)
    assert caught.value.hint


async def test_no_server(
    s3_environment: S3, blocking: Blocking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    [port] = free_ports(1)
    with pytest.raises(StorageUnavailable, match="does not answer") as caught:
        await open_store("s3://deita", blocking, endpoint=f"http://127.0.0.1:{port}")
    assert "endpoint" in str(caught.value.hint)


async def test_an_upload_that_broke_leaves_no_parts(s3_environment: S3, blocking: Blocking) -> None:
    store = await open_store("s3://deita/parts", blocking, endpoint=s3_environment.endpoint)

    async def broken() -> None:
        async with store.writer("a") as writer:
            for _ in range(40):
                await writer.write(os.urandom(MB))
            raise RuntimeError("the upload broke")

    with pytest.raises(RuntimeError, match="the upload broke"):
        await broken()
    await store.close()
    client = s3_environment.client()
    uploads = client.list_multipart_uploads(Bucket="deita", Prefix="parts/").get("Uploads", [])
    client.close()
    assert [upload["Key"] for upload in uploads] == []


async def test_stores_with_different_prefixes_do_not_meet(
    s3_environment: S3, blocking: Blocking
) -> None:
    one, two = [
        await open_store(f"s3://deita/{name}/", blocking, endpoint=s3_environment.endpoint)
        for name in ("one", "one-and-more")
    ]
    for store, data in ((one, b"1"), (two, b"2")):
        async with store.writer("a") as writer:
            await writer.write(data)
    assert [found.key async for found in one.list()] == ["a"]
    await one.delete("a")
    assert await two.size("a") == 1
    for store in (one, two):
        await store.close()


async def test_a_server_that_goes_away(
    blocking: Blocking, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with running_s3() as gone:
        for name, value in gone.environment.items():
            monkeypatch.setenv(name, value)
        store = await open_store("s3://deita", blocking, endpoint=gone.endpoint)
        async with store.writer("a") as writer:
            await writer.write(b"x" * 20 * MB)
    source = tmp_path / "source"
    source.write_bytes(b"x")
    for work in (
        store.size("a"),
        _first(store.read("a")),
        store.put_file("b", source),
        store.fetch("a", tmp_path / "a"),
        store.delete("a"),
        store.delete_prefix("a"),
        _first(store.list()),
    ):
        with pytest.raises(StorageUnavailable) as caught:
            await work
        assert caught.value.hint
    for size in (1, 40 * MB):
        with pytest.raises(StorageUnavailable):
            await _write(store, b"x" * size)
    assert _names(tmp_path) == ["source"]
    await store.close()


async def _write(store: ObjectStore, data: bytes) -> None:
    async with store.writer("c") as writer:
        await writer.write(data)


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def _first(things: AsyncIterator[object]) -> object:
    return await anext(things)
