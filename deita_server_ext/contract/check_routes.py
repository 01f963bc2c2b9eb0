"""How statements are looked at."""

from __future__ import annotations

from .checks import (
    Check,
    CheckRequest,
    FormatRequest,
    Formatted,
    FunctionList,
    Plan,
    PlanRequest,
)
from .operation import Operation

CHECKS: tuple[Operation, ...] = (
    Operation("GET", "/functions", "The functions that statements may call.", FunctionList),
    Operation(
        "POST",
        "/workspaces/{workspace}/check",
        "Would this statement run, and what would it give? It is not run.",
        Check,
        CheckRequest,
    ),
    Operation(
        "POST",
        "/workspaces/{workspace}/format",
        "Statements laid out for reading; they mean what they meant.",
        Formatted,
        FormatRequest,
    ),
    Operation(
        "POST",
        "/workspaces/{workspace}/plan",
        "How a statement is worked out; it takes its turn as a query does.",
        Plan,
        PlanRequest,
    ),
)
