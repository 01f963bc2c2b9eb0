"""How deep JSON is nested, told from its brackets; and whether it has long numbers."""

from __future__ import annotations

import re

import numpy as np

from deita_server_ext.errors import UnreadableFile

MAX_DEPTH = 100
"""Levels that are read; the engine stops at 128 in version 2, and overflows its stack before."""

_KEPT = b'[]{}"\\'
_OTHERS = bytes(set(range(256)) - set(_KEPT))
_STEPS = np.zeros(256, np.int8)
_STEPS[[ord("["), ord("{")]] = 1
_STEPS[[ord("]"), ord("}")]] = -1
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)
_DIGITS = bytes(ord("0") if chr(byte).isdigit() and byte < 128 else byte for byte in range(256))
_LONG = b"0" * 16


def deepest(data: bytes, start: int = 0) -> tuple[int, int]:
    """An upper bound of the depth within ``data``, and the depth at its end.

    Brackets within texts count too: where the bound is too high, ask ``exceeds``.
    """
    brackets = data.translate(None, _OTHERS)
    if not brackets:
        return start, start
    depths = np.cumsum(_STEPS[np.frombuffer(brackets, np.uint8)], dtype=np.int64)
    return start + max(0, int(depths.max())), start + int(depths[-1])


def exceeds(data: bytes) -> bool:
    """Whether one JSON value, given whole, is nested too deep."""
    depth = 0
    for match in _TOKEN.finditer(data):
        first = data[match.start()]
        if first in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif first in b"]}":
            depth -= 1
    return False


def long_numbers(data: bytes) -> bool:
    """Whether there may be a number with more digits than a float keeps."""
    return _LONG in data.translate(_DIGITS)


def too_deep() -> UnreadableFile:
    """The error for a document that is nested too deep."""
    return UnreadableFile(
        f"The JSON is nested more than {MAX_DEPTH} levels deep.",
        hint="Flatten it before adding it.",
    )
