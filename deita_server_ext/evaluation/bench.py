"""A Deita of its own for an evaluation: databases loaded, questions asked, rows compared."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deita_server_ext.app import DeitaApp
from deita_server_ext.building import build_on
from deita_server_ext.building_ai import AiServices, Foundation, ai_of
from deita_server_ext.contract.threads import MessageCreate, MessageDone
from deita_server_ext.domain import Job, Sends, User
from deita_server_ext.domain.names import names_of_parts
from deita_server_ext.errors import DeitaError
from deita_server_ext.llm.asking import Model
from deita_server_ext.llm.provider import LiteLlm
from deita_server_ext.llm.settings import ModelSettings
from deita_server_ext.services.comparing import ordered, same
from deita_server_ext.services.jobs import JobRunner
from deita_server_ext.services.loop import ONCE, Patience
from deita_server_ext.services.spending import Budget
from deita_server_ext.services.tables import Changes
from deita_server_ext.services.uploads import Uploads
from deita_server_ext.services.workspaces import Workspaces

from .questions import Database, NoSet, Question

USER = User("evaluation", "Evaluation")
ROWS = 20_000
"""Rows that are compared at the most."""
SECONDS = 60.0
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Score:
    """How one question was answered. ``attempts`` is how many statements the model wrote."""

    question: str
    looped: bool
    valid: bool
    correct: bool
    attempts: int
    tokens: int
    cost: float
    seconds: float
    sql: str | None
    error: str | None

    @classmethod
    def unasked(cls, question: Question, looped: bool, why: str) -> Score:
        """Of a question that could not be asked, or whose right answer is not known."""
        return cls(question.id, looped, False, False, 0, 0, 0.0, 0.0, None, why)


@dataclass(frozen=True)
class Gold:
    """What a gold statement gave."""

    rows: list[list[Any]]
    in_order: bool


class Bench:
    """Loads databases, asks, and compares."""

    def __init__(
        self,
        workspaces: Workspaces,
        uploads: Uploads,
        jobs: JobRunner,
        foundation: Foundation,
        models: ModelSettings,
        model: Model,
    ) -> None:
        self._workspaces = workspaces
        self._uploads = uploads
        self._jobs = jobs
        self._on = foundation
        self._loops: dict[bool, AiServices] = {
            looped: ai_of(models, model, Budget(), foundation, patience)
            for looped, patience in ((True, Patience()), (False, ONCE))
        }
        self._loaded: dict[str, str] = {}
        self._broken: dict[str, str] = {}

    async def load(self, database: Database) -> str:
        """The id of the workspace that has it. Raises NoSet where a file cannot be read."""
        if database.name in self._broken:
            raise NoSet(self._broken[database.name])
        if database.name not in self._loaded:
            try:
                self._loaded[database.name] = await self._workspace(database)
            except (NoSet, DeitaError, sqlite3.Error, OSError) as exc:
                # It is not tried again for each of its questions.
                self._broken[database.name] = f"{database.name} cannot be read: {_said(exc)}"
                raise NoSet(self._broken[database.name]) from exc
        return self._loaded[database.name]

    async def gold(self, database: Database, question: Question) -> Gold:
        """What the gold statement gives. Raises DeitaError, NoSet or sqlite3.Error."""
        if database.sqlite is not None:
            rows = await self._on.blocking.run(sqlite_rows, database.sqlite, question.gold)
        else:
            rows = await self._rows(await self.load(database), question.gold)
        return Gold(rows, ordered(question.gold))

    async def ask(self, database: Database, question: Question, *, looped: bool) -> Score:
        """Ask the model, with the loop or without, and compare.

        A question whose database or gold statement fails is scored as that.
        """
        try:
            workspace = await self.load(database)
            gold = await self.gold(database, question)
        except (NoSet, DeitaError, sqlite3.Error, OSError) as exc:
            return Score.unasked(question, looped, f"There is no right answer: {_said(exc)}")
        services = self._loops[looped]
        await services.ai.set_sends(USER, workspace, Sends.PROFILES)
        thread = await services.threads.create(USER, workspace, question.id)
        text = f"{question.text}\n{question.evidence}".strip()
        started = time.monotonic()
        done: MessageDone | None = None
        events = services.answers.ask(USER, workspace, thread.id, MessageCreate(text=text))
        async for event in events:
            if isinstance(event, MessageDone):
                done = event
        assert done is not None
        seconds = time.monotonic() - started
        message = done.message
        blocks = [block for block in message.blocks if block.kind == "sql"]
        last = blocks[-1] if blocks else None
        error = message.error or (None if last is None else last.error)
        valid = last is not None and last.runs
        correct = False
        if last is not None and valid:
            correct, error_text = await self._correct(workspace, gold, last.sql)
        else:
            error_text = error.message if error else "There was no statement."
        return Score(
            question=question.id,
            looped=looped,
            valid=valid,
            correct=correct,
            attempts=0 if last is None else last.attempts,
            tokens=(message.tokens_in or 0) + (message.tokens_out or 0),
            cost=message.cost or 0.0,
            seconds=seconds,
            sql=None if last is None else last.sql,
            error=error_text,
        )

    async def close(self) -> None:
        """Stop what is being answered."""
        for services in self._loops.values():
            await services.close()

    async def _workspace(self, database: Database) -> str:
        workspace = await self._workspaces.create(USER, database.name)
        for name, path in database.files.items():
            job = await self._load(workspace.id, name, path)
            if job.error is not None:
                raise NoSet(f"{name}: {job.error['message']}")
            if database.sqlite is not None:
                await self._rename(workspace.id, name, database.sqlite, job)
        for services in self._loops.values():
            await services.preparing.whole(USER, workspace.id, SECONDS)
        return workspace.id

    async def _correct(self, workspace: str, gold: Gold, sql: str) -> tuple[bool, str | None]:
        try:
            rows = await self._rows(workspace, sql)
        except DeitaError as exc:
            return False, exc.message
        if same(rows, gold.rows, in_order=gold.in_order):
            return True, None
        return False, f"Other rows: {len(rows)}, where {len(gold.rows)} are right."

    async def _rows(self, workspace: str, sql: str) -> list[list[Any]]:
        trial = await self._on.trials.run(USER, workspace, sql, rows=ROWS, seconds=SECONDS)
        return trial.rows

    async def _rename(self, workspace: str, file: str, path: Path, job: Job) -> None:
        """Have the tables' own names, as the questions know them, without the file's before."""
        names = await self._on.blocking.run(_sqlite_tables, path)
        own = dict(zip(names_of_parts(file, names), names, strict=True))
        for table in job.tables:
            name = own.get(table["name"], table["name"])
            if name != table["name"]:
                await self._on.tables.change(USER, workspace, table["id"], Changes(name=name))

    async def _load(self, workspace: str, name: str, path: Path) -> Job:
        size = (await self._on.blocking.run(path.stat)).st_size
        upload = await self._uploads.begin(USER, workspace, name, size)
        with await self._on.blocking.run(path.open, "rb") as file:
            while data := await self._on.blocking.run(file.read, _CHUNK):
                await upload.write(data)
        _file, job = await upload.finish()
        assert job is not None
        while not job.state.final:
            await asyncio.sleep(0.05)
            job = await self._jobs.get(USER, job.id)
        return job


@asynccontextmanager
async def bench(
    settings: DeitaApp, models: ModelSettings, model: Model | None = None
) -> AsyncIterator[Bench]:
    """A bench in a folder of its own, which is gone afterwards; ``model`` is LiteLLM's."""
    with tempfile.TemporaryDirectory(prefix="deita-eval-") as folder:
        async with AsyncExitStack() as stack:
            root = Path(folder)
            settings.data_dir = str(root)
            settings.catalog_url = f"sqlite:///{root / 'catalog.sqlite'}"
            settings.storage = str(root / "objects")
            services, foundation = await build_on(settings, root, stack)
            if model is None:
                model = LiteLlm(models, foundation.blocking)
                stack.push_async_callback(model.close)
            made = Bench(
                services.workspaces, services.uploads, services.jobs, foundation, models, model
            )
            stack.push_async_callback(made.close)
            yield made


def _said(exc: Exception) -> str:
    return exc.message if isinstance(exc, DeitaError) else str(exc)


def sqlite_rows(path: Path, sql: str, seconds: float = SECONDS) -> list[list[Any]]:
    """Rows of SQLite, as Deita's cells are; sqlite3.OperationalError where it takes too long."""
    end = time.monotonic() + seconds
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        # What is not zero interrupts the statement.
        connection.set_progress_handler(lambda: time.monotonic() > end, 10_000)
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        return [list(row) for row in connection.execute(sql).fetchmany(ROWS)]


def _sqlite_tables(path: Path) -> list[str]:
    """The names of its tables."""
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return [name for (name,) in connection.execute(sql)]
