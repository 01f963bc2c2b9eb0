"""Each module of this package ends in its routes; here they all come together."""

from __future__ import annotations

from typing import Any

from . import (
    ai,
    charts,
    checks,
    events,
    exports,
    ingests,
    leases,
    members,
    profiles,
    queries,
    results,
    saved,
    service,
    snapshots,
    tables,
    threads,
    tus,
    uploads,
    views,
    workspaces,
)

ROUTES: list[tuple[Any, ...]] = [
    *service.ROUTES,
    *events.ROUTES,
    *workspaces.ROUTES,
    *members.ROUTES,
    *uploads.ROUTES,
    *tus.ROUTES,
    *ingests.ROUTES,
    *leases.ROUTES,
    *tables.ROUTES,
    *snapshots.ROUTES,
    *exports.ROUTES,
    *queries.ROUTES,
    *checks.ROUTES,
    *results.ROUTES,
    *saved.ROUTES,
    *views.ROUTES,
    *charts.ROUTES,
    *profiles.ROUTES,
    *threads.ROUTES,
    *ai.ROUTES,
    *service.NOTHING,
]
