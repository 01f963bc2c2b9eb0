"""An object on its way to S3."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING

from deita_server_ext.blocking import Blocking
from deita_server_ext.errors import DeitaError

from .objects import ObjectWriter
from .s3_multipart import PART, PARTS_AT_ONCE, Multipart

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3Upload:
    """One object on its way to S3: a single PUT, or parts once it is larger than one part."""

    def __init__(self, client: S3Client, bucket: str, name: str, blocking: Blocking) -> None:
        self._object = Multipart(client, bucket, name)
        self._blocking = blocking
        self._held = bytearray()
        self._upload: asyncio.Future[str] | None = None
        self._parts: list[asyncio.Future[str]] = []

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
                await self._blocking.run(self._object.remove)
            raise

    async def _send(self, data: bytes) -> None:
        if self._upload is None:
            self._upload = asyncio.ensure_future(self._blocking.run(self._object.begin))
        upload = await asyncio.shield(self._upload)
        under_way = [part for part in self._parts if not part.done()]
        if len(under_way) >= PARTS_AT_ONCE:
            await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        for part in self._parts:
            if part.done():
                part.result()
        number = len(self._parts) + 1
        self._parts.append(
            asyncio.ensure_future(self._blocking.run(self._object.put_part, upload, number, data))
        )

    async def _commit(self) -> None:
        try:
            if self._upload is None:
                await self._blocking.run(self._object.put, bytes(self._held))
            else:
                await self._send(bytes(self._held))
                parts = await asyncio.gather(*self._parts)
                await self._blocking.run(self._object.complete, await self._upload, parts)
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

    def _abandon(self, upload: str) -> None:
        # The first error is the one to tell; the sweep gets the rest.
        with suppress(DeitaError):
            self._object.abort(upload)
