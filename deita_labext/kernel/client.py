"""A client of the Deita service: what its REST API can do, typed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

from . import private
from .ai import Models
from .checks import Checks
from .connection import Look, Service, find
from .contract import Event, Health, Me
from .errors import DeitaError
from .files import Files
from .members import Members
from .saved import SavedQueries
from .tables import Tables
from .threads import Threads
from .transport import Transport


class Client(Members, Tables, Files, SavedQueries, Threads, Checks, Models):
    """One service, and the workspace in use.

    >>> client = connect()
    >>> client.upload("flights.csv")
    >>> client.query("select count(*) from flights").fetchall()

    May be used from several threads. :class:`.awaiting.AsyncClient` is the same for asyncio.
    """

    def __init__(self, service: Service | str, *, looks: list[Look] | None = None) -> None:
        """``looks`` are the places looked at until the service was found, for display."""
        if isinstance(service, str):
            service = Service(service)
        super().__init__(Transport(service))
        self.service = service
        self.looks = looks or [Look(service.place, "asked for", used=True)]

    def __repr__(self) -> str:
        return f"Client({self.service.url})"

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self.transport.close()

    def me(self) -> Me:
        """Who I am and what I may do."""
        return cast(Me, self.transport.json("GET", "me"))

    def health(self) -> Health:
        """Is the service up, and which version is it?"""
        return cast(Health, self.transport.json("GET", "health"))

    def events(self) -> Iterator[Event]:
        """What changes at the service, as it changes.

        It goes on until the generator is closed. The first one is of what comes after the
        service has heard that somebody listens.
        """
        with self.transport.stream("events", accept="text/event-stream") as stream:
            for event in stream.events():
                yield cast(Event, event)

    def within(self, workspace: str) -> Client:
        """The same service with another workspace in use, by name or id."""
        other = Client(self.service, looks=self.looks)
        other.transport = self.transport
        other._workspace = self.find_workspace(workspace)
        other._own_threads = self._own_threads
        return other


def connect(
    url: str | None = None,
    token: str | None = None,
    *,
    notice: Callable[[str], None] | None = None,
    start: bool = True,
) -> Client:
    """A client of the service at ``url``, or of the one that is found (see :mod:`.connection`).

    ``notice`` is told what takes a while. Where none is found, a private one is started,
    if it may ``start``.
    """
    service, looks = find(
        url,
        token,
        environ=os.environ,
        runtime_dir=_runtime_dir,
        probe=_probe,
        start=(lambda: private.start(notice)) if start else _none,
    )
    if url is not None and (reason := _probe(service, seconds=10)):
        raise DeitaError(
            f"{service.url} does not let this kernel in: {reason}.",
            code="no_service",
            hint="Is the address right, and the token? `%deita connect URL TOKEN`",
        )
    return Client(service, looks=looks)


def _none() -> Service:
    raise DeitaError("No Deita service is around.", code="no_service")


def _probe(service: Service, seconds: float = 5) -> str | None:
    transport = Transport(service)
    try:
        transport.json("GET", "me", seconds=seconds)
    except DeitaError as error:
        return error.message.rstrip(".")
    except ValueError:
        return "what answers there is not Deita"
    finally:
        transport.close()
    return None


def _runtime_dir() -> Path:
    from jupyter_core.paths import jupyter_runtime_dir  # noqa: PLC0415 - only where it is needed

    return Path(jupyter_runtime_dir())
