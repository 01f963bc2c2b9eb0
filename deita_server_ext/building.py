"""The one place that builds and closes objects, from the settings.

A module of its own, loaded with the first request: the database and object store libraries
take half a second, and a server on which nobody opens Deita should not pay for them.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from .blocking import Blocking
from .building_ai import AiServices, Foundation, build_ai
from .catalog import Catalog
from .engine.limits import EngineLimits
from .engine.pool import Pool
from .services.access import Access
from .services.addresses import AllowedHosts
from .services.charts import Charts
from .services.checks import Checks
from .services.events import Events
from .services.expiry import Expiry
from .services.exports import Exports
from .services.fetching import Fetching
from .services.history import Ages, History
from .services.ingests import Ingests
from .services.jobs import JobRunner
from .services.journal import Journal
from .services.leases import Leases
from .services.limits import UploadLimits
from .services.loading import Loading
from .services.members import Members
from .services.originals import Originals
from .services.places import Places
from .services.plans import Plans
from .services.profiles import Profiles
from .services.queries import Queries, QueryLimits
from .services.repeats import FolderStore, MemoryStore, Repeats
from .services.results import Results
from .services.resumable import Resumable
from .services.retention import Retention, RetentionLimits
from .services.saved import SavedQueries
from .services.saving import Saving
from .services.snapshots import SnapshotCache
from .services.spools import Spools
from .services.sweeping import Sweeper
from .services.tables import Tables
from .services.trials import Trials
from .services.uploads import Uploads
from .services.versions import Versions
from .services.views import Views
from .services.workspaces import Workspaces
from .storage import ObjectStore, open_store

if TYPE_CHECKING:
    from .app import DeitaApp


@dataclass(frozen=True)
class Services:
    """Everything the handlers ask."""

    workspaces: Workspaces
    expiry: Expiry
    members: Members
    uploads: Uploads
    leases: Leases
    resumable: Resumable
    fetching: Fetching
    sweeper: Sweeper
    jobs: JobRunner
    tables: Tables
    queries: Queries
    results: Results
    exports: Exports
    history: History
    events: Events
    ingests: Ingests
    versions: Versions
    saving: Saving
    saved_queries: SavedQueries
    views: Views
    charts: Charts
    profiles: Profiles
    models: AiServices
    checks: Checks
    plans: Plans


@dataclass(frozen=True)
class _Ground:
    """What everything else stands on."""

    places: Places
    blocking: Blocking
    catalog: Catalog
    store: ObjectStore
    pool: Pool
    cache: SnapshotCache
    access: Access
    events: Events
    retention: Retention
    originals: Originals


async def build(settings: DeitaApp, root: Path, opened: AsyncExitStack) -> Services:
    """Build all of it, below ``root``; ``opened`` closes it again, the last first."""
    services, _foundation = await build_on(settings, root, opened)
    return services


async def build_on(
    settings: DeitaApp, root: Path, opened: AsyncExitStack
) -> tuple[Services, Foundation]:
    """Build all of it, and say what answers stand on."""
    ground = await _ground(settings, root, opened)
    places, blocking, events = ground.places, ground.blocking, ground.events
    catalog, store, pool, cache = ground.catalog, ground.store, ground.pool, ground.cache
    access, retention, originals = ground.access, ground.retention, ground.originals

    room = UploadLimits(settings.file_bytes or None, settings.workspace_bytes or None)
    loading = Loading(
        catalog, store, pool, cache, originals, retention, room, events, places, blocking
    )
    jobs = JobRunner(catalog, access, events, loading)
    opened.push_async_callback(jobs.close)
    silence = timedelta(seconds=settings.kernel_silence_seconds)
    leases = Leases(catalog, retention, events, silence)
    opened.push_async_callback(leases.close)
    uploads = Uploads(catalog, store, jobs, access, events, room, silence)
    resumable = Resumable(catalog, store, uploads, jobs, access)
    await resumable.open()
    opened.push_async_callback(resumable.close)
    sweeper = Sweeper(catalog, store, resumable, places, blocking)
    opened.push_async_callback(sweeper.close)
    tables = Tables(catalog, pool, cache, retention, access, events)
    versions = Versions(catalog, store, cache, retention, access, events)

    limits = QueryLimits(
        page_size=settings.page_size,
        max_page_size=settings.max_page_size,
        timeout_seconds=settings.query_timeout_seconds,
        result_age=timedelta(hours=settings.result_hours),
    )
    spools = Spools(places, blocking, settings.results_bytes)
    on_disk = FolderStore(places.repeats, blocking)
    repeats = Repeats((MemoryStore(), on_disk), limits.result_age.total_seconds())
    ages = Ages(limits.result_age, timedelta(days=settings.history_days))
    journal = Journal(catalog)
    history = History(catalog, access, journal, spools, on_disk, ages)
    opened.push_async_callback(history.close)
    queries = Queries(
        catalog, pool, cache, versions, access, spools, repeats, journal, events, limits
    )
    opened.push_async_callback(queries.close)
    results = Results(queries, pool, limits)
    views = Views(tables, results, queries, pool)
    profiles = Profiles(versions, cache, pool, places, blocking, limits.timeout_seconds)
    opened.push_async_callback(profiles.close)
    checks = Checks(catalog, pool, cache, versions, access, limits.timeout_seconds)
    trials = Trials(catalog, pool, cache, versions, access, spools)
    foundation = Foundation(
        catalog, access, tables, profiles, results, checks, trials, blocking, events
    )
    models = build_ai(settings, foundation, opened)

    workspaces = Workspaces(catalog, store, pool, cache, jobs, access, events, places, blocking)
    days = settings.workspace_days
    after = timedelta(days=days) if days > 0 else None
    expiry = Expiry(catalog, access, events, workspaces.expire, queries.busy, after)
    opened.push_async_callback(expiry.close)

    for begins in (jobs, sweeper, retention, leases, history, expiry):
        begins.start()
    opened.callback(events.close)
    services = Services(
        workspaces=workspaces,
        expiry=expiry,
        members=Members(
            catalog,
            access,
            events,
            (queries.drop, models.answers.drop),
            alone=settings.local,
        ),
        uploads=uploads,
        leases=leases,
        resumable=resumable,
        fetching=Fetching(uploads, AllowedHosts.of(settings.url_hosts), blocking),
        sweeper=sweeper,
        jobs=jobs,
        tables=tables,
        queries=queries,
        results=results,
        exports=Exports(tables, versions, results, queries, spools, pool, access),
        history=history,
        events=events,
        ingests=Ingests(catalog, pool, originals, jobs, access, events),
        versions=versions,
        saving=Saving(
            catalog,
            store,
            pool,
            cache,
            queries,
            results,
            retention,
            room,
            access,
            events,
            places,
            blocking,
        ),
        saved_queries=SavedQueries(catalog, access, events),
        views=views,
        charts=Charts(views),
        profiles=profiles,
        plans=Plans(catalog, pool, cache, versions, access, spools, limits.timeout_seconds),
        models=models,
        checks=checks,
    )
    return services, foundation


async def _ground(settings: DeitaApp, root: Path, opened: AsyncExitStack) -> _Ground:
    places = Places(root)
    blocking = Blocking()
    opened.callback(blocking.close)
    await blocking.run(places.prepare)
    catalog = Catalog(settings.catalog_url, blocking)
    await catalog.open()
    opened.push_async_callback(catalog.close)
    store = await open_store(
        settings.storage,
        blocking,
        endpoint=settings.storage_endpoint or None,
        region=settings.storage_region or None,
    )
    opened.push_async_callback(store.close)
    pool = Pool(places.run, places.cache, places.spool, _engine_limits(settings), blocking)
    opened.push_async_callback(pool.close)
    pool.warm()
    cache = SnapshotCache(store, pool, places, blocking, settings.cache_bytes)
    opened.push_async_callback(cache.close)
    pool.mend = cache.mend
    kept = RetentionLimits(settings.snapshots_kept, timedelta(hours=settings.undo_hours))
    retention = Retention(catalog, store, cache, kept)
    opened.push_async_callback(retention.close)
    originals = Originals(store, places, blocking)
    opened.push_async_callback(originals.close)
    access = Access(catalog)
    return _Ground(
        places=places,
        blocking=blocking,
        catalog=catalog,
        store=store,
        pool=pool,
        cache=cache,
        access=access,
        events=Events(access.people),
        retention=retention,
        originals=originals,
    )


def _engine_limits(settings: DeitaApp) -> EngineLimits:
    return EngineLimits(
        memory_bytes=settings.worker_memory_bytes,
        threads=settings.worker_threads,
        temp_bytes=settings.worker_temp_bytes,
        result_bytes=settings.result_bytes,
        workers=settings.workers,
        queries_at_once=settings.queries_at_once,
        queries_each=settings.queries_each,
        idle_seconds=settings.worker_idle_seconds,
    )
