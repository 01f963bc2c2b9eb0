"""The service itself: is it well, who am I, what may I do."""

from __future__ import annotations

from .base import Message


class Health(Message):
    """Answered without a login, so that a load balancer can ask."""

    status: str
    version: str


class Limits(Message):
    """What applies to the person who asks. Bytes and seconds; null is no limit but the disk.

    ``requests_per_minute`` counts what begins or changes something. After ``workspace_days``
    without use a workspace is deleted. Null is no limit.
    """

    file_bytes: int | None
    workspace_bytes: int | None
    page_size: int
    max_page_size: int
    query_timeout_seconds: float
    requests_per_minute: int | None
    workspace_days: float | None


class Me(Message):
    """The person who asks, as Deita knows them.

    ``shares`` says whether workspaces can be shared: not on a server of one's own.
    """

    id: str
    name: str
    shares: bool
    limits: Limits
