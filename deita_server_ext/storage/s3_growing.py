"""An object that grows in S3: a multipart upload, and the tail that is no part yet beside it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any

from deita_server_ext.blocking import Blocking
from deita_server_ext.errors import DeitaError, NotFound

from .objects import GrowingObject, Grown, Unfinished, lost_bytes
from .s3_faults import faults
from .s3_multipart import PART, PARTS_AT_ONCE, Multipart

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_TAIL = re.compile(r"(.+)\.growing-\d+")


class S3Growth:
    """One growing object, between requests. Its ``Grown.state`` is::

        {"upload": the multipart upload's id or null, "parts": [ETag, …], "tail": bytes}

    All parts but the last one have the same size; the tail is an object of its own, named
    by where it begins to count, so that a new one never overwrites what the catalog names.
    """

    def __init__(self, client: S3Client, bucket: str, name: str) -> None:
        self._client = client
        self._bucket = bucket
        self._name = name
        self.object = Multipart(client, bucket, name)

    def put_tail(self, end: int, data: bytes) -> None:
        """Keep what is no part yet; ``end`` is the offset at which it ends."""
        with faults():
            self._client.put_object(Bucket=self._bucket, Key=self._tail(end), Body=data)

    def tail(self, grown: Grown) -> bytes:
        """What is no part yet."""
        if not grown.state.get("tail"):
            return b""
        try:
            with faults():
                answer = self._client.get_object(Bucket=self._bucket, Key=self._tail(grown.bytes))
                return answer["Body"].read()
        except NotFound as error:
            raise lost_bytes() from error

    def complete(self, grown: Grown) -> None:
        """See :meth:`ObjectStore.complete`."""
        if self._size() != grown.bytes:
            upload, tail = grown.state.get("upload"), self.tail(grown)
            if upload is None:
                self.object.put(tail)
            else:
                etags = list(grown.state["parts"])
                if tail:
                    etags.append(self.object.put_part(upload, len(etags) + 1, tail))
                self.object.complete(upload, etags)
        self.clear()

    def clear(self, keep: Grown | None = None) -> None:
        """Remove tails and multipart uploads but those that ``keep`` needs."""
        state = keep.state if keep is not None else {}
        wanted = self._tail(keep.bytes) if keep is not None and state.get("tail") else None
        with faults():
            found = self._client.list_objects_v2(
                Bucket=self._bucket, Prefix=f"{self._name}.growing-"
            )
            for known in found.get("Contents", ()):
                if known["Key"] != wanted:
                    self._client.delete_object(Bucket=self._bucket, Key=known["Key"])
        for upload in self._uploads():
            if upload != state.get("upload"):
                # It may have ended by itself.
                with suppress(DeitaError):
                    self.object.abort(upload)

    def _uploads(self) -> list[str]:
        with faults():
            answer = self._client.list_multipart_uploads(Bucket=self._bucket, Prefix=self._name)
        return [
            upload["UploadId"]
            for upload in answer.get("Uploads", ())
            if upload["Key"] == self._name
        ]

    def _size(self) -> int | None:
        try:
            with faults():
                answer = self._client.head_object(Bucket=self._bucket, Key=self._name)
                return answer["ContentLength"]
        except NotFound:
            return None

    def _tail(self, end: int) -> str:
        return f"{self._name}.growing-{end}"


class S3Growing:
    """Bytes on their way to the end of a growing object."""

    def __init__(self, growth: S3Growth, grown: Grown, blocking: Blocking) -> None:
        self._growth = growth
        self._grown = grown
        self._blocking = blocking
        self._upload: str | None = grown.state.get("upload")
        self._parts: list[asyncio.Future[str]] = []
        self._etags: list[str] = list(grown.state.get("parts", ()))
        self._held = bytearray()

    async def __aenter__(self) -> GrowingObject:
        await self._blocking.run(self._growth.clear, self._grown)
        self._held += await self._blocking.run(self._growth.tail, self._grown)
        return self

    async def write(self, data: bytes) -> None:
        """See :meth:`GrowingObject.write`."""
        self._held += data
        # A last part may be of any size: one that is exactly full waits for what follows.
        while len(self._held) > PART:
            part = bytes(self._held[:PART])
            del self._held[:PART]
            await self._send(part)

    async def keep(self, *, all: bool) -> Grown:
        """See :meth:`GrowingObject.keep`."""
        self._etags += await asyncio.gather(*self._parts)
        self._parts.clear()
        state: dict[str, Any] = {"upload": self._upload, "parts": list(self._etags), "tail": 0}
        durable = len(self._etags) * PART
        if all and self._held:
            tail = bytes(self._held)
            await self._blocking.run(self._growth.put_tail, durable + len(tail), tail)
            state["tail"] = len(tail)
            durable += len(tail)
        if durable > self._grown.bytes:
            self._grown = Grown(durable, state)
        return self._grown

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # A part that comes later would take the place of the one that is sent then.
        if self._parts:
            await asyncio.shield(asyncio.wait(self._parts))
            for part in self._parts:
                part.exception()

    async def _send(self, data: bytes) -> None:
        if self._upload is None:
            self._upload = await self._blocking.run(self._growth.object.begin)
        under_way = [part for part in self._parts if not part.done()]
        if len(under_way) >= PARTS_AT_ONCE:
            await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        for part in self._parts:
            if part.done():
                part.result()
        number = len(self._etags) + len(self._parts) + 1
        self._parts.append(
            asyncio.ensure_future(
                self._blocking.run(self._growth.object.put_part, self._upload, number, data)
            )
        )


def pieces(client: S3Client, bucket: str, prefix: str) -> Iterator[Unfinished]:
    """Tails and multipart uploads below ``prefix``, whoever they are of."""
    with faults():
        for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
            for known in page.get("Contents", ()):
                if (tail := _TAIL.fullmatch(known["Key"])) is not None:
                    name = known["Key"].removeprefix(prefix)
                    yield Unfinished(name, known["LastModified"], tail[1].removeprefix(prefix))
        uploads = client.get_paginator("list_multipart_uploads")
        for found in uploads.paginate(Bucket=bucket, Prefix=prefix):
            for upload in found.get("Uploads", ()):
                key, number = upload["Key"], upload["UploadId"]
                parts = client.list_parts(Bucket=bucket, Key=key, UploadId=number).get("Parts", ())
                written = max((part["LastModified"] for part in parts), default=upload["Initiated"])
                plain = key.removeprefix(prefix)
                yield Unfinished(f"{plain}?{number}", written, plain)


def is_tail(name: str) -> bool:
    """Whether an object is a growing one's tail, and none of its own."""
    return _TAIL.fullmatch(name) is not None
