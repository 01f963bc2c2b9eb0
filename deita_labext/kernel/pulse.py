"""Signs of life of this kernel, for as long as the service has tables of it."""

from __future__ import annotations

import threading
from uuid import uuid4

from .client import Client
from .errors import DeitaError

_AGAIN_SECONDS = 5.0
"""After how long one that did not arrive is tried again."""


class Pulse:
    """What was sent for one kernel, and the thread that says that it is alive."""

    def __init__(self) -> None:
        self.holder = uuid4().hex
        """The name by which the service knows the kernel."""
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self, client: Client) -> None:
        """Say so from now on, where that is not done yet."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._beat, args=(client,), daemon=True)
            self._thread.start()

    def end(self) -> None:
        """Say so no more."""
        self._ended.set()

    def _beat(self, client: Client) -> None:
        pause = 0.0
        while not self._ended.wait(pause):
            try:
                pause = client.renew(self.holder)["renew_seconds"]
            except (DeitaError, ValueError, TypeError):  # what answers may be no Deita any more
                pause = _AGAIN_SECONDS
