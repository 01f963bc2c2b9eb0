"""The job runner: takes jobs from the catalog and sees them to their end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Job, JobState, Role, User, utcnow
from deita_server_ext.errors import DeitaError, NotFound, fault_body

from .access import Access
from .events import Events, Happening, Subject
from .runners import has_died, runner_name

log = logging.getLogger("deita.jobs")

HEARTBEAT_SECONDS = 5.0
STALE = timedelta(seconds=30)
"""A job whose runner has been silent for this long is taken over."""
MAX_ATTEMPTS = 3
AT_ONCE = 2
RECENT = timedelta(days=1)


class Report(Protocol):
    """Takes how far a job is."""

    async def __call__(self, progress: float | None, rows: int | None = None) -> None:
        """``progress`` is 0..1, or None where it is not known; ``rows`` were read so far."""
        ...


class Work(Protocol):
    """What a kind of job does."""

    async def run(self, job: Job, report: Report) -> Job:
        """Do it and return the finished job; raises DeitaError for what a person can mend."""
        ...

    async def undo(self, job: Job) -> None:
        """Take away whatever a job that did not finish left behind."""
        ...


class JobRunner:
    """Runs the catalog's jobs in this server; any number of servers may share a catalog."""

    def __init__(self, catalog: Catalog, access: Access, events: Events, work: Work) -> None:
        self._catalog = catalog
        self._access = access
        self._events = events
        self._work = work
        self._name = runner_name()
        self._awake = asyncio.Event()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._workspaces: dict[str, str] = {}
        self._loops: list[asyncio.Task[None]] = []
        self._closing = False

    def start(self) -> None:
        """Begin to take jobs, those a dead server left among them."""
        self._loops = [asyncio.create_task(self._take()), asyncio.create_task(self._beat())]
        self._awake.set()

    async def close(self) -> None:
        """Stop; what was under way is taken up again by the next server."""
        tasks = [*self._loops, *self._tasks.values()]
        self._closing = True
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with contextlib.suppress(DeitaError):
            await self._catalog.jobs.release(self._name, crashed=False)

    def wake(self) -> None:
        """There may be a new job."""
        self._awake.set()

    async def list(self, user: User, workspace_id: str) -> tuple[Job, ...]:
        """The workspace's jobs under way and of the last day, newest first."""
        await self._access.check(user, workspace_id)
        return await self._catalog.jobs.list(workspace_id, utcnow() - RECENT)

    async def get(self, user: User, job_id: str) -> Job:
        """One job. Raises NotFound."""
        job = await self._catalog.jobs.get(job_id)
        await self._access.check(user, job.workspace_id)
        return job

    async def cancel(self, user: User, job_id: str) -> Job:
        """Ask for a job's end; one that has ended stays as it is."""
        job = await self._catalog.jobs.get(job_id)
        await self._access.check(user, job.workspace_id, Role.EDITOR)
        await self._catalog.jobs.request_cancel(job_id)
        task = self._tasks.get(job_id)
        if task is not None:
            task.cancel()
            await asyncio.wait({task})
        else:
            waiting = await self._catalog.jobs.claim(self._name, utcnow() - STALE, job_id)
            if waiting is not None:
                await self._end(waiting, JobState.CANCELLED)
        job = await self._catalog.jobs.get(job_id)
        self._told(job)
        return job

    async def abandon(self, workspace_id: str) -> None:
        """Stop what is under way in a workspace that is gone, and wait for it."""
        tasks = {self._tasks[key] for key, of in self._workspaces.items() if of == workspace_id}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _take(self) -> None:
        with contextlib.suppress(DeitaError):
            for runner in await self._catalog.jobs.runners():
                if has_died(runner, self._name):
                    await self._catalog.jobs.release(runner, crashed=True)
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._awake.wait(), HEARTBEAT_SECONDS)
            self._awake.clear()
            try:
                while len(self._tasks) < AT_ONCE:
                    job = await self._catalog.jobs.claim(self._name, utcnow() - STALE)
                    if job is None:
                        break
                    self._workspaces[job.id] = job.workspace_id
                    self._tasks[job.id] = asyncio.create_task(self._run(job), name=job.id)
                    self._tasks[job.id].add_done_callback(self._ended)
            except DeitaError:
                log.warning("The catalog does not answer; jobs wait.", exc_info=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task.get_name(), None)
        self._workspaces.pop(task.get_name(), None)
        self._awake.set()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            if not self._tasks:
                continue
            with contextlib.suppress(DeitaError):
                await self._catalog.jobs.heartbeat(self._name, utcnow())
                for job_id in await self._catalog.jobs.cancelled_ids(self._name):
                    if (task := self._tasks.get(job_id)) is not None:
                        task.cancel()

    async def _run(self, job: Job) -> None:
        self._told(job)
        try:
            if job.id in await self._catalog.jobs.cancelled_ids(self._name):
                # Its runner died, or the person was faster: there is only to clear away.
                await self._end(job, JobState.CANCELLED)
                return
            if job.attempts > MAX_ATTEMPTS:
                raise DeitaError(
                    "The server ended each time while it was reading this file.",
                    hint="Split the file into smaller ones, or ask who runs the server.",
                )
            finished = await self._work.run(job, self._reporter(job))
            self._told(finished)
        except asyncio.CancelledError:
            if self._closing:
                raise
            await self._end(job, JobState.CANCELLED)
        except DeitaError as exc:
            await self._end(job, JobState.FAILED, exc.body())
        except Exception:
            log.exception("Job %s failed", job.id)
            await self._end(job, JobState.FAILED, fault_body(job.id))

    async def _end(self, job: Job, state: JobState, error: dict[str, Any] | None = None) -> None:
        with contextlib.suppress(NotFound):
            if (await self._catalog.jobs.get(job.id)).attempts != job.attempts:
                # We were silent for too long: what is there now is another runner's.
                return
        if job.id in await self._catalog.jobs.cancelled_ids(self._name):
            state, error = JobState.CANCELLED, None
        # Undone first: where this server is killed in between, the job is still to be ended.
        await self._work.undo(replace(job, state=state))
        await self._catalog.jobs.finish(job.id, state, error=error, attempt=job.attempts)
        with contextlib.suppress(NotFound):  # gone with its workspace: there is nobody to tell
            self._told(await self._catalog.jobs.get(job.id))

    def _reporter(self, job: Job) -> Report:
        async def report(progress: float | None, rows: int | None = None) -> None:
            await self._catalog.jobs.progress(
                job.id, progress, job.message, rows, attempt=job.attempts
            )
            self._told(replace(job, progress=progress, rows=rows))

        return report

    def _told(self, job: Job) -> None:
        self._events.publish(job.owner, Happening(Subject.JOB, job.workspace_id, job))
