"""Work to be done when a short while is over, unless it was called off before."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Clock:
    """One thread for all that waits: to start one for each would take longer than what it is for.

    What is due is looked at every ``look_seconds``, as long as anything waits.
    """

    def __init__(self, look_seconds: float) -> None:
        self._look = look_seconds
        self._lock = threading.Lock()
        self._due: dict[int, tuple[float, Callable[[], object]]] = {}
        self._number = 0
        self._some = threading.Event()
        self._thread: threading.Thread | None = None

    def after(self, seconds: float, work: Callable[[], object]) -> int:
        """Have ``work`` done, which raises nothing; what :meth:`call_off` takes."""
        with self._lock:
            self._number += 1
            number = self._number
            self._due[number] = time.perf_counter() + seconds, work
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="clock", daemon=True)
                self._thread.start()
        self._some.set()
        return number

    def call_off(self, number: int) -> None:
        """Leave it undone, if it is not done yet."""
        with self._lock:
            self._due.pop(number, None)

    def _run(self) -> None:
        while True:
            self._some.wait()
            time.sleep(self._look)
            with self._lock:
                now = time.perf_counter()
                due = [number for number, (when, _work) in self._due.items() if when <= now]
                works = [self._due.pop(number)[1] for number in due]
                if not self._due:
                    self._some.clear()
            for work in works:
                work()
