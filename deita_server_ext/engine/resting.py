"""Workers whose work is done: each waits a moment for more of the same workspace."""

from __future__ import annotations

import asyncio

from .process import Worker

REST_SECONDS = 5.0


class Resting:
    """Workers by their workspaces, never given to another; at most ``most`` of them in all."""

    def __init__(self, most: int | None = None) -> None:
        self._most = most
        self._workers: list[tuple[str, Worker]] = []

    def take(self, workspace_id: str) -> Worker | None:
        """One of the workspace's, None where none rests."""
        for entry in reversed(self._workers):
            if entry[0] == workspace_id and entry[1].alive:
                self._workers.remove(entry)
                return entry[1]
        return None

    def put(self, workspace_id: str, worker: Worker) -> None:
        """Let it rest; where there are too many, the one that has rested for longest is ended."""
        entry = workspace_id, worker
        self._workers.append(entry)
        if self._most is not None and len(self._workers) > self._most:
            self._end(self._workers[0])
        asyncio.get_running_loop().call_later(REST_SECONDS, self._end, entry)

    def end(self) -> None:
        """End all of them."""
        while self._workers:
            self._end(self._workers[0])

    def _end(self, entry: tuple[str, Worker]) -> None:
        if entry in self._workers:
            self._workers.remove(entry)
            entry[1].kill()
