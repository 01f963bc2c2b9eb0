"""The Hub's Deita service, as a user's own server asks it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import aiohttp
from yarl import URL

from deita_server_ext.errors import (
    DeitaError,
    ServiceLate,
    ServiceRefused,
    ServiceUnavailable,
)

CONNECT_SECONDS = 10.0
HEADER_BYTES = 1 << 16
ERROR_BYTES = 1 << 20
"""More than any error of Deita's says."""
_OWN_HEADERS = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
"""What the client would add by itself."""
_LOGIN_CODES = ("not_logged_in", "forbidden")
_AWAY = "Try again in a moment. If it stays so, tell who runs the Hub."
_SETTING = "Who runs the Hub sets DeitaApp.service_url to the address of its Deita service."


@dataclass(frozen=True)
class Answer:
    """The head of what the service answers, and its body as it comes."""

    status: int
    reason: str
    headers: list[tuple[str, str]]
    pieces: AsyncIterator[bytes]


class Relay:
    """Asks one service, as the user whose token this server has."""

    def __init__(self, url: str, token: str, seconds: float) -> None:
        """``url`` is the service's base URL; it may say nothing for ``seconds``."""
        self.url = url
        self.path = urlsplit(url).path + "deita/api/"
        self._token = token
        self._seconds = seconds
        self._opened: aiohttp.ClientSession | None = None

    @staticmethod
    def of(service_url: str, environ: Mapping[str, str], seconds: float) -> Relay:
        """From the setting and the Hub's variables. Raises ServiceUnavailable, ServiceRefused."""
        token = environ.get("JUPYTERHUB_API_TOKEN")
        if not token:
            raise ServiceRefused(
                "This server has no token for the Hub’s Deita service.",
                hint="service_url is for servers that a JupyterHub has started.",
            )
        return Relay(address(service_url, environ), token, seconds)

    async def close(self) -> None:
        """Break off what is under way."""
        if self._opened is not None:
            await self._opened.close()

    @asynccontextmanager
    async def asked(
        self,
        verb: str,
        target: str,
        headers: Iterable[tuple[str, str]],
        body: AsyncIterator[bytes] | None,
    ) -> AsyncIterator[Answer]:
        """The service's answer to a request for ``target``, a path below its API with its query.

        Both bodies go through as they come. What is left before the end is broken off there too.
        Raises ServiceUnavailable, ServiceLate, ServiceRefused.
        """
        sent = [*headers, ("Authorization", f"token {self._token}")]
        url = URL(f"{self.url}deita/api/{target}", encoded=True)
        try:
            async with asyncio.timeout(self._seconds) as clock:
                paced = None if body is None else self._paced(body, clock)
                response = await self._session().request(
                    verb, url, headers=sent, data=paced, allow_redirects=False
                )
        except TimeoutError as exc:
            raise self._late() from exc
        except (aiohttp.ClientError, OSError, ValueError) as exc:
            raise self._unavailable(exc) from exc
        try:
            first = await self._looked_at(response)
            yield Answer(
                response.status,
                response.reason or "",
                [*response.headers.items()],
                self._pieces(response, first),
            )
        finally:
            # What was read to its end has given its connection back already.
            response.close()

    def _session(self) -> aiohttp.ClientSession:
        if self._opened is None:
            self._opened = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
                auto_decompress=False,
                skip_auto_headers=_OWN_HEADERS,
                max_line_size=HEADER_BYTES,
                max_field_size=HEADER_BYTES,
            )
        return self._opened

    async def _paced(
        self, body: AsyncIterator[bytes], clock: asyncio.Timeout
    ) -> AsyncIterator[bytes]:
        """The body; the clock stands while the client is what we wait for."""
        _set(clock, None)
        # The head goes with the first bytes, and is to go at once: it may be all that is needed.
        yield b""
        async for chunk in body:
            _set(clock, self._seconds)
            yield chunk
            _set(clock, None)
        _set(clock, self._seconds)

    async def _looked_at(self, response: aiohttp.ClientResponse) -> bytes:
        """What was read of the body to see whether Deita speaks. Raises where it does not."""
        status = response.status
        if status < 300 or status == 304:
            return b""
        if status < 400:
            raise self._not_deita()
        content = b""
        async for piece in self._pieces(response):
            content += piece
            if len(content) > ERROR_BYTES:
                break
        if response.method == "HEAD" and response.content_type == "application/json":
            return content
        code = _code(content, response.headers.get("Content-Encoding"))
        if status in (401, 403) and (code is None or code in _LOGIN_CODES):
            raise ServiceRefused(
                "The Hub’s Deita service does not let this server in.",
                hint="Who runs the Hub gives users and their servers the scope access:services of "
                "it; then stop and start your server in the Hub’s control panel.",
            )
        if code is None and status in (502, 503, 504):
            raise self._unavailable()
        if code is None:
            raise self._not_deita()
        return content

    async def _pieces(
        self, response: aiohttp.ClientResponse, first: bytes = b""
    ) -> AsyncIterator[bytes]:
        if first:
            yield first
        while True:
            try:
                async with asyncio.timeout(self._seconds):
                    piece = await response.content.readany()
            except TimeoutError as exc:
                raise self._late() from exc
            except (aiohttp.ClientError, OSError) as exc:
                raise ServiceUnavailable(
                    "The connection to the Hub’s Deita service broke off.", hint=_AWAY
                ) from exc
            if not piece:
                return
            yield piece

    def _late(self) -> DeitaError:
        return ServiceLate(
            f"The Hub’s Deita service has said nothing for {self._seconds:g} seconds.", hint=_AWAY
        )

    def _unavailable(self, exc: BaseException | None = None) -> DeitaError:
        if isinstance(exc, aiohttp.InvalidURL):
            return self._not_deita()
        return ServiceUnavailable("The Hub’s Deita service does not answer.", hint=_AWAY)

    def _not_deita(self) -> DeitaError:
        return ServiceUnavailable(f"What answers at {self.url} is not Deita.", hint=_SETTING)


