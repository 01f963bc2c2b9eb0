"""Keys: plain places below the store, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deita_server_ext.blocking import Blocking
from deita_server_ext.errors import StorageUnavailable
from deita_server_ext.storage import open_store
from deita_server_ext.storage.objects import checked, checked_range


@pytest.mark.parametrize("key", ["a", "workspaces/0f/files/3a", "a.b/c-d_e=f", "x/y.parquet"])
def test_a_key(key: str) -> None:
    assert checked(key) == key


@pytest.mark.parametrize(
    "key",
    [
        *("", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/..", "a/./b", ".hidden"),
        *("a/.hidden", "a b", "a\\b", "a\nb", "a\n", "a\0", "C:/a", "~", "ä", "a?b", "a%2e", "-a"),
        "a/" * 400 + "a",
    ],
)
def test_not_a_key(key: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        checked(key)


@given(st.text())
def test_what_is_a_key_stays_below(key: str) -> None:
    try:
        checked(key)
    except ValueError:
        return
    root = Path("/store")
    assert (root / key).resolve().is_relative_to(root)
    assert key.isprintable()


@pytest.mark.parametrize(("offset", "length"), [(-1, None), (0, -1)])
def test_not_a_range(offset: int, length: int | None) -> None:
    with pytest.raises(ValueError, match="not a range"):
        checked_range(offset, length)


@pytest.mark.parametrize("endpoint", ["localhost:8333", "not an address"])
async def test_an_endpoint_that_cannot_be(endpoint: str, blocking: Blocking) -> None:
    with pytest.raises(StorageUnavailable) as caught:
        await open_store("s3://bucket", blocking, endpoint=endpoint)
    assert "https://" in str(caught.value.hint)


@pytest.mark.parametrize("place", ["s3://", "s3:///prefix", "s3://bucket/../other"])
async def test_a_place_that_cannot_be(place: str, blocking: Blocking) -> None:
    with pytest.raises(ValueError, match=r"s3://bucket/prefix|not a key"):
        await open_store(place, blocking)
