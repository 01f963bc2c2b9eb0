"""The API's routes, loaded when the first request for one of them comes.

The contract's models take a tenth of a second to import: a server on which nobody opens
Deita does not pay for them.
"""

from __future__ import annotations

import functools
from typing import Any, ClassVar

from jupyter_server.utils import url_path_join
from tornado.httputil import HTTPMessageDelegate, HTTPServerRequest
from tornado.routing import PathMatches, Router, Rule
from tornado.web import Application, RequestHandler


class LazyRouter(Router):
    """Finds the handler for a path below ``/deita/api``."""

    # Jupyter asks each target for its verbs, to see whether they are authenticated; the
    # handlers' own are looked at by a test.
    SUPPORTED_METHODS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, application: Application, base_url: str, *, relays: bool) -> None:
        """A server that ``relays`` answers nothing itself."""
        self._application = application
        self._base_url = base_url
        self._relays = relays

    def rule(self) -> Rule:
        """What the application is given."""
        return Rule(PathMatches(url_path_join(self._base_url, "/deita/api/.*")), self)

    def find_handler(
        self,
        request: HTTPServerRequest,
        **kwargs: Any,  # noqa: ARG002 - tornado's signature
    ) -> HTTPMessageDelegate | None:
        """The first route that fits; the last one fits all."""
        for matcher, handler in self._routes:
            found = matcher.match(request)
            if found is not None:
                return self._application.get_handler_delegate(request, handler, **found)
        return None

    @functools.cached_property
    def _routes(self) -> list[tuple[PathMatches, type[RequestHandler]]]:
        return [
            (PathMatches(url_path_join(self._base_url, pattern)), handler)
            for pattern, handler in _handlers(self._relays)
        ]


def _handlers(relays: bool) -> list[tuple[Any, ...]]:
    # Which of them are loaded, and when, is what this module is for.
    if relays:
        from .relay.handler import ROUTES as RELAYED  # noqa: PLC0415

        return RELAYED
    from .handlers.routes import ROUTES  # noqa: PLC0415

    return ROUTES
