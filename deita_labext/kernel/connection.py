"""Where the Deita service is: the places that are looked at, in their order.

1. the address given to ``%deita connect``
2. ``DEITA_URL`` and ``DEITA_TOKEN``
3. JupyterHub's variables, inside a user's server
4. ``DEITA_SERVER_URL`` and ``DEITA_KERNEL_SECRET``, which the Jupyter server
   that started this kernel gave it
5. that server's runtime file
6. a private local service, started for this kernel, unless the server forwards
   to a Hub's service (``DEITA_SERVICE_URL``): then that one is meant

The first two were asked for, so they are used or the error is shown. The others
are tried, and passed by where nothing answers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

from .errors import DeitaError

KERNEL_HEADER = "X-Deita-Kernel"
OWN_VARIABLES = (
    "DEITA_URL",
    "DEITA_TOKEN",
    "DEITA_SERVER_URL",
    "DEITA_KERNEL_SECRET",
    "DEITA_SERVICE_URL",
)
_ANY_ADDRESS = ("", "*", "0.0.0.0", "::")  # noqa: S104 - read from a server's address, never bound


@dataclass(frozen=True)
class Service:
    """A Jupyter server with Deita: its base URL, and the headers that let this kernel in."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    place: str = "the given address"


@dataclass(frozen=True)
class Look:
    """One place that was looked at: what was found there, and whether it is the one used."""

    place: str
    outcome: str
    used: bool = False


Probe = Callable[[Service], str | None]
"""Asks a service who we are: None if it answers, else the reason why not."""


def find(
    url: str | None = None,
    token: str | None = None,
    *,
    environ: Mapping[str, str],
    runtime_dir: Callable[[], Path],
    probe: Probe,
    start: Callable[[], Service],
) -> tuple[Service, list[Look]]:
    """The service to use, and the places looked at until it was found.

    ``start`` starts a private service. Raises a :class:`DeitaError` if the
    address asked for is none, or no private service can be started.
    """
    looks: list[Look] = []
    if url is not None:
        service = Service(*_address(url, token), place="the address given to connect")
        return service, [Look(service.place, "asked for", used=True)]
    if asked := environ.get("DEITA_URL"):
        service = Service(*_address(asked, environ.get("DEITA_TOKEN")), place="DEITA_URL")
        return service, [Look(service.place, "is set", used=True)]
    looks.append(Look("DEITA_URL", "is not set"))
    for place, found in _around(environ, runtime_dir):
        if isinstance(found, str):
            looks.append(Look(place, found))
            continue
        reason = probe(found)
        looks.append(Look(place, reason or "answers", used=reason is None))
        if reason is None:
            return found, looks
    if environ.get("DEITA_SERVICE_URL"):
        raise DeitaError(
            f"The Hub’s Deita service is not to be had: {_first_answer(looks)}.",
            code="no_service",
            hint="Run the cell again in a moment. If it stays so, tell who runs the Hub.",
        )
    service = start()
    looks.append(Look(service.place, "started for this kernel", used=True))
    return service, looks


def _first_answer(looks: list[Look]) -> str:
    """What was said at the first place that could be asked."""
    return next((look.outcome for look in looks[1:]), "there is no server to ask")


def _around(
    environ: Mapping[str, str], runtime_dir: Callable[[], Path]
) -> Iterator[tuple[str, Service | str]]:
    """Each place beside the kernel with its service, or with the reason why it has none."""
    place = "JupyterHub"
    hub_url, hub_token = environ.get("JUPYTERHUB_SERVICE_URL"), environ.get("JUPYTERHUB_API_TOKEN")
    # A Hub's managed services have both variables too, but no user.
    if hub_url and hub_token and environ.get("JUPYTERHUB_USER"):
        yield place, Service(_reachable(hub_url), _login(hub_token), place)
    else:
        yield place, "this is no user's server under a Hub"

    place = "the Jupyter server that started this kernel"
    server, secret = environ.get("DEITA_SERVER_URL"), environ.get("DEITA_KERNEL_SECRET")
    if server and secret:
        yield place, Service(_reachable(server), {KERNEL_HEADER: secret}, place)
    else:
        yield place, "has told this kernel nothing of Deita"

    place = "that server's runtime file"
    parent = environ.get("JPY_PARENT_PID", "")
    yield place, _from_runtime_file(parent, runtime_dir, place) if parent else "there is no server"


def _from_runtime_file(parent: str, runtime_dir: Callable[[], Path], place: str) -> Service | str:
    try:
        info = json.loads((runtime_dir() / f"jpserver-{parent}.json").read_text("utf-8"))
        url, token = str(info["url"]), str(info.get("token") or "")
    except (OSError, ValueError, KeyError, TypeError):
        return "there is none"
    if not token:
        return "has no token"
    return Service(_reachable(url), _login(token), place)


def _login(token: str) -> dict[str, str]:
    return {"Authorization": f"token {token}"}


def _address(url: str, token: str | None) -> tuple[str, dict[str, str]]:
    """Base URL and headers of an address as people paste it: with ``/lab``, with ``?token=``."""
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DeitaError(
            "That is no address of a Jupyter server.",
            code="invalid_address",
            hint="Write it as in the browser: `%deita connect http://localhost:8888/ TOKEN`.",
        )
    token = token or next(iter(parse_qs(parts.query).get("token", [])), None)
    path = parts.path
    for page in ("/lab", "/tree", "/deita/api"):
        path = path.split(f"{page}/")[0].removesuffix(page)
    # No user name or password of the address is kept: it would be shown.
    host = parts.netloc.rpartition("@")[2]
    base = urlunsplit((parts.scheme, host, path.rstrip("/") + "/", "", ""))
    return base, _login(token) if token else {}


def _reachable(url: str) -> str:
    """A server's own address, with a host one can ask in place of "all of them"."""
    parts = urlsplit(url)
    host, port = parts.netloc.rpartition("@")[2], ""
    if host.rpartition(":")[2].isdigit():
        host, _, port = host.rpartition(":")
    if host.strip("[]") in _ANY_ADDRESS:
        host = "127.0.0.1"
    netloc = f"{host}:{port}" if port else host
    return urlunsplit((parts.scheme, netloc, parts.path.rstrip("/") + "/", "", ""))
