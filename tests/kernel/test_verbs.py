"""What REST can do, the client can do; what the client can do, the one for asyncio can do."""

from __future__ import annotations

import inspect
import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from deita_labext.kernel import AsyncClient, AsyncResult, Client, Result
from deita_labext.kernel.awaiting import AsyncPlot
from deita_labext.kernel.connection import Service
from deita_labext.kernel.contract import ResultBody, Workspace
from deita_labext.kernel.plots import Plot
from deita_labext.kernel.transport import Stream, Transport
from deita_server_ext.contract.routes import OPERATIONS

ELSEWHERE = {
    "GET /openapi.json": "for programs that are made from it",
    "GET /workspaces/{workspace}": "find_workspace looks among all",
    "GET /workspaces/{workspace}/tables/{table}/rows": "the POST does the same",
    **dict.fromkeys(
        (
            "GET /workspaces/{workspace}/uploads",
            "POST /workspaces/{workspace}/uploads",
            "GET /workspaces/{workspace}/uploads/{upload}",
            "HEAD /workspaces/{workspace}/uploads/{upload}",
            "PATCH /workspaces/{workspace}/uploads/{upload}",
            "DELETE /workspaces/{workspace}/uploads/{upload}",
        ),
        "tus is for browsers; a script sends the whole file",
    ),
}
"""What there is no method for, and why."""

BLOCKING = {
    "begin": "asyncio has tasks",
    "prepare": "asyncio has tasks",
    "begin_ask": "asyncio has tasks",
    "transport": "client.transport",
    "service": "client.service",
    "looks": "client.looks",
    "workspace_id": "client.workspace_id",
    "row_count": "count waits for it",
    "shape": "count waits for it",
    "grid": "a kernel's",
    "filtered": "a kernel's",
    "key": "a kernel's",
    "line": "a kernel's",
}
"""What only the blocking ones have, and why."""

RESULT = cast(
    ResultBody,
    {
        "id": "r", "workspace_id": "w", "sql": "select 1", "columns": [], "row_count": None,
        "complete": False, "tables": [], "created_at": "", "expires_at": "",
    },
)  # fmt: skip
ANSWER = {
    **RESULT, "id": "x", "name": "x", "params": {},
    "items": [{"id": "x", "name": "x", "owner": "x", "role": "owner"}],
    "rows": [], "stats": {}, "state": "done", "error": None, "result": RESULT, "row_count": 1,
    "file": {}, "job": {"id": "x", "state": "done", "error": None}, "path": "", "bytes": 0,
    "spec": {}, "notes": [], "fields": [], "sampled": False, "chart": {},
}  # fmt: skip


class Listening(Transport):
    """Answers everything alike, and writes down what was asked."""

    def __init__(self, **answer: object) -> None:
        super().__init__(Service("http://localhost:1"))
        self.heard: list[str] = []
        self.answer = {**ANSWER, **answer}

    @contextmanager
    def _exchange(self, verb: str, path: str, **_how: Any) -> Iterator[Stream]:
        self.heard.append(f"{verb} /{path}")
        content = io.BytesIO(json.dumps(self.answer).encode())
        yield Stream(cast(Any, content), self.service)


Do = Callable[[Client, Result, Path], object]
SOME = {"sort": [{"column": "a"}]}


def drained(many: Iterator[object]) -> None:
    for _one in many:
        pass


VERBS: list[Do] = [
    lambda c, _r, _p: c.health(),
    lambda c, _r, _p: c.me(),
    lambda c, _r, _p: drained(c.events()),
    lambda c, _r, _p: c.workspaces(),
    lambda c, _r, _p: c.create_workspace("x"),
    lambda c, _r, _p: c.rename_workspace("x", "y"),
    lambda c, _r, _p: c.delete_workspace("x"),
    lambda c, _r, _p: c.members(),
    lambda c, _r, _p: c.share("x"),
    lambda c, _r, _p: c.unshare(),
    lambda c, _r, _p: c.files(),
    lambda c, _r, p: c.upload(p),
    lambda c, _r, _p: c.upload_url("http://x/y.csv"),
    lambda c, _r, p: c.download("x", p),
    lambda c, _r, _p: c.delete_file("x"),
    lambda c, _r, _p: c.look_into("x"),
    lambda c, _r, _p: c.ingest("x"),
    lambda c, _r, _p: c.jobs(),
    lambda c, _r, _p: c.job("x"),
    lambda c, _r, _p: c.cancel_job("x"),
    lambda c, _r, _p: c.renew("x"),
    lambda c, _r, _p: c.let_go("x"),
    lambda c, _r, _p: c.tables(),
    lambda c, _r, _p: c.table("x"),
    lambda c, _r, _p: c.create_table("x", "r"),
    lambda c, _r, _p: c.change_table("x", name="y"),
    lambda c, _r, _p: c.delete_table("x"),
    lambda c, _r, _p: c.undelete_table("x"),
    lambda c, _r, _p: c.snapshots("x"),
    lambda c, _r, _p: c.restore("x", 1),
    lambda c, _r, _p: c.report("x", 1),
    lambda c, _r, p: c.rejects("x", p, 1),
    lambda c, _r, _p: c.rows("x"),
    lambda c, _r, _p: c.summary("x", search="a"),
    lambda c, _r, _p: c.profile("x", ["a"]),
    lambda c, _r, _p: c.table_sql("x", search="a"),
    lambda c, _r, _p: c.plot("x").bar("a"),
    lambda c, _r, p: c.export_table("x", p),
    lambda c, _r, _p: c.query("select 1"),
    lambda c, _r, _p: c.running(),
    lambda c, _r, _p: c.history(),
    lambda c, _r, p: c.export("select 1", p),
    lambda c, _r, _p: c.query_state("x"),
    lambda c, _r, _p: c.cancel("x"),
    lambda _c, r, _p: len(r),
    lambda _c, r, _p: r.arrow(),
    lambda _c, r, _p: r[0],
    lambda _c, r, _p: r.page(search="a"),
    lambda _c, r, _p: r.summary("a"),
    lambda _c, r, _p: r.seen(SOME),
    lambda _c, r, _p: r.plot.bar("a"),
    lambda _c, r, p: r.write(p),
    lambda c, _r, _p: c.functions(),
    lambda c, _r, _p: c.check("select 1"),
    lambda c, _r, _p: c.format("select 1"),
    lambda c, _r, _p: c.plan("select 1"),
    lambda c, _r, _p: c.saved_queries(),
    lambda c, _r, _p: c.saved_query("x"),
    lambda c, _r, _p: c.save_query("x", "select 1"),
    lambda c, _r, _p: c.change_saved_query("x", sql="select 1"),
    lambda c, _r, _p: c.delete_saved_query("x"),
    lambda c, _r, _p: c.models(),
    lambda c, _r, _p: c.ai_settings(),
    lambda c, _r, _p: c.change_ai_settings(sends="names"),
    lambda c, _r, _p: c.verified(),
    lambda c, _r, _p: c.verify("How many?", "select 1"),
    lambda c, _r, _p: c.run_verified(),
    lambda c, _r, _p: c.forget_verified("x"),
    lambda c, _r, _p: c.threads(),
    lambda c, _r, _p: c.thread("another"),
    lambda c, _r, _p: c.create_thread(),
    lambda c, _r, _p: c.change_thread("x", name="y"),
    lambda c, _r, _p: c.delete_thread("x"),
    lambda c, _r, _p: c.messages("x", before="x"),
    lambda c, _r, _p: c.ask("How many?", task="chart", result_id="r"),
    lambda c, _r, _p: drained(c.follow("x", "x")),
    lambda c, _r, _p: c.rate("x", "x", "up"),
    lambda c, _r, _p: c.stop("x", "x"),
]
"""One use of each, of a client, a result of its, and a path to read or write."""


