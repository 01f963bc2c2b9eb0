"""Whose jobs a server takes over at its start."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

from deita_server_ext.services.runners import has_died

HERE = platform.node()
OURS = f"{HERE}:{os.getpid()}:ours"


@pytest.fixture
def dead() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_server_that_has_ended(dead: int) -> None:
    assert has_died(f"{HERE}:{dead}:x", OURS)


def test_one_that_had_our_number(dead: int) -> None:
    assert has_died(f"{HERE}:{os.getpid()}:another", OURS)


def test_ourselves_and_those_that_live() -> None:
    assert not has_died(OURS, OURS)
    assert not has_died(f"{HERE}:{os.getppid()}:x", OURS)


@pytest.mark.parametrize("runner", ["", "x", "0" * 32, "elsewhere:1:x"])
def test_those_of_which_nothing_is_known(runner: str) -> None:
    assert not has_died(runner, OURS)


def test_one_on_another_machine(dead: int) -> None:
    assert not has_died(f"elsewhere:{dead}:x", OURS)
