"""How far a load is, said now and then."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

import duckdb

SECONDS = 0.25


class Progress:
    """Tells a fraction of the whole, 0..1, and rows so far; neither is ever less than before.

    Readers call ``say`` as often as they like, or ``watching`` around a statement whose own
    progress counts for a share of the whole.
    """

    def __init__(self, tell: Callable[[float | None, int | None], None]) -> None:
        self._tell = tell
        self._told = 0.0
        self._at = 0.0
        self._rows: int | None = None
        self._lock = threading.Lock()

    def say(self, fraction: float | None, rows: int | None = None) -> None:
        """So far."""
        with self._lock:
            self._rows = max(rows, self._rows or 0) if rows is not None else self._rows
            if fraction is not None:
                fraction = max(self._told, min(fraction, 1.0))
            now = time.monotonic()
            if now - self._at < SECONDS:
                return
            self._at = now
            self._told = fraction if fraction is not None else self._told
            self._tell(fraction, self._rows)

    def within(self, start: float, share: float, rows: int = 0) -> Progress:
        """The progress of one part, from ``start`` over ``share``, with ``rows`` before it."""
        return _Within(self, start, share, rows)

    @contextlib.contextmanager
    def watching(
        self,
        connection: duckdb.DuckDBPyConnection,
        start: float = 0.0,
        share: float = 1.0,
        rows: int | None = None,
    ) -> Iterator[None]:
        """Say the progress of what runs on the connection, from ``start`` over ``share``.

        ``rows``, where known, are those that there will be at the end of it.
        """
        done = threading.Event()

        def look() -> None:
            while not done.wait(SECONDS):
                part = max(0.0, min(connection.query_progress(), 100.0)) / 100
                self.say(start + share * part, None if rows is None else int(rows * part))

        watcher = threading.Thread(target=look, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()


class _Within(Progress):
    """A part's progress, said as the whole's."""

    def __init__(self, whole: Progress, start: float, share: float, rows: int) -> None:
        self._whole = whole
        self._start = start
        self._share = share
        self._before = rows

    def say(self, fraction: float | None, rows: int | None = None) -> None:
        """See ``Progress``."""
        if fraction is not None:
            fraction = self._start + self._share * min(max(fraction, 0.0), 1.0)
        self._whole.say(fraction, None if rows is None else self._before + rows)
