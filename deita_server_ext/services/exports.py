"""Exports: all rows of a table or a result, streamed at constant memory."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator

from deita_server_ext.domain import User, new_id
from deita_server_ext.engine.pool import Pool
from deita_server_ext.engine.process import EngineFault, Worker
from deita_server_ext.errors import DeitaError, InvalidRequest

from .results import Results
from .tables import Tables

FORMATS = {"csv": "text/csv; charset=utf-8", "arrow": "application/vnd.apache.arrow.stream"}
"""From the format to its media type."""


class Exports:
    """Gives the bytes of an export; stopped by closing the generator."""

    def __init__(self, tables: Tables, results: Results, pool: Pool) -> None:
        self._tables = tables
        self._results = results
        self._pool = pool

    async def table(
        self, user: User, workspace_id: str, id_or_name: str, format: str
    ) -> tuple[str, AsyncGenerator[bytes, None]]:
        """A table's name and the bytes of all its rows."""
        _check(format)
        table = await self._tables.get(user, workspace_id, id_or_name)

        async def chunks() -> AsyncGenerator[bytes, None]:
            async with self._tables.seat(user, workspace_id) as worker:
                async for data in _chunks(worker, format, snapshot=table.snapshot.id):
                    yield data

        return table.name, chunks()

    async def result(
        self, user: User, result_id: str, format: str
    ) -> tuple[str, AsyncGenerator[bytes, None]]:
        """A name for the download and the bytes of all the result's rows."""
        _check(format)
        query = await self._results.get(user, result_id)

        async def chunks() -> AsyncGenerator[bytes, None]:
            async with self._pool.seat(query.workspace_id, None) as worker:
                async for data in _chunks(worker, format, result=result_id):
                    yield data

        return "result", chunks()


async def _chunks(worker: Worker, format: str, **of: str) -> AsyncGenerator[bytes, None]:
    export_id = new_id()
    await worker.call("exports.begin", id=export_id, format=format, **of)
    # The next piece is made while this one is on its way to the client.
    ahead = asyncio.create_task(worker.call("exports.chunk", id=export_id))
    try:
        # Shielded: whoever gives up on the export must not lose sight of what is being made.
        while (data := (await asyncio.shield(ahead))[1]) != b"":
            ahead = asyncio.create_task(worker.call("exports.chunk", id=export_id))
            yield data
    finally:
        if not ahead.done():
            with contextlib.suppress(DeitaError, EngineFault):
                await ahead
        with contextlib.suppress(DeitaError, EngineFault):
            await worker.call("exports.end", id=export_id)


def _check(format: str) -> None:
    if format not in FORMATS:
        raise InvalidRequest(
            f"There is no export format {format}.", hint=f"Choose one of {', '.join(FORMATS)}."
        )
