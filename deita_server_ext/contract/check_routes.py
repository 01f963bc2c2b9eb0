"""How statements are looked at."""

from __future__ import annotations

from .checks import Check, CheckRequest
from .operation import Operation

CHECKS: tuple[Operation, ...] = (
    Operation(
        "POST",
        "/workspaces/{workspace}/check",
        "Would this statement run, and what would it give? It is not run.",
        Check,
        CheckRequest,
    ),
)
