"""One line about what takes longer than a second; what comes of it takes the line's place."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from .errors import Interrupted
from .listing import Words
from .result import Result
from .running import Running
from .work import Awaited, Work

if TYPE_CHECKING:
    from IPython.display import DisplayHandle

    from .asking import Asking

T = TypeVar("T")
QUIET_SECONDS = 1.0
_EVERY_SECONDS = 1.0
_ANSWER_SECONDS = 0.15
_STEP_SECONDS = 0.2
"""How long one wait is: not every platform hears an interrupt meanwhile."""


class Progress:
    """The line of one cell. Where outputs cannot change, it is written once."""

    def __init__(self, *, live: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._live = live
        self._clock = clock
        self._handle: DisplayHandle | None = None
        self._begun = clock()

    def begin(self) -> None:
        """Count the time from now on."""
        self._begun = self._clock()

    @property
    def shown(self) -> bool:
        """Whether there is a line that the result can take the place of."""
        return self._live and self._handle is not None

    def wait(self, running: Running) -> Result:
        """The query's result. Raises what :meth:`Running.result` does."""
        return self._watch(running, lambda: self._doing(running), running.cancel, "query cancelled")

    def during(
        self,
        doing: str | Callable[[], str],
        call: Callable[[], T],
        cancel: Callable[[], object],
        stopped: str,
    ) -> T:
        """What a call gives, which is made in a thread of its own.

        ``doing`` says what goes on. An interrupt calls ``cancel`` and is raised as
        :class:`Interrupted`, with the words ``stopped``.
        """
        said = doing if callable(doing) else lambda: doing
        return self._watch(Work(call), said, cancel, stopped)

    def replace(self, value: object) -> None:
        """Show something in the line's place."""
        assert self._handle is not None
        self._handle.update(value)  # type: ignore[no-untyped-call]

    def end(self) -> None:
        """Take the line away, where that can be done."""
        if self.shown:
            assert self._handle is not None
            self._handle.update({"text/plain": ""}, raw=True)  # type: ignore[no-untyped-call]

    def _watch(
        self,
        awaited: Awaited[T],
        doing: Callable[[], str],
        cancel: Callable[[], object],
        stopped: str,
    ) -> T:
        # It begins in here: whenever an interrupt comes, what was begun is stopped.
        try:
            awaited.start()
            following = self._begun + QUIET_SECONDS
            while not awaited.wait(_STEP_SECONDS):
                if self._clock() >= following:
                    self._show(f"{doing()} · {self._elapsed} · {self._stop}")
                    following = self._clock() + _EVERY_SECONDS
        except KeyboardInterrupt:
            cancel()
            raise Interrupted(stopped) from None
        return awaited.result()

    @property
    def _elapsed(self) -> str:
        return elapsed(self._clock() - self._begun)

    @staticmethod
    def _doing(running: Running) -> str:
        query = running.look()
        if query is not None and query["state"] == "queued":
            ahead = query.get("ahead")
            return "waiting for its turn" + ("" if ahead is None else f", {ahead} before it")
        return "running"

    @property
    def _stop(self) -> str:
        return "interrupt the kernel (■, or I I) to stop it" if self._live else "Ctrl+C stops it"

    def _show(self, line: str) -> None:
        from IPython.display import DisplayHandle  # noqa: PLC0415

        if self._handle is None:
            self._handle = DisplayHandle()  # type: ignore[no-untyped-call]
            self._handle.display(Words(line))  # type: ignore[no-untyped-call]
        elif self._live:
            self.replace(Words(line))


def elapsed(seconds: float) -> str:
    """A time that goes on: ``8 s``, ``1 min 5 s``."""
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"


class ShownAnswer:
    """The answer of one cell as it grows. Where outputs cannot change, it is shown once, whole."""

    def __init__(self, *, live: bool) -> None:
        self._live = live
        self._handle: DisplayHandle | None = None
        self._shown_at = 0.0

    def __call__(self, asking: Asking) -> None:
        """Show it as it is now, a few times a second at the most."""
        from IPython.display import DisplayHandle  # noqa: PLC0415

        soon = time.monotonic() < self._shown_at + _ANSWER_SECONDS
        if not asking.ended and (soon or not self._live):
            return
        answer = asking.answer
        shown = answer if answer is not None and str(answer) else None
        value = shown or Words(asking.doing or "thinking…")
        if self._handle is None:
            self._handle = DisplayHandle()  # type: ignore[no-untyped-call]
            self._handle.display(value)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(value)  # type: ignore[no-untyped-call]
        self._shown_at = time.monotonic()
