"""The client for asyncio: the same methods, awaited.

Each call works in a thread, so that there is one client and one transport to be right.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Concatenate, ParamSpec, TypeVar

from .answer import Answer
from .client import Client, connect
from .contract import Param
from .errors import DeitaError
from .result import Result
from .statements import Statement

P = ParamSpec("P")
T = TypeVar("T")


def _client(
    method: Callable[Concatenate[Client, P], T],
) -> Callable[Concatenate[AsyncClient, P], Awaitable[T]]:
    """A method of the client as one that is awaited."""

    @functools.wraps(method)
    async def awaited(self: AsyncClient, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.to_thread(method, self.client, *args, **kwargs)

    return awaited


def _result(
    method: Callable[Concatenate[Result, P], T],
) -> Callable[Concatenate[AsyncResult, P], Awaitable[T]]:
    """A method of a result as one that is awaited."""

    @functools.wraps(method)
    async def awaited(self: AsyncResult, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.to_thread(method, self.result, *args, **kwargs)

    return awaited


def _made(
    method: Callable[Concatenate[Result, P], Result],
) -> Callable[Concatenate[AsyncResult, P], Awaitable[AsyncResult]]:
    """A method that gives a result, as one that is awaited and gives one for asyncio."""

    @functools.wraps(method)
    async def awaited(self: AsyncResult, /, *args: P.args, **kwargs: P.kwargs) -> AsyncResult:
        return AsyncResult(await asyncio.to_thread(method, self.result, *args, **kwargs))

    return awaited


class AsyncResult:
    """A :class:`.Result` whose rows are awaited; ``result`` is that one itself."""

    def __init__(self, result: Result) -> None:
        self.result = result

    def __repr__(self) -> str:
        return f"Async{self.result!r}"

    @property
    def columns(self) -> list[str]:
        """The columns' names."""
        return self.result.columns

    @property
    def first_rows(self) -> list[list[Any]]:
        """The first page, as the contract's JSON."""
        return self.result.first_rows

    count = _result(Result.__len__)
    fetchall = _result(Result.fetchall)
    df = _result(Result.df)
    pl = _result(Result.pl)
    arrow = _result(Result.arrow)
    dicts = _result(Result.dicts)
    write = _result(Result.write)
    to_parquet = _result(Result.to_parquet)
    to_table = _result(Result.to_table)
    summary = _result(Result.summary)
    plan = _result(Result.plan)
    profile = _result(Result.profile)
    refresh = _made(Result.refresh)
    sort = _made(Result.sort)
    filter = _made(Result.filter)


class AsyncClient:
    """A :class:`.Client` whose methods are awaited; ``client`` is that one itself.

    >>> client = await connect_async()
    >>> result = await client.query("select count(*) from flights")
    >>> await result.fetchall()
    """

    def __init__(self, client: Client) -> None:
        self.client = client

    def __repr__(self) -> str:
        return f"Async{self.client!r}"

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
    ) -> AsyncResult:
        """Run a statement, as :meth:`.Client.query` does; cancelled, it is stopped there too."""
        statement = Statement.given(sql, params)
        prepare = functools.partial(
            self.client.prepare, statement,
            workspace=workspace, page_size=page_size, timeout=timeout, fresh=fresh,
        )  # fmt: skip
        running = await asyncio.to_thread(prepare)
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
        mentions: Sequence[dict[str, object]] = (),
    ) -> Answer:
        """Ask a model, as :meth:`.Client.ask` does; cancelled, the model is stopped."""
        begin = functools.partial(
            self.client.begin_ask, question, model=model, thread=thread, mentions=mentions
        )
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

    close = _client(Client.close)
    me = _client(Client.me)
    workspaces = _client(Client.workspaces)
    find_workspace = _client(Client.find_workspace)
    use = _client(Client.use)
    create_workspace = _client(Client.create_workspace)
    rename_workspace = _client(Client.rename_workspace)
    delete_workspace = _client(Client.delete_workspace)
    tables = _client(Client.tables)
    table = _client(Client.table)
    change_table = _client(Client.change_table)
    create_table = _client(Client.create_table)
    delete_table = _client(Client.delete_table)
    undelete_table = _client(Client.undelete_table)
    snapshots = _client(Client.snapshots)
    restore = _client(Client.restore)
    report = _client(Client.report)
    rejects = _client(Client.rejects)
    rows = _client(Client.rows)
    summary = _client(Client.summary)
    export_table = _client(Client.export_table)
    files = _client(Client.files)
    upload = _client(Client.upload)
    upload_url = _client(Client.upload_url)
    download = _client(Client.download)
    delete_file = _client(Client.delete_file)
    look_into = _client(Client.look_into)
    ingest = _client(Client.ingest)
    jobs = _client(Client.jobs)
    job = _client(Client.job)
    wait = _client(Client.wait)
    cancel_job = _client(Client.cancel_job)
    history = _client(Client.history)
    running = _client(Client.running)
    query_state = _client(Client.query_state)
    models = _client(Client.models)
    threads = _client(Client.threads)
    create_thread = _client(Client.create_thread)
    change_thread = _client(Client.change_thread)
    delete_thread = _client(Client.delete_thread)
    messages = _client(Client.messages)
    cancel = _client(Client.cancel)
    export = _client(Client.export)
    saved_queries = _client(Client.saved_queries)
    saved_query = _client(Client.saved_query)
    save_query = _client(Client.save_query)
    change_saved_query = _client(Client.change_saved_query)
    delete_saved_query = _client(Client.delete_saved_query)


async def connect_async(url: str | None = None, token: str | None = None) -> AsyncClient:
    """A client for asyncio of the service at ``url``, or of the one that is found."""
    return AsyncClient(await asyncio.to_thread(connect, url, token))
