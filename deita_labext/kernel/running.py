"""A query under way: waited for, watched, cancelled."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import cast

from .contract import Query
from .errors import DeitaError, Interrupted
from .result import Result
from .transport import Transport

_STEP_SECONDS = 0.2
"""How long one wait is: not every platform hears an interrupt meanwhile."""


class Running:
    """A query that was sent to the service; the request waits in a thread of its own.

    So the thread that asked is free to show how it goes, and hears an interrupt at once.
    """

    def __init__(
        self,
        transport: Transport,
        path: str,
        body: dict[str, object],
        made: Callable[[Query], Result],
    ) -> None:
        self.id = str(body["id"])
        self._transport = transport
        self._made = made
        self._ended = threading.Event()
        self._query: Query | None = None
        self._error: BaseException | None = None
        thread = threading.Thread(target=self._ask, args=(path, body), daemon=True)
        thread.start()

    def _ask(self, path: str, body: dict[str, object]) -> None:
        try:
            # The service has a time limit of its own.
            reply = self._transport.json("POST", path, body=body, seconds=None)
            self._query = cast(Query, reply)
        except BaseException as error:
            self._error = error
        finally:
            self._ended.set()

    @property
    def ended(self) -> bool:
        """Whether the answer is there."""
        return self._ended.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait for the answer, so long at the most; whether it is there."""
        return self._ended.wait(seconds)

    def look(self) -> Query | None:
        """The query as the service sees it now; None where it does not know it yet."""
        try:
            return cast(Query, self._transport.json("GET", f"queries/{self.id}", seconds=5))
        except DeitaError:
            return None

    def cancel(self) -> None:
        """Stop it at the service, which may be about to hear of it only now."""
        for _attempt in range(10):
            if self.ended:
                return
            try:
                self._transport.json("DELETE", f"queries/{self.id}", seconds=10)
            except DeitaError as error:
                if error.code != "not_found":
                    return
                self._ended.wait(0.05)
            else:
                return

    def result(self) -> Result:
        """The result, as soon as its first page is there.

        Raises what is wrong with the statement; an interrupt cancels the query and is raised
        as :class:`Interrupted`.
        """
        try:
            while not self.wait(_STEP_SECONDS):
                pass
        except KeyboardInterrupt:
            self.cancel()
            raise Interrupted("query cancelled") from None
        if self._error is not None:
            raise self._error
        assert self._query is not None
        return self._made(self._query)

    def join(self) -> None:
        """Wait for the answer."""
        self._ended.wait()
