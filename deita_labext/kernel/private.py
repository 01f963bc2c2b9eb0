"""A private local service for a kernel that no Jupyter server with Deita has started."""

from __future__ import annotations

import atexit
import contextlib
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from threading import Thread
from typing import IO

from .connection import OWN_VARIABLES, Service
from .errors import DeitaError
from .transport import Transport

PLACE = "a private local service"
_START_SECONDS = 60.0
_STOP_SECONDS = 10.0


class PrivateService:
    """A child process that serves this process alone, on the loopback address.

    It ends when this process does, however that happens: the child reads a pipe
    of which only we hold the other end. Its token goes through the environment.
    """

    def __init__(self) -> None:
        token = secrets.token_urlsafe(32)
        dropped = (*OWN_VARIABLES, "JPY_PARENT_PID")
        environ = {name: value for name, value in os.environ.items() if name not in dropped}
        environ["DEITA_PRIVATE_TOKEN"] = token
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - kept until the service ends
        self._process = subprocess.Popen(
            [sys.executable, "-m", "deita_labext.kernel.serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=environ,
            # An interrupt of the kernel is not meant for the service.
            start_new_session=True,
        )
        atexit.register(self.close)
        end = time.monotonic() + _START_SECONDS
        try:
            url = self._announced(end)
            self.service = Service(url, {"Authorization": f"token {token}"}, PLACE)
            self._wait_until_ready(end)
        except BaseException:
            self.close()
            raise

    @property
    def running(self) -> bool:
        """Whether the child process is there."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the child process and wait until it is gone."""
        atexit.unregister(self.close)
        if self._process.stdin:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._log.close()

    def _announced(self, end: float) -> str:
        """The address that the child writes as its first line, once it listens."""
        lines: list[bytes] = []
        stdout: IO[bytes] | None = self._process.stdout
        assert stdout is not None
        reader = Thread(target=lambda: lines.append(stdout.readline()), daemon=True)
        reader.start()
        # In short steps, so that an interrupt is heard.
        while reader.is_alive() and time.monotonic() < end:
            reader.join(0.05)
        if not lines or not lines[0].strip():
            raise self._failed()
        return lines[0].decode().strip()

    def _wait_until_ready(self, end: float) -> None:
        transport = Transport(self.service)
        while True:
            try:
                transport.json("GET", "health", seconds=5)
            except DeitaError as error:
                if error.code == "no_service" or not self.running or time.monotonic() > end:
                    raise self._failed() from error
                time.sleep(0.05)
            else:
                break
            finally:
                transport.close()

    def _failed(self) -> DeitaError:
        words = self._last_words()
        reason = words.rstrip().rpartition("\n")[2].strip()
        return DeitaError(
            "No Deita service was found, and a private one could not be started"
            + (f": {reason}" if reason else "."),
            code="no_service",
            hint="`%deita connect URL TOKEN` connects to a running Jupyter server with Deita.",
            details={"log": words},
        )

    def _last_words(self) -> str:
        with contextlib.suppress(OSError, ValueError):
            self._log.seek(0)
            return self._log.read()[-2000:].decode("utf-8", "replace")
        return ""


_started: dict[int, PrivateService] = {}
"""The service of this process, by its id: a fork begins with none."""


def start(notice: Callable[[str], None] | None = None) -> Service:
    """This process's private service; started if there is none yet, or it has ended.

    ``notice`` is told that it is being started, which takes a few seconds.
    """
    private = _started.get(os.getpid())
    if private and not private.running:
        private.close()
        private = None
    if private is None:
        if notice:
            notice("No Jupyter server with Deita is around: starting a private one …")
        private = _started[os.getpid()] = PrivateService()
    return private.service
