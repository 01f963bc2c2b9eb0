"""What a person touches: the JupyterLab extension and the ``%%deita`` cell.

Importing it loads nothing; each part is loaded when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from .kernel.client import Client

__version__ = "0.1.0"

__all__ = ["__version__", "connect", "load_ipython_extension", "unload_ipython_extension"]


def connect(url: str | None = None, token: str | None = None) -> Client:
    """A client of the Deita service: the one at ``url``, or the one that is found."""
    from .kernel.client import connect  # noqa: PLC0415 - lazy, so that the import costs nothing

    return connect(url, token)


def load_ipython_extension(ipython: InteractiveShell) -> None:
    """Add ``%deita`` and ``%%deita`` (``%load_ext deita_labext``)."""
    from .kernel.magic import load  # noqa: PLC0415

    load(ipython)


def unload_ipython_extension(ipython: InteractiveShell) -> None:
    """Take ``%deita`` and ``%%deita`` away (``%unload_ext deita_labext``)."""
    from .kernel.magic import unload  # noqa: PLC0415

    unload(ipython)


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "@deita/labextension"}]
