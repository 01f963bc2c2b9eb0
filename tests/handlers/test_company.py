"""What is asked of a worker beside a query that has to be killed is answered all the same."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.api import Api, Room, new_room, wait
from tests.handlers.test_exports import DEAF
from tests.server import Server

SLOWLY = (
    "SELECT i, list_sum(list_transform(range(100), lambda x: x * i)) AS s FROM range(900000) t(i)"
)
"""Has its first page at once and is written for a second or so."""
KINDS = [
    "a check", "a layout", "a profile", "a plan", "a chart", "a summary", "a view", "its SQL",
    "rows", "a page", "a page to come", "a query", "a repetition", "a table's export",
    "a result's export",
]  # fmt: skip

Ask = Callable[[], httpx.Response]


def questions(room: Room, result: str, to_come: str) -> dict[str, Ask]:
    """One of each kind, asked of a table ``t``, a result, and one that is still being written."""

    def get(path: str, **params: Any) -> Ask:
        return lambda: room.api("GET", path, params=params)

    def post(path: str, **body: Any) -> Ask:
        return lambda: room.api("POST", path, json=body)

    table, of_result = f"{room.path}/tables/t", f"/results/{result}"
    latest = json.dumps([{"column": "n", "descending": True}])
    return {
        "a check": post(f"{room.path}/check", sql="SELECT n FROM t"),
        "a layout": post(f"{room.path}/format", sql="select n from t"),
        "a profile": get(f"{table}/profile", seconds=20),
        "a plan": post(f"{room.path}/plan", sql="SELECT max(n) FROM t"),
        "a chart": post(f"{of_result}/chart", chart={"mark": "bar", "x": {"column": "word"}}),
        "a summary": post(f"{table}/summary", seconds=20),
        "a view": get(f"{table}/rows", sort=latest, limit=3),
        "its SQL": post(f"{of_result}/sql", sort=[{"column": "n"}]),
        "rows": get(f"{table}/rows", limit=3),
        "a page": get(f"{of_result}/rows", offset=90, limit=3),
        "a page to come": get(f"/results/{to_come}/rows", offset=899_999, limit=3),
        "a query": post(f"{room.path}/queries", sql="SELECT sum(n) AS s FROM t"),
        "a repetition": post(f"{room.path}/queries", sql="FROM t", page_size=7),
        "a table's export": get(f"{table}/export"),
        "a result's export": get(f"{of_result}/export", format="jsonl"),
    }


Answers = dict[str, httpx.Response]


@pytest.fixture(scope="module")
def asked(api: Api, server: Server) -> Iterator[tuple[Answers, Answers]]:
    """What each was answered beside the query that is killed, and what it is when all is calm."""
    room = new_room(api, "In company")
    room.table("t", "n,word\n" + "".join(f"{n},{'abc'[n % 3]}\n" for n in range(100)))
    result = room.whole(room.query("FROM t"))["id"]
    worker = server.worker(room.id)
    deaf = threading.Thread(
        target=room.query_refused, args=(422, "query_timeout", DEAF), kwargs={"timeout": 3.0}
    )
    deaf.start()
    wait(lambda: any(q["sql"] == DEAF for q in api.ok("GET", f"{room.path}/queries")["items"]))
    to_come = room.query(SLOWLY)["id"]
    # What is asked now is under way for certain when the worker is killed.
    worker.suspend()
    each = questions(room, result, to_come)
    with ThreadPoolExecutor(len(each)) as threads:
        amid = dict(zip(each, threads.map(lambda ask: ask(), each.values()), strict=True))
    deaf.join()
    assert not worker.is_running()
    yield amid, {kind: ask() for kind, ask in each.items()}
    api("DELETE", room.path)


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_answered(asked: tuple[Answers, Answers], kind: str) -> None:
    amid, calm = (answers[kind] for answers in asked)
    assert amid.is_success, amid.text
    assert said(amid) == said(calm)


def said(response: httpx.Response) -> Any:
    """What was answered, less what is another thing each time."""
    if not response.headers["Content-Type"].startswith("application/json"):
        return response.text
    answer = response.json()
    return answer.get("rows", answer) if isinstance(answer, dict) else answer
