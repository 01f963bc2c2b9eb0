"""HTTP, and nothing else. Each module ends in its routes; here they all come together."""

from __future__ import annotations

from typing import Any

from . import events, queries, results, service, tables, uploads, workspaces

ROUTES: list[tuple[Any, ...]] = [
    *service.ROUTES,
    *events.ROUTES,
    *workspaces.ROUTES,
    *uploads.ROUTES,
    *tables.ROUTES,
    *queries.ROUTES,
    *results.ROUTES,
    *service.NOTHING,
]
