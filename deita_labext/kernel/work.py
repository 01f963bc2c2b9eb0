"""A call in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar, cast

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Awaited(Protocol[T_co]):
    """What is begun, waited for in steps, and has something to give."""

    def start(self) -> None:
        """Begin it, where that was not done yet."""

    def wait(self, seconds: float) -> bool:
        """Wait for the end, so long at the most; whether it has come."""

    def result(self) -> T_co:
        """What it gave; raises what it raised."""


class Work(Generic[T]):
    """A call that is made in a thread of its own.

    So the thread that asked is free to show how it goes, and hears an interrupt at once.
    """

    def __init__(self, call: Callable[[], T]) -> None:
        self._call = call
        self._ended = threading.Event()
        self._value: T | None = None
        self._error: BaseException | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Make the call, where that was not done yet."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()

    def _work(self) -> None:
        try:
            self._value = self._call()
        except BaseException as error:
            self._error = error
        finally:
            self._ended.set()

    def wait(self, seconds: float) -> bool:
        """Wait for its end, so long at the most; whether it has come."""
        return self._ended.wait(seconds)

    def result(self) -> T:
        """What the call gave; raises what it raised."""
        self._ended.wait()
        if self._error is not None:
            raise self._error
        return cast(T, self._value)


class Stopped(Exception):
    """Nobody waits for it any more."""


class Stop:
    """A word from who waits to the thread that works, heard at its next step."""

    def __init__(self) -> None:
        self._said = threading.Event()

    @property
    def said(self) -> bool:
        """Whether it is to end."""
        return self._said.is_set()

    def say(self) -> None:
        """Have it end."""
        self._said.set()

    def heed(self) -> None:
        """End here where that was said, by raising :class:`Stopped`."""
        if self._said.is_set():
            raise Stopped
