"""The service itself: health, who am I, the API's description."""

from __future__ import annotations

import functools
import json

from jupyter_server.auth.decorator import allow_unauthenticated, authorized
from tornado import web

from deita_server_ext._version import __version__
from deita_server_ext.contract import service as contract
from deita_server_ext.contract.openapi import document

from .base import API, Handler


class HealthHandler(Handler):
    """Is the service up?"""

    asks_services = False

    @allow_unauthenticated
    def get(self) -> None:
        """Answer without a login, so that a load balancer can ask."""
        self.reply(contract.Health(status="ok", version=__version__))


class MeHandler(Handler):
    """Who asks, and what applies to them."""

    @web.authenticated
    @authorized
    def get(self) -> None:
        """The person and their limits."""
        uploads, queries = self.services.uploads.limits, self.services.results.limits
        limits = contract.Limits(
            file_bytes=uploads.file_bytes,
            workspace_bytes=uploads.workspace_bytes,
            page_size=queries.page_size,
            max_page_size=queries.max_page_size,
            query_timeout_seconds=queries.timeout_seconds,
            requests_per_minute=max(0, self.app.requests_per_minute) or None,
            workspace_days=max(0, self.app.workspace_days) or None,
        )
        shares = not self.app.local
        self.reply(contract.Me(id=self.user.id, name=self.user.name, shares=shares, limits=limits))


class OpenApiHandler(Handler):
    """The API's description."""

    asks_services = False

    @web.authenticated
    @authorized
    def get(self) -> None:
        """The OpenAPI document."""
        self.finish(_document())


class NothingHandler(Handler):
    """Every path that is none of the API's."""

    asks_services = False

    @web.authenticated
    def get(self) -> None:
        """Say so in the API's own shape."""
        raise web.HTTPError(404)

    post = patch = put = delete = get


@functools.cache
def _document() -> str:
    return json.dumps(document(), ensure_ascii=False)


ROUTES = [
    (rf"{API}/health", HealthHandler),
    (rf"{API}/me", MeHandler),
    (rf"{API}/openapi\.json", OpenApiHandler),
]
NOTHING = [(rf"{API}/.*", NothingHandler)]
