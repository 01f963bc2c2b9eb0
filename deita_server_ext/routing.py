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

    def __init__(self, application: Application, base_url: str) -> None:
        self._application = application
        self._base_url = base_url

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
        from .handlers import ROUTES  # noqa: PLC0415 - what this module is for

        return [
            (PathMatches(url_path_join(self._base_url, pattern)), handler)
            for pattern, handler in ROUTES
        ]
