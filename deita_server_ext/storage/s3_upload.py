"""An object on its way to S3."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING

from deita_server_ext.blocking import Blocking
from deita_server_ext.errors import DeitaError

from .objects import ObjectWriter
from .s3_faults import faults

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

# S3 takes 10,000 parts of at least 5 MB: 80 GB an object.
PART = 8 << 20
PARTS_AT_ONCE = 3


class S3Upload:
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
        while len(self._held) > PART:
            part = bytes(self._held[:PART])
            del self._held[:PART]
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
        if len(under_way) >= PARTS_AT_ONCE:
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
        with faults():
            answer = self._client.create_multipart_upload(Bucket=self._bucket, Key=self._name)
            return answer["UploadId"]

    def _put_part(self, upload: str, number: int, data: bytes) -> CompletedPartTypeDef:
        with faults():
            answer = self._client.upload_part(
                Bucket=self._bucket,
                Key=self._name,
                UploadId=upload,
                PartNumber=number,
                Body=data,
            )
            return {"ETag": answer["ETag"], "PartNumber": number}

    def _complete(self, upload: str, parts: Sequence[CompletedPartTypeDef]) -> None:
        with faults():
            self._client.complete_multipart_upload(
                Bucket=self._bucket,
                Key=self._name,
                UploadId=upload,
                MultipartUpload={"Parts": parts},
            )

    def _put(self, data: bytes) -> None:
        with faults():
            self._client.put_object(Bucket=self._bucket, Key=self._name, Body=data)

    def _remove(self) -> None:
        with faults():
            self._client.delete_object(Bucket=self._bucket, Key=self._name)

    def _abandon(self, upload: str) -> None:
        # The first error is the one to tell; the bucket's lifecycle rule gets the rest.
        with suppress(DeitaError), faults():
            self._client.abort_multipart_upload(
                Bucket=self._bucket, Key=self._name, UploadId=upload
            )
