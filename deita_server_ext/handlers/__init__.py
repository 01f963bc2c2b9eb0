"""HTTP, and nothing else. Each module ends in its routes; here they all come together."""

from __future__ import annotations

from typing import Any

from . import events, exports, queries, results, service, tables, tus, uploads, workspaces

ROUTES: list[tuple[Any, ...]] = [
    *service.ROUTES,
    *events.ROUTES,
    *workspaces.ROUTES,
    *uploads.ROUTES,
    *tus.ROUTES,
    *tables.ROUTES,
    *exports.ROUTES,
    *queries.ROUTES,
    *results.ROUTES,
    *service.NOTHING,
]
