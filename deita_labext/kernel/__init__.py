"""The kernel side: a client of the Deita service, its results, and the ``%%deita`` cell.

It stands alone: it imports nothing of the service, and a dataframe library
only when a result is asked for one. The names below are loaded when they are
first used, so that a kernel starts as quickly with Deita as without.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .awaiting import AsyncClient, AsyncResult, connect_async
    from .client import Client, connect
    from .errors import DeitaError
    from .plots import Chart
    from .result import Result

__all__ = [
    "AsyncClient",
    "AsyncResult",
    "Chart",
    "Client",
    "DeitaError",
    "Result",
    "connect",
    "connect_async",
]

_HOMES = {
    "AsyncClient": "awaiting",
    "AsyncResult": "awaiting",
    "Chart": "plots",
    "Client": "client",
    "DeitaError": "errors",
    "Result": "result",
    "connect": "client",
    "connect_async": "awaiting",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value
