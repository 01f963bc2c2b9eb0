"""Servers and workers killed at any moment, a hundred times over on the same data.

Whatever was acknowledged is there byte for byte, every job comes to an end, and in the object
store is what the catalog names, no more and no less.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import psutil
import pytest

from tests.integration.made import content
from tests.processes import server
from tests.server import clean_environment

ENDED = "The server ended each time while it was reading this file."
KILLS = int(os.environ.get("DEITA_TEST_KILLS", "100"))


class Mortal:
    """The process that brings forth servers, and what they have said."""

    def __init__(self, process: subprocess.Popen[bytes], orders: IO[bytes], said: Path) -> None:
        self._process = process
        self._orders = orders
        self._said = said
        self._read = 0
        self.acked: dict[str, str] = {}
        self.ended: set[str] = set()
        self.dropped: set[str] = set()
        self.last: dict[str, Any] = {}
        self._steps = 0

    def order(self, order: str) -> int:
        """Have a server do something; its process."""
        self.last.clear()
        self._orders.write(order.encode() + b"\n")
        return int(self.wait("born")["pid"])

    def wait(self, what: str, seconds: float = 60) -> dict[str, Any]:
        """Listen until that has been said."""
        self.last.pop(what, None)
        end = time.monotonic() + seconds
        while what not in self.last:
            assert time.monotonic() < end, f"{what} was not said\n{self.log()}"
            assert self._process.poll() is None, self.log()
            assert what in ("dead", "settled") or "dead" not in self.last, self.log()
            time.sleep(0.005)
            self.listen()
        return self.last[what]

    def steps(self, number: int) -> None:
        """Let the server do so many things."""
        end = self._steps + number
        while self._steps < end:
            self.wait("step")

    def listen(self) -> None:
        """Take note of what was said."""
        with self._said.open("rb") as said:
            said.seek(self._read)
            for line in said:
                if not line.endswith(b"\n"):
                    break
                self._read += len(line)
                self._note(json.loads(line))

    def _note(self, word: dict[str, Any]) -> None:
        self.last[word["what"]] = word
        self._steps += word["what"] == "step"
        if word["what"] == "acked":
            self.acked[word["id"]] = word["name"]
        elif word["what"] == "ended":
            self.ended.add(word["id"])
        elif word["what"] == "dropped":
            self.dropped.add(word["id"])

    def log(self) -> str:
        """The end of what the servers logged."""
        logs = (self._said.with_name("log"), self._said.with_name("data") / "log.txt")
        return "\n".join(path.read_text("utf-8")[-6000:] for path in logs if path.exists())


@contextmanager
def mortal(home: Path) -> Iterator[Mortal]:
    """Servers on the data in ``home``, one after the other."""
    data, said = home / "data", home / "said"
    data.mkdir()
    said.touch()
    os.mkfifo(home / "orders")
    command = [sys.executable, "-m", "tests.integration.mortal"]
    environment, log = clean_environment(home), home / "log"
    with (
        server(command, log=log, cwd=home, environment=environment) as process,
        (home / "orders").open("wb", buffering=0) as orders,
    ):
        yield Mortal(process, orders, said)


def kill_a_worker(pid: int, chance: random.Random) -> bool:
    """Kill one of the server's workers, if it has any at this moment; whether it had."""
    with suppress(psutil.Error):
        if workers := psutil.Process(pid).children():
            chance.choice(workers).kill()
            return True
    return False


def rows(data: Path, statement: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(data / "catalog.sqlite")) as catalog:
        return catalog.execute(statement).fetchall()


