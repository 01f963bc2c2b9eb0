"""Files from other servers, taken as if they had been uploaded.

In one request and not as a job: what was not taken to its end has been acknowledged to nobody,
so there is nothing to take up again, and whoever asked learns at once why it was refused.
"""

from __future__ import annotations

import asyncio
import http.client
import re
import time
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urljoin

from deita_server_ext.blocking import Blocking
from deita_server_ext.domain import File, Job, User
from deita_server_ext.errors import DeitaError, UploadBroken

from .addresses import AllowedHosts, connected
from .uploads import Upload, Uploads

AT_ONCE = 2
"""Each takes one of the threads for what blocks."""
REDIRECTS = 5
WHOLE_SECONDS = 900.0
_PIECE = 1 << 20
_FILENAME = re.compile(r'filename="([^"]+)"|filename=([^;\s]+)', re.IGNORECASE)
_MOVED = {301, 302, 303, 307, 308}


@dataclass(frozen=True)
class _Source:
    """A file that another server begins to send."""

    answer: http.client.HTTPResponse
    connection: http.client.HTTPConnection
    parts: SplitResult


class Fetching:
    """Takes files by their addresses, where an administrator has allowed the host."""

    def __init__(self, uploads: Uploads, hosts: AllowedHosts, blocking: Blocking) -> None:
        self._uploads = uploads
        self._hosts = hosts
        self._blocking = blocking
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def fetch(
        self, user: User, workspace_id: str, url: str, filename: str | None
    ) -> tuple[File, Job | None]:
        """The file at ``url`` and the job that makes tables of it.

        Raises UrlRefused, UploadBroken, and what an upload raises.
        """
        await self._uploads.check(user, workspace_id)
        self._hosts.check(url)
        async with self._turns:
            source = await self._blocking.run(self._open, url)
            try:
                length = source.answer.getheader("Content-Length")
                size = int(length) if length is not None and length.isdigit() else None
                name = filename or _filename(source)
                upload = await self._uploads.begin(user, workspace_id, name, size)
                try:
                    await self._copy(source, upload, size)
                except BaseException:
                    await upload.lost()
                    raise
                return await upload.finish()
            finally:
                await self._blocking.run(source.connection.close)

    async def _copy(self, source: _Source, upload: Upload, size: int | None) -> None:
        end = time.monotonic() + WHOLE_SECONDS
        taken = 0
        while piece := await self._blocking.run(_read, source):
            if time.monotonic() > end:
                raise _broken(source.parts, "sends too slowly")
            taken += len(piece)
            await upload.write(piece)
        if size is not None and taken != size:
            raise _broken(source.parts, "ended before the whole file had come")

    def _open(self, url: str) -> _Source:
        for _redirect in range(REDIRECTS + 1):
            parts = self._hosts.check(url)
            connection = connected(parts, self._hosts)
            try:
                path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
                connection.request(
                    "GET", path, headers={"Accept": "*/*", "Accept-Encoding": "identity"}
                )
                answer = connection.getresponse()
                if answer.status == 200:
                    return _Source(answer, connection, parts)
                if answer.status not in _MOVED or (place := answer.getheader("Location")) is None:
                    raise _broken(parts, f"answered {answer.status}")
                url = urljoin(url, place)
            except (OSError, http.client.HTTPException, ValueError) as exc:
                connection.close()
                raise _broken(parts, "does not answer as a server of files does") from exc
            except DeitaError:
                connection.close()
                raise
            connection.close()
        raise _broken(self._hosts.check(url), "sends from one address to the next without end")


def _read(source: _Source) -> bytes:
    try:
        return source.answer.read1(_PIECE)
    except (OSError, http.client.HTTPException, ValueError) as exc:
        raise _broken(source.parts, "broke off in the middle of the file") from exc


def _filename(source: _Source) -> str:
    """What the other server calls the file, else the last part of its address."""
    found = _FILENAME.search(source.answer.getheader("Content-Disposition") or "")
    if found is not None:
        return found[1] or found[2]
    name = unquote(source.parts.path.rstrip("/").rsplit("/", 1)[-1])
    return name or f"{source.parts.hostname}.csv"


def _broken(parts: SplitResult, how: str) -> UploadBroken:
    return UploadBroken(
        f"{parts.hostname} {how}.",
        hint="Check the address in a browser, or download the file and add it.",
    )
