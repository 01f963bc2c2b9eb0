"""The line about what takes longer than a second, by a clock of the test's own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from deita_labext.kernel.client import Client
from deita_labext.kernel.errors import Interrupted
from deita_labext.kernel.progress import Progress, elapsed
from deita_labext.kernel.uploads import Uploads
from deita_labext.kernel.work import Work


class Clock:
    """A clock, and something that takes its time by it."""

    def __init__(self, takes: float, *, interrupted: str = "") -> None:
        self.now = 100.0
        self.end = self.now + takes
        self.interrupted = interrupted
        self.cancelled = 0

    def __call__(self) -> float:
        return self.now

    def start(self) -> None:
        """Begin."""
        if self.interrupted == "start":
            raise KeyboardInterrupt

    def wait(self, seconds: float) -> bool:
        """Let time go by."""
        self.now += seconds
        if self.interrupted == "wait":
            raise KeyboardInterrupt
        return self.now >= self.end

    def result(self) -> str:
        """What comes of it."""
        return "done"

    def cancel(self) -> None:
        """Count it."""
        self.cancelled += 1


def watched(clock: Clock, progress: Progress) -> str:
    """Watch what takes its time by the clock."""
    return progress._watch(clock, lambda: "writing", clock.cancel, "export cancelled")


def test_nothing_is_shown_in_the_first_second(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock(0.9)
    progress = Progress(live=True, clock=clock)
    assert watched(clock, progress) == "done"
    assert not progress.shown
    assert capsys.readouterr().out == ""


def test_the_time_grows(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock(4.5)
    progress = Progress(live=True, clock=clock)
    assert watched(clock, progress) == "done"
    assert progress.shown
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" · ")[:2] for line in lines] == [
        ["writing", f"{second} s"] for second in (1, 2, 3, 4)
    ]
    assert (elapsed(59.4), elapsed(65)) == ("59 s", "1 min 5 s")


@pytest.mark.parametrize("moment", ["start", "wait"])
def test_what_was_begun_is_cancelled_whenever_an_interrupt_comes(moment: str) -> None:
    clock = Clock(9, interrupted=moment)
    with pytest.raises(Interrupted, match="export cancelled"):
        watched(clock, Progress(live=True, clock=clock))
    assert clock.cancelled == 1


def test_a_call_is_made_elsewhere_and_once() -> None:
    work = Work(threading.get_ident)
    assert not work.wait(0)
    work.start()
    work.start()
    assert work.result() != threading.get_ident()

    def fail() -> None:
        raise ValueError("no")

    failing = Work(fail)
    failing.start()
    with pytest.raises(ValueError, match="no"):
        failing.result()


class Slow:
    """A service to which half of a file goes at once, and the rest in its time."""

    def upload(
        self, _path: Path, *, progress: Callable[[int, int], None], **_how: object
    ) -> object:
        """Take it."""
        progress(1, 2)
        time.sleep(1.4)
        made = {"name": "slow", "row_count": 2, "column_count": 1}
        return {"id": "1", "state": "done", "error": None, "tables": [made], "file_id": None}


def test_an_upload_tells_how_long_it_has_taken(tmp_path: Path) -> None:
    path = tmp_path / "slow.csv"
    path.write_text("a\n1\n2\n")
    shown: list[str] = []
    uploads = Uploads(
        cast(Client, Slow()), [path], lambda listing, _last: shown.append(str(listing)), {}
    )
    uploads.run()
    assert "waiting" in shown[0]
    assert any("sending 50%" in said and "·" not in said for said in shown)
    assert any("sending 50% · 1 s" in said for said in shown)
    assert "slow: 2 rows × 1 column" in shown[-1]
    assert "·" not in shown[-1]
