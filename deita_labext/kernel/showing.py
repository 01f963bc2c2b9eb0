"""The results that front ends show, by the keys they know them by."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from .result import Result

COMM = "deita.grid"
"""The comm by which a front end that shows a result asks for its widget."""

_RESULTS: WeakValueDictionary[str, Result] = WeakValueDictionary()
"""What a front end has is a key and nothing else, and it outlives the cell that made it."""


def add(result: Result) -> str:
    """Make a result known; its key. It is forgotten with the result."""
    key = uuid4().hex
    _RESULTS[key] = result
    return key


def listen(comm_manager: Any) -> None:
    """Give the results' widgets to the front ends that ask for them."""
    comm_manager.register_target(COMM, _asked)


def stop_listening(comm_manager: Any) -> None:
    """Give no more of them."""
    with suppress(KeyError):
        comm_manager.unregister_target(COMM, _asked)


def _asked(comm: Any, opened: Any) -> None:
    result = _RESULTS.get(opened["content"]["data"].get("key", ""))
    if result is not None:
        _ = result.grid
    comm.close({"known": result is not None})
