"""Objects in S3, or in anything that speaks its protocol."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
)

from deita_server_ext.blocking import Blocking
from deita_server_ext.errors import StorageUnavailable

from .objects import (
    CHUNK,
    GrowingObject,
    Grown,
    ObjectInfo,
    ObjectWriter,
    Unfinished,
    checked,
    checked_range,
)
from .s3_faults import MISSING, code, fault, faults
from .s3_growing import S3Growing, S3Growth, is_tail, pieces
from .s3_multipart import PART, PARTS_AT_ONCE, Multipart
from .s3_upload import S3Upload

if TYPE_CHECKING:
    from botocore.response import StreamingBody
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import (
        GetObjectOutputTypeDef,
        ObjectIdentifierTypeDef,
    )


class S3Store:
    """A bucket, or what is below ``prefix`` in it."""

    def __init__(
        self,
        bucket: str,
        prefix: str,
        blocking: Blocking,
        *,
        endpoint: str | None,
        region: str | None,
    ) -> None:
        self._bucket = bucket
        self._prefix = f"{checked(prefix)}/" if prefix else ""
        self._blocking = blocking
        self._client = _client(endpoint, region)

    async def open(self) -> None:
        """Ask for the bucket; ``StorageUnavailable`` says what to set where that fails."""
        try:
            await self._blocking.run(self._client.head_bucket, Bucket=self._bucket)
        except ClientError as error:
            if code(error) in MISSING | {"NoSuchBucket"}:
                raise StorageUnavailable(
                    f"There is no bucket “{self._bucket}”.",
                    hint="Make it, or name another one in the storage setting (s3://bucket/prefix).",
                ) from error
            raise fault(error) from error
        except BotoCoreError as error:
            raise fault(error) from error

    async def close(self) -> None:
        """Close the connections."""
        await self._blocking.run(self._client.close)

    def writer(self, key: str) -> AbstractAsyncContextManager[ObjectWriter]:
        """See :meth:`ObjectStore.writer`."""
        return S3Upload(self._client, self._bucket, self._name(key), self._blocking)

    async def read(
        self, key: str, offset: int = 0, length: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        """See :meth:`ObjectStore.read`."""
        checked_range(offset, length)
        if length == 0:
            await self.size(key)
            return
        answer = await self._blocking.run(self._get, self._name(key), offset, length)
        if answer is None:
            return
        body = answer["Body"]
        try:
            while piece := await self._blocking.run(_read, body):
                yield piece
        finally:
            body.close()

    def _get(self, name: str, offset: int, length: int | None) -> GetObjectOutputTypeDef | None:
        last = "" if length is None else offset + length - 1
        whole = offset == 0 and length is None
        try:
            with faults():
                if whole:
                    return self._client.get_object(Bucket=self._bucket, Key=name)
                return self._client.get_object(
                    Bucket=self._bucket, Key=name, Range=f"bytes={offset}-{last}"
                )
        except StorageUnavailable as error:
            cause = error.__cause__
            if isinstance(cause, ClientError) and code(cause) in {"InvalidRange", "416"}:
                return None
            raise

    def grow(self, key: str, grown: Grown) -> AbstractAsyncContextManager[GrowingObject]:
        """See :meth:`ObjectStore.grow`."""
        return S3Growing(self._growth(key), grown, self._blocking)

    async def complete(self, key: str, grown: Grown) -> None:
        """See :meth:`ObjectStore.complete`."""
        await self._blocking.run(self._growth(key).complete, grown)

    async def abandon(self, key: str, grown: Grown) -> None:  # noqa: ARG002 - all that there is
        """See :meth:`ObjectStore.abandon`."""
        await self._blocking.run(self._growth(key).clear)

    async def unfinished(self) -> AsyncGenerator[Unfinished, None]:
        """See :meth:`ObjectStore.unfinished`."""
        found = pieces(self._client, self._bucket, self._prefix)
        for piece in await self._blocking.run(lambda: [*found]):
            yield piece

    async def drop(self, unfinished: Unfinished) -> None:
        """See :meth:`ObjectStore.drop`."""
        name, _, upload = f"{self._prefix}{unfinished.name}".partition("?")
        if upload:
            await self._blocking.run(Multipart(self._client, self._bucket, name).abort, upload)
        else:
            await self._blocking.run(self._delete, name)

    def _growth(self, key: str) -> S3Growth:
        return S3Growth(self._client, self._bucket, self._name(key))

    async def put_file(self, key: str, path: Path) -> None:
        """See :meth:`ObjectStore.put_file`."""
        await self._blocking.run(self._put_file, self._name(key), path)

    def _put_file(self, name: str, path: Path) -> None:
        with faults():
            self._client.upload_file(str(path), self._bucket, name, Config=_TRANSFER)

    async def fetch(self, key: str, path: Path) -> None:
        """See :meth:`ObjectStore.fetch`."""
        await self._blocking.run(self._fetch, self._name(key), path)

    def _fetch(self, name: str, path: Path) -> None:
        unfinished = path.with_name(f".{path.name}.{uuid4().hex}")
        with faults():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                self._client.download_file(self._bucket, name, str(unfinished), Config=_TRANSFER)
                unfinished.chmod(0o600)
                unfinished.replace(path)
            finally:
                unfinished.unlink(missing_ok=True)

    async def size(self, key: str) -> int:
        """See :meth:`ObjectStore.size`."""
        return await self._blocking.run(self._size, self._name(key))

    def _size(self, name: str) -> int:
        with faults():
            return self._client.head_object(Bucket=self._bucket, Key=name)["ContentLength"]

    async def delete(self, key: str) -> None:
        """See :meth:`ObjectStore.delete`."""
        await self._blocking.run(self._delete, self._name(key))

    def _delete(self, name: str) -> None:
        with faults():
            self._client.delete_object(Bucket=self._bucket, Key=name)

    async def delete_prefix(self, prefix: str) -> None:
        """See :meth:`ObjectStore.delete_prefix`."""
        await self._blocking.run(self._delete_prefix, f"{self._name(prefix)}/")

    def _delete_prefix(self, prefix: str) -> None:
        with faults():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=prefix
            )
            for page in pages:
                names: list[ObjectIdentifierTypeDef] = [
                    {"Key": found["Key"]} for found in page.get("Contents", ())
                ]
                if not names:
                    continue
                answer = self._client.delete_objects(
                    Bucket=self._bucket, Delete={"Objects": names, "Quiet": True}
                )
                if errors := answer.get("Errors"):
                    raise StorageUnavailable(
                        f"S3 did not delete {len(errors)} objects: {errors[0].get('Code')}.",
                        hint="Check that Deita may delete objects in the bucket.",
                    )

    async def list(self, prefix: str = "") -> AsyncGenerator[ObjectInfo, None]:
        """See :meth:`ObjectStore.list`."""
        name = f"{self._name(prefix)}/" if prefix else self._prefix
        token: str | None = None
        while True:
            found, token = await self._blocking.run(self._page, name, token)
            for info in found:
                yield info
            if token is None:
                return

    def _page(self, prefix: str, token: str | None) -> tuple[tuple[ObjectInfo, ...], str | None]:
        with faults():
            if token is None:
                page = self._client.list_objects_v2(Bucket=self._bucket, Prefix=prefix)
            else:
                page = self._client.list_objects_v2(
                    Bucket=self._bucket, Prefix=prefix, ContinuationToken=token
                )
        found = tuple(
            ObjectInfo(
                known["Key"].removeprefix(self._prefix), known["Size"], known["LastModified"]
            )
            for known in page.get("Contents", ())
            if not is_tail(known["Key"])
        )
        return found, page.get("NextContinuationToken")

    def _name(self, key: str) -> str:
        return self._prefix + checked(key)


def _client(endpoint: str | None, region: str | None) -> S3Client:
    # Other servers than Amazon's know neither its host names for buckets nor
    # its newer checksums.
    own: dict[str, Any] = {
        "s3": {"addressing_style": "path"},
        "request_checksum_calculation": "when_required",
        "response_checksum_validation": "when_required",
    }
    config = Config(
        connect_timeout=10,
        read_timeout=60,
        max_pool_connections=16,
        retries={"mode": "standard", "total_max_attempts": 4},
        **(own if endpoint else {}),
    )
    try:
        session = boto3.Session(region_name=region)
        return session.client(
            "s3",
            endpoint_url=endpoint,
            region_name=session.region_name or "us-east-1",
            config=config,
        )
    except (BotoCoreError, ValueError) as error:
        raise StorageUnavailable(
            f"The settings for S3 are not usable ({type(error).__name__}).",
            hint="The endpoint is written with its scheme (https://host:port), the region as "
            "S3 names it; a profile named in AWS_PROFILE must exist.",
        ) from error


_TRANSFER = TransferConfig(
    multipart_threshold=PART, multipart_chunksize=PART, max_concurrency=PARTS_AT_ONCE
)


def _read(body: StreamingBody) -> bytes:
    with faults():
        return body.read(CHUNK)
