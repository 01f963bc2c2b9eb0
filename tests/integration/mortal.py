"""Deita's services in processes that are meant to be killed.

Everything is imported once; for each line of the pipe ``orders``, ``work SEED`` or ``settle``, a
child is forked that begins on the same data as the one before it. What it says goes to the file
``said``, a JSON value a line. Only ``acked`` is a promise that the service made to somebody.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import random
from pathlib import Path
from typing import Any

import boto3  # noqa: F401 - what a server imports is imported before the fork

from deita_server_ext.app import DeitaApp
from deita_server_ext.building import Services
from deita_server_ext.catalog import arrivals, database, discards, objects, queries, snapshots
from deita_server_ext.domain import Origin, User
from deita_server_ext.errors import DeitaError
from deita_server_ext.services import ingests, resumable, sweeping, versions, workspaces
from deita_server_ext.services.ingests import Wish
from deita_server_ext.services.resumable import Announced
from tests.integration.made import content

_SAID = os.open("said", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
USER = User("local", "Local user")
LOADED = (arrivals, database, discards, objects, queries, snapshots)
ALSO_LOADED = (ingests, resumable, sweeping, versions, workspaces)


def say(what: str, **more: Any) -> None:
    """A line for the test. Written at once: what was said before a kill was said."""
    os.write(_SAID, json.dumps({"what": what, **more}).encode() + b"\n")


class Life:
    """What one process does until it is killed."""

    def __init__(self, services: Services, workspace: str, seed: int) -> None:
        self._services = services
        self._workspace = workspace
        self._random = random.Random(seed)

    def _name(self) -> str:
        rows = int(
            self._random.choice([50, 2_000, 20_000, 200_000]) * self._random.uniform(0.5, 1.5)
        )
        return f"f{self._random.randrange(1 << 30)}-{rows}.csv"

    async def live(self) -> None:
        """Do this and that, several things at a time."""
        await self._go_on_with_what_came()
        await asyncio.gather(*(self._deeds() for _ in range(3)))

    async def _deeds(self) -> None:
        deeds = [
            self._whole, self._pieces, self._pieces, self._change, self._go_back,
            self._end_something,
        ]  # fmt: skip
        while True:
            try:
                await self._random.choice(deeds)()
            except DeitaError as error:
                say("refused", code=error.code)
            say("step")
            await asyncio.sleep(self._random.uniform(0, 0.02))

    async def _whole(self) -> None:
        name = self._name()
        data = content(name)
        upload = await self._services.uploads.begin(USER, self._workspace, name, len(data))
        for start in range(0, len(data), 500_000):
            await upload.write(data[start : start + 500_000])
            say("step")
            await asyncio.sleep(0)
        file, _job = await upload.finish()
        say("acked", id=file.id, name=name)

    async def _pieces(self) -> None:
        name = self._name()
        announced = Announced(name, len(content(name)))
        arrival = await self._services.resumable.create(USER, self._workspace, announced)
        await self._send(arrival.id, name, 0)

    async def _go_on_with_what_came(self) -> None:
        for arrival in await self._services.resumable.list(USER, self._workspace):
            found = await self._services.resumable.get(USER, self._workspace, arrival.id)
            if found.job_id is not None:
                say("acked", id=found.id, name=found.name)
            else:
                await self._send(found.id, found.name, found.offset)

    async def _send(self, arrival_id: str, name: str, offset: int) -> None:
        data = content(name)
        while offset < len(data):
            piece = data[offset : offset + self._random.randrange(1, 2_000_000)]
            receiving = await self._services.resumable.resume(
                USER, self._workspace, arrival_id, offset
            )
            for start in range(0, len(piece), 64_000):
                await receiving.write(piece[start : start + 64_000])
                await asyncio.sleep(0)
            say("step")
            if self._random.random() < 0.2:
                await receiving.lost()
                offset = (
                    await self._services.resumable.get(USER, self._workspace, arrival_id)
                ).offset
            else:
                arrival = await receiving.finish()
                offset = arrival.offset
        say("acked", id=arrival_id, name=name)

    async def _change(self) -> None:
        """Have a table replaced by a file, or the file's rows put behind its own."""
        tables = await self._services.tables.list(USER, self._workspace)
        files = await self._services.uploads.list(USER, self._workspace)
        if tables and files:
            mode = self._random.choice([Origin.REPLACE, Origin.APPEND])
            table, file = self._random.choice(tables), self._random.choice(files)
            wish = Wish(file.id, {}, mode, table.id)
            await self._services.ingests.request(USER, self._workspace, wish)

    async def _go_back(self) -> None:
        tables = await self._services.tables.list(USER, self._workspace)
        if tables:
            table = self._random.choice(tables)
            _table, kept = await self._services.versions.list(USER, self._workspace, table.id)
            number = self._random.choice(kept).number
            await self._services.versions.restore(USER, self._workspace, table.id, number)

    async def _end_something(self) -> None:
        services, way = self._services, self._random.random()
        if way < 0.5:
            jobs = await services.jobs.list(USER, self._workspace)
            waiting = [job for job in jobs if not job.state.final]
            if waiting:
                job = self._random.choice(waiting)
                say("ended", id=job.file_id)
                await services.jobs.cancel(USER, job.id)
        elif way < 0.7:
            files = await services.uploads.list(USER, self._workspace)
            if files:
                file = self._random.choice(files)
                say("ended", id=file.id)
                await services.uploads.delete(USER, self._workspace, file.id)
        else:
            tables = await services.tables.list(USER, self._workspace)
            if tables:
                say("dropped", id=tables[0].id)
                await services.tables.delete(USER, self._workspace, tables[0].id)


async def settle(services: Services, workspace: str) -> None:
    """No more deeds: see what is under way to its end, and clear away."""
    for arrival in await services.resumable.list(USER, workspace):
        found = await services.resumable.get(USER, workspace, arrival.id)
        if found.job_id is not None:
            say("acked", id=found.id, name=found.name)
        else:
            await services.resumable.remove(USER, workspace, arrival.id)
    while True:
        jobs = await services.jobs.list(USER, workspace)
        if all(job.state.final for job in jobs):
            break
        await asyncio.sleep(0.05)
    say("jobs", jobs=[[job.file_id, job.state, job.error] for job in jobs])


async def life(home: Path, order: str) -> None:
    """One server's life."""
    app = DeitaApp(data_dir=str(home), local=True, worker_memory_bytes=1 << 29, workers=2)
    app.initialize_settings()
    services = await app.services()
    [workspace] = await services.workspaces.list(USER)
    say("ready", workspace=workspace.id)
    if order == "settle":
        await settle(services, workspace.id)
        await app.stop_extension()
        # As a server does at its start, a day later.
        services = await reopened(app)
        swept = await services.sweeper.sweep(sweeping.timedelta(0), sweeping.timedelta(0))
        await app.stop_extension()
        say("settled", swept=swept)
    else:
        await Life(services, workspace.id, int(order.removeprefix("work "))).live()


async def reopened(app: DeitaApp) -> Services:
    """The services once more."""
    app.initialize_settings()
    return await app.services()


def main(home: Path) -> None:
    """Fork a life for each order."""
    logging.basicConfig(filename=home / "log.txt", level=logging.INFO)
    with Path("orders").open() as orders:
        for line in orders:
            _live(home, line.strip())


def _live(home: Path, order: str) -> None:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            asyncio.run(life(home, order))
            status = 0
        except BaseException:
            logging.exception("a life ended by itself")
        finally:
            os._exit(status)
    say("born", pid=child)
    os.waitpid(child, 0)
    say("dead")


if __name__ == "__main__":
    main(Path("data").absolute())
