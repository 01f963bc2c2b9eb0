"""What tells one repetition from another, and how long files of results are kept."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from deita_server_ext.blocking import Blocking
from deita_server_ext.domain import Column, new_id, utcnow
from deita_server_ext.services import repeats
from deita_server_ext.services.places import Places
from deita_server_ext.services.repeats import Kept, MemoryStore, Repeats
from deita_server_ext.services.spools import Spools

HOUR = timedelta(hours=1)


async def test_an_answer_of_another_release_of_the_engine_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = Repeats([MemoryStore()], 60.0)
    kept = Kept(new_id(), (Column("a", "BIGINT", "number"),), ("t@1",), {"t": "1"}, 1)
    await found.keep("w", "FROM t", {}, kept)
    assert await found.find("w", "from_t", {}, {"t": "1"}) is None
    assert await found.find("w", "FROM  t", {}, {"t": "1"}) == kept
    assert await found.find("w", "FROM t", {}, {"t": "2"}) is None
    monkeypatch.setattr(repeats, "engine_version", lambda: "9.9.9")
    assert await found.find("w", "FROM t", {}, {"t": "1"}) is None


class Folder:
    """Results of one workspace, by their age."""

    def __init__(self, places: Places, now: datetime) -> None:
        self._places = places
        self._now = now

    def result(self, id: str, age: timedelta, size: int) -> Path:
        path = self._places.result("w", id)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * size)
        at = (self._now - age).timestamp()
        os.utime(path, (at, at))
        return path


async def test_old_results_go_and_then_the_oldest_that_are_too_much(tmp_path: Path) -> None:
    now = utcnow()
    places = Places(tmp_path)
    folder = Folder(places, now)
    made = [folder.result(str(age), age * HOUR, 100) for age in (5, 3, 2, 1)]
    linked = places.result("w", "linked")
    linked.hardlink_to(made[1])
    blocking = Blocking()
    try:
        # Linked files take their room once.
        await Spools(places, blocking, 300).tidy(now - 4 * HOUR)
        assert [path.exists() for path in made] == [False, True, True, True]
        await Spools(places, blocking, 299).tidy(now - 4 * HOUR)
        assert [path.exists() for path in made] == [False, False, True, True]
        assert not linked.exists()
        await Spools(places, blocking, 100).tidy(now - 4 * HOUR)
        assert [path.exists() for path in made] == [False, False, False, True]
    finally:
        blocking.close()
