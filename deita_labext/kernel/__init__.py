"""The kernel side: a client of the Deita service, its results, and the ``%%deita`` cell.

It stands alone: it imports nothing of the service, and a dataframe library
only when a result is asked for one.
"""

from __future__ import annotations

from .client import Client, connect
from .errors import DeitaError
from .result import Result

__all__ = ["Client", "DeitaError", "Result", "connect"]
