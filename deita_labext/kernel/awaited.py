"""What works in threads, awaited: each method is the other's own, with its signature."""

from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from itertools import islice
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, overload

P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S")
S_co = TypeVar("S_co", covariant=True)

_AT_ONCE = 1000
"""How many of many small things are brought from the other thread at once."""


class Awaiting(Generic[S_co]):
    """Stands for something that blocks; :func:`awaited` and :class:`Same` make its members."""

    def __init__(self, blocking: S_co) -> None:
        self._blocking = blocking

    def __repr__(self) -> str:
        return f"Async{self._blocking!r}"


def awaited(
    method: Callable[Concatenate[S, P], T],
) -> Callable[Concatenate[Awaiting[S], P], Awaitable[T]]:
    """A method that blocks as one that is awaited; it works in a thread."""

    @functools.wraps(method)
    async def made(self: Awaiting[S], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.to_thread(method, self._blocking, *args, **kwargs)

    return made


def followed(
    method: Callable[Concatenate[S, P], Iterator[T]],
) -> Callable[Concatenate[Awaiting[S], P], AsyncIterator[T]]:
    """A method that gives what comes in time, as one for ``async for``.

    Each thing is given as soon as it is there. Who leaves is not kept waiting: the thread that
    listens ends with the next thing that comes, or with the program.
    """

    @functools.wraps(method)
    async def made(self: Awaiting[S], /, *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[T]:
        loop = asyncio.get_running_loop()
        heard: asyncio.Queue[tuple[T | None, BaseException | None, bool]] = asyncio.Queue()
        left = threading.Event()

        def tell(value: T | None, error: BaseException | None, end: bool) -> None:
            if not left.is_set() and not loop.is_closed():
                loop.call_soon_threadsafe(heard.put_nowait, (value, error, end))

        def listen() -> None:
            try:
                for value in method(self._blocking, *args, **kwargs):
                    if left.is_set():
                        return
                    tell(value, None, False)
            except BaseException as error:
                tell(None, error, True)
            else:
                tell(None, None, True)

        threading.Thread(target=listen, daemon=True).start()
        try:
            while True:
                value, error, end = await heard.get()
                if error is not None:
                    raise error
                if end:
                    return
                yield value  # type: ignore[misc]
        finally:
            left.set()

    return made


async def in_turn(many: Iterator[T]) -> AsyncIterator[T]:
    """Many small things, brought in a thread, some at once."""
    while some := await asyncio.to_thread(lambda: list(islice(many, _AT_ONCE))):
        for one in some:
            yield one


class Same(Generic[S, T]):
    """An attribute that is there without waiting: the other's own."""

    def __init__(self, read: Callable[[S], T]) -> None:
        self._read = read

    @overload
    def __get__(self, instance: None, owner: Any) -> Same[S, T]: ...
    @overload
    def __get__(self, instance: Awaiting[S], owner: Any) -> T: ...
    def __get__(self, instance: Awaiting[S] | None, owner: Any) -> T | Same[S, T]:
        return self if instance is None else self._read(instance._blocking)
