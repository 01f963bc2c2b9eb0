"""Queries that take their time: what is shown meanwhile, and what an interrupt does."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio

from .conftest import Kernel, Ran, Server, StartKernel, clean_environment, running_server

pytestmark = pytest.mark.asyncio(loop_scope="module")

MIME = "application/vnd.deita.result+json"
ENDLESS = (
    "%%deita --timeout 29\n"
    "select count(*) from range(100000000) a, range(100000000) b where a.range + b.range = 7"
)


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server where one query runs at a time, and that soon takes a kernel for gone."""
    home = tmp_path_factory.mktemp("narrow")
    options = ("--DeitaApp.queries_at_once=1", "--DeitaApp.kernel_silence_seconds=3")
    with running_server(home, environment=clean_environment(home), options=options) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def kernels(narrow: Server, start_kernel: StartKernel) -> tuple[Kernel, Kernel]:
    """Two kernels, which know their service."""
    first, second = await start_kernel(narrow), await start_kernel(narrow)
    for kernel in (first, second):
        ran = await kernel.run("%%deita\nselect 1")
        assert ran.status == "ok", ran.text
    return first, second


def history(server: Server) -> list[dict[str, Any]]:
    """The queries that have ended, newest first."""
    workspace = server.request("GET", "deita/api/workspaces")["items"][0]["id"]
    items: list[dict[str, Any]]
    items = server.request("GET", f"deita/api/workspaces/{workspace}/history")["items"]
    return items


def past(server: Server, sql: str) -> list[str]:
    """The states in which queries with this text have ended, newest first."""
    return [item["state"] for item in history(server) if sql in item["sql"]]


async def ended(server: Server, sql: str, count: int) -> list[str]:
    """The same, once there are so many."""
    for _attempt in range(100):
        states = await asyncio.to_thread(past, server, sql)
        if len(states) >= count:
            return states
        await asyncio.sleep(0.1)
    raise AssertionError(states)


@asynccontextmanager
async def occupied(kernel: Kernel) -> AsyncIterator[None]:
    """While a query of this kernel runs; it is interrupted in the end."""
    begun = await kernel.begin(ENDLESS)
    await until(kernel, begun, "running")
    yield
    await asyncio.to_thread(kernel.interrupt)
    ran = await kernel.finish(begun)
    assert ran.error["traceback"] == ["query cancelled"]


async def until(kernel: Kernel, begun: str, words: str) -> str:
    """The line that a cell shows, once it has these words."""
    while True:
        content = await kernel.shown(begun)
        line: str = content["data"]["text/plain"]
        if words in line:
            return line


def texts(ran: Ran) -> list[Any]:
    """What is left of a cell's displays."""
    return [output["data"]["text/plain"] for output in ran.outputs if "data" in output]


async def test_an_interrupt_of_what_runs(kernels: tuple[Kernel, Kernel], narrow: Server) -> None:
    before = len(past(narrow, "a.range + b.range"))
    begun = await kernels[0].begin(ENDLESS)
    line = await until(kernels[0], begun, "running")
    assert "interrupt the kernel" in line
    await asyncio.to_thread(kernels[0].interrupt)
    ran = await kernels[0].finish(begun)
    assert ran.error["traceback"] == ["query cancelled"]
    assert texts(ran) == [""]
    assert (await ended(narrow, "a.range + b.range", before + 1))[0] == "cancelled"


@pytest.mark.parametrize("kind", ["none", "arrow"])
async def test_an_interrupt_while_the_rows_come(
    kernels: tuple[Kernel, Kernel], narrow: Server, kind: str
) -> None:
    sql = f"select md5(range::varchar) as many_{kind} from range(1000000000)"
    begun = await kernels[0].begin(f"%%deita --to {kind}\n{sql}")
    line = await until(kernels[0], begun, "bringing the rows")
    assert " s · interrupt the kernel" in line
    await asyncio.to_thread(kernels[0].interrupt)
    ran = await kernels[0].finish(begun)
    assert ran.error["traceback"] == ["query cancelled"]
    assert texts(ran) == [""]
    assert await ended(narrow, f"many_{kind}", 1) == ["cancelled"]


