"""The worker process: reads requests from a pipe, runs them in threads, answers.

Started as ``python -P -m deita_server_ext.engine.host`` with an emptied environment. The
first request names the *role*, a class whose public methods are the operations. A method
takes the request's arguments; what it returns is the last answer. Those named in the role's
``EMITS`` get an ``emit`` function for what they have to say before; those in ``AT_ONCE`` run
before whatever waits for a thread. The process ends when its input ends, so it
does not outlive the server.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, BinaryIO

from deita_server_ext.errors import DeitaError

from . import frames

NESTING = 5000
"""Python's recursion limit: the gate reads some hundred parentheses within one another."""
STACK_BYTES = 16 << 20
"""Stack of each thread: room for that recursion."""

Answer = tuple[dict[str, Any], bytes]
Emit = Callable[[dict[str, Any], bytes], None]


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    lock = threading.Lock()

    def send(header: dict[str, Any], payload: bytes = b"") -> None:
        frame = frames.encode(header, payload)
        with lock:
            answers.write(frame)
            answers.flush()

    role: Any = None
    threads = ThreadPoolExecutor(16, thread_name_prefix="op")
    while (request := frames.read(requests)) is not None:
        header, _payload = request
        number, operation, args = header["id"], header["op"], header["args"]
        if operation == "role":
            role = _load(args["role"])
            limit_address_space(args.get("address_space_bytes"))
            send({"id": number, "last": True})
        else:
            run = _Call(number, args, operation in role.EMITS, send)
            method = getattr(role, operation)
            if operation in role.AT_ONCE:
                run(method)
            else:
                threads.submit(run, method)
    # What still runs is of no use to anybody: the server has gone.
    os._exit(0)


def _load(path: str) -> Any:
    module, name = path.split(":")
    return getattr(importlib.import_module(module), name)()


class _Call:
    """One request: runs a method and sends what comes of it."""

    def __init__(
        self, number: int, args: dict[str, Any], emits: bool, send: Callable[..., None]
    ) -> None:
        self._number = number
        self._args = {**args, "emit": self._emit} if emits else args
        self._send = send

    def __call__(self, method: Callable[..., Answer]) -> None:
        last = {"id": self._number, "last": True}
        with contextlib.suppress(BrokenPipeError):
            try:
                header, payload = method(**self._args)
                self._send({**last, **header}, payload)
            except DeitaError as exc:
                self._send({**last, "error": exc.body()})
            except BaseException as exc:  # the pipe is the only way to tell the server
                body = {"code": "fault", "message": f"{type(exc).__name__}: {exc}"}
                self._send({**last, "error": body})

    def _emit(self, header: dict[str, Any], payload: bytes = b"") -> None:
        self._send({"id": self._number, "last": False, **header}, payload)


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


def main() -> None:
    """Take over standard input and output; whatever prints goes to standard error."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    # The slow imports, while the process is a spare and nobody waits for it.
    sys.setrecursionlimit(NESTING)
    threading.stack_size(STACK_BYTES)
    for module in ("pyarrow", "duckdb", "sqlglot.dialects.duckdb"):
        importlib.import_module(module)
    serve(requests, answers)


if __name__ == "__main__":
    main()
