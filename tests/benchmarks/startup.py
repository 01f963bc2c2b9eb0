"""What Deita adds to the start of a Jupyter server."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.server import running_server

from .measure import in_turn, report

_WITH = "import jupyter_server.serverapp, deita_server_ext.app"
_WITHOUT = "import jupyter_server.serverapp, jupyter_server.extension.application"


def run() -> None:
    """Imports in a fresh interpreter; a server from its start to its first answer."""
    times = in_turn(7, ours=lambda: _python(_WITH), bare=lambda: _python(_WITHOUT))
    report(
        "import deita_server_ext.app beside jupyter_server", times["ours"], times["bare"], "+150 ms"
    )
    times = in_turn(7, ours=lambda: _python("import deita_server_ext"), bare=lambda: _python(""))
    report("import deita_server_ext alone", times["ours"], times["bare"], "+150 ms")
    times = in_turn(5, ours=lambda: _server(True), bare=lambda: _server(False))
    report(
        "a server's start, with and without the extension", times["ours"], times["bare"], "+150 ms"
    )


def _python(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True)


def _server(deita: bool) -> None:
    with (
        tempfile.TemporaryDirectory() as home,
        running_server(Path(home), deita=deita, ready="api"),
    ):
        pass
