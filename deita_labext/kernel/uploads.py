"""``%deita upload``: files sent one after the other, each shown until it is a table."""

from __future__ import annotations

import contextlib
import glob
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .client import Client
from .contract import Job
from .errors import DeitaError, Interrupted
from .layout import count, size_text
from .listing import Listing
from .progress import elapsed
from .sending import Sending
from .work import Work

_REFRESH_SECONDS = 0.2
_STEP_SECONDS = 0.1

Show = Callable[[Listing, bool], None]
"""Shows the listing in place of the one before; told whether it is the last."""


@dataclass
class _Upload:
    path: Path
    bytes: int
    state: str = "waiting"
    job: Job | None = None
    error: DeitaError | None = None
    begun: float | None = None

    @property
    def said(self) -> str:
        """What is told of it: its state, and how long that takes where it does."""
        taken = 0.0 if self.begun is None else time.monotonic() - self.begun
        on_its_way = self.under_way or self.state.startswith("sending")
        return f"{self.state} · {elapsed(taken)}" if on_its_way and taken > 1 else self.state

    @property
    def under_way(self) -> bool:
        return self.job is not None and self.job["state"] in ("queued", "running")


def find_files(patterns: Sequence[str]) -> list[Path]:
    """The files that are meant, each once; a pattern that meets none is an error."""
    found: dict[Path, None] = {}
    for pattern in patterns:
        path = Path(pattern).expanduser()
        # A name with brackets in it is first of all a name.
        matches = [path] if path.is_file() else sorted(map(Path, glob.glob(str(path))))  # noqa: PTH207
        files = [match for match in matches if match.is_file()]
        if not files:
            raise DeitaError(
                f"There is no file {pattern}.",
                code="unreadable_file",
                hint=f"Paths begin at {Path.cwd()}.",
            )
        found.update(dict.fromkeys(files))
    return list(found)


class Uploads:
    """Several uploads as one listing. ``show`` is called again when something has changed.

    Files whose name is in ``sources`` are left out: the value is their table.
    """

    def __init__(
        self, client: Client, paths: Sequence[Path], show: Show, sources: Mapping[str, str]
    ) -> None:
        self._client = client
        self._sources = sources
        self._items = [_Upload(path, path.stat().st_size) for path in paths]
        self._show = show
        self._shown = 0.0

    def run(self) -> None:
        """Send all, wait until all are tables, then raise the first error there was."""
        self._refresh(now=True)
        try:
            for item in self._items:
                if table := self._sources.get(item.path.name):
                    item.state = f"is there already: {table}"
                else:
                    self._send(item)
            self._wait()
        except KeyboardInterrupt:
            self._cancel()
            raise Interrupted("upload cancelled") from None
        finally:
            self._show(self._listing(), True)
        for item in self._items:
            if item.error:
                raise item.error

    def _send(self, item: _Upload) -> None:
        sending = Sending(self._client, item.path)
        work = Work(sending.send)
        item.begun = time.monotonic()
        try:
            work.start()
            while not work.wait(_STEP_SECONDS):
                item.state = sending.doing
                self._refresh()
            item.job = work.result()
        except KeyboardInterrupt:
            item.state = "sending"
            sending.stop()
            raise
        except DeitaError as error:
            _fail(item, error)
        else:
            _tell(item)
        self._refresh(now=True)

    def _wait(self) -> None:
        pause = 0.05
        while waiting := [item for item in self._items if item.under_way]:
            time.sleep(pause)
            pause = min(pause * 1.3, 0.5 * len(waiting))
            for item in waiting:
                assert item.job is not None
                item.job = self._client.job(item.job["id"])
                _tell(item)
            self._refresh()

    def _cancel(self) -> None:
        for item in self._items:
            if item.under_way:
                assert item.job is not None
                with contextlib.suppress(DeitaError):
                    self._client.cancel_job(item.job["id"])
            if item.under_way or item.state.startswith(("waiting", "sending")):
                item.state = "cancelled"

    def _refresh(self, *, now: bool = False) -> None:
        moment = time.monotonic()
        if not now and moment - self._shown < _REFRESH_SECONDS:
            return
        self._shown = moment
        self._show(self._listing(), False)

    def _listing(self) -> Listing:
        rows = [(item.path.name, size_text(item.bytes), item.said) for item in self._items]
        return Listing(("file", "size", "state"), rows, right=frozenset({"size"}))


def _tell(item: _Upload) -> None:
    """Put the job's state in words."""
    job = item.job
    assert job is not None
    if job["error"]:
        _fail(item, DeitaError.from_body(job["error"]))
    elif job["state"] == "done":
        item.state = "; ".join(
            f"{table['name']}: {count(table['row_count'], 'row')}"
            f" × {count(table['column_count'], 'column')}"
            for table in job["tables"]
        )
    elif job["state"] == "cancelled":
        item.state = "cancelled"
    else:
        done = f" {job['progress']:.0%}" if job["progress"] else ""
        item.state = f"{job['message'] or 'reading'}{done}"


def _fail(item: _Upload, error: DeitaError) -> None:
    item.error = error
    item.state = f"failed: {error.message}"
