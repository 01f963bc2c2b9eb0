"""A JupyterHub with Deita as a service, set up as the README says, and its users' servers."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import Any

import psutil

from tests.processes import free_ports, missing, server, wait_until
from tests.server import ROOT, Server, clean_environment

USERS = ("alice", "bob", "carol")
PROXY = ROOT / "deita_labext/node_modules/configurable-http-proxy/bin/configurable-http-proxy"
_OWN = """
import os

c.JupyterHub.services[0]["environment"] |= {service!r}
c.JupyterHub.services.append({{"name": "tests", "api_token": {token!r}}})
c.JupyterHub.load_roles.append(
    {{
        "name": "tests",
        "services": ["tests"],
        "scopes": ["admin:users", "admin:servers", "tokens", "access:servers"],
    }}
)
c.JupyterHub.bind_url = "http://127.0.0.1:{port}/"
c.JupyterHub.hub_port = {hub_port}
c.JupyterHub.db_url = "sqlite:///{home}/hub.sqlite"
c.JupyterHub.cookie_secret_file = "{home}/cookie_secret"
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allowed_users = set({users!r})
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = "{home}/{{username}}"
c.Spawner.cmd = [{python!r}, "-m", "jupyterhub.singleuser"]
c.Spawner.args = {args!r}
c.Spawner.http_timeout = c.Spawner.start_timeout = 120
c.ConfigurableHTTPProxy.command = {proxy!r}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
"""


@dataclass(frozen=True)
class Hub:
    """A running Hub; all that it and its servers write is below ``home``."""

    url: str
    home: Path
    process: Popen[bytes]
    token: str
    service: str
    """The base URL of the service, as the users' servers reach it."""

    @property
    def log(self) -> str:
        """What the Hub and all that it started have said."""
        return (self.home / "hub.log").read_text("utf-8", "replace")

    def ask(self, verb: str, path: str, body: object = None) -> Any:
        """What the Hub's own API answers to an administrator."""
        request = urllib.request.Request(
            f"{self.url}hub/api/{path}",
            method=verb,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=60) as reply:
            content = reply.read()
        return json.loads(content) if content else None

    def token_of(self, user: str, scopes: list[str] | None = None) -> str:
        """A new token of a user's, with all that the user may unless ``scopes`` say less."""
        asked = {} if scopes is None else {"scopes": scopes}
        made: str = self.ask("POST", f"users/{user}/tokens", asked)["token"]
        return made

    def started(self, *users: str) -> list[Server]:
        """The users' own servers, as one reaches them through the Hub's proxy."""
        for user in users:
            self.ask("POST", f"users/{user}/server")
        for user in users:
            wait_until(
                lambda user=user: self.ask("GET", f"users/{user}")["servers"][""]["ready"],
                self.process,
                self.home / "hub.log",
                120,
            )
        return [
            Server(f"{self.url}user/{user}/", self.token_of(user), self.home, self.process)
            for user in users
        ]

    def processes(self, *words: str) -> list[psutil.Process]:
        """Of all that the Hub started, what has these words in its command."""
        found = []
        for one in psutil.Process(self.process.pid).children(recursive=True):
            with suppress(psutil.Error):
                if all(word in " ".join(one.cmdline()) for word in words):
                    found.append(one)
        return found

    def server_of(self, user: str) -> psutil.Process:
        """The process of a user's own server."""
        [found] = [
            one
            for one in self.processes("jupyterhub.singleuser")
            if one.environ().get("JUPYTERHUB_USER") == user
        ]
        return found

    def service_process(self) -> psutil.Process:
        """The process of Deita's service."""
        [found] = self.processes("deita_server_ext.hub")
        return found


def snippet() -> str:
    """What the README has an administrator write."""
    readme = (ROOT / "README.md").read_text("utf-8")
    section = readme.partition("\n## On a JupyterHub\n")[2].partition("\n## ")[0]
    [code] = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    return str(code)


@contextmanager
def running_hub(home: Path, *, lab: bool = False, service: dict[str, str]) -> Iterator[Hub]:
    """A Hub that is gone after the block, with all that it started.

    It is set up as the README says, at other ports and in another folder. ``service`` goes over
    the environment of Deita's service.
    """
    node = shutil.which("node")
    if node is None or not PROXY.exists():
        missing("the Hub's proxy")
    port, hub_port, api_port, own_port = free_ports(4)
    code = snippet()
    for said, here in (("10101", str(own_port)), ("/srv/deita", str(home / "deita"))):
        assert said in code
        code = code.replace(said, here)
    token = secrets.token_hex()
    extensions = {"jupyterlab": lab, "notebook": False, "jupyter_lsp": False}
    args = ["--allow-root", f"--ServerApp.jpserver_extensions={extensions!r}"]
    for user in USERS:
        (home / user).mkdir(parents=True)
    config = home / "jupyterhub_config.py"
    config.write_text(
        code
        + _OWN.format(
            service=service, token=token, port=port, hub_port=hub_port, api_port=api_port,
            home=home, users=USERS, python=sys.executable, args=args, proxy=[node, str(PROXY)],
        )
    )  # fmt: skip
    log = home / "hub.log"
    command = [sys.executable, "-m", "jupyterhub", "-f", str(config)]
    environment = clean_environment(home) | {"CONFIGPROXY_AUTH_TOKEN": secrets.token_hex()}
    with server(command, log=log, cwd=home, environment=environment) as process:
        url = f"http://127.0.0.1:{port}/"
        place = f"http://127.0.0.1:{own_port}/services/deita/"
        hub = Hub(url, home, process, token, place)
        family: list[psutil.Process] = []
        try:
            for ready in (f"{url}hub/api/health", f"{place}deita/api/health"):
                wait_until(lambda ready=ready: _answers(ready), process, log, 120)
            yield hub
        finally:
            with suppress(psutil.Error):
                family = psutil.Process(process.pid).children(recursive=True)
            # Asked to end it takes its time, and nothing is to be kept.
            process.kill()
            for one in family:
                with suppress(psutil.Error):
                    one.kill()
            psutil.wait_procs(family, timeout=5)


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=30).close()
    except OSError:
        return False
    return True
