"""A query under way: waited for, watched, cancelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from .contract import Query
from .errors import DeitaError, Interrupted
from .result import Result
from .transport import Transport
from .work import Work

_STEP_SECONDS = 0.2
"""How long one wait is: not every platform hears an interrupt meanwhile."""


class Running:
    """A query for the service; :meth:`start` sends it.

    The request waits in a thread of its own, so that the thread that asked is free to show how
    it goes, and hears an interrupt at once.
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
        self._begun = False
        # The service has a time limit of its own.
        self._reply: Work[Query] = Work(
            lambda: cast(Query, transport.json("POST", path, body=body, seconds=None))
        )

    def start(self) -> None:
        """Send it, where that was not done yet."""
        self._begun = True
        self._reply.start()

    @property
    def ended(self) -> bool:
        """Whether the answer is there."""
        return self._reply.wait(0)

    def wait(self, seconds: float) -> bool:
        """Wait for the answer, so long at the most; whether it is there."""
        return self._reply.wait(seconds)

    def look(self) -> Query | None:
        """The query as the service sees it now; None where it does not know it yet."""
        try:
            return cast(Query, self._transport.json("GET", f"queries/{self.id}", seconds=5))
        except DeitaError:
            return None

    def cancel(self) -> None:
        """Stop it at the service, which may be about to hear of it only now."""
        for _attempt in range(10):
            if self.ended or not self._begun:
                return
            try:
                self._transport.json("DELETE", f"queries/{self.id}", seconds=10)
            except DeitaError as error:
                if error.code != "not_found":
                    return
                self.wait(0.05)
            else:
                return

    def result(self) -> Result:
        """The result, as soon as its first page is there.

        Raises what is wrong with the statement; an interrupt cancels the query and is raised
        as :class:`Interrupted`.
        """
        try:
            self.start()
            while not self.wait(_STEP_SECONDS):
                pass
        except KeyboardInterrupt:
            self.cancel()
            raise Interrupted("query cancelled") from None
        return self._made(self._reply.result())

    def join(self) -> None:
        """Wait for the answer."""
        while not self.wait(_STEP_SECONDS):
            pass
