"""The program of a private service: a Jupyter server with Deita and nothing else.

Run as ``python -m deita_labext.kernel.serve`` by :mod:`.private`: writes its
address as one line, serves, and ends when its standard input does.
"""

from __future__ import annotations

import os
import sys
import threading
import time

from jupyter_server.auth.identity import IdentityProvider
from jupyter_server.serverapp import ServerApp
from traitlets.config import Config

_GRACE_SECONDS = 8.0


class PrivateServer(ServerApp):
    """Loopback only, on a free port, behind a token, without kernels or pages.

    The person's own settings of Deita apply; those of their Jupyter server,
    which say who else may come in, do not.
    """

    name = "deita-private"
    default_services = ("api", "auth", "security")  # type: ignore[assignment]

    def initialize(self, argv: list[str] | None = None, **kwargs: object) -> None:  # type: ignore[override]
        """Read the person's settings, then put ours above them."""
        self._ours = Config(
            {
                "ServerApp": {
                    "ip": "127.0.0.1",
                    "port": 0,
                    "base_url": "/",
                    "sock": "",
                    "certfile": "",
                    "keyfile": "",
                    "client_ca": "",
                    "allow_root": True,
                    "allow_remote_access": False,
                    "open_browser": False,
                    "shutdown_no_activity_timeout": 0,
                    "identity_provider_class": IdentityProvider,
                    "jpserver_extensions": {"deita_server_ext": True},
                },
                "IdentityProvider": {"token": os.environ.pop("DEITA_PRIVATE_TOKEN")},
            }
        )
        super().initialize(argv, **kwargs)  # type: ignore[arg-type]

    def load_config_file(self, suppress_errors: bool = True) -> None:  # type: ignore[override]
        """The person's files, with what makes this server private on top."""
        super().load_config_file(suppress_errors)
        self.update_config(self._ours)

    def find_server_extensions(self) -> None:
        """No other extension, whatever is installed."""
        self.jpserver_extensions = {"deita_server_ext": True}

    def write_server_info_file(self) -> None:
        """No file with the token in it. The one who started us is told, once we listen."""
        # The socket is bound by a callback that waits in the loop already.
        self.io_loop.add_callback(self._announce)

    def write_browser_open_files(self) -> None:
        """Nobody is to open this server in a browser."""

    def _announce(self) -> None:
        sys.stdout.write(f"{self.connection_url}\n")
        sys.stdout.flush()


def _end_with(server: PrivateServer, parent: int) -> None:
    """End the server when the pipe from its parent closes, or the parent is another one."""
    ended = threading.Event()

    def read() -> None:
        while sys.stdin.buffer.read(1):
            pass
        ended.set()

    threading.Thread(target=read, daemon=True).start()
    # A fork of the parent may hold the pipe open after it; its number tells.
    while not ended.wait(1.0) and os.getppid() == parent:
        pass
    server.io_loop.add_callback(server.stop)
    time.sleep(_GRACE_SECONDS)
    os._exit(1)


def main() -> None:
    """Serve until the parent is gone."""
    parent = os.getppid()
    server = PrivateServer()
    server.initialize([])
    threading.Thread(target=_end_with, args=(server, parent), daemon=True).start()
    server.start()


if __name__ == "__main__":
    main()
