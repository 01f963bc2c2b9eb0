"""Servers that the tests start, and end, whatever happens."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NoReturn

import pytest

_PR_SET_PDEATHSIG = 1


def missing(part: str) -> NoReturn:
    """Skip what needs ``part``; in CI, where every part must be, fail."""
    if os.environ.get("CI"):
        pytest.fail(f"{part} is not installed; the test extra of the project has it")
    pytest.skip(f"needs {part}: pip install -e '.[test]'")


def free_ports(count: int) -> list[int]:
    """Ports on which nothing listens at this moment."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]


@contextmanager
def server(
    command: list[str],
    *,
    log: Path,
    cwd: Path,
    environment: dict[str, str] | None = None,
    user: str | None = None,
    stop: int = signal.SIGTERM,
) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own that is gone after the block, with all its children.

    Where the tests themselves are killed, the kernel ends it (on Linux).
    """
    prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None
    tests = os.getpid()

    def die_with_the_tests() -> None:
        if prctl is not None:
            prctl(_PR_SET_PDEATHSIG, stop)
            if os.getppid() != tests:
                os._exit(1)

    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=user,
            # Safe here: it calls nothing that takes a lock.
            preexec_fn=die_with_the_tests,  # noqa: PLW1509
        )
    try:
        yield process
    finally:
        _signal_group(process, stop)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        _signal_group(process, signal.SIGKILL)
        process.wait()


def _signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def wait_until(
    ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path, seconds: float
) -> None:
    """Wait for ``ready``; where the process ends or time runs out, say what it logged."""
    end = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None or time.monotonic() > end:
            tail = log.read_text(errors="replace")[-2000:]
            raise RuntimeError(f"{process.args!r:.80} did not start:\n{tail}")
        time.sleep(0.05)
