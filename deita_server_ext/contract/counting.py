"""Which requests count towards what somebody may send a minute: each operation, one by one.

What is free is what a page or a program asks by itself, over and over, as it follows what
somebody does: pages of what is there, lists that changed, how far something is; and what ends
something, for which nobody should have to wait.
"""

from __future__ import annotations

import re
from collections import defaultdict

from .operation import Parameter

_W = "/workspaces/{workspace}"
_T = f"{_W}/tables/{{table}}"
_R = "/results/{result}"
_U = f"{_W}/uploads/{{upload}}"
_H = f"{_W}/threads/{{thread}}"

FREE: frozenset[tuple[str, str]] = frozenset(
    {
        # Asked by machines, and for what follows.
        ("GET", "/health"),
        ("GET", "/openapi.json"),
        ("GET", "/events"),
        ("PUT", "/leases/{holder}"),
        # Pages, and what panels and the headers of grids show of what is in them.
        ("GET", _T),
        ("GET", f"{_T}/profile"),
        ("GET", f"{_T}/rows"),
        ("POST", f"{_T}/rows"),
        ("POST", f"{_T}/summary"),
        ("GET", f"{_R}/rows"),
        ("POST", f"{_R}/rows"),
        ("POST", f"{_R}/summary"),
        # Lists that are read again whenever somebody changes what is in them.
        ("GET", "/workspaces"),
        ("GET", f"{_W}/tables"),
        ("GET", f"{_W}/files"),
        ("GET", f"{_W}/uploads"),
        ("GET", f"{_W}/jobs"),
        ("GET", f"{_W}/queries"),
        ("GET", f"{_W}/history"),
        ("GET", f"{_W}/saved-queries"),
        ("GET", f"{_W}/threads"),
        ("GET", f"{_H}/messages"),
        # How far something is that somebody began.
        ("GET", "/jobs/{job}"),
        ("GET", "/queries/{query}"),
        ("GET", _R),
        ("GET", _U),
        ("HEAD", _U),
        ("PATCH", _U),
        ("GET", f"{_H}/messages/{{message}}/events"),
        # While somebody types.
        ("GET", "/functions"),
        ("POST", f"{_W}/check"),
        # An end.
        ("DELETE", "/jobs/{job}"),
        ("DELETE", "/queries/{query}"),
        ("DELETE", _U),
        ("DELETE", "/leases/{holder}"),
        ("POST", f"{_H}/messages/{{message}}/stop"),
    }
)

COUNTED: frozenset[tuple[str, str]] = frozenset(
    {
        ("GET", "/me"),
        ("GET", "/ai"),
        # Workspaces, and who may use them.
        ("POST", "/workspaces"),
        ("GET", _W),
        ("PATCH", _W),
        ("DELETE", _W),
        ("GET", f"{_W}/members"),
        ("PUT", f"{_W}/members/{{user}}"),
        ("DELETE", f"{_W}/members/{{user}}"),
        # Files as they come and go.
        ("POST", f"{_W}/files"),
        ("POST", f"{_W}/files/from-url"),
        ("GET", f"{_W}/files/{{file}}/content"),
        ("DELETE", f"{_W}/files/{{file}}"),
        ("POST", f"{_W}/uploads"),
        ("POST", f"{_W}/previews"),
        ("POST", f"{_W}/ingests"),
        # Tables.
        ("POST", f"{_W}/tables"),
        ("PATCH", _T),
        ("DELETE", _T),
        ("POST", f"{_T}/undelete"),
        ("GET", f"{_T}/snapshots"),
        ("POST", f"{_T}/restore"),
        ("GET", f"{_T}/report"),
        ("GET", f"{_T}/rejects"),
        ("POST", f"{_T}/sql"),
        ("POST", f"{_T}/chart"),
        ("GET", f"{_T}/export"),
        # Statements and results.
        ("POST", f"{_W}/queries"),
        ("POST", f"{_W}/queries/export"),
        ("POST", f"{_W}/format"),
        ("POST", f"{_W}/plan"),
        ("GET", f"{_R}/file"),
        ("POST", f"{_R}/sql"),
        ("POST", f"{_R}/chart"),
        ("GET", f"{_R}/export"),
        ("POST", f"{_W}/saved-queries"),
        ("GET", f"{_W}/saved-queries/{{saved}}"),
        ("PATCH", f"{_W}/saved-queries/{{saved}}"),
        ("DELETE", f"{_W}/saved-queries/{{saved}}"),
        # Questions.
        ("GET", f"{_W}/ai"),
        ("PATCH", f"{_W}/ai"),
        ("POST", f"{_W}/threads"),
        ("GET", _H),
        ("PATCH", _H),
        ("DELETE", _H),
        ("POST", f"{_H}/messages"),
        ("PATCH", f"{_H}/messages/{{message}}"),
        ("GET", f"{_W}/verified"),
        ("POST", f"{_W}/verified"),
        ("POST", f"{_W}/verified/run"),
        ("DELETE", f"{_W}/verified/{{verified}}"),
    }
)

STANDING: tuple[Parameter, ...] = (
    Parameter("X-RateLimit-Limit", "integer", "how many requests a minute are let in"),
    Parameter("X-RateLimit-Remaining", "integer", "how many more are let in now"),
    Parameter(
        "X-RateLimit-Reset",
        "integer",
        "when the first of those that count now counts no longer, in seconds since 1970",
    ),
)
"""What the answers to requests that count say, where there is a limit."""

RETRY_AFTER = Parameter("Retry-After", "integer", "after how many seconds to try again")


def _patterns() -> dict[str, re.Pattern[str]]:
    paths: defaultdict[str, list[str]] = defaultdict(list)
    for verb, path in FREE:
        paths[verb].append(re.sub(r"{\w+}", "[^/]+", path.replace(".", r"\.")))
    return {verb: re.compile("|".join(some)) for verb, some in paths.items()}


_FREE = _patterns()


def counts(verb: str, path: str) -> bool:
    """Whether a request for a path below the API's root counts; one for nothing does."""
    free = _FREE.get(verb)
    return free is None or free.fullmatch(path) is None
