"""Bodies that go to the store as they come, whatever their size."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from tornado import web

from deita_server_ext.errors import DeitaError, RateLimited

from .streamed import DRAINED_BYTES, StreamedHandler


class Receiver(Protocol):
    """What takes a body's bytes."""

    async def write(self, data: bytes) -> None:
        """The next bytes."""
        ...

    async def lost(self, error: DeitaError | None = None) -> None:
        """The rest will not come: the client has gone, or because of ``error``."""
        ...


R = TypeVar("R", bound=Receiver)


@web.stream_request_body
class ReceivingHandler(StreamedHandler, Generic[R]):
    """Begins before its body comes, and passes the bytes on. What is wrong is said at the end."""

    receives: ClassVar[str]
    """The verb whose body is passed on."""
    _begun = False
    _receiver: R | None = None
    _refused: DeitaError | None = None

    def look(self) -> None:
        """Refuse what need not be begun, whatever the verb: the person is known by now."""

    async def begin(self, size: int | None) -> R | None:
        """Get ready for a body of ``size`` bytes, None where that is not known."""
        raise NotImplementedError

    async def admit(self) -> None:
        """One too many is told after its body, where that is short."""
        try:
            await super().admit()
        except RateLimited as exc:
            size = self.body_size()
            if self.request.method != self.receives or size is None or size > DRAINED_BYTES:
                raise
            self._refused = exc

    async def prepare(self, **options: Any) -> None:
        """Begin before the body comes."""
        await super().prepare(**options)
        if self._finished or self.current_user is None:
            return
        if self._refused is not None:
            self._begun = True
            return
        self.look()
        if self.request.method != self.receives:
            self._begun = True
            return
        await self.let_in()
        size = self.body_size()
        try:
            self._receiver = await self.begin(size)
        except DeitaError as exc:
            if size is None or size > DRAINED_BYTES:
                raise
            self._refused = exc
        self._begun = True

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """An answer before the body has come ends the connection: the client is to know."""
        if not self._begun:
            self.set_header("Connection", "close")
        super().write_error(status_code, **kwargs)

    async def data_received(self, chunk: bytes) -> None:
        """Pass the bytes on; past an error they are read and dropped."""
        if self._receiver is None:
            return
        try:
            await self._receiver.write(chunk)
        except DeitaError as exc:
            self._refused = exc
            receiver, self._receiver = self._receiver, None
            await receiver.lost(exc)

    def on_connection_close(self) -> None:
        """The client has gone."""
        super().on_connection_close()
        if self._receiver is not None:
            receiver, self._receiver = self._receiver, None
            self._losing = asyncio.ensure_future(receiver.lost())

    def received(self) -> R | None:
        """What has taken the whole body. Raises what was wrong with it."""
        if self._refused is not None:
            raise self._refused
        receiver, self._receiver = self._receiver, None
        return receiver
