"""Which servers there are: what a server calls itself, and whether another one has ended."""

from __future__ import annotations

import os
import platform

from deita_server_ext.domain import new_id

from .places import alive

_HOST = platform.node()


def runner_name() -> str:
    """A name of this server's own, by which the catalog knows what it works on."""
    return f"{_HOST}:{os.getpid()}:{new_id()}"


def has_died(runner: str, ours: str) -> bool:
    """Whether ``runner`` was a server on this machine that is no longer there.

    Of servers on other machines nothing is known but their silence.
    """
    host, _, rest = runner.rpartition(":")[0].rpartition(":")
    if host != _HOST or not rest.isdigit() or runner == ours:
        return False
    # In a container every server has the same number: then it is ours, and the other is gone.
    return int(rest) == os.getpid() or not alive(int(rest))
