"""Which headers are passed on. What is not named stays behind: cookies and logins above all."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote_plus, urlsplit

_ASKED = {
    "accept",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "content-digest",
    "content-encoding",
    "content-length",
    "content-type",
    "last-event-id",
    "range",
    "repr-digest",
    "tracestate",
    "traceparent",
    "user-agent",
    "want-content-digest",
    "want-repr-digest",
    "x-http-method-override",
    "x-request-id",
}
_ASKED_BEGINNINGS = ("if-", "tus-", "upload-")
_ANSWERED = {
    "accept-ranges",
    "allow",
    "cache-control",
    "content-digest",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-length",
    "content-range",
    "content-type",
    "etag",
    "expires",
    "last-modified",
    "link",
    "location",
    "repr-digest",
    "retry-after",
    "vary",
    "x-accel-buffering",
    "x-request-id",
}
_ANSWERED_BEGINNINGS = ("ratelimit", "tus-", "upload-", "x-deita-", "x-ratelimit-")
_LOGIN = {"token", "_xsrf"}
"""What in a query string is a login at the user's own server."""

Headers = Iterable[tuple[str, str]]


def asked(headers: Headers) -> list[tuple[str, str]]:
    """Of a request's headers those that the service is to see."""
    return [
        (name, value)
        for name, value in headers
        if name.lower() in _ASKED or name.lower().startswith(_ASKED_BEGINNINGS)
    ]


def answered(headers: Headers) -> list[tuple[str, str]]:
    """Of an answer's headers those that the client is to see."""
    return [
        (name, value)
        for name, value in headers
        if name.lower() in _ANSWERED or name.lower().startswith(_ANSWERED_BEGINNINGS)
    ]


def without_login(query: str) -> str:
    """A query string as it came, but for what is a login."""
    return "&".join(
        pair
        for pair in query.split("&")
        if unquote_plus(pair.partition("=")[0]).strip() not in _LOGIN
    )


def here(location: str, there: str, base: str) -> str:
    """An address that the service gave, as it is on this server.

    ``there`` and ``base`` are the paths below which the service's and this server's API are.
    """
    path = urlsplit(location).path
    return base + path.removeprefix(there) if path.startswith(there) else location
