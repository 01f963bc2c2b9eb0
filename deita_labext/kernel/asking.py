"""A question under way: its answer grows, is waited for, stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, cast

from .answer import Answer
from .contract import ThreadMessage
from .errors import DeitaError, Interrupted
from .transport import Transport

_STEP_SECONDS = 0.2
"""How long one wait is: not every platform hears an interrupt meanwhile."""


class Asking:
    """A question that was sent to the service; its answer is read in a thread of its own.

    So the thread that asked is free to show it as it grows, and hears an interrupt at once.
    """

    def __init__(
        self,
        transport: Transport,
        path: str,
        body: dict[str, object],
        made: Callable[[ThreadMessage], Answer],
    ) -> None:
        self._transport = transport
        self._path = path
        self._made = made
        self._message: ThreadMessage | None = None
        self._doing: str | None = None
        self._error: BaseException | None = None
        self._left = False
        self._ended = threading.Event()
        self._news = threading.Event()
        threading.Thread(target=self._ask, args=(body,), daemon=True).start()

    @property
    def ended(self) -> bool:
        """Whether the answer is whole, or will never be."""
        return self._ended.is_set()

    @property
    def answer(self) -> Answer | None:
        """The answer as far as it has come; None before its first word."""
        return self._made(self._message) if self._message else None

    @property
    def doing(self) -> str | None:
        """What the model looks up just now, in one line."""
        return self._doing

    def wait(self, seconds: float) -> bool:
        """Wait for something new, so long at the most; whether there is."""
        new = self._news.wait(seconds)
        self._news.clear()
        return new

    def cancel(self) -> None:
        """Stop it at the service, which stops the model; what has come is kept."""
        self._left = True
        message = self._message
        if message is not None and not self.ended:
            try:
                self._transport.json("POST", f"{self._path}/{message['id']}/stop", seconds=10)
            except DeitaError:
                return
            self._ended.wait(2)

    def result(self, show: Callable[[Asking], None] | None = None) -> Answer:
        """The answer when it has ended; ``show`` is called whenever something is new.

        Raises DeitaError; an interrupt stops the model and is raised as :class:`Interrupted`.
        """
        try:
            while not self.ended:
                if self.wait(_STEP_SECONDS) and show:
                    show(self)
        except KeyboardInterrupt:
            self.cancel()
            if show:
                show(self)
            raise Interrupted("answer stopped") from None
        if self._error is not None:
            raise self._error
        answer = self.answer
        if answer is None:
            raise DeitaError("The service ended before it answered.", code="no_answer")
        if show:
            show(self)
        return answer

    def join(self) -> None:
        """Wait for the end."""
        self._ended.wait()

    def _ask(self, body: dict[str, object]) -> None:
        try:
            with self._transport.stream(
                self._path, accept="text/event-stream", body=body
            ) as stream:
                for event in stream.events():
                    self._take(event)
                    if self._left and self._message is None:
                        break
        except BaseException as error:
            self._error = error
        finally:
            self._ended.set()
            self._news.set()

    def _take(self, event: dict[str, Any]) -> None:
        kind = event["type"]
        message = self._message
        if kind in ("message", "done"):
            if event["message"]["role"] == "assistant":
                self._message = cast(ThreadMessage, event["message"])
        elif kind == "tool":
            self._doing = event["summary"] if event["state"] == "running" else None
        elif message is not None and kind == "text":
            text = message["text"] + event["delta"]
            self._message = cast(ThreadMessage, {**message, "text": text})
        elif message is not None and kind == "block":
            new = event["block"]
            others = [block for block in message["blocks"] if block["id"] != new["id"]]
            self._message = cast(ThreadMessage, {**message, "blocks": [*others, new]})
        self._news.set()
