"""A real Jupyter server with Deita, and real kernels that it starts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from tests import server as servers
from tests.server import ROOT, Server, running_server

IPYTHON_CONFIG = ROOT / "jupyter_config" / "ipython" / "ipython_kernel_config.py"


def clean_environment(home: Path) -> dict[str, str]:
    """Our environment without any trace of a Jupyter server, with folders below ``home``.

    IPython finds the wheel's configuration in the default profile.
    """
    profile = home / "ipython" / "profile_default"
    profile.mkdir(parents=True, exist_ok=True)
    config = profile / IPYTHON_CONFIG.name
    config.write_text(IPYTHON_CONFIG.read_text("utf-8"), "utf-8")
    return servers.clean_environment(home) | {"IPYTHONDIR": str(home / "ipython")}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Jupyter server with Deita."""
    home = tmp_path_factory.mktemp("server")
    with running_server(home, environment=clean_environment(home)) as running:
        yield running


@pytest.fixture(scope="session")
def plain_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Jupyter server without Deita."""
    home = tmp_path_factory.mktemp("plain")
    with running_server(home, deita=False, environment=clean_environment(home)) as running:
        yield running


@dataclass
class Ran:
    """What became of a cell."""

    status: str = ""
    outputs: list[dict[str, Any]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All plain text that was shown; the traceback where it failed."""
        parts = []
        for output in self.outputs:
            parts.append(output.get("text") or output.get("data", {}).get("text/plain", ""))
            parts += output.get("traceback", [])
        return "\n".join(parts)

    @property
    def data(self) -> dict[str, Any]:
        """The forms of the last thing shown; lines may be printed below what took a while."""
        shown = [output["data"] for output in self.outputs if "data" in output]
        found: dict[str, Any] = shown[-1]
        return found

    @property
    def error(self) -> dict[str, Any]:
        """The one error output."""
        [error] = [output for output in self.outputs if "ename" in output]
        return error


class Kernel:
    """A kernel that a server started, over the server's websocket."""

    def __init__(self, server: Server, kernel_id: str, socket: WebSocketClientConnection) -> None:
        self.server = server
        self.id = kernel_id
        self._socket = socket
        self._early: dict[str, list[dict[str, Any]]] = {}

    async def run(self, code: str) -> Ran:
        """Run a cell to its end. The outputs are as a notebook would keep them."""
        return await self.finish(await self.begin(code))

    async def begin(self, code: str) -> str:
        """Begin a cell; the id of its request."""
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {},
                   "allow_stdin": False, "stop_on_error": False}  # fmt: skip
        return await self.send("execute_request", content)

    async def send(self, kind: str, content: dict[str, Any]) -> str:
        """Send a message to the kernel's shell; its id."""
        request = uuid4().hex
        header = {"msg_id": request, "msg_type": kind, "session": "test",
                  "username": "", "version": "5.3", "date": ""}  # fmt: skip
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content,
                   "buffers": [], "channel": "shell"}  # fmt: skip
        await self._socket.write_message(json.dumps(message))
        return request

    async def answers(self, request: str) -> list[dict[str, Any]]:
        """All messages that answer one that is no cell, until the kernel is idle again."""
        found: list[dict[str, Any]] = []
        while True:
            message = await self._receive(request)
            if message["msg_type"] == "status":
                if message["content"]["execution_state"] == "idle":
                    return found
            else:
                found.append(message)

    async def finish(self, request: str) -> Ran:
        """Wait for the end of a cell."""
        ran, idle = Ran(), False
        early = self._early.pop(request, [])
        shown: dict[str, dict[str, Any]] = {}
        while not (ran.status and idle):
            message = early.pop(0) if early else await self._receive(request)
            kind, content = message["msg_type"], message["content"]
            display_id = content.get("transient", {}).get("display_id")
            if kind == "execute_reply":
                ran.status = content["status"]
            elif kind == "status":
                idle = content["execution_state"] == "idle"
            elif kind == "update_display_data":
                shown[display_id].update(content)
            elif kind in ("stream", "display_data", "execute_result", "error"):
                ran.outputs.append(content)
                if display_id:
                    shown[display_id] = content
        return ran

    async def shown(self, request: str) -> dict[str, Any]:
        """The next thing that a cell shows, first or in the place of another."""
        while True:
            message = await self._receive(request)
            self._early.setdefault(request, []).append(message)
            if message["msg_type"] in ("display_data", "update_display_data"):
                content: dict[str, Any] = message["content"]
                return content

    async def _receive(self, request: str) -> dict[str, Any]:
        """The next message of a cell."""
        while True:
            received = await asyncio.wait_for(self._socket.read_message(), 60)
            assert isinstance(received, str)
            message: dict[str, Any] = json.loads(received)
            if message["parent_header"].get("msg_id") == request:
                return message

    def interrupt(self) -> None:
        """What the stop button does."""
        self.server.request("POST", f"api/kernels/{self.id}/interrupt")


StartKernel = Callable[[Server], Awaitable[Kernel]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def start_kernel() -> AsyncIterator[StartKernel]:
    """Starts kernels, and ends them after the module's tests."""
    kernels: list[Kernel] = []

    async def start(server: Server) -> Kernel:
        kernel_id = (await asyncio.to_thread(server.request, "POST", "api/kernels", {}))["id"]
        url = f"{server.url}api/kernels/{kernel_id}/channels".replace("http:", "ws:")
        headers = {"Authorization": f"token {server.token}"}
        socket = await websocket_connect(HTTPRequest(url, headers=headers))
        kernels.append(Kernel(server, kernel_id, socket))
        return kernels[-1]

    yield start
    for kernel in kernels:
        kernel._socket.close()
        # The loop ends with the module: the other side's goodbye must have come by then.
        while await asyncio.wait_for(kernel._socket.read_message(), 20) is not None:
            pass
        await asyncio.to_thread(kernel.server.request, "DELETE", f"api/kernels/{kernel.id}")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def kernel(server: Server, start_kernel: StartKernel) -> Kernel:
    """A kernel of the server with Deita; nothing was configured in it."""
    return await start_kernel(server)
