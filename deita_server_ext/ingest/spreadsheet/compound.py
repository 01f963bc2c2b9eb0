"""One stream of a compound file, in which .xls keeps its records ([MS-CFB])."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

_FREE = 0xFFFFFFF0
"""Numbers of sectors from here on say that there is none."""
_STREAM, _ROOT = 2, 5


def stream(path: Path, *names: str) -> bytes:
    """The first stream with one of the names. Raises BadZipFile where the file is damaged."""
    try:
        return _Compound(path.read_bytes()).stream(names)
    except (struct.error, IndexError, ValueError) as exc:
        raise zipfile.BadZipFile("a damaged compound file") from exc


class _Compound:
    def __init__(self, data: bytes) -> None:
        self._data = data
        shift, small_shift = struct.unpack_from("<HH", data, 30)
        if not 9 <= shift <= 16 or not 4 <= small_shift <= shift:
            raise ValueError("no size of a sector")
        self._size, self._small_size = 1 << shift, 1 << small_shift
        directory, _, self._small, first_small = struct.unpack_from("<IIII", data, 48)
        more, more_count = struct.unpack_from("<II", data, 68)
        tables = [*struct.unpack_from("<109I", data, 76)]
        for _table in range(min(more_count, len(data) // self._size)):
            if more >= _FREE:
                break
            sector = self._numbers(more)
            tables += sector[:-1]
            more = sector[-1]
        self._next = [n for table in tables if table < _FREE for n in self._numbers(table)]
        self._next_small = self._table(first_small)
        self._entries = self._chain(directory)

    def stream(self, names: tuple[str, ...]) -> bytes:
        found: dict[str, tuple[int, int]] = {}
        root = 0
        for at in range(0, len(self._entries) - 127, 128):
            length, kind = struct.unpack_from("<HB", self._entries, at + 64)
            name = self._entries[at : at + max(0, length - 2)].decode("utf-16-le", "replace")
            first, size = struct.unpack_from("<II", self._entries, at + 116)
            if kind == _ROOT:
                root = first
            elif kind == _STREAM:
                found.setdefault(name, (first, size))
        first, size = next((found[name] for name in names if name in found), (_FREE, 0))
        if size >= self._small:
            return self._chain(first)[:size]
        within = self._chain(root)
        pieces, seen = [], 0
        while first < _FREE and seen <= len(self._next_small):
            pieces.append(within[first * self._small_size : (first + 1) * self._small_size])
            first, seen = self._next_small[first], seen + 1
        return b"".join(pieces)[:size]

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _numbers(self, number: int) -> list[int]:
        sector = self._sector(number)
        return [*struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])]

    def _chain(self, number: int) -> bytes:
        pieces: list[bytes] = []
        while number < _FREE and len(pieces) <= len(self._next):
            pieces.append(self._sector(number))
            number = self._next[number]
        return b"".join(pieces)

    def _table(self, number: int) -> list[int]:
        chain = self._chain(number)
        return [*struct.unpack(f"<{len(chain) // 4}I", chain)]
