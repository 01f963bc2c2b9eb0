"""A worker process as the server sees it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from deita_server_ext.errors import WorkerDied, from_body

from . import frames, pipes

log = logging.getLogger("deita.engine")

_PASSED_ON = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TEMP")
"""What a Python needs to start; nothing else of the server's environment reaches a worker."""

Reply = tuple[dict[str, Any], bytes]


class EngineFault(Exception):
    """The worker raised something that is not a person's to see."""


class TakenAlong(WorkerDied):
    """The worker ended for the sake of somebody else, or nobody knows whose: what it was asked
    may be asked again."""


class Answers:
    """What a worker answers to one request: they gather here whether they are read or not."""

    def __init__(self, close: Callable[[], object]) -> None:
        self.close = close
        """Nobody waits for more of them."""
        self._begun = time.monotonic()
        self._ended: float | None = None
        self._told = False
        self._replies: deque[Reply | WorkerDied] = deque()
        self._bell = asyncio.Event()

    @property
    def ended(self) -> bool:
        """Whether the last one is there."""
        return self._ended is not None

    @property
    def seconds(self) -> float:
        """The time from the request to the last answer, or till now."""
        return (self._ended or time.monotonic()) - self._begun

    def put(self, reply: Reply | WorkerDied) -> None:
        """One more; an error where the worker has ended."""
        if self.ended:
            return
        self._replies.append(reply)
        if isinstance(reply, WorkerDied) or reply[0]["last"]:
            self._ended = time.monotonic()
        self._bell.set()

    async def next(self) -> Reply | None:
        """The next one, None behind the last.

        Raises what the worker says, WorkerDied (also TakenAlong) and EngineFault.
        """
        if self._told:
            return None
        while not self._replies:
            self._bell.clear()
            await self._bell.wait()
        reply = self._replies.popleft()
        self._told = not self._replies and self.ended
        if isinstance(reply, WorkerDied):
            raise reply
        if (error := reply[0].get("error")) is not None:
            raise from_body(error) or EngineFault(error["message"])
        return reply

    async def wait(self, seconds: float | None) -> None:
        """Return when the last one is there, or ``seconds`` have gone by."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self.ended:
                    self._bell.clear()
                    await self._bell.wait()


class Worker:
    """One process: calls go down a pipe, answers come up another.

    Made by :meth:`spawn`; a role must be given with :meth:`take_role` before anything else.
    Once it has ended, ``killed_for`` is the call that it was killed for, if it was.
    """

    def __init__(self, process: subprocess.Popen[bytes], directory: Path) -> None:
        self.directory = directory
        self._process = process
        self._number = 0
        self._answers: dict[int, Answers] = {}
        self._dead = asyncio.Event()
        self._killed = False
        self.killed_for: str | None = None
        self._pipes = pipes.PIPES(process, self._deliver, self._end)

    @classmethod
    def spawn(cls, directory: Path) -> Worker:
        """Start a process whose working, home and temporary directory is ``directory``."""
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "deita_server_ext.engine.host"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=directory,
            env={
                **environment,
                "HOME": str(directory),
                "LC_ALL": "C.UTF-8",
                "TZ": "UTC",
                # Address space that is reserved and not used counts for RLIMIT_AS: that of
                # Arrow's own allocators, and 64 MB for each thread that allocates.
                "ARROW_DEFAULT_MEMORY_POOL": "system",
                "MALLOC_ARENA_MAX": "4",
            },
            start_new_session=True,  # an interrupt at the terminal is the server's to handle
        )
        return cls(process, directory)

    @property
    def alive(self) -> bool:
        """Whether the process can still answer."""
        # The event comes when the last answer has been read, the process may end before.
        return not (self._killed or self._dead.is_set()) and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The process' id."""
        return self._process.pid

    async def take_role(self, role: str, address_space_bytes: int | None, **lanes: int) -> None:
        """Make it what it is to be: ``package.module:Class``; ``lanes`` go before its own."""
        await self.call("role", role=role, address_space_bytes=address_space_bytes, lanes=lanes)

    async def call(self, operation: str, **args: Any) -> Reply:
        """Ask and wait for the last answer. Raises DeitaError, WorkerDied or EngineFault."""
        last: Reply = {}, b""
        async for reply in self.stream(operation, **args):
            last = reply
        return last

    async def stream(self, operation: str, **args: Any) -> AsyncIterator[Reply]:
        """Ask and get every answer as it comes; the last one has ``last`` true."""
        answers = self.begin(operation, **args)
        try:
            while (reply := await answers.next()) is not None:
                yield reply
        finally:
            answers.close()

    def begin(self, operation: str, **args: Any) -> Answers:
        """Ask; the answers are to be closed. Raises TakenAlong where it has ended already."""
        if not self.alive:
            raise _died(TakenAlong)
        self._number += 1
        number = self._number
        answers = Answers(lambda: self._answers.pop(number, None))
        self._answers[number] = answers
        self._pipes.send(frames.encode({"id": number, "op": operation, "args": args}))
        return answers

    async def wait_dead(self) -> None:
        """Return when the process has ended."""
        await self._dead.wait()

    def kill(self, call_id: str | None = None) -> None:
        """End the process now; whoever waits for an answer gets WorkerDied.

        ``call_id`` is the call that could not be stopped otherwise.
        """
        self._killed = True
        self.killed_for = self.killed_for or call_id
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    def _deliver(self, header: dict[str, Any], payload: bytes) -> None:
        answers = self._answers.get(header["id"])
        if answers is not None:
            answers.put((header, payload))

    def _end(self) -> None:
        self._dead.set()
        # Of one call alone it is known that the process ended of it.
        known = len(self._answers) == 1 and self.killed_for is None
        for answers in self._answers.values():
            answers.put(_died(WorkerDied if known else TakenAlong))


def _died(kind: type[WorkerDied]) -> WorkerDied:
    return kind(
        "The engine's process ended in the middle of the work.",
        hint="Run it again; if it ends again, the query may need more memory than there is.",
    )
