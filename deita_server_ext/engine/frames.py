"""Frames on a pipe: a JSON header and bytes, each with its length before it."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import IO, Any

_LENGTHS = struct.Struct(">IQ")
Header = dict[str, Any]


def encode(header: Header, payload: bytes | memoryview = b"") -> bytes:
    """One frame as bytes."""
    return b"".join((head(header, len(payload)), payload))


def head(header: Header, payload_size: int) -> bytes:
    """What stands before the payload of a frame."""
    text = json.dumps(header, separators=(",", ":")).encode()
    return _LENGTHS.pack(len(text), payload_size) + text


def read(stream: IO[bytes]) -> tuple[Header, bytes] | None:
    """The next frame, or None where the stream has ended."""
    lengths = _exactly(stream, _LENGTHS.size)
    if lengths is None:
        return None
    head_size, payload_size = _LENGTHS.unpack(lengths)
    text = _exactly(stream, head_size)
    payload = _exactly(stream, payload_size) if payload_size else b""
    if text is None or payload is None:
        return None
    return json.loads(text), payload


def _exactly(stream: IO[bytes], size: int) -> bytes | None:
    data = stream.read(size)
    return data if len(data) == size else None


class Gathering:
    """Frames out of bytes that come in pieces."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._held = 0
        self._begin()

    @property
    def missing(self) -> int:
        """How many bytes are to come before anything more can be told."""
        return self._size - self._held

    def feed(self, data: bytes) -> Iterator[tuple[Header, bytes]]:
        """The frames that are whole with ``data``."""
        self._pieces.append(data)
        self._held += len(data)
        while self._held >= self._size:
            whole = b"".join(self._pieces)
            part, rest = whole[: self._size], whole[self._size :]
            self._pieces, self._held = [rest], len(rest)
            if (frame := self._take(part)) is not None:
                yield frame

    def _begin(self) -> None:
        self._size = _LENGTHS.size
        self._payload_size: int | None = None
        self._header: Header | None = None

    def _take(self, part: bytes) -> tuple[Header, bytes] | None:
        """The next part of a frame; the frame, where it is the last."""
        if self._payload_size is None:
            self._size, self._payload_size = _LENGTHS.unpack(part)
            return None
        if self._header is None:
            self._header = json.loads(part)
            if self._payload_size:
                self._size = self._payload_size
                return None
            part = b""
        assert self._header is not None
        frame = self._header, part
        self._begin()
        return frame
