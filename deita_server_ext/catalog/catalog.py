"""The way into the catalog: one database, one repository an aggregate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deita_server_ext.blocking import Blocking

if TYPE_CHECKING:
    from .arrivals import Arrivals
    from .database import Database
    from .discards import Discards
    from .files import Files
    from .jobs import Jobs
    from .leases import Leases
    from .members import Members
    from .models import Models
    from .objects import Objects
    from .queries import Queries
    from .saved import SavedQueries
    from .snapshots import Snapshots
    from .tables import Tables
    from .threads import Threads
    from .workspaces import Workspaces


class Catalog:
    """The catalog at a URL: ``sqlite:///path/to/file`` or ``postgresql://user@host/name``.

    Every method of the repositories is one transaction. What the caller can do
    something about comes as a ``DeitaError``: ``NotFound``, ``NameTaken``,
    ``StorageUnavailable``, ``DiskFull``.
    """

    workspaces: Workspaces
    members: Members
    files: Files
    tables: Tables
    snapshots: Snapshots
    discards: Discards
    jobs: Jobs
    leases: Leases
    arrivals: Arrivals
    objects: Objects
    queries: Queries
    saved_queries: SavedQueries
    threads: Threads
    models: Models

    def __init__(self, url: str, blocking: Blocking) -> None:
        self._url = url
        self._blocking = blocking
        self._database: Database | None = None

    async def open(self) -> None:
        """Connect, and bring the database to this version's tables.

        Several servers may open the same database at once. Raises
        ``StorageUnavailable`` where it cannot be reached or is of a newer Deita.
        """
        if self._database is None:
            # The imports take a few hundred milliseconds: not on the event loop.
            self._database = await self._blocking.run(self._build)
        await self._database.open()

    def _build(self) -> Database:
        # Lazy, so that importing the catalog's types costs nothing.
        from .arrivals import Arrivals  # noqa: PLC0415
        from .database import Database  # noqa: PLC0415
        from .discards import Discards  # noqa: PLC0415
        from .files import Files  # noqa: PLC0415
        from .jobs import Jobs  # noqa: PLC0415
        from .leases import Leases  # noqa: PLC0415
        from .members import Members  # noqa: PLC0415
        from .models import Models  # noqa: PLC0415
        from .objects import Objects  # noqa: PLC0415
        from .queries import Queries  # noqa: PLC0415
        from .saved import SavedQueries  # noqa: PLC0415
        from .snapshots import Snapshots  # noqa: PLC0415
        from .tables import Tables  # noqa: PLC0415
        from .threads import Threads  # noqa: PLC0415
        from .workspaces import Workspaces  # noqa: PLC0415

        database = Database(self._url)
        self.workspaces = Workspaces(database)
        self.members = Members(database)
        self.files = Files(database)
        self.tables = Tables(database)
        self.snapshots = Snapshots(database)
        self.discards = Discards(database)
        self.jobs = Jobs(database)
        self.leases = Leases(database)
        self.arrivals = Arrivals(database)
        self.objects = Objects(database)
        self.queries = Queries(database)
        self.saved_queries = SavedQueries(database)
        self.threads = Threads(database)
        self.models = Models(database)
        return database

    async def close(self) -> None:
        """Close every connection."""
        if self._database is not None:
            await self._database.close()
