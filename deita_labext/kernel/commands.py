"""The commands of ``%deita``: each asks the client and gives what is to be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .arguments import CELL_HELP, LINE_HELP, LineArguments
from .client import Client
from .layout import count, size_text
from .listing import Listing, Words
from .result import Result
from .uploads import Show, Uploads, find_files


class Commands:
    """The commands, on the client that ``connected`` gives."""

    def __init__(
        self, connected: Callable[[], Client], namespace: Mapping[str, object], show: Show
    ) -> None:
        self._connected = connected
        self._namespace = namespace
        self._show = show

    def run(self, arguments: LineArguments) -> Listing | Words | None:
        """Do what the line says; None where it was shown as it went."""
        match arguments.command, arguments.values:
            case "use", (name,):
                return self.use(name, create="--create" in arguments.flags)
            case "describe", (name,):
                return self.describe(name)
            case "upload", patterns:
                self.upload(patterns, missing="--missing" in arguments.flags)
                return None
            case "export", (name, path):
                return self.export(name, path)
            case command, _:
                return self._without_values(command)

    def _without_values(self, command: str) -> Listing | Words:
        match command:
            case "help":
                return Words(f"{CELL_HELP}\n{LINE_HELP}")
            case "connect":
                return connection(self._connected())
            case "workspaces":
                return self.workspaces()
            case "tables":
                return self.tables()
        return self.state()

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
        rows = [
            (
                "●" if workspace["id"] == used else "",
                workspace["name"],
                workspace["table_count"],
                size_text(workspace["bytes"]),
            )
            for workspace in client.workspaces()
        ]
        return Listing(("in use", "workspace", "tables", "size"), rows, right=_RIGHT)

    def use(self, name: str, *, create: bool) -> Words:
        """Work in another workspace."""
        workspace = self._connected().use(name, create=create)
        return Words(
            f"Workspace “{workspace['name']}” with {count(workspace['table_count'], 'table')}"
        )

    def tables(self) -> Listing:
        """The tables of the workspace in use."""
        client = self._connected()
        tables = client.tables()
        where = f"Workspace “{client.workspace['name']}”"
        if not tables:
            return Listing((), (), f"{where} has no tables yet. `%deita upload PATH…` makes some.")
        rows = [
            (t["name"], f"{t['row_count']:,}", len(t["columns"]), size_text(t["bytes"]))
            for t in tables
        ]
        return Listing(("table", "rows", "columns", "size"), rows, where, right=_RIGHT)

    def describe(self, name: str) -> Listing:
        """The columns of a table."""
        table = self._connected().table(name)
        rows = [(column["name"], column["type"]) for column in table["columns"]]
        note = " · ".join(
            (
                f"{table['name']}@{table['snapshot']}",
                count(table["row_count"], "row"),
                size_text(table["bytes"]),
            )
        )
        return Listing(("column", "type"), rows, note)

    def upload(self, patterns: Sequence[str], *, missing: bool) -> None:
        """Make tables of files; with ``missing``, of those that are the source of none yet."""
        client = self._connected()
        sources: dict[str, str] = {}
        if missing:
            names = {file["id"]: file["name"] for file in client.files()}
            sources = {
                names[table["file_id"]]: table["name"]
                for table in client.tables()
                if table["file_id"] in names
            }
        Uploads(client, find_files(patterns), self._show, sources).run()

    def export(self, name: str, target: str) -> Words:
        """Write a result in a variable, or else a table, in the format that the name says."""
        path = Path(target).expanduser()
        value = self._namespace.get(name)
        if isinstance(value, Result):
            size, what = value.write(path), f"result {name}"
        else:
            size, what = self._connected().export_table(name, path), f"table {name}"
        return Words(f"{what} → {path} ({size_text(size)})")


_RIGHT = frozenset({"tables", "rows", "columns", "size"})


def connection(client: Client) -> Listing:
    """Which service is used, and the places that were looked at until it was found."""
    rows = [("●" if look.used else "", look.place, look.outcome) for look in client.looks]
    return Listing(("used", "place", "outcome"), rows, f"Connected to {client.service.url}")
