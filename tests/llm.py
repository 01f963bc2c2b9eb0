"""A scripted server that speaks OpenAI's API: true server-sent events, tools, errors, silence."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-canary-0123456789abcdef"
"""The key that the server asks for; it must be seen nowhere else."""


@dataclass(frozen=True)
class Words:
    """An answer in words, a piece at a time; ``pause`` is the seconds between two."""

    text: str
    pause: float = 0.0
    piece: int = 7
    cut: bool = False
    """Whether it ends because it is too long."""
    read: int = 100
    """The tokens of the prompt, as the server counts them."""


@dataclass(frozen=True)
class Calls:
    """An answer that asks for tools: names and arguments (a dict, or text as it is)."""

    calls: list[tuple[str, Any]]
    before: str = ""


@dataclass(frozen=True)
class Refusal:
    """An error instead of an answer."""

    status: int
    message: str = "refused"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Broken:
    """An answer that breaks off behind these words."""

    text: str


@dataclass(frozen=True)
class Silence:
    """No answer for so long, behind these words."""

    seconds: float
    text: str = ""


Step = Words | Calls | Refusal | Broken | Silence


class ScriptedLlm:
    """What the server is to say, and what it was asked.

    ``script`` are the answers to come, in turn; where there are none, ``otherwise`` is asked
    with the request.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.script: list[Step] = []
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.left = threading.Event()
        """Set when a client went before its answer was whole."""
        self.otherwise: Callable[[dict[str, Any]], Step] = lambda _request: Words("Well.")

    def say(self, *steps: Step | str) -> None:
        """Begin anew with this script."""
        self.script = [Words(step) if isinstance(step, str) else step for step in steps]
        self.requests.clear()
        self.headers.clear()
        self.left.clear()

    def prompts(self) -> str:
        """All that it was told since the script began."""
        return json.dumps(self.requests, ensure_ascii=False)

    def step(self, request: dict[str, Any]) -> Step:
        """The answer to a request."""
        self.requests.append(request)
        return self.script.pop(0) if self.script else self.otherwise(request)


@contextmanager
def running_llm() -> Iterator[ScriptedLlm]:
    """The server, as long as the block lasts."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    http.daemon_threads = True
    llm = ScriptedLlm(f"http://127.0.0.1:{http.server_address[1]}/v1")
    http.llm = llm  # type: ignore[attr-defined]
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield llm
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    """As all who stream do: else a piece waits for word that the last one has arrived."""

    def log_message(self, *_args: object) -> None:
        """Nothing."""

    def do_POST(self) -> None:
        """Answer a chat completion."""
        llm: ScriptedLlm = self.server.llm  # type: ignore[attr-defined]
        length = int(self.headers.get("Content-Length", 0))
        request = json.loads(self.rfile.read(length))
        llm.headers.append(dict(self.headers))
        if self.headers.get("Authorization") != f"Bearer {KEY}":
            given = self.headers.get("Authorization", "")
            self._refuse(Refusal(401, f"Incorrect API key provided: {given}"))
            return
        step = llm.step(request)
        try:
            self._answer(step, request)
        except (BrokenPipeError, ConnectionResetError):
            llm.left.set()

    def _answer(self, step: Step, request: dict[str, Any]) -> None:
        if isinstance(step, Refusal):
            self._refuse(step)
            return
        if isinstance(step, Silence) and not step.text:
            self._wait(step.seconds)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if isinstance(step, Words):
            for at in range(0, len(step.text), step.piece):
                self._delta({"content": step.text[at : at + step.piece]}, request)
                self._wait(step.pause)
        elif isinstance(step, Calls):
            if step.before:
                self._delta({"content": step.before}, request)
            self._calls(step, request)
        else:
            self._delta({"content": step.text}, request)
            if isinstance(step, Broken):
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            self._wait(step.seconds)
        self._end(step, request)

    def _calls(self, step: Calls, request: dict[str, Any]) -> None:
        for number, (name, arguments) in enumerate(step.calls):
            text = arguments if isinstance(arguments, str) else json.dumps(arguments)
            function = {"name": name, "arguments": ""}
            call = {"index": number, "id": f"call_{number}", "type": "function"}
            self._delta({"tool_calls": [{**call, "function": function}]}, request)
            for at in range(0, len(text), 5):
                part = {"index": number, "function": {"arguments": text[at : at + 5]}}
                self._delta({"tool_calls": [part]}, request)

    def _end(self, step: Step, request: dict[str, Any]) -> None:
        words = step if isinstance(step, Words) else Words("")
        reason = "tool_calls" if isinstance(step, Calls) else "length" if words.cut else "stop"
        self._send(_chunk(request, {}, reason))
        usage = {
            "prompt_tokens": words.read, "completion_tokens": 20,
            "total_tokens": words.read + 20, "cost": 0.001,
        }  # fmt: skip
        self._send({**_chunk(request, {}, None), "choices": [], "usage": usage})
        self._write(b"data: [DONE]\n\n")
        self._write(b"")

    def _delta(self, delta: dict[str, Any], request: dict[str, Any]) -> None:
        self._send(_chunk(request, delta, None))

    def _send(self, chunk: dict[str, Any]) -> None:
        self._write(b"data: " + json.dumps(chunk).encode() + b"\n\n")

    def _write(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _wait(self, seconds: float) -> None:
        """Sleep, and notice a client that goes meanwhile."""
        end = time.monotonic() + seconds
        self.connection.setblocking(False)
        try:
            while time.monotonic() < end:
                with suppress(BlockingIOError):
                    if self.connection.recv(1, socket.MSG_PEEK) == b"":
                        raise BrokenPipeError
                time.sleep(min(0.02, seconds))
        finally:
            self.connection.setblocking(True)

    def _refuse(self, refusal: Refusal) -> None:
        body = json.dumps({"error": {"message": refusal.message, "type": "error"}}).encode()
        self.send_response(refusal.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in refusal.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _chunk(request: dict[str, Any], delta: dict[str, Any], reason: str | None) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": request.get("model", "scripted"),
        "choices": [{"index": 0, "delta": delta, "finish_reason": reason}],
    }