def heard(tmp_path: Path) -> list[str]:
    """What is asked of the service when each of them is used."""
    client = Client(Service("http://localhost:1"))
    transport = client.transport = Listening()
    client._workspace = cast(Workspace, {"id": "w"})
    path = tmp_path / "x.csv"
    for do in VERBS:
        path.write_text("a\n1\n")
        result = Result(client, RESULT.copy(), [], {})
        # It does not matter here what becomes of the answer.
        try:
            do(client, result, path)
        except Exception:
            continue
    return transport.heard


def test_there_is_a_method_for_each_operation(tmp_path: Path) -> None:
    asked = heard(tmp_path)
    known = {f"{one.verb} {one.path}": _pattern(one.verb, one.path) for one in OPERATIONS}
    without = {
        name
        for name, pattern in known.items()
        if not any(pattern.fullmatch(request) for request in asked)
    }
    assert without == set(ELSEWHERE)
    assert [one for one in asked if not any(p.fullmatch(one) for p in known.values())] == []


def test_a_result_asks_for_nothing_by_itself() -> None:
    client = Client(Service("http://localhost:1"))
    transport = client.transport = Listening()
    result = Result(client, RESULT.copy(), [[1]], {})
    assert bool(result)
    assert repr(result) == "Result(? × 0)"
    assert (result.columns, result.types, result.sql, result.first_rows) == (
        [], [], "select 1", [[1]]
    )  # fmt: skip
    assert transport.heard == []
    assert len(result) == 1
    assert transport.heard == ["GET /results/r"]


def test_sharing_with_a_name_that_was_never_here_warns_of_it() -> None:
    client = Client(Service("http://localhost:1"))
    client._workspace = cast(Workspace, {"id": "w"})
    client.transport = Listening(seen=False)
    with pytest.warns(UserWarning, match="davve has not been here yet"):
        client.share("davve")
    client.transport = Listening(seen=True)
    assert client.share("dave")["seen"]


def _pattern(verb: str, path: str) -> re.Pattern[str]:
    # A name in the contract's path is one that the client was given here: of one letter.
    return re.compile(f"{verb} " + re.sub(r"{\w+}", r"(?:\\w|another)", path.replace(".", r"\.")))


def names(kind: type, *instances: str) -> set[str]:
    """The public names of a class, and of what its instances have besides."""
    return {name for name in dir(kind) if not name.startswith("_")} | set(instances)


@pytest.mark.parametrize(
    ("blocking", "waiting", "own"),
    [
        (Client, AsyncClient, {"client"}),
        (Result, AsyncResult, {"result", "count"}),
        (Plot, AsyncPlot, set()),
    ],
)
def test_asyncio_has_the_same(blocking: type, waiting: type, own: set[str]) -> None:
    theirs = names(blocking) | ({"name", "stats", "page_size"} if blocking is Result else set())
    assert theirs - names(waiting) - set(BLOCKING) == set()
    assert names(waiting) - theirs == own


@pytest.mark.parametrize(("blocking", "waiting"), [(Client, AsyncClient), (Result, AsyncResult)])
def test_asyncio_takes_the_same(blocking: type, waiting: type) -> None:
    for name in names(blocking) & names(waiting):
        method = getattr(blocking, name)
        if not inspect.isfunction(method):
            continue
        ours = {each for each in inspect.signature(method).parameters if each != "self"}
        theirs = {
            each for each in inspect.signature(getattr(waiting, name)).parameters if each != "self"
        }
        assert ours - {"show"} == theirs, name
