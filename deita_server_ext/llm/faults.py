"""What went wrong at a provider, in words for a person and without its secrets."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterable
from email.utils import parsedate_to_datetime
from typing import Any

from deita_server_ext.domain import utcnow
from deita_server_ext.errors import (
    ModelBusy,
    ModelError,
    ModelRefused,
    ModelTimeout,
    ModelUnavailable,
)

LONGEST = 300
_SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL", re.IGNORECASE)
_SECRET = re.compile(r"\b(sk-|pk-|key-|Bearer\s+|Basic\s+)[\w.~+/=*-]{6,}", re.IGNORECASE)
_NOISE = re.compile(r"^(litellm\.)?\w*(Error|Exception|Timeout): ?|^(\w+Exception) - ")


class Secrets:
    """Takes keys out of text: those that are set, and whatever the environment calls one."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = tuple(keys)

    def without(self, text: str) -> str:
        """``text`` with a placeholder for each secret in it."""
        values = {value for name, value in os.environ.items() if _SECRET_NAME.search(name)}
        for value in sorted({*values, *self._keys}, key=len, reverse=True):
            if len(value) >= 6:
                text = text.replace(value, "…")
        return _SECRET.sub("…", text)


def told(exc: Exception, litellm: Any, model: str, seconds: float, secrets: Secrets) -> ModelError:
    """The error to show for what LiteLLM raised."""
    said = _said(exc, secrets)
    if isinstance(exc, TimeoutError | asyncio.TimeoutError | litellm.Timeout):
        return ModelTimeout(
            f"{model} has said nothing for {seconds:g} seconds.",
            hint="Try again, or choose another model; DeitaApp.ai_timeout_seconds allows more.",
            details={"retry": True},
        )
    if isinstance(exc, litellm.RateLimitError):
        after = _retry_after(exc)
        when = f"in {after:g} seconds" if after is not None else "in a moment"
        details = {"retry": True} | ({} if after is None else {"retry_after_seconds": after})
        return ModelBusy(
            f"The provider of {model} takes no more requests for now.",
            hint=f"Try again {when}, or choose another model. It says: {said}",
            details=details,
        )
    if isinstance(exc, litellm.AuthenticationError | litellm.PermissionDeniedError):
        return ModelRefused(
            f"The provider of {model} does not take the key.",
            hint=f"Whoever runs the server sets it (DEITA_AI_KEY, DEITA_AI_KEYS). It says: {said}",
            details={"retry": False},
        )
    if isinstance(exc, litellm.ContextWindowExceededError):
        return ModelRefused(
            f"This is too much for {model} at once.",
            hint="Begin a new thread, or lower DeitaApp.ai_context_tokens.",
            details={"retry": False},
        )
    refused = (
        litellm.BadRequestError,
        litellm.NotFoundError,
        litellm.UnprocessableEntityError,
    )
    if isinstance(exc, refused):
        return ModelRefused(
            f"The provider of {model} refuses the request.",
            hint=f"Choose another model. It says: {said}",
            details={"retry": False},
        )
    return ModelUnavailable(
        f"{model} cannot be reached, or broke off.",
        hint=f"Try again in a moment, or choose another model. It says: {said}",
        details={"retry": True},
    )


def _said(exc: Exception, secrets: Secrets) -> str:
    text = str(getattr(exc, "message", None) or exc) or type(exc).__name__
    text = text.split("\n", 1)[0]
    while (plain := _NOISE.sub("", text)) != text:
        text = plain
    text = secrets.without(text).strip()
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _retry_after(exc: Exception) -> float | None:
    """The seconds, or the date, of the provider's header."""
    headers = getattr(exc, "litellm_response_headers", None) or {}
    said = headers.get("retry-after", "")
    try:
        return max(0.0, float(said))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(said) - utcnow()).total_seconds())
    except (ValueError, TypeError):
        return None
