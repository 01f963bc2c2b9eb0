"""What was asked before: the same statement over the same snapshots has its answer already.

Known by the text without what does not matter, its parameters, the workspace, and the releases
of the engine and of Deita; true only while every table that it read is still at the snapshot
it was read at. So an answer is exact or it is not given. Statements whose answer is another
one each time are not kept (:func:`deita_server_ext.engine.normal.repeatable`).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from deita_server_ext._version import __version__
from deita_server_ext.blocking import Blocking
from deita_server_ext.domain import Column
from deita_server_ext.engine.normal import normal, repeatable

from .parts import columns_of
from .places import engine_version

PAGE_BYTES = 32 << 20
"""The most that first pages may take in memory."""


class Store(Protocol):
    """Keeps bytes by key for a while; it may lose them at any time."""

    async def get(self, key: str) -> bytes | None:
        """What was put, or None."""

    async def put(self, key: str, data: bytes, seconds: float) -> None:
        """Keep ``data`` for ``seconds``."""


class MemoryStore:
    """The ``size`` entries used last."""

    def __init__(self, size: int = 2000) -> None:
        self._size = size
        self._entries: OrderedDict[str, tuple[float, bytes]] = OrderedDict()

    async def get(self, key: str) -> bytes | None:
        """What was put, or None."""
        until, data = self._entries.get(key, (0.0, b""))
        if until < time.time():
            self._entries.pop(key, None)
            return None
        self._entries.move_to_end(key)
        return data

    async def put(self, key: str, data: bytes, seconds: float) -> None:
        """Keep ``data`` for ``seconds``."""
        self._entries[key] = time.time() + seconds, data
        self._entries.move_to_end(key)
        while len(self._entries) > self._size:
            self._entries.popitem(last=False)


class FolderStore:
    """One small file an entry in ``folder``, so that a restarted server knows them too."""

    def __init__(self, folder: Path, blocking: Blocking) -> None:
        self._folder = folder
        self._blocking = blocking

    async def get(self, key: str) -> bytes | None:
        """What was put, or None."""
        return await self._blocking.run(self._read, key)

    async def put(self, key: str, data: bytes, seconds: float) -> None:
        """Keep ``data`` for ``seconds``; a full disk only means that it is not kept."""
        entry = json.dumps({"until": time.time() + seconds}).encode() + b"\n" + data
        await self._blocking.run(self._write, key, entry)

    async def tidy(self) -> None:
        """Remove what is out of date."""
        await self._blocking.run(self._tidy)

    def _read(self, key: str) -> bytes | None:
        path = self._folder / key
        try:
            head, _, data = path.read_bytes().partition(b"\n")
            return data if json.loads(head)["until"] >= time.time() else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _write(self, key: str, entry: bytes) -> None:
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            making = self._folder / f"{key}.making"
            making.write_bytes(entry)
            making.replace(self._folder / key)

    def _tidy(self) -> None:
        with contextlib.suppress(OSError):
            for path in self._folder.iterdir():
                if path.suffix == ".making" or self._read(path.name) is None:
                    path.unlink(missing_ok=True)


@dataclass(frozen=True)
class Kept:
    """An answer that is there: ``snapshots`` are the ids that its tables' names stood for."""

    result_id: str
    columns: tuple[Column, ...]
    tables: tuple[str, ...]
    snapshots: dict[str, str]
    row_count: int

    def entry(self) -> dict[str, Any]:
        """It as JSON values."""
        columns = [{"name": c.name, "type": c.type, "kind": c.kind} for c in self.columns]
        return {**vars(self), "columns": columns}


class Repeats:
    """Finds answers in ``stores``, the quickest first; what a slower one has, the others learn.

    A first page stays in memory in the form in which it was given, so that to give it again
    needs no worker.
    """

    def __init__(self, stores: Sequence[Store], keep_seconds: float) -> None:
        self._stores = stores
        self._seconds = keep_seconds
        self._pages: OrderedDict[tuple[str, int, str], bytes] = OrderedDict()
        self._bytes = 0

    async def find(
        self, workspace_id: str, sql: str, params: Mapping[str, Any], snapshots: Mapping[str, str]
    ) -> Kept | None:
        """The answer to ``sql`` where the tables' names stand for ``snapshots`` (ids)."""
        if not repeatable(sql):
            return None
        key = _key(workspace_id, sql, params)
        for at, store in enumerate(self._stores):
            data = await store.get(key)
            kept = None if data is None else _kept(data)
            if data is None or kept is None:
                continue
            if any(snapshots.get(name) != of for name, of in kept.snapshots.items()):
                return None
            for quicker in self._stores[:at]:
                await quicker.put(key, data, self._seconds)
            return kept
        return None

    async def keep(
        self, workspace_id: str, sql: str, params: Mapping[str, Any], kept: Kept
    ) -> None:
        """Remember an answer, if the statement has the same one each time."""
        if repeatable(sql):
            data = json.dumps(kept.entry()).encode()
            for store in self._stores:
                await store.put(_key(workspace_id, sql, params), data, self._seconds)

    def page(self, result_id: str, page_size: int, format: str) -> bytes | None:
        """A result's first page, if it is at hand."""
        page = self._pages.get((result_id, page_size, format))
        if page is not None:
            self._pages.move_to_end((result_id, page_size, format))
        return page

    def keep_page(self, result_id: str, page_size: int, format: str, page: bytes) -> None:
        """Have a result's first page at hand."""
        key = result_id, page_size, format
        if key in self._pages or len(page) > PAGE_BYTES // 16:
            return
        self._pages[key] = page
        self._bytes += len(page)
        while self._bytes > PAGE_BYTES:
            self._bytes -= len(self._pages.popitem(last=False)[1])


def _key(workspace_id: str, sql: str, params: Mapping[str, Any]) -> str:
    # What a moment's day or hour is depends on the zone.
    zone = [os.environ.get("TZ"), *time.tzname]
    statement = [normal(sql), sorted(params.items())]
    known_by = [workspace_id, *statement, engine_version(), __version__, zone]
    return hashlib.sha256(json.dumps(known_by).encode()).hexdigest()


def _kept(data: bytes) -> Kept | None:
    """The entry; None for what another release or a broken disk has left."""
    try:
        entry = json.loads(data)
        columns = columns_of(entry["columns"])
        return Kept(**{**entry, "columns": columns, "tables": tuple(entry["tables"])})
    except (ValueError, KeyError, TypeError):
        return None
