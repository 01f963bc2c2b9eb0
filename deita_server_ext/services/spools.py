"""The files of results on this machine: kept for a while, within a budget, sometimes shared."""

from __future__ import annotations

import contextlib
import os
import shutil
from datetime import datetime
from pathlib import Path

from deita_server_ext.blocking import Blocking

from .places import Places


class Spools:
    """Removes what is too old or too much, the oldest first; ``budget_bytes`` for all of it."""

    def __init__(self, places: Places, blocking: Blocking, budget_bytes: int) -> None:
        self._places = places
        self._blocking = blocking
        self._budget = budget_bytes

    async def share(self, workspace_id: str, result_id: str, new_id: str) -> bool:
        """Give a result's rows to another result too; False where they are gone."""
        source = self._places.result(workspace_id, result_id)
        target = self._places.result(workspace_id, new_id)
        return await self._blocking.run(_share, source, target)

    async def remove(self, workspace_id: str, result_id: str) -> None:
        """Remove a result's rows, whole or not."""
        await self._blocking.run(_remove, self._places.result(workspace_id, result_id))

    async def tidy(self, before: datetime) -> None:
        """Remove what was written before ``before``, then what is over the budget."""
        await self._blocking.run(_tidy, self._places.spool, before.timestamp(), self._budget)


def _share(source: Path, target: Path) -> bool:
    made = [target, target.with_suffix(".index")]
    try:
        for old, new in zip((source, source.with_suffix(".index")), made, strict=True):
            try:
                new.hardlink_to(old)
            except FileNotFoundError:
                raise
            except OSError:  # a file system without links
                shutil.copyfile(old, new)
            # Its age counts from its last use; a link has the age of what it was made of.
            os.utime(new)
    except OSError:
        for new in made:
            new.unlink(missing_ok=True)
        return False
    return True


def _remove(path: Path) -> None:
    for each in (path.with_suffix(".index"), path):
        with contextlib.suppress(OSError):
            each.unlink(missing_ok=True)


def _tidy(spool: Path, before: float, budget: int) -> None:
    files: list[tuple[float, Path, os.stat_result]] = []
    for path in spool.glob("*/*"):
        with contextlib.suppress(OSError):
            stat = path.stat()
            if stat.st_mtime < before:
                path.unlink()
            else:
                files.append((stat.st_mtime, path, stat))
    # Linked files take their room once.
    total = sum(one.st_size for one in {stat.st_ino: stat for _at, _path, stat in files}.values())
    for _at, path, stat in sorted(files, key=lambda entry: entry[0]):
        if total <= budget:
            return
        with contextlib.suppress(OSError):
            path.unlink()
            if stat.st_nlink == 1:
                total -= stat.st_size
