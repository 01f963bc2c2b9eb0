"""The client for asyncio: the same methods, awaited.

Each call works in a thread, so that there is one client and one transport to be right. A test
holds the two together.
"""

from __future__ import annotations

import asyncio
import builtins
import functools
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from os import PathLike
from typing import Concatenate, overload

from .answer import Answer
from .awaited import Awaiting, P, Same, awaited, followed, in_turn
from .client import Client, connect
from .contract import Cell, Column, Param, Workspace
from .contract_ai import Task
from .errors import DeitaError
from .plots import Plot
from .result import Result, Row
from .running import Running
from .statements import Statement


def _made(
    method: Callable[Concatenate[Result, P], Result],
) -> Callable[Concatenate[AsyncResult, P], Awaitable[AsyncResult]]:
    """A method that gives a result, as one that is awaited and gives one for asyncio."""

    @functools.wraps(method)
    async def made(self: AsyncResult, /, *args: P.args, **kwargs: P.kwargs) -> AsyncResult:
        return AsyncResult(await asyncio.to_thread(method, self.result, *args, **kwargs))

    return made


class AsyncPlot(Awaiting[Plot]):
    """A :class:`.Plot` whose charts are awaited."""

    bar = awaited(Plot.bar)
    line = awaited(Plot.line)
    area = awaited(Plot.area)
    scatter = awaited(Plot.scatter)
    hist = awaited(Plot.hist)
    box = awaited(Plot.box)
    heatmap = awaited(Plot.heatmap)
    draw = awaited(Plot.draw)


class AsyncResult(Awaiting[Result]):
    """A :class:`.Result` whose rows are awaited; ``result`` is that one itself.

    ``async for row in result`` brings the rows in batches.
    """

    @property
    def result(self) -> Result:
        """The result that blocks."""
        return self._blocking

    async def __aiter__(self) -> AsyncIterator[Row]:
        async for row in in_turn(iter(self._blocking)):
            yield row

    @overload
    async def csv(self, path: None = None, **options: str | bool | None) -> str: ...
    @overload
    async def csv(self, path: str | PathLike[str], **options: str | bool | None) -> int: ...
    async def csv(
        self, path: str | PathLike[str] | None = None, **options: str | bool | None
    ) -> str | int:
        """All rows as CSV, as :meth:`.Result.csv` gives them."""
        write: Callable[..., str | int] = self._blocking.csv
        return await asyncio.to_thread(write, path, **options)

    @property
    def plot(self) -> AsyncPlot:
        """Charts of its rows."""
        return AsyncPlot(self._blocking.plot)

    id: Same[Result, str] = Same(lambda result: result.id)
    workspace_id: Same[Result, str] = Same(lambda result: result.workspace_id)
    sql: Same[Result, str] = Same(lambda result: result.sql)
    params: Same[Result, Mapping[str, Param]] = Same(lambda result: result.params)
    statement: Same[Result, Statement] = Same(lambda result: result.statement)
    tables: Same[Result, list[str]] = Same(lambda result: result.tables)
    columns: Same[Result, list[str]] = Same(lambda result: result.columns)
    types: Same[Result, list[str]] = Same(lambda result: result.types)
    schema: Same[Result, list[Column]] = Same(lambda result: result.schema)
    first_rows: Same[Result, list[list[Cell]]] = Same(lambda result: result.first_rows)
    page_size: Same[Result, int] = Same(lambda result: result.page_size)
    stats: Same[Result, builtins.dict[str, float]] = Same(lambda result: result.stats)
    name: Same[Result, str | None] = Same(lambda result: result.name)

    count = awaited(Result.__len__)
    fetchall = awaited(Result.fetchall)
    df = awaited(Result.df)
    pl = awaited(Result.pl)
    DataFrame = df
    PolarsDataFrame = pl
    arrow = awaited(Result.arrow)
    dict = awaited(Result.dict)
    dicts = awaited(Result.dicts)
    write = awaited(Result.write)
    to_parquet = awaited(Result.to_parquet)
    to_table = awaited(Result.to_table)
    page = awaited(Result.page)
    summary = awaited(Result.summary)
    plan = awaited(Result.plan)
    profile = awaited(Result.profile)
    cancel = awaited(Result.cancel)
    refresh = _made(Result.refresh)
    sort = _made(Result.sort)
    filter = _made(Result.filter)
    seen = _made(Result.seen)


