"""What every message of the API has in common."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

Id = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
"""32 lower-case hexadecimal digits."""


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Moment = Annotated[datetime, PlainSerializer(_rfc3339, return_type=str, when_used="json")]
"""A point in time; in JSON RFC 3339 in UTC with milliseconds."""


class Message(BaseModel):
    """A request or a reply. Unknown keys are refused, so that a misspelt one is seen."""

    model_config = ConfigDict(
        extra="forbid",
        from_attributes=True,
        json_schema_serialization_defaults_required=True,
    )


class ErrorBody(Message):
    """What is wrong (``message``), and what to do about it (``hint``)."""

    code: str
    message: str
    hint: str | None = None
    details: dict[str, Any] = Field(default_factory=dict)
    request_id: str | None = None


class ErrorReply(Message):
    """The one shape of every answer that is not a success."""

    error: ErrorBody
