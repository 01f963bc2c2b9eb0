"""Where files and snapshots are kept: a folder, or S3."""

from __future__ import annotations

from pathlib import Path

from deita_server_ext.blocking import Blocking

from .folder import FolderStore
from .objects import GrowingObject, Grown, ObjectInfo, ObjectStore, ObjectWriter, Unfinished

__all__ = [
    "GrowingObject",
    "Grown",
    "ObjectInfo",
    "ObjectStore",
    "ObjectWriter",
    "Unfinished",
    "open_store",
]


async def open_store(
    place: str, blocking: Blocking, *, endpoint: str | None = None, region: str | None = None
) -> ObjectStore:
    """The store at a folder's path or at ``s3://bucket/prefix``, ready to use.

    ``endpoint`` and ``region`` are for S3 only; credentials come from where
    boto3 looks for them (``AWS_ACCESS_KEY_ID`` and ``AWS_SECRET_ACCESS_KEY``, a
    profile, the machine's role). Raises ``StorageUnavailable`` with what to set.
    """
    store: ObjectStore
    if place.startswith("s3://"):
        store = await blocking.run(_s3, place, blocking, endpoint, region)
    else:
        store = FolderStore(Path(place), blocking)
    await store.open()
    return store


def _s3(place: str, blocking: Blocking, endpoint: str | None, region: str | None) -> ObjectStore:
    from .s3 import S3Store  # noqa: PLC0415 - boto3 takes a while, and most need none

    bucket, _, prefix = place.removeprefix("s3://").partition("/")
    if not bucket:
        raise ValueError("a place in S3 is written s3://bucket/prefix")
    return S3Store(bucket, prefix.strip("/"), blocking, endpoint=endpoint, region=region)
