"""One line about a query that takes longer than a second; its result takes the line's place."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from .errors import Interrupted
from .listing import Words
from .result import Result
from .running import Running

if TYPE_CHECKING:
    from IPython.display import DisplayHandle

    from .asking import Asking

QUIET_SECONDS = 1.0
_EVERY_SECONDS = 1.0
_ANSWER_SECONDS = 0.15
_STEP_SECONDS = 0.2
"""How long one wait is: not every platform hears an interrupt meanwhile."""


class Progress:
    """The line of one cell. Where outputs cannot change, it is written once."""

    def __init__(self, *, live: bool) -> None:
        self._live = live
        self._handle: DisplayHandle | None = None
        self._begun = time.monotonic()

    @property
    def shown(self) -> bool:
        """Whether there is a line that the result can take the place of."""
        return self._live and self._handle is not None

    def wait(self, running: Running) -> Result:
        """The query's result. Raises what :meth:`Running.result` does."""
        try:
            following = self._begun + QUIET_SECONDS
            while not running.wait(_STEP_SECONDS):
                if time.monotonic() >= following:
                    self._show(self._line(running))
                    following = time.monotonic() + _EVERY_SECONDS
        except KeyboardInterrupt:
            running.cancel()
            self.end()
            raise Interrupted("query cancelled") from None
        return running.result()

    def replace(self, value: object) -> None:
        """Show something in the line's place."""
        assert self._handle is not None
        self._handle.update(value)  # type: ignore[no-untyped-call]

    def end(self) -> None:
        """Take the line away, where that can be done."""
        if self.shown:
            assert self._handle is not None
            self._handle.update({"text/plain": ""}, raw=True)  # type: ignore[no-untyped-call]

    def _line(self, running: Running) -> str:
        query = running.look()
        seconds = round(time.monotonic() - self._begun)
        elapsed = f"{seconds} s" if seconds < 60 else f"{seconds // 60} min {seconds % 60} s"
        if query is not None and query["state"] == "queued":
            ahead = query.get("ahead")
            before = "" if ahead is None else f", {ahead} before it"
            return f"waiting for its turn{before} · {elapsed} · {self._stop}"
        return f"running · {elapsed} · {self._stop}"

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