def address(service_url: str, environ: Mapping[str, str]) -> str:
    """The service's base URL, with a slash at its end. Raises ServiceUnavailable.

    A path is one below the Hub's public URL, which the Hub tells its servers where it is set.
    """
    parts = urlsplit(service_url)
    if parts.scheme in ("http", "https") and parts.hostname:
        return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/") + "/", "", ""))
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        raise ServiceUnavailable(
            "The address of the Hub’s Deita service cannot be read.", hint=_SETTING
        )
    hub = urlsplit(environ.get("JUPYTERHUB_PUBLIC_HUB_URL") or environ.get("JUPYTERHUB_HOST") or "")
    if not hub.hostname:
        raise ServiceUnavailable(
            "Where the Hub’s Deita service is cannot be told: the Hub’s own address is not known.",
            hint=f"{_SETTING} A path alone is enough where JupyterHub.public_url is set.",
        )
    below = (environ.get("JUPYTERHUB_BASE_URL") or "/").rstrip("/") + "/"
    path = parts.path.rstrip("/") + "/"
    if not path.startswith(below):
        path = below + path.lstrip("/")
    return urlunsplit((hub.scheme, hub.netloc, path, "", ""))


def _set(clock: asyncio.Timeout, seconds: float | None) -> None:
    with suppress(RuntimeError):  # it has rung, or the answer is there
        clock.reschedule(None if seconds is None else asyncio.get_running_loop().time() + seconds)


def _code(content: bytes, encoding: str | None) -> str | None:
    """The code of an error in Deita's shape; None of anything else."""
    try:
        if encoding == "gzip":
            import gzip  # noqa: PLC0415 - of long errors only

            content = gzip.decompress(content)
        return str(json.loads(content)["error"]["code"])
    except (ValueError, TypeError, KeyError, OSError, EOFError):
        return None
