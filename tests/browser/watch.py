"""What a page did besides what was looked at: errors in its console, requests to strangers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

_LOCAL = ("data", "blob", "about")
_OURS = ("deita", "lm-datagrid")


class Watch:
    """Listens to every page of a context, from its first request on."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self._host = urlsplit(url).netloc
        self.errors: list[str] = []
        """Console errors and uncaught exceptions, those of Deita."""
        self.others: list[str] = []
        """Those of JupyterLab itself, which are not ours to judge."""
        self.strangers: list[str] = []
        """Requests to other hosts than the server."""
        self.asked: list[str] = []
        """Every request to Deita's API: its verb and its path."""
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("request", self._on_request)

    def forget(self) -> None:
        """Leave out what was said so far: it was meant to happen."""
        self.errors.clear()

    def check(self) -> None:
        """Assert that Deita left no error in the console and asked nobody but its server."""
        assert not self.errors, "\n".join(self.errors)
        assert not self.strangers, self.strangers

    def _keep(self, text: str) -> None:
        ours = any(word in text.lower() for word in _OURS)
        (self.errors if ours else self.others).append(text)

    def _on_console(self, message: ConsoleMessage) -> None:
        # A table may be deleted while its histogram is on its way: the browser notes that.
        gone = "404" in message.text and "/profile?" in message.location.get("url", "")
        if message.type == "error" and not gone:
            self._keep(f"{message.text} ({message.location.get('url', '')})")

    def _on_error(self, error: WebError) -> None:
        self._keep(f"{error.error.message}\n{error.error.stack}")

    def _on_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in _LOCAL and address.netloc != self._host:
            self.strangers.append(request.url)
        if "/deita/api/" in address.path:
            self.asked.append(f"{request.method} {address.path.split('/deita/api')[1]}")
