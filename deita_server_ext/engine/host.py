"""The worker process: reads requests from a pipe, runs them in threads, answers.

Started as ``python -P -m deita_server_ext.engine.host`` with an emptied environment. The
first request names the *role*, a class whose public methods, and those of its public parts
(``exports.chunk``), are the operations. A method takes the request's arguments; what it
returns is the last answer. Those named in the role's ``EMITS`` get an ``emit`` function for
what they have to say before; those in ``AT_ONCE`` run before whatever waits for a
thread; those in ``LATER`` do too, and are done when they have called the ``answer`` function
that they get, from whichever thread, with what gives the answer. The role's ``lane`` tells
which operations share threads, and its ``LANES`` how many: however many of one lane there are
to do, those of another are begun. The process ends when its input ends, so it does not outlive
the server.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.abc
import operator
import os
import sys
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from deita_server_ext.errors import DeitaError, MemoryLimit

from . import frames
from .limits import STACK_BYTES

NESTING = 5000
"""Python's recursion limit: the gate reads some hundred parentheses within one another, for
which there is room in ``STACK_BYTES``."""

_FIRST = ("pyarrow", "duckdb", "sqlglot.dialects.duckdb", "deita_server_ext.engine.session")

Answer = tuple[dict[str, Any], bytes]
Emit = Callable[[dict[str, Any], bytes], None]
Later = Callable[[Callable[[], Answer]], None]


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    lock = threading.Lock()

    def send(header: dict[str, Any], payload: bytes = b"") -> None:
        head = frames.head(header, len(payload))
        with lock:
            answers.write(head)
            answers.write(payload)
            answers.flush()

    stage = _Stage()

    def following() -> _Work:
        while (request := frames.read(requests)) is not None:
            header, _payload = request
            operation = header["op"]
            call = _Call(header["id"], header["args"], operation, stage, send)
            if operation not in stage.at_once:
                return _Work(call, stage.lane(operation))
            call()
        # What still runs is of no use to anybody: the server has gone.
        os._exit(0)

    # In threads alone: the main one's stack is the system's to say.
    first = threading.Thread(target=_Crew(following, stage.lanes).run, name="op")
    first.start()
    first.join()


@dataclass(frozen=True)
class _Work:
    """What one thread is to do, and the lane that it is of."""

    run: Callable[[], None]
    lane: str


class _Crew:
    """Threads that look for work in turn: who has found some does it, and another looks on.

    So the work of one request goes from no thread to another. As many are at the work of a lane
    as ``lanes`` has it; what is found beyond that waits until one of them has done.
    """

    def __init__(self, find: Callable[[], _Work], lanes: Mapping[str, int]) -> None:
        self._find = find
        self._lanes = lanes
        self._looking = threading.Lock()
        self._state = threading.Lock()
        self._idle = 0
        self._busy: Counter[str] = Counter()
        self._left: list[_Work] = []

    def run(self) -> None:
        """What each of them does."""
        try:
            while True:
                work = self._work()
                work.run()
                with self._state:
                    self._busy[work.lane] -= 1
        finally:
            os._exit(1)

    def _work(self) -> _Work:
        """The next piece of work, with somebody else looking for the one after it."""
        with self._state:
            for work in self._left:
                if self._has_room(work.lane):
                    self._left.remove(work)
                    self._busy[work.lane] += 1
                    return work
            self._idle += 1
        with self._looking:
            with self._state:
                self._idle -= 1
            while True:
                work = self._find()
                with self._state:
                    if self._has_room(work.lane):
                        self._busy[work.lane] += 1
                        if self._idle:
                            return work
                        break
                    self._left.append(work)
        threading.Thread(target=self.run, name="op").start()
        return work

    def _has_room(self, lane: str) -> bool:
        return self._busy[lane] < self._lanes[lane]


class _Stage:
    """Holds the role that the process has taken."""

    emits: tuple[str, ...] = ()
    at_once: tuple[str, ...] = ("role",)
    later: tuple[str, ...] = ()

    def __init__(self) -> None:
        self._role: Any = None
        self.lanes: dict[str, int] = {}

    def find(self, operation: str) -> Callable[..., Answer | None]:
        """The method for an operation."""
        if operation == "role":
            return self.take
        return cast(Callable[..., Answer | None], operator.attrgetter(operation)(self._role))

    def lane(self, operation: str) -> str:
        """Whose threads an operation takes."""
        return cast(str, self._role.lane(operation))

    def take(
        self, *, role: str, address_space_bytes: int | None, lanes: dict[str, int] | None = None
    ) -> Answer:
        """Become ``package.module:Class``; ``lanes`` go before its own."""
        module, name = role.split(":")
        self._role = getattr(importlib.import_module(module), name)()
        self.emits, self.later = self._role.EMITS, self._role.LATER
        self.at_once = (*_Stage.at_once, *self._role.AT_ONCE, *self.later)
        self.lanes.update(self._role.LANES, **(lanes or {}))
        limit_address_space(address_space_bytes)
        return {}, b""


class _Call:
    """One request: runs a method and sends what comes of it."""

    def __init__(
        self,
        number: int,
        args: dict[str, Any],
        operation: str,
        stage: _Stage,
        send: Callable[..., None],
    ) -> None:
        self._number = number
        self._args = args
        self._operation = operation
        self._stage = stage
        self._send = send
        if operation in stage.emits:
            self._args["emit"] = self._emit
        if operation in stage.later:
            self._args["answer"] = self._answer

    def __call__(self) -> None:
        """Do it, and answer unless that comes later."""
        self._answer(lambda: self._stage.find(self._operation)(**self._args))

    def _answer(self, give: Callable[[], Answer | None]) -> None:
        last = {"id": self._number, "last": True}
        with contextlib.suppress(BrokenPipeError):
            try:
                if (answer := give()) is not None:
                    header, payload = answer
                    self._send({**last, **header}, payload)
            except DeitaError as exc:
                self._send({**last, "error": exc.body()})
            except MemoryError:
                self._send({**last, "error": _no_memory().body()})
            except BaseException as exc:  # the pipe is the only way to tell the server
                body = {"code": "fault", "message": f"{type(exc).__name__}: {exc}"}
                self._send({**last, "error": body})

    def _emit(self, header: dict[str, Any], payload: bytes = b"") -> None:
        self._send({"id": self._number, "last": False, **header}, payload)


def _no_memory() -> MemoryLimit:
    return MemoryLimit(
        "There was not memory enough for this.",
        hint="Try again when less is going on, or raise DeitaApp.worker_memory_bytes.",
    )


def limit_address_space(limit: int | None) -> None:
    """Cap what the process may map, so that no single allocation takes the machine.

    DuckDB's own ``memory_limit`` does not count every allocation; this does. Systems
    without the limit (Windows, macOS) go without it.
    """
    if limit is None or not sys.platform.startswith("linux"):
        return
    import resource  # noqa: PLC0415 - not there on Windows

    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


class _NoPandas(importlib.abc.MetaPathFinder):
    """Arrow looks for pandas with the first value that it makes of Python's: a quarter of a
    second and 60 MB, for nothing that is used here. To a worker it is not installed."""

    def find_spec(self, fullname: str, *_where: object) -> None:
        """Raise ModuleNotFoundError for pandas; others look for all else."""
        if fullname == "pandas":
            raise ModuleNotFoundError("pandas is not used here", name=fullname)


def main() -> None:
    """Take over standard input and output; whatever prints goes to standard error."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    sys.meta_path.insert(0, _NoPandas())
    # The slow imports, while the process is a spare and nobody waits for it.
    sys.setrecursionlimit(NESTING)
    threading.stack_size(STACK_BYTES)
    # What comes with them stays: the collector would look through it again and again, in vain.
    gc.disable()
    for module in _FIRST:
        importlib.import_module(module)
    gc.freeze()
    gc.enable()
    serve(requests, answers)


if __name__ == "__main__":
    main()