class AsyncClient(Awaiting[Client]):
    """A :class:`.Client` whose methods are awaited; ``client`` is that one itself.

    >>> client = await connect_async()
    >>> result = await client.query("select count(*) from flights")
    >>> await result.fetchall()
    """

    @property
    def client(self) -> Client:
        """The client that blocks."""
        return self._blocking

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def query(
        self,
        sql: str | Statement,
        params: Mapping[str, Param] | None = None,
        *,
        workspace: str | None = None,
        page_size: int | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the service's, which also frees its worker
        fresh: bool = False,
        name: str | None = None,
    ) -> AsyncResult:
        """Run a statement, as :meth:`.Client.query` does; cancelled, it is stopped there too."""
        statement = Statement.given(sql, params)
        prepare = functools.partial(
            self.client.prepare, statement,
            workspace=workspace, page_size=page_size, timeout=timeout, fresh=fresh, name=name,
        )  # fmt: skip
        running: Running = await asyncio.to_thread(prepare)
        try:
            running.start()
            await asyncio.to_thread(running.join)
        except asyncio.CancelledError:
            await asyncio.shield(asyncio.to_thread(running.cancel))
            raise
        try:
            return AsyncResult(running.result())
        except DeitaError as error:
            raise statement.locate(error) from None

    async def ask(
        self,
        question: str,
        *,
        model: str | None = None,
        thread: str | None = None,
        mentions: Sequence[Mapping[str, object]] = (),
        task: Task = "ask",
        sql: str | None = None,
        error: str | None = None,
        result_id: str | None = None,
        table: str | None = None,
    ) -> Answer:
        """Ask a model, as :meth:`.Client.ask` does; cancelled, the model is stopped."""
        begin = functools.partial(
            self.client.begin_ask, question, model=model, thread=thread, mentions=mentions,
            task=task, sql=sql, error=error, result_id=result_id, table=table,
        )  # fmt: skip
        asking = await asyncio.to_thread(begin)
        try:
            await asyncio.to_thread(asking.join)
        except asyncio.CancelledError:
            await asyncio.shield(asyncio.to_thread(asking.cancel))
            raise
        return asking.result()

    async def result(self, query_id: str) -> AsyncResult:
        """The result of a query that ran before, as long as it is kept."""
        return AsyncResult(await asyncio.to_thread(self.client.result, query_id))

    async def within(self, workspace: str) -> AsyncClient:
        """The same service with another workspace in use, by name or id."""
        return AsyncClient(await asyncio.to_thread(self.client.within, workspace))

    async def workspace(self) -> Workspace:
        """The workspace in use."""
        return await asyncio.to_thread(lambda: self.client.workspace)

    async def plot(self, table: str) -> AsyncPlot:
        """Charts of a table's rows."""
        return AsyncPlot(await asyncio.to_thread(self.client.plot, table))

    events = followed(Client.events)
    follow = followed(Client.follow)
    close = awaited(Client.close)
    me = awaited(Client.me)
    health = awaited(Client.health)
    workspaces = awaited(Client.workspaces)
    find_workspace = awaited(Client.find_workspace)
    use = awaited(Client.use)
    create_workspace = awaited(Client.create_workspace)
    rename_workspace = awaited(Client.rename_workspace)
    delete_workspace = awaited(Client.delete_workspace)
    members = awaited(Client.members)
    share = awaited(Client.share)
    unshare = awaited(Client.unshare)
    tables = awaited(Client.tables)
    table = awaited(Client.table)
    change_table = awaited(Client.change_table)
    create_table = awaited(Client.create_table)
    delete_table = awaited(Client.delete_table)
    undelete_table = awaited(Client.undelete_table)
    snapshots = awaited(Client.snapshots)
    restore = awaited(Client.restore)
    report = awaited(Client.report)
    rejects = awaited(Client.rejects)
    rows = awaited(Client.rows)
    summary = awaited(Client.summary)
    profile = awaited(Client.profile)
    table_sql = awaited(Client.table_sql)
    export_table = awaited(Client.export_table)
    files = awaited(Client.files)
    upload = awaited(Client.upload)
    upload_file = awaited(Client.upload_file)
    upload_url = awaited(Client.upload_url)
    download = awaited(Client.download)
    delete_file = awaited(Client.delete_file)
    look_into = awaited(Client.look_into)
    ingest = awaited(Client.ingest)
    jobs = awaited(Client.jobs)
    job = awaited(Client.job)
    wait = awaited(Client.wait)
    cancel_job = awaited(Client.cancel_job)
    renew = awaited(Client.renew)
    let_go = awaited(Client.let_go)
    running = awaited(Client.running)
    query_state = awaited(Client.query_state)
    cancel = awaited(Client.cancel)
    history = awaited(Client.history)
    export = awaited(Client.export)
    functions = awaited(Client.functions)
    check = awaited(Client.check)
    format = awaited(Client.format)
    plan = awaited(Client.plan)
    saved_queries = awaited(Client.saved_queries)
    saved_query = awaited(Client.saved_query)
    save_query = awaited(Client.save_query)
    change_saved_query = awaited(Client.change_saved_query)
    delete_saved_query = awaited(Client.delete_saved_query)
    models = awaited(Client.models)
    ai_settings = awaited(Client.ai_settings)
    change_ai_settings = awaited(Client.change_ai_settings)
    verified = awaited(Client.verified)
    verify = awaited(Client.verify)
    run_verified = awaited(Client.run_verified)
    forget_verified = awaited(Client.forget_verified)
    threads = awaited(Client.threads)
    thread = awaited(Client.thread)
    create_thread = awaited(Client.create_thread)
    change_thread = awaited(Client.change_thread)
    delete_thread = awaited(Client.delete_thread)
    messages = awaited(Client.messages)
    stop = awaited(Client.stop)
    rate = awaited(Client.rate)


async def connect_async(url: str | None = None, token: str | None = None) -> AsyncClient:
    """A client for asyncio of the service at ``url``, or of the one that is found."""
    return AsyncClient(await asyncio.to_thread(connect, url, token))
