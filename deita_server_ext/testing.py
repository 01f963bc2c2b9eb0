"""Real parts that keep nothing, for tests of what stands on them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from .domain import utcnow
from .errors import ModelError
from .llm.asking import Ask, ToolCall, Turn
from .storage.objects import (
    CHUNK,
    GrowingObject,
    Grown,
    ObjectInfo,
    ObjectWriter,
    Unfinished,
    checked,
    checked_range,
    lost_bytes,
    not_found,
)


class MemoryStore:
    """An ``ObjectStore`` in memory: it forgets all when it goes."""

    def __init__(self) -> None:
        self._objects: dict[str, tuple[ObjectInfo, bytes]] = {}
        self._growing: dict[str, tuple[datetime, bytes]] = {}

    async def open(self) -> None:
        """Nothing is to be made ready."""

    async def close(self) -> None:
        """Nothing is held open; the objects stay as long as the store."""

    def writer(self, key: str) -> AbstractAsyncContextManager[ObjectWriter]:
        """See :meth:`ObjectStore.writer`."""
        return self._writing(checked(key))

    @asynccontextmanager
    async def _writing(self, key: str) -> AsyncGenerator[ObjectWriter, None]:
        pieces = _Pieces()
        yield pieces
        self._keep(key, b"".join(pieces.pieces))

    def grow(self, key: str, grown: Grown) -> AbstractAsyncContextManager[GrowingObject]:
        """See :meth:`ObjectStore.grow`."""
        return self._grow(checked(key), grown)

    @asynccontextmanager
    async def _grow(self, key: str, grown: Grown) -> AsyncGenerator[GrowingObject, None]:
        kept = self._growing.get(key, (utcnow(), b""))[1]
        if len(kept) < grown.bytes:
            raise lost_bytes()
        yield _Growing(self._growing, key, kept[: grown.bytes])

    async def complete(self, key: str, grown: Grown) -> None:
        """See :meth:`ObjectStore.complete`."""
        kept = self._growing.pop(checked(key), None)
        if kept is not None:
            self._keep(key, kept[1][: grown.bytes])
        elif key not in self._objects:
            raise lost_bytes()

    async def abandon(self, key: str, grown: Grown) -> None:  # noqa: ARG002 - all that there is
        """See :meth:`ObjectStore.abandon`."""
        self._growing.pop(checked(key), None)

    async def unfinished(self) -> AsyncGenerator[Unfinished, None]:
        """See :meth:`ObjectStore.unfinished`."""
        for key, (written, _data) in list(self._growing.items()):
            yield Unfinished(key, written, key)

    async def drop(self, unfinished: Unfinished) -> None:
        """See :meth:`ObjectStore.drop`."""
        self._growing.pop(unfinished.name, None)

    def _keep(self, key: str, data: bytes) -> None:
        self._objects[key] = (ObjectInfo(key, len(data), utcnow()), data)

    def _data(self, key: str) -> bytes:
        if checked(key) not in self._objects:
            raise not_found()
        return self._objects[key][1]

    async def read(
        self, key: str, offset: int = 0, length: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        """See :meth:`ObjectStore.read`."""
        checked_range(offset, length)
        data = self._data(key)
        end = len(data) if length is None else min(len(data), offset + length)
        for start in range(offset, end, CHUNK):
            yield data[start : min(start + CHUNK, end)]

    async def put_file(self, key: str, path: Path) -> None:
        """See :meth:`ObjectStore.put_file`."""
        self._keep(checked(key), await asyncio.to_thread(path.read_bytes))

    async def fetch(self, key: str, path: Path) -> None:
        """See :meth:`ObjectStore.fetch`."""
        data = self._data(key)
        await asyncio.to_thread(_write, path, data)

    async def size(self, key: str) -> int:
        """See :meth:`ObjectStore.size`."""
        return len(self._data(key))

    async def delete(self, key: str) -> None:
        """See :meth:`ObjectStore.delete`."""
        self._objects.pop(checked(key), None)

    async def delete_prefix(self, prefix: str) -> None:
        """See :meth:`ObjectStore.delete_prefix`."""
        start = f"{checked(prefix)}/"
        self._objects = {
            key: kept for key, kept in self._objects.items() if not key.startswith(start)
        }
        self._growing = {
            key: kept for key, kept in self._growing.items() if not key.startswith(start)
        }

    async def list(self, prefix: str = "") -> AsyncGenerator[ObjectInfo, None]:
        """See :meth:`ObjectStore.list`."""
        start = f"{checked(prefix)}/" if prefix else ""
        for key, (info, _) in list(self._objects.items()):
            if key.startswith(start):
                yield info


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


class _Pieces:
    """What was written so far."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    async def write(self, data: bytes) -> None:
        """See :meth:`ObjectWriter.write`."""
        self.pieces.append(data)


class _Growing:
    """An object's bytes so far, and those that are kept."""

    def __init__(self, growing: dict[str, tuple[datetime, bytes]], key: str, data: bytes) -> None:
        self._growing = growing
        self._key = key
        self._data = bytearray(data)

    async def write(self, data: bytes) -> None:
        """See :meth:`GrowingObject.write`."""
        self._data += data

    async def keep(self, *, all: bool) -> Grown:  # noqa: ARG002 - all of it costs little
        """See :meth:`GrowingObject.keep`."""
        self._growing[self._key] = utcnow(), bytes(self._data)
        return Grown(len(self._data))


class ScriptedModel:
    """A ``Model`` that says what it is told to: text, tools to use, whole turns, errors.

    ``script`` are its turns, one an ask; behind them it says what ``otherwise`` makes of the ask.
    ``asks`` is what it was asked.
    """

    def __init__(
        self,
        *script: str | Turn | tuple[ToolCall, ...] | ModelError,
        otherwise: Callable[[Ask], str | Turn] = lambda _ask: "",
    ) -> None:
        self.asks: list[Ask] = []
        self._script = list(script)
        self._otherwise = otherwise

    async def stream(self, ask: Ask) -> AsyncGenerator[str | Turn, None]:
        """See :meth:`Model.stream`."""
        # As it is now: the conversation goes on in the same list.
        self.asks.append(replace(ask, messages=list(ask.messages)))
        turn = self._script.pop(0) if self._script else self._otherwise(ask)
        if isinstance(turn, ModelError):
            raise turn
        if not isinstance(turn, Turn):
            text, calls = (turn, ()) if isinstance(turn, str) else ("", turn)
            turn = Turn(ask.model, text, calls, tokens_in=100, tokens_out=10, cost=0.001)
        for word in turn.text.split(" "):
            yield f"{word} "
        yield turn

    async def close(self) -> None:
        """Nothing is held open."""
