"""Objects in S3, or in anything that speaks its protocol."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    PartialCredentialsError,
)

from deita_server_ext.blocking import Blocking
from deita_server_ext.errors import DeitaError, DiskFull, StorageUnavailable

from .objects import CHUNK, ObjectInfo, ObjectWriter, checked, checked_range, not_found

if TYPE_CHECKING:
    from botocore.response import StreamingBody
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import (
        CompletedPartTypeDef,
        GetObjectOutputTypeDef,
        ObjectIdentifierTypeDef,
    )

# S3 takes 10,000 parts of at least 5 MB: 80 GB an object.
_PART = 8 << 20
_PARTS_AT_ONCE = 3
_CREDENTIALS = (
    "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role that "
    "may read and write the bucket."
)
_MISSING = {"404", "NoSuchKey", "NotFound"}
_REFUSED = {
    "401",
    "403",
    "AccessDenied",
    "ExpiredToken",
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
}


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
            if _code(error) in _MISSING | {"NoSuchBucket"}:
                raise StorageUnavailable(
                    f"There is no bucket “{self._bucket}”.",
                    hint="Make it, or name another one in the storage setting (s3://bucket/prefix).",
                ) from error
            raise _fault(error) from error
        except BotoCoreError as error:
            raise _fault(error) from error

    async def close(self) -> None:
        """Close the connections."""
        await self._blocking.run(self._client.close)

    def writer(self, key: str) -> AbstractAsyncContextManager[ObjectWriter]:
        """See :meth:`ObjectStore.writer`."""
        return _Writing(self._client, self._bucket, self._name(key), self._blocking)

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
            with _faults():
                if whole:
                    return self._client.get_object(Bucket=self._bucket, Key=name)
                return self._client.get_object(
                    Bucket=self._bucket, Key=name, Range=f"bytes={offset}-{last}"
                )
        except StorageUnavailable as error:
            cause = error.__cause__
            if isinstance(cause, ClientError) and _code(cause) in {"InvalidRange", "416"}:
                return None
            raise

    async def put_file(self, key: str, path: Path) -> None:
        """See :meth:`ObjectStore.put_file`."""
        await self._blocking.run(self._put_file, self._name(key), path)

    def _put_file(self, name: str, path: Path) -> None:
        with _faults():
            self._client.upload_file(str(path), self._bucket, name, Config=_TRANSFER)

    async def fetch(self, key: str, path: Path) -> None:
        """See :meth:`ObjectStore.fetch`."""
        await self._blocking.run(self._fetch, self._name(key), path)

    def _fetch(self, name: str, path: Path) -> None:
        unfinished = path.with_name(f".{path.name}.{uuid4().hex}")
        with _faults():
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
        with _faults():
            return self._client.head_object(Bucket=self._bucket, Key=name)["ContentLength"]

    async def delete(self, key: str) -> None:
        """See :meth:`ObjectStore.delete`."""
        await self._blocking.run(self._delete, self._name(key))

    def _delete(self, name: str) -> None:
        with _faults():
            self._client.delete_object(Bucket=self._bucket, Key=name)

    async def delete_prefix(self, prefix: str) -> None:
        """See :meth:`ObjectStore.delete_prefix`."""
        await self._blocking.run(self._delete_prefix, f"{self._name(prefix)}/")

    def _delete_prefix(self, prefix: str) -> None:
        with _faults():
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
        with _faults():
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
    multipart_threshold=_PART, multipart_chunksize=_PART, max_concurrency=_PARTS_AT_ONCE
)


class _Writing:
    """One object on its way to S3: a single PUT, or parts once it is larger than one part."""

    def __init__(self, client: S3Client, bucket: str, name: str, blocking: Blocking) -> None:
        self._client = client
        self._bucket = bucket
        self._name = name
        self._blocking = blocking
        self._held = bytearray()
        self._upload: asyncio.Future[str] | None = None
        self._parts: list[asyncio.Future[CompletedPartTypeDef]] = []

    async def __aenter__(self) -> ObjectWriter:
        return self

    async def write(self, data: bytes) -> None:
        """See :meth:`ObjectWriter.write`."""
        self._held += data
        while len(self._held) > _PART:
            part = bytes(self._held[:_PART])
            del self._held[:_PART]
            await self._send(part)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            await asyncio.shield(self._abort())
            return
        commit = asyncio.ensure_future(self._commit())
        try:
            await asyncio.shield(commit)
        except asyncio.CancelledError:
            # What is on the wire cannot be stopped any more, but it can be undone.
            await asyncio.wait([commit])
            if commit.exception() is None:
                await self._blocking.run(self._remove)
            raise

    async def _send(self, data: bytes) -> None:
        if self._upload is None:
            self._upload = asyncio.ensure_future(self._blocking.run(self._begin))
        upload = await asyncio.shield(self._upload)
        under_way = [part for part in self._parts if not part.done()]
        if len(under_way) >= _PARTS_AT_ONCE:
            await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        for part in self._parts:
            if part.done():
                part.result()
        number = len(self._parts) + 1
        self._parts.append(
            asyncio.ensure_future(self._blocking.run(self._put_part, upload, number, data))
        )

    async def _commit(self) -> None:
        try:
            if self._upload is None:
                await self._blocking.run(self._put, bytes(self._held))
            else:
                await self._send(bytes(self._held))
                parts = await asyncio.gather(*self._parts)
                await self._blocking.run(self._complete, await self._upload, parts)
        except BaseException:
            await self._abort()
            raise

    async def _abort(self) -> None:
        self._held.clear()
        if self._upload is None:
            return
        # A part that arrives after the end of its upload would stay there, unseen.
        await asyncio.gather(self._upload, *self._parts, return_exceptions=True)
        if self._upload.exception() is None:
            await self._blocking.run(self._abandon, self._upload.result())

    def _begin(self) -> str:
        with _faults():
            answer = self._client.create_multipart_upload(Bucket=self._bucket, Key=self._name)
            return answer["UploadId"]

    def _put_part(self, upload: str, number: int, data: bytes) -> CompletedPartTypeDef:
        with _faults():
            answer = self._client.upload_part(
                Bucket=self._bucket,
                Key=self._name,
                UploadId=upload,
                PartNumber=number,
                Body=data,
            )
            return {"ETag": answer["ETag"], "PartNumber": number}

    def _complete(self, upload: str, parts: Sequence[CompletedPartTypeDef]) -> None:
        with _faults():
            self._client.complete_multipart_upload(
                Bucket=self._bucket,
                Key=self._name,
                UploadId=upload,
                MultipartUpload={"Parts": parts},
            )

    def _put(self, data: bytes) -> None:
        with _faults():
            self._client.put_object(Bucket=self._bucket, Key=self._name, Body=data)

    def _remove(self) -> None:
        with _faults():
            self._client.delete_object(Bucket=self._bucket, Key=self._name)

    def _abandon(self, upload: str) -> None:
        # The first error is the one to tell; the bucket's lifecycle rule gets the rest.
        with suppress(DeitaError), _faults():
            self._client.abort_multipart_upload(
                Bucket=self._bucket, Key=self._name, UploadId=upload
            )


def _read(body: StreamingBody) -> bytes:
    with _faults():
        return body.read(CHUNK)


@contextmanager
def _faults() -> Iterator[None]:
    """What S3 and the way to it say, as errors a person can act on."""
    try:
        yield
    except Boto3Error as error:
        # The transfers of whole files keep the true reason inside.
        raise _fault(error.__context__ or error) from error
    except (ClientError, BotoCoreError) as error:
        raise _fault(error) from error
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise DiskFull(
                "There is no room left on the disk for a copy of the object.",
                hint="Free some disk space and try again.",
            ) from error
        raise


def _fault(error: BaseException) -> DeitaError:
    # Only codes, never the error's own text: who knows what a server puts there.
    if isinstance(error, NoCredentialsError | PartialCredentialsError):
        return StorageUnavailable("Deita has no credentials for S3.", hint=_CREDENTIALS)
    if isinstance(error, ClientError):
        code = _code(error)
        if code in _MISSING:
            return not_found()
        if code in _REFUSED:
            return StorageUnavailable(
                f"S3 refused Deita's credentials ({code}).", hint=_CREDENTIALS
            )
        return StorageUnavailable(
            f"S3 could not do it ({code}).",
            hint="Try again; if it stays so, look at the S3 server's log.",
        )
    return StorageUnavailable(
        f"S3 does not answer ({type(error).__name__}).",
        hint="Try again in a moment; if it stays so, check the endpoint and the network.",
    )


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "unknown")
