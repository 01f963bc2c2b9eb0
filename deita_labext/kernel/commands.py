"""The commands of ``%deita``: each asks the client and gives what is to be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from .arguments import CELL_HELP, COMMANDS, LINE_HELP, LineArguments
from .client import Client
from .contract import Cell, Past, RunningQuery
from .errors import DeitaError
from .layout import count, cut, size_text
from .listing import Listing, Words
from .localtables import arrow_table, is_frame, send
from .preview import duration
from .progress import Progress, elapsed
from .result import Result
from .rooms import called
from .uploads import Show, Uploads, find_files
from .work import Stop

_HISTORY = 20


class Commands:
    """The commands, on the client that ``connected`` gives."""

    def __init__(
        self,
        connected: Callable[[], Client],
        namespace: Mapping[str, object],
        show: Show,
        progress: Progress,
    ) -> None:
        self._connected = connected
        self._namespace = namespace
        self._show = show
        self._progress = progress

    def run(self, arguments: LineArguments) -> Listing | Words | None:
        """Do what the line says; None where it was shown as it went."""
        if arguments.help:
            command = COMMANDS.get(arguments.command)
            return Words(command.help if command else f"{CELL_HELP}\n{LINE_HELP}")
        values, options = arguments.values, arguments.options
        commands: dict[str, Callable[[], Listing | Words | None]] = {
            "": self.state,
            "workspaces": self.workspaces,
            "use": lambda: self.use(*values, create=bool(options.get("create"))),
            "tables": lambda: self.tables(deleted=bool(options.get("deleted"))),
            "describe": lambda: self.describe(*values),
            "upload": lambda: self.upload(values, options),
            "export": lambda: self.export(*values, options=options),
            "history": lambda: self.history(int(options.get("limit", _HISTORY))),
            "saved": lambda: self.saved(*values),
            "running": self.running,
            "cancel": lambda: self.cancel(*values),
            "connect": lambda: connection(self._connected()),
        }
        return commands[arguments.command]()

    def state(self) -> Words:
        """Where we are."""
        client = self._connected()
        workspace = client.workspace
        tables = count(len(client.tables()), "table")
        return Words(
            f"Workspace “{workspace['name']}” with {tables}, at {client.service.url}\n"
            "`%deita --help` tells how to run SQL in a cell, and what else can be done."
        )

    def workspaces(self) -> Listing:
        """All workspaces; the one in use is marked."""
        client = self._connected()
        used = client.workspace["id"]
        workspaces = client.workspaces()
        rows: list[tuple[Cell, ...]] = [
            (
                "●" if workspace["id"] == used else "",
                called(workspace),
                workspace["table_count"],
                size_text(workspace["bytes"]),
            )
            for workspace in workspaces
        ]
        columns: tuple[str, ...] = ("in use", "workspace", "tables", "size")
        ends = [workspace["expires_at"] for workspace in workspaces]
        if not any(ends):
            return Listing(columns, rows, right=_RIGHT)
        rows = [(*row, _day(end) if end else "") for row, end in zip(rows, ends, strict=True)]
        note = "What nobody has used for long is deleted on its day: `%deita use NAME` keeps it."
        return Listing((*columns, "deleted on"), rows, note, right=_RIGHT)

    def use(self, name: str, *, create: bool) -> Words:
        """Work in another workspace."""
        workspace = self._connected().use(name, create=create)
        return Words(
            f"Workspace “{workspace['name']}” with {count(workspace['table_count'], 'table')}"
        )

    def tables(self, *, deleted: bool) -> Listing:
        """The tables of the workspace in use."""
        client = self._connected()
        tables = client.tables(deleted=deleted)
        where = f"Workspace “{client.workspace['name']}”"
        if not tables:
            what = (
                "no deleted tables."
                if deleted
                else "no tables yet. `%deita upload PATH…` makes some."
            )
            return Listing((), (), f"{where} has {what}")
        rows = [
            (t["name"], f"{t['row_count']:,}", len(t["columns"]), size_text(t["bytes"]))
            for t in tables
        ]
        return Listing(("table", "rows", "columns", "size"), rows, where, right=_RIGHT)

    def describe(self, name: str) -> Listing:
        """The columns of a table."""
        table = self._connected().table(name)
        columns: tuple[str, ...] = ("column", "type")
        rows: list[tuple[str, ...]]
        rows = [(column["name"], column["type"]) for column in table["columns"]]
        if any(column["description"] for column in table["columns"]):
            columns = (*columns, "description")
            rows = [
                (*row, column["description"] or "")
                for row, column in zip(rows, table["columns"], strict=True)
            ]
        note = " · ".join(
            (
                f"{table['name']}@{table['snapshot']}",
                count(table["row_count"], "row"),
                size_text(table["bytes"]),
                *([table["description"]] if table["description"] else []),
            )
        )
        return Listing(columns, rows, note)

    def upload(self, values: tuple[str, ...], options: Mapping[str, Any]) -> Words | None:
        """Make tables of dataframes in variables, or of files.

        With ``missing``, of those files that are the source of no table yet.
        """
        client = self._connected()
        frames = [name for name in values if is_frame(self._namespace.get(name))]
        paths = [name for name in values if name not in frames]
        wanted = options.get("name")
        if wanted and (paths or len(frames) != 1):
            raise DeitaError("--name is for one dataframe.", code="usage")
        made = [self._upload_frame(client, name, wanted or name) for name in frames]
        if paths:
            Uploads(client, find_files(paths), self._show, self._sources(client, options)).run()
        return Words("\n".join(made)) if made else None

    def _upload_frame(self, client: Client, name: str, table_name: str) -> str:
        value = self._namespace[name]
        if isinstance(value, Result) and value.workspace_id == client.workspace["id"]:
            table = self._progress.during(
                f"making the table {table_name}",
                lambda: value.to_table(table_name),
                value.cancel,
                "stopped waiting; the table may still be made",
            )
            return f"{table['name']}: {count(table['row_count'], 'row')}"
        made = send(client, table_name, arrow_table(value), self._progress)["tables"][0]
        return (
            f"{made['name']}: {count(made['row_count'], 'row')}"
            f" × {count(made['column_count'], 'column')}"
        )

    def _sources(self, client: Client, options: Mapping[str, Any]) -> dict[str, str]:
        if not options.get("missing"):
            return {}
        names = {file["id"]: file["name"] for file in client.files()}
        return {
            names[table["file_id"]]: table["name"]
            for table in client.tables()
            if table["file_id"] in names
        }

    def export(self, name: str, target: str, *, options: Mapping[str, Any]) -> Words:
        """Write a result in a variable, or else a table, in the format that the name says."""
        path = Path(target).expanduser()
        given = {key: value for key, value in options.items() if key != "no_header"}
        if options.get("no_header"):
            given["header"] = False
        value = self._namespace.get(name)
        write: Callable[..., int]
        if isinstance(value, Result):
            write, what = value.write, f"result {name}"
        else:
            write, what = partial(self._connected().export_table, name), f"table {name}"
        stop, written = Stop(), 0

        def told(size: int) -> None:
            nonlocal written
            stop.heed()
            written = size

        size = self._progress.during(
            lambda: f"writing {path.name}" + (f", {size_text(written)}" if written else ""),
            lambda: write(path, progress=told, **given),
            stop.say,
            "export cancelled",
        )
        return Words(f"{what} → {path} ({size_text(size)})")

    def history(self, limit: int) -> Listing:
        """The newest queries that have ended."""
        client = self._connected()
        past = client.history(min(limit, 200))["items"]
        if not past:
            return Listing((), (), "No query has been run in this workspace yet.")
        return Listing(
            ("query", "state", "rows", "took", "sql"),
            [_past(query) for query in past],
            "`deita_labext.connect().result(QUERY)` gives the result of one that is kept.",
            right=_RIGHT,
        )

    def running(self) -> Listing:
        """My queries that wait or run in the workspace in use."""
        items = self._connected().running()
        if not items:
            return Listing((), (), "No query of yours waits or runs in this workspace.")
        return Listing(
            ("query", "state", "for", "sql"),
            [_under_way(query) for query in items],
            "`%deita cancel QUERY` stops one.",
            right=_RIGHT,
        )

    def cancel(self, query_id: str | None = None) -> Listing | Words:
        """Stop a query, by its id; by none, the only one there is."""
        client = self._connected()
        if query_id is None:
            items = client.running()
            if len(items) != 1:
                return self.running()
            query_id = items[0]["id"]
        query = client.cancel(query_id)
        return Words(f"query {query['id']}: {query['state']} · {_one_line(query['sql'])}")

    def saved(self, name: str | None = None) -> Listing | Words:
        """The saved queries of the workspace in use, or the text of one."""
        client = self._connected()
        if name is not None:
            return Words(client.saved_query(name)["sql"])
        rows = [
            (one["name"], _one_line(one["sql"]), one["description"] or "")
            for one in client.saved_queries()
        ]
        where = f"Workspace “{client.workspace['name']}”"
        if not rows:
            return Listing(
                (), (), f"{where} has no saved queries. `%%deita --save NAME` keeps one."
            )
        if not any(description for _name, _sql, description in rows):
            return Listing(("saved query", "sql"), [row[:2] for row in rows], where)
        return Listing(("saved query", "sql", "description"), rows, where)


_RIGHT = frozenset({"tables", "rows", "columns", "size", "took", "for"})


def _under_way(query: RunningQuery) -> tuple[object, ...]:
    begun = datetime.fromisoformat(query["created_at"])
    waited = elapsed((datetime.now(UTC) - begun).total_seconds())
    ahead = query["ahead"]
    state = query["state"] if ahead is None else f"{query['state']}, {ahead} before it"
    return query["id"], state, waited, _one_line(query["sql"], 44)


def _past(query: Past) -> tuple[object, ...]:
    rows = "" if query["row_count"] is None else f"{query['row_count']:,}"
    took = query["stats"].get("total_ms")
    sql = _one_line(query["sql"], 44)
    return query["id"], query["state"], rows, "" if took is None else duration(took), sql


def _one_line(sql: str, size: int = 80) -> str:
    return cut(" ".join(sql.split()), size)


def connection(client: Client) -> Listing:
    """Which service is used, and the places that were looked at until it was found."""
    rows = [("●" if look.used else "", look.place, look.outcome) for look in client.looks]
    return Listing(("used", "place", "outcome"), rows, f"Connected to {client.service.url}")


def _day(moment: str) -> str:
    """The day of a moment, where the kernel is: 2026-12-03."""
    return datetime.fromisoformat(moment).astimezone().date().isoformat()
