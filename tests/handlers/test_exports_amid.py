"""Exports that are under way when a query beside them has to be killed, its worker with it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from hashlib import sha256
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api import Api, Room, new_room, wait
from tests.handlers.test_exports import DEAF, export_path
from tests.server import Server

ROWS = 600_000
"""More bytes than the sockets between hold."""
MANY = f"SELECT i, nullif(i % 7, 3) AS g, hash(i) AS h, hash(i + 1) AS k FROM range({ROWS}) t(i)"
SLOWLY = (
    "SELECT i, list_sum(list_transform(range(300), lambda x: x * i)) AS s, hash(i) AS h, "
    f"nullif(i % 7, 3) AS g FROM range({ROWS}) t(i)"
)
"""Has its first page at once and is written for some seconds."""
ENDLESS = "SELECT count(*) FROM range(1000000) a, range(1000000) b"
KINDS = ["a statement", "a view of a table", "a view of a result", "a result to come", "its Arrow"]
VIEW = {
    "sort": '[{"column": "g", "descending": true}]',
    "filter": '{"column": "i", "op": ">", "value": 1000}',
}

Request = tuple[str, str, dict[str, Any]]
Files = dict[str, tuple[int, str]]


def requests(room: Room, result: str, to_come: str) -> dict[str, Request]:
    """An export of each kind."""
    coming = f"/results/{to_come}/export"
    return {
        "a statement": ("POST", export_path(room), {"json": {"sql": MANY}}),
        "a view of a table": ("GET", f"{room.path}/tables/many/export", {"params": VIEW}),
        "a view of a result": (
            "GET", f"/results/{result}/export", {"params": {**VIEW, "format": "arrow"}}
        ),
        "a result to come": ("GET", coming, {"params": {"format": "jsonl"}}),
        "its Arrow": ("GET", coming, {"params": {"format": "arrow"}}),
    }  # fmt: skip


def told(file: bytes) -> tuple[int, str]:
    """How long a file is, and its SHA-256."""
    return len(file), sha256(file).hexdigest()


@pytest.fixture(scope="module")
def room(api: Api) -> Iterator[Room]:
    made = new_room(api, "Exports in company")
    yield made
    api("DELETE", made.path)


@pytest.fixture(scope="module")
def sent(room: Room, server: Server) -> tuple[Files, Files]:
    """What came of each when its worker was killed behind its first bytes, and what it is."""
    api = room.api
    result = room.whole(room.query(MANY))["id"]
    api.ok("POST", f"{room.path}/tables", {"name": "many", "result_id": result})
    worker = server.worker(room.id)
    amid: dict[str, list[bytes]] = {}
    with ExitStack() as open_:
        bodies = {}

        def begin(kind: str, request: Request) -> None:
            verb, path, how = request
            response = open_.enter_context(api.http.stream(verb, path, **how))
            assert response.is_success, response.read()
            bodies[kind] = response.iter_raw()
            amid[kind] = [next(bodies[kind])]

        for kind in KINDS[:3]:
            begin(kind, requests(room, result, "")[kind])
        to_come = room.query(SLOWLY)["id"]
        with ThreadPoolExecutor(2) as threads:
            coming = requests(room, result, to_come)
            list(threads.map(lambda kind: begin(kind, coming[kind]), KINDS[3:]))
        deaf = threading.Thread(
            target=room.query_refused, args=(422, "query_timeout", DEAF), kwargs={"timeout": 0.5}
        )
        deaf.start()
        wait(lambda: any(q["sql"] == DEAF for q in api.ok("GET", f"{room.path}/queries")["items"]))
        # Its export goes on with the snapshot that it began with.
        api.ok("POST", f"{room.path}/tables/many/restore", {"snapshot": 1})
        # Nothing comes to its end before the worker is killed.
        worker.suspend()
        assert not api.ok("GET", f"/queries/{to_come}")["finished_at"]
        deaf.join()
        assert not worker.is_running()
        for kind, pieces in bodies.items():
            with suppress(httpx.RemoteProtocolError):  # what has come of it is not all of it
                for piece in pieces:
                    amid[kind].append(piece)
    calm = {}
    for kind, (verb, path, how) in requests(room, result, to_come).items():
        calm[kind] = told(api(verb, path, **how).content)
    return {kind: told(b"".join(pieces)) for kind, pieces in amid.items()}, calm


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_the_file_that_it_would_have_been(sent: tuple[Files, Files], kind: str) -> None:
    amid, calm = (files[kind] for files in sent)
    assert calm[0] > 10_000_000
    assert amid == calm


def test_a_statement_that_is_killed_takes_nobody_along(room: Room, server: Server) -> None:
    alone = new_room(room.api, "Alone")
    alone.query("SELECT 1")
    worker = server.worker(alone.id)
    id = uuid4().hex
    beside = threading.Thread(
        target=alone.query_refused, args=(409, "query_cancelled", ENDLESS), kwargs={"id": id}
    )
    beside.start()
    wait(lambda: room.api.http.get(f"/queries/{id}").is_success)
    body = {"sql": DEAF, "timeout": 0.3}
    room.api.refused(422, "query_timeout", "POST", export_path(alone), json=body)
    assert worker.is_running()
    assert worker == server.worker(alone.id)
    room.api.ok("DELETE", f"/queries/{id}")
    beside.join(20)
    room.api("DELETE", alone.path)
