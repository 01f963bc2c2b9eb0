"""Forwards requests to the Hub's service, and streams its answers back."""

from __future__ import annotations

import asyncio
import re
from typing import Any
from urllib.parse import unquote

from jupyter_server.auth.decorator import allow_unauthenticated, authorized
from jupyter_server.utils import url_path_join
from tornado import web
from tornado.iostream import StreamClosedError

from deita_server_ext._version import __version__
from deita_server_ext.contract.service import Health
from deita_server_ext.errors import NotFound
from deita_server_ext.handlers.base import API, ID, Handler
from deita_server_ext.handlers.streamed import DRAINED_BYTES, StreamedHandler

from . import headers
from .body import Body
from .service import Answer

_UPWARDS = re.compile(r"(^|/)\.\.?(/|$)")


@web.stream_request_body
class RelayHandler(StreamedHandler):
    """Asks the service what it is asked by somebody who may use this server.

    All of them ask as the user whose server it is: whoever may use a server can read its token.
    """

    asks_services = False
    _body: Body | None = None
    _exchange: asyncio.Task[None] | None = None

    async def prepare(self, **options: Any) -> None:
        """Begin to forward before the body comes, once the person is known."""
        await super().prepare(**options)
        if self._finished or self.current_user is None:
            return
        await self.let_in()
        self.forward()

    async def admit(self) -> None:
        """The service counts."""

    def forward(self) -> None:
        """Ask the service, from now on."""
        # The service has compressed what is to be: its answer is to stay as it is.
        self._transforms = []
        has_body = not {"Content-Length", "Transfer-Encoding"}.isdisjoint(self.request.headers)
        self._body = Body(self.body_size())
        self._exchange = asyncio.ensure_future(self._forwarded(self._body, has_body))
        self._exchange.add_done_callback(self._forwarding_ended)

    async def data_received(self, chunk: bytes) -> None:
        """Pass the bytes on."""
        if self._body is not None:
            await self._body.put(chunk)

    def on_connection_close(self) -> None:
        """The client has gone: the service is to stop too."""
        super().on_connection_close()
        if self._exchange is not None:
            self._exchange.cancel()

    async def relayed(self) -> None:
        """All of the request has come: the answer is sent to its end."""
        assert self._body is not None
        assert self._exchange is not None
        await self._body.end()
        await asyncio.wait({self._exchange})
        if not self._exchange.cancelled():
            self._exchange.result()

    async def _forwarded(self, body: Body, has_body: bool) -> None:
        asked = headers.asked(self.request.headers.get_all())
        relay, target = self.app.relay(), self._target()
        verb = self.request.method or ""
        async with relay.asked(verb, target, asked, aiter(body) if has_body else None) as answer:
            if not body.whole:
                # The service has seen enough.
                body.drop()
                if body.ends_within(DRAINED_BYTES):
                    await body.wait()
                else:
                    self.set_header("Connection", "close")
            self._begin(answer, relay.path)
            async for piece in answer.pieces:
                self.write(piece)
                try:
                    await self.flush()
                except StreamClosedError:
                    return
        await self.finish(set_content_type=self._headers.get("Content-Type"))

    def _target(self) -> str:
        """The path below the API, with its query, as they came. Raises NotFound."""
        path = self.request.path.partition("/deita/api/")[2]
        if _UPWARDS.search(unquote(path)):
            raise NotFound("There is nothing here.")
        query = headers.without_login(self.request.query)
        return f"{path}?{query}" if query else path

    def _begin(self, answer: Answer, there: str) -> None:
        self.set_status(answer.status, answer.reason)
        here = url_path_join(self.settings["base_url"], "deita/api/")
        for name, value in headers.answered(answer.headers):
            if name.lower() == "location":
                self.set_header(name, headers.here(value, there, here))
            else:
                self.set_header(name, value)

    def _forwarding_ended(self, exchange: asyncio.Task[None]) -> None:
        assert self._body is not None
        self._body.drop()
        if exchange.cancelled() or (error := exchange.exception()) is None:
            return
        if not self._body.whole and not self._body.ends_within(DRAINED_BYTES):
            # Nobody would hear of it before all of that has come.
            self.set_header("Connection", "close")
            told = (type(error), error, error.__traceback__)
            self.log_exception(*told)
            self.send_error(exc_info=told)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """An answer before the body has come ends the connection: the client is to know."""
        if self._body is None or not self._body.whole:
            self.set_header("Connection", "close")
        super().write_error(status_code, **kwargs)

    def compute_etag(self) -> None:
        """The service's own is passed on."""

    @web.authenticated
    @authorized
    async def get(self, *_path: str) -> None:
        """Forward it."""
        await self.relayed()

    head = post = put = patch = delete = get
    options = get  # type: ignore[assignment]


class HealthHandler(RelayHandler):
    """Is the service up? Of those who are not known here, only whether this server is."""

    @allow_unauthenticated
    async def get(self) -> None:
        """Answer without a login, so that a load balancer can ask."""
        if self._exchange is None:
            self.reply(Health(status="ok", version=__version__))
        else:
            await self.relayed()


class ResultFileHandler(Handler):
    """The file of a result, which is on another machine."""

    asks_services = False

    @web.authenticated
    @authorized
    async def get(self, _result_id: str) -> None:
        """It is not to be had."""
        raise NotFound(
            "The files of a shared service are not to be had.", hint="Export the result."
        )


ROUTES: list[tuple[Any, ...]] = [
    (rf"{API}/health", HealthHandler),
    (rf"{API}/results/{ID}/file", ResultFileHandler),
    (rf"{API}/.*", RelayHandler),
]
