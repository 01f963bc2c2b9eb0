"""What belongs to a kernel."""

from __future__ import annotations

from .base import Id, Message, Moment


class Lease(Message):
    """What was uploaded for ``holder`` is kept until ``expires_at``; each renewal moves that.

    It is to be renewed every ``renew_seconds``.
    """

    holder: Id
    expires_at: Moment
    renew_seconds: float
