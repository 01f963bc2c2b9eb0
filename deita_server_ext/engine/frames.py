"""Frames on a pipe: a JSON header and bytes, each with its length before it."""

from __future__ import annotations

import json
import struct
from typing import IO, Any

_LENGTHS = struct.Struct(">IQ")
Header = dict[str, Any]


def encode(header: Header, payload: bytes | memoryview = b"") -> bytes:
    """One frame as bytes."""
    head = json.dumps(header, separators=(",", ":")).encode()
    return b"".join((_LENGTHS.pack(len(head), len(payload)), head, payload))


def read(stream: IO[bytes]) -> tuple[Header, bytes] | None:
    """The next frame, or None where the stream has ended."""
    lengths = _exactly(stream, _LENGTHS.size)
    if lengths is None:
        return None
    head_size, payload_size = _LENGTHS.unpack(lengths)
    head = _exactly(stream, head_size)
    payload = _exactly(stream, payload_size) if payload_size else b""
    if head is None or payload is None:
        return None
    return json.loads(head), payload


def _exactly(stream: IO[bytes], size: int) -> bytes | None:
    data = stream.read(size)
    return data if len(data) == size else None
