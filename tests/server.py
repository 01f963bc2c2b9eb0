"""A real Jupyter server with Deita in a process of its own, for every kind of test."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil

from tests.processes import free_ports, server, wait_until

ROOT = Path(__file__).parents[1]
_LEFT_OUT = Path(__file__).parent / "left_out"
"""Modules that stand before others of the same name, and cannot be imported."""
_STRANGERS = ("DEITA_", "JUPYTER", "JPY_", "AWS_")
"""What the environment of the tests may hold that a server or a kernel would heed."""
_START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running Jupyter server; all that it writes is below ``home``."""

    url: str
    token: str
    home: Path
    process: subprocess.Popen[bytes]

    @property
    def data(self) -> Path:
        """The folder of Deita's data."""
        return self.home / "data" / "deita"

    @property
    def log(self) -> str:
        """What the server has said so far."""
        return (self.home / "server.log").read_text("utf-8", "replace")

    def workers(self) -> list[psutil.Process]:
        """The engine's processes."""
        found = []
        for child in psutil.Process(self.process.pid).children(recursive=True):
            with suppress(psutil.Error):
                if "deita_server_ext.engine.host" in child.cmdline():
                    found.append(child)
        return found

    def workers_of(self, workspace_id: str) -> list[psutil.Process]:
        """Those that work in the folder of a workspace's snapshots, the oldest first."""
        found = []
        for worker in self.workers():
            with suppress(psutil.Error):  # it may be ending
                if worker.cwd().endswith(workspace_id):
                    found.append((worker.create_time(), worker.pid, worker))
        return [worker for *_age, worker in sorted(found)]

    def worker(self, workspace_id: str) -> psutil.Process:
        """The workspace's. A younger one may have been beside it for an export."""
        return self.workers_of(workspace_id)[0]

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        self.process.kill()
        self.process.wait()

    def request(self, verb: str, path: str, body: object = None) -> Any:
        """What the server answers, from JSON."""
        request = urllib.request.Request(
            self.url + path,
            method=verb,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as reply:
            content = reply.read()
        return json.loads(content) if content else None


def clean_environment(home: Path) -> dict[str, str]:
    """Our environment without any trace of a Jupyter server, with folders below ``home``."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(_STRANGERS)}
    search = [str(_LEFT_OUT), environ.get("PYTHONPATH", ""), str(ROOT)]
    return environ | {
        "HOME": str(home),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTER_PLATFORM_DIRS": "1",
        "PYTHONPATH": os.pathsep.join(part for part in search if part),
    }


@contextmanager
def running_server(
    home: Path,
    *,
    deita: bool = True,
    ready: str | None = None,
    lab: bool = False,
    environment: dict[str, str] | None = None,
    options: tuple[str, ...] = (),
    config: str = "",
    like: Server | None = None,
) -> Iterator[Server]:
    """A Jupyter server that is gone after the block, with every process it started.

    It is waited for until ``ready`` answers, by default Deita's health.
    ``environment`` goes over the clean one, ``config`` is the text of its
    ``jupyter_server_config.py``. Started again in the same ``home`` it finds what it left;
    one that is ``like`` another one takes its place, at the same address.
    """
    port = urlsplit(like.url).port if like is not None else free_ports(1)[0]
    token = like.token if like is not None else secrets.token_hex()
    root = home / "notebooks"
    for folder in (root, home / "config"):
        folder.mkdir(parents=True, exist_ok=True)
    (home / "config" / "jupyter_server_config.py").write_text(config, "utf-8")
    extensions = {"deita_server_ext": deita, "jupyterlab": lab, "notebook_shim": False}
    command = [
        *(sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root"),
        *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *("--ServerApp.base_url=/base/", f"--ServerApp.root_dir={root}"),
        f"--ServerApp.jpserver_extensions={extensions!r}",
        *options,
    ]
    log = home / "server.log"
    variables = clean_environment(home) | {"JUPYTER_TOKEN": token} | (environment or {})
    with server(command, log=log, cwd=home, environment=variables) as process:
        running = Server(f"http://127.0.0.1:{port}/base/", token, home, process)
        path = ready or ("deita/api/health" if deita else "api")
        family: list[psutil.Process] = []
        try:
            wait_until(lambda: _answers(running, path), process, log, _START_SECONDS)
            yield running
        finally:
            with suppress(psutil.Error):
                family = psutil.Process(process.pid).children(recursive=True)
            _end(process, family)


def _answers(running: Server, path: str) -> bool:
    try:
        # Without a login, so that nothing is built yet when the test begins.
        urllib.request.urlopen(running.url + path, timeout=30).close()
    except urllib.error.HTTPError as error:
        raise RuntimeError(f"{path}: {error}\n{running.log[-4000:]}") from error
    except OSError:
        return False
    return True


def _end(process: subprocess.Popen[bytes], family: list[psutil.Process]) -> None:
    """Let the server close what it opened; what is left of its family then is killed."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
    _gone, left = psutil.wait_procs(family, timeout=5)
    for one in left:
        with suppress(psutil.NoSuchProcess):
            one.kill()
