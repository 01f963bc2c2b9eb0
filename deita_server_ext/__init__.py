"""Deita's service: a Jupyter server extension. Importing it loads nothing else."""

from __future__ import annotations

from typing import Any

from ._version import __version__

__all__ = ["__version__"]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    from .app import DeitaApp  # noqa: PLC0415 - lazy, so that importing the package costs nothing

    return [{"module": "deita_server_ext", "app": DeitaApp}]
