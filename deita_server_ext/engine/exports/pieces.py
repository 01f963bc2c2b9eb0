"""Pieces of an export: text straight out of Arrow's buffers, and what writers write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa

CHUNK_BYTES = 1 << 20
"""About how much is handed over at a time."""

LINE_ROWS = 8192
LINE_CELLS = 1 << 18
"""Rows and cells of a batch of lines: enough to be quick, few enough to stay small."""


def line_rows(columns: int) -> int:
    """How many rows a batch of lines with so many columns may have."""
    return max(1, min(LINE_ROWS, LINE_CELLS // columns))


def text(array: pa.Array) -> memoryview:
    """The texts of an array without nulls, one behind the other, as they lie in memory."""
    if not len(array):
        return memoryview(b"")
    _valid, offsets, data = array.buffers()
    places = memoryview(offsets).cast("q" if pa.types.is_large_string(array.type) else "i")
    start, end = places[array.offset], places[array.offset + len(array)]
    return memoryview(data)[start:end] if end > start else memoryview(b"")


def joined(parts: Iterable[bytes | memoryview]) -> Iterator[bytes]:
    """The parts as pieces of about ``CHUNK_BYTES``, the last one smaller."""
    held: list[bytes | memoryview] = []
    size = 0
    for part in parts:
        held.append(part)
        size += len(part)
        if size >= CHUNK_BYTES:
            yield from _split(b"".join(held))
            held, size = [], 0
    if size:
        yield b"".join(held)


def _split(data: bytes) -> Iterator[bytes]:
    if len(data) <= 4 * CHUNK_BYTES:
        yield data
        return
    for start in range(0, len(data), 2 * CHUNK_BYTES):
        yield data[start : start + 2 * CHUNK_BYTES]


class Sink:
    """What writers of files write into; emptied as it fills. It cannot seek."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._before = 0
        self.size = 0

    def write(self, data: bytes | memoryview) -> int:
        """Take what was written."""
        self._parts.append(bytes(data))
        self.size += len(self._parts[-1])
        return len(self._parts[-1])

    def tell(self) -> int:
        """How many bytes were written in all."""
        return self._before + self.size

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """What was written stays to be taken."""

    def full(self) -> Iterator[bytes]:
        """What was written since the last time, if that is worth a piece."""
        if self.size >= CHUNK_BYTES:
            yield from self.rest()

    def rest(self) -> Iterator[bytes]:
        """What was written since the last time."""
        parts, self._parts = self._parts, []
        self._before += self.size
        self.size = 0
        yield from joined(parts)
