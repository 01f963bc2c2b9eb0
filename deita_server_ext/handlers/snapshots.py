"""The snapshots of a table over HTTP."""

from __future__ import annotations

from urllib.parse import quote

from jupyter_server.auth.decorator import authorized
from tornado import web

from deita_server_ext import domain
from deita_server_ext.contract import tables as contract
from deita_server_ext.contract.ingest import Decision, IngestReport, TableReport

from . import tables
from .base import API, ID, Handler
from .streaming import StreamHandler

CSV = "text/csv; charset=utf-8"


class SnapshotsHandler(Handler):
    """A table's snapshots."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str, table: str) -> None:
        """List those that are kept."""
        found, items = await self.services.versions.list(self.user, workspace_id, table)
        shown = [_shown(item, current=found.snapshot.number) for item in items]
        self.reply(contract.SnapshotList(items=shown))


class RestoreHandler(Handler):
    """The way back to a snapshot."""

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str, table: str) -> None:
        """Make its data current again."""
        number = self.message(contract.Restore).snapshot
        restored = await self.services.versions.restore(self.user, workspace_id, table, number)
        self.reply(tables.shown(restored))


class ReportHandler(Handler):
    """How a table's file was read."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str, table: str) -> None:
        """The decisions, and what became of each line."""
        _table, snapshot, reading = await self.services.versions.read(
            self.user, workspace_id, table, self.number_or_none("snapshot")
        )
        decisions = {
            name: Decision.model_validate(decision) for name, decision in reading.decisions.items()
        }
        report = TableReport(
            snapshot=snapshot.number,
            file_id=snapshot.file_id,
            format=reading.format,
            part=reading.part,
            decisions=decisions,
            report=IngestReport.model_validate(reading.report),
            notes=list(reading.notes),
            rejects=reading.rejects_key is not None,
        )
        self.reply(report)


class RejectsHandler(StreamHandler):
    """The lines of a table's file that were left out."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str, table: str) -> None:
        """Download them."""
        versions = self.services.versions
        found, snapshot, reading = await versions.read(
            self.user, workspace_id, table, self.number_or_none("snapshot")
        )
        filename = quote(f"{found.name}@{snapshot.number} report.csv", safe="")
        self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{filename}")
        await self.stream(CSV, versions.rejects(reading))


def _shown(snapshot: domain.Snapshot, *, current: int) -> contract.Snapshot:
    return contract.Snapshot(
        number=snapshot.number,
        origin=snapshot.origin.value,
        restored_from=snapshot.restored_from,
        current=snapshot.number == current,
        columns=[contract.Column.model_validate(column) for column in snapshot.columns],
        row_count=snapshot.row_count,
        bytes=snapshot.bytes,
        file_id=snapshot.file_id,
        created_at=snapshot.created_at,
    )


_TABLE = rf"{API}/workspaces/{ID}/tables/{tables.TABLE}"
ROUTES = [
    (rf"{_TABLE}/snapshots", SnapshotsHandler),
    (rf"{_TABLE}/restore", RestoreHandler),
    (rf"{_TABLE}/report", ReportHandler),
    (rf"{_TABLE}/rejects", RejectsHandler),
]
