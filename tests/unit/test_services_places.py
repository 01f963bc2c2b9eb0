"""Where things lie on this machine, and what is cleared away."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from deita_server_ext.services.places import Places


def test_what_dead_servers_left_is_cleared_away(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = tmp_path / "run" / str(dead.pid) / "staging"
    alive = tmp_path / "run" / str(os.getppid()) / "staging"
    stranger = tmp_path / "run" / "notes"
    for folder in (left, alive, stranger):
        folder.mkdir(parents=True)
    Places(tmp_path).prepare()
    assert not left.parent.exists()
    assert alive.exists()
    assert stranger.exists()


def test_what_a_server_of_the_same_number_left_too(tmp_path: Path) -> None:
    """In a container every server has the same number."""
    left = tmp_path / "run" / str(os.getpid()) / "staging" / "job"
    left.mkdir(parents=True)
    places = Places(tmp_path)
    places.prepare()
    assert not left.exists()
    assert places.run.is_dir()


def test_folders_are_their_owners_alone(tmp_path: Path) -> None:
    places = Places(tmp_path / "deita")
    places.prepare()
    for folder in (places.root, places.cache, places.spool, places.run):
        assert folder.stat().st_mode & 0o077 == 0


def test_results_that_are_not_whole_go_unless_another_server_writes_them(tmp_path: Path) -> None:
    places = Places(tmp_path)
    places.prepare()
    whole, half = (places.result("workspace", name) for name in ("whole", "half"))
    whole.parent.mkdir()
    whole.with_suffix(".index").touch()
    other = tmp_path / "run" / str(os.getppid())
    for alive in (True, False):
        whole.touch()
        half.touch()
        if alive:
            other.mkdir()
        else:
            other.rmdir()
        places.prepare()
        assert whole.exists()
        assert half.exists() is alive
