"""Requests whose bodies are taken as they come."""

from __future__ import annotations

from jupyter_server.auth.utils import HTTP_METHOD_TO_AUTH_ACTION
from jupyter_server.utils import ensure_async
from tornado import web
from tornado.http1connection import HTTP1Connection

from .base import Handler

DRAINED_BYTES = 64 << 20
"""How much of a body is read to its end that nobody wants: a client that is still sending does
not hear the answer, and sees a broken connection instead of the reason."""


class StreamedHandler(Handler):
    """Knows of a body what is to be known before it comes. Subclasses stream it."""

    async def let_in(self) -> None:
        """Let the body come, of whatever size, of a person who may do this. Raises HTTPError."""
        # Only @authorized would ask, and it comes after the body.
        assert self.request.method is not None
        action = HTTP_METHOD_TO_AUTH_ACTION[self.request.method]
        allowed = self.authorizer.is_authorized(self, self.current_user, action, self.auth_resource)
        if not await ensure_async(allowed):
            raise web.HTTPError(403)
        # Jupyter's limit for a body in memory does not apply to one that is streamed.
        connection = self.request.connection
        assert isinstance(connection, HTTP1Connection)
        connection.set_max_body_size(1 << 50)

    def body_size(self) -> int | None:
        """The body's bytes, None where that is not known."""
        length = self.request.headers.get("Content-Length")
        if length is not None:
            return int(length)
        return None if "Transfer-Encoding" in self.request.headers else 0