async def test_another_kernel_sees_and_cancels_it(kernels: tuple[Kernel, Kernel]) -> None:
    first, second = kernels
    assert "No query of yours" in (await second.run("%deita cancel")).text
    begun = await first.begin(ENDLESS)
    await until(first, begun, "running")
    ran = await second.run("%deita running")
    assert "running" in ran.text
    assert "select count(*) from range(100000000)" in ran.text
    code = "%deita cancel "
    matches: list[str] = []
    while not matches:  # names that do not come at once are left out
        sent = await second.send("complete_request", {"code": code, "cursor_pos": len(code)})
        [reply] = await second.answers(sent)
        matches = reply["content"]["matches"]
    [query_id] = matches
    assert query_id in ran.text
    ran = await second.run("%deita cancel")
    assert ran.text.startswith(f"query {query_id}: ")
    ran = await first.finish(begun)
    assert ran.error["ename"] == "DeitaError"
    assert texts(ran) == [""]


async def test_an_interrupt_of_what_waits(kernels: tuple[Kernel, Kernel], narrow: Server) -> None:
    first, second = kernels
    before = len(past(narrow, "a.range + b.range"))
    async with occupied(first):
        begun = await second.begin("%%deita\nselect 'never' as answer")
        line = await until(second, begun, "waiting for its turn")
        assert " before it · " in line
        await asyncio.to_thread(second.interrupt)
        ran = await second.finish(begun)
        assert ran.error["traceback"] == ["query cancelled"]
        assert await ended(narrow, "'never' as answer", 1) == ["cancelled"]
        # The other one goes on.
        assert len(past(narrow, "a.range + b.range")) == before


async def test_the_result_takes_the_line_s_place(kernels: tuple[Kernel, Kernel]) -> None:
    first, second = kernels
    async with occupied(first):
        begun = await second.begin("%%deita late= <<\nselect 42 as answer")
        await until(second, begun, "waiting for its turn")
    ran = await second.finish(begun)
    assert ran.status == "ok", ran.text
    [output] = ran.outputs
    assert output["data"][MIME]["rows"] == [[42]]
    assert (await second.run("_.fetchall(), late is _")).text == "([(42,)], True)"


async def test_an_error_takes_the_line_away(kernels: tuple[Kernel, Kernel]) -> None:
    first, second = kernels
    async with occupied(first):
        begun = await second.begin("%%deita\nselect 'x'::int")
        await until(second, begun, "waiting for its turn")
    ran = await second.finish(begun)
    assert ran.status == "error"
    assert texts(ran) == [""]
    assert len([output for output in ran.outputs if "ename" in output]) == 1


async def test_what_a_killed_kernel_sent_goes(
    kernels: tuple[Kernel, Kernel], narrow: Server
) -> None:
    dying, living = kernels
    for kernel, names in ((living, "stays"), (dying, "goes renamed")):
        for name in names.split():
            await kernel.run(f"import pandas\n{name} = pandas.DataFrame({{'a': ['{name}']}})")
            ran = await kernel.run(f"%%deita\nfrom {name}")
            assert ran.data[MIME]["rows"] == [[name]], ran.text
    workspace = (await asyncio.to_thread(narrow.request, "GET", "deita/api/workspaces"))["items"][0]
    path = f"deita/api/workspaces/{workspace['id']}"

    async def listed(what: str) -> set[str]:
        items = (await asyncio.to_thread(narrow.request, "GET", f"{path}/{what}"))["items"]
        return {item["name"] for item in items}

    await asyncio.to_thread(
        narrow.request, "PATCH", f"{path}/tables/local_renamed", {"name": "mine"}
    )
    os.kill(int((await dying.run("import os; os.getpid()")).text), signal.SIGKILL)
    assert await listed("tables") == {"local_goes", "local_stays", "mine"}
    for _attempt in range(200):
        if "local_goes" not in await listed("tables"):
            break
        await asyncio.sleep(0.1)
    # The one that lives has kept its own, though it was sent before.
    assert await listed("tables") == {"local_stays", "mine"}
    assert await listed("files") == {"local_stays.parquet", "local_renamed.parquet"}
    ran = await living.run("%%deita\nfrom stays")
    assert ran.data[MIME]["rows"] == [["stays"]], ran.text
    assert "sent as" not in ran.text
