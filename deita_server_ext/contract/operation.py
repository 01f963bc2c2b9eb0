"""One verb on one path, as the contract describes it."""

from __future__ import annotations

from dataclasses import dataclass, field

from .base import Message


@dataclass(frozen=True)
class Parameter:
    """A value in the query string, or a header. ``type`` is a JSON schema type."""

    name: str
    type: str
    description: str
    required: bool = False


@dataclass(frozen=True)
class Operation:
    """One verb on one path."""

    verb: str
    path: str
    summary: str
    reply: type[Message] | None = None
    request: type[Message] | None = None
    status: int = 200
    query: tuple[Parameter, ...] = field(default=())
    body: str | None = None
    """The media type of a request body that is not JSON."""
    media: tuple[str, ...] = ("application/json",)
    """The media types of the reply."""
    public: bool = False
    """Whether it is answered without a login."""
    headers: tuple[Parameter, ...] = ()
    """What the request's headers say."""
    tells: tuple[Parameter, ...] = ()
    """What the reply's headers say."""


ARROW = "application/vnd.apache.arrow.stream"
JSON = "application/json"
BYTES = "application/octet-stream"
TUS_BYTES = "application/offset+octet-stream"