@pytest.mark.timeout(600)
@pytest.mark.flaky(reruns=0)
def test_killed_at_any_moment(tmp_path: Path) -> None:
    seed = int(os.environ.get("DEITA_TEST_SEED", "0")) or random.randrange(1 << 30)
    print(f"DEITA_TEST_SEED={seed}")
    chance = random.Random(seed)
    data = tmp_path / "data"
    with mortal(tmp_path) as servers:
        kills = 0
        while kills < KILLS:
            pid = servers.order(f"work {chance.randrange(1 << 30)}")
            # Some die while they start; most do something before.
            if chance.random() < 0.85:
                servers.wait("ready")
                for _worker in range(chance.choice([0, 1, 2, 3, 4])):
                    servers.steps(chance.randrange(6))
                    time.sleep(chance.uniform(0, 0.1))
                    kills += kill_a_worker(pid, chance)
                servers.steps(chance.randrange(12))
            time.sleep(chance.uniform(0, 0.1))
            os.kill(pid, signal.SIGKILL)
            kills += 1
            servers.wait("dead")
        servers.order("settle")
        servers.wait("settled", 240)

    files = {
        key: (name, sha) for key, name, sha in rows(data, "SELECT id, name, sha256 FROM files")
    }
    lost = {key for key in servers.acked if key not in files and key not in servers.ended}
    assert not lost, f"{lost} were acknowledged and are gone"
    assert len(servers.acked) > KILLS / 6, "too little was done between the kills"
    objects = data / "objects"
    for key, place, size in rows(data, "SELECT id, key, bytes FROM files"):
        name, sha256 = files[key]
        kept = (objects / place).read_bytes()
        assert kept == content(name), name
        assert (len(kept), hashlib.sha256(kept).hexdigest()) == (size, sha256)

    print(f"{kills} kills, {len(servers.acked)} files acknowledged, {len(servers.ended)} ended")
    print(rows(data, "SELECT state, count(*), max(attempts) FROM jobs GROUP BY state"))
    states = rows(data, "SELECT state, error, file_id, options FROM jobs")
    assert {state for state, *_rest in states} <= {"done", "failed", "cancelled"}
    for state, error, file, options in states:
        if state == "failed":
            told = json.loads(error)
            # All files are good, and no fault is ours: this is all that an end may say.
            gone = file is None or file in servers.ended
            gone = gone or json.loads(options).get("table") in servers.dropped
            deleted = told["code"] == "not_found" and gone
            assert told["code"] == "worker_died" or told["message"] == ENDED or deleted, told
            assert told["hint"], told
    done = {file for state, _error, file, _options in states if state == "done"}
    over = {file for _state, _error, file, _options in states}
    assert set(files) <= over
    assert len(done) > KILLS / 12

    kept_snapshots = rows(
        data, "SELECT key, row_count, file_id, table_id, number, origin FROM snapshots"
    )
    counts = {(table, number): count for _k, count, _f, table, number, _o in kept_snapshots}
    made: Counter[str] = Counter()
    for key, row_count, file, table, number, origin in kept_snapshots:
        assert (objects / key).stat().st_size > 0
        made[origin] += 1
        if file is None or origin == "restore":
            continue
        count = int(files[file][0].partition("-")[2].removesuffix(".csv"))
        # What an appended file stands behind may no longer be kept.
        before = counts.get((table, number - 1)) if origin == "append" else 0
        assert before is None or row_count == before + count
    print(made)
    named = {
        key
        for column, table in (("key", "files"), ("key", "snapshots"), ("rejects_key", "snapshots"))
        for (key,) in rows(data, f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL")
    }
    discarded = {key for (key,) in rows(data, "SELECT key FROM discards")}
    kept_objects = {
        path.relative_to(objects).as_posix() for path in objects.rglob("*") if path.is_file()
    }
    assert named <= kept_objects, named - kept_objects
    assert kept_objects <= named | discarded, kept_objects - named - discarded
    assert rows(data, "SELECT id FROM arrivals WHERE job_id IS NULL") == []
    snapshots = {key for (key,) in rows(data, "SELECT id FROM snapshots")}
    cached = {path.name.partition(".")[0].partition("-")[0] for path in data.glob("cache/*/*")}
    assert cached <= snapshots
    assert list(data.glob("run/*/staging/*")) == []
