"""The two pipes of a worker process at the server's end.

The event loop itself writes and reads, where the system lets it: from one thread to another
and back takes as long as all else of a small question. On Windows, whose pipes can only be
waited for, two threads do.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import queue
import subprocess
import sys
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import IO

from . import frames
from .frames import Header

if sys.platform != "win32":
    import fcntl

PIPE_BYTES = 1 << 20
"""What a pipe holds, where the system lets it be said (Linux), and what is read at once."""

Heard = Callable[[Header, bytes], object]
Ended = Callable[[], object]


class Pipes(ABC):
    """``heard`` is called with each frame that comes, ``ended`` when the process has ended."""

    def __init__(self, process: subprocess.Popen[bytes], heard: Heard, ended: Ended) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        self._heard, self._ended = heard, ended
        self._loop = asyncio.get_running_loop()
        self._in: IO[bytes] = process.stdin
        self._out: IO[bytes] = process.stdout

    @abstractmethod
    def send(self, frame: bytes) -> None:
        """Have a frame written; returns at once."""


class LoopPipes(Pipes):
    """The event loop writes and reads."""

    def __init__(self, process: subprocess.Popen[bytes], heard: Heard, ended: Ended) -> None:
        super().__init__(process, heard, ended)
        self._unsent = bytearray()
        self._frames = frames.Gathering()
        for end in (self._in, self._out):
            os.set_blocking(end.fileno(), False)
        _widen(self._out)
        self._loop.add_reader(self._out.fileno(), self._read)

    def send(self, frame: bytes) -> None:
        """Write it, or what of it the pipe takes now."""
        if self._in.closed:
            return
        self._unsent += frame
        if len(self._unsent) == len(frame):
            self._write()

    def _write(self) -> None:
        try:
            sent = os.write(self._in.fileno(), self._unsent)
        except BlockingIOError:
            sent = 0
        except OSError:  # it has ended: what it has said comes first, then this
            self._unsent.clear()
        else:
            del self._unsent[:sent]
        if self._unsent:
            self._loop.add_writer(self._in.fileno(), self._write)
        else:
            self._loop.remove_writer(self._in.fileno())

    def _read(self) -> None:
        try:
            data = os.read(self._out.fileno(), max(self._frames.missing, PIPE_BYTES))
        except BlockingIOError:
            return
        except OSError:
            data = b""
        for header, payload in self._frames.feed(data):
            self._heard(header, payload)
        if not data:
            self._end()

    def _end(self) -> None:
        self._loop.remove_reader(self._out.fileno())
        self._loop.remove_writer(self._in.fileno())
        for end in (self._in, self._out):
            end.close()
        waiting = threading.Thread(target=self._wait, name="deita-bury", daemon=True)
        waiting.start()

    def _wait(self) -> None:
        self._process.wait()
        _on(self._loop, self._ended)


class ThreadedPipes(Pipes):
    """A thread writes, another reads."""

    def __init__(self, process: subprocess.Popen[bytes], heard: Heard, ended: Ended) -> None:
        super().__init__(process, heard, ended)
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        for work in (self._read, self._write):
            threading.Thread(target=work, name=f"deita-{work.__name__}", daemon=True).start()

    def send(self, frame: bytes) -> None:
        """Have it written."""
        self._outbox.put(frame)

    def _write(self) -> None:
        with contextlib.suppress(OSError), self._in:
            while (frame := self._outbox.get()) is not None:
                self._in.write(frame)
                self._in.flush()

    def _read(self) -> None:
        with contextlib.suppress(OSError, ValueError), self._out:
            while (frame := frames.read(self._out)) is not None:
                _on(self._loop, self._heard, *frame)
        self._process.wait()
        self._outbox.put(None)
        _on(self._loop, self._ended)


def _widen(end: IO[bytes]) -> None:
    """Have the pipe hold more than the usual 64 kB; an ordinary user has only so much of it."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            fcntl.fcntl(end, fcntl.F_SETPIPE_SZ, PIPE_BYTES)


def _on(loop: asyncio.AbstractEventLoop, work: Callable[..., object], *args: object) -> None:
    with contextlib.suppress(RuntimeError):  # the loop has closed: nobody waits
        loop.call_soon_threadsafe(work, *args)


PIPES: type[Pipes] = ThreadedPipes if sys.platform == "win32" else LoopPipes
