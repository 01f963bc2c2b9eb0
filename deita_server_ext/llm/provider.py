"""Models through LiteLLM: streamed, retried, timed out, and closed when nobody listens."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import warnings
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

from deita_server_ext.blocking import Blocking
from deita_server_ext.errors import ModelBusy, ModelError, ModelRefused, ModelTimeout

from .asking import Ask, ToolCall, Turn, tokens
from .faults import Secrets, told
from .settings import ModelSettings

log = logging.getLogger("deita.llm")

LONGEST_WAIT = 20.0
"""Seconds that a provider's Retry-After is waited for; a longer one is told."""
FIRST_WAIT = 0.5


class LiteLlm:
    """Asks whichever provider the model's name says."""

    def __init__(self, settings: ModelSettings, blocking: Blocking) -> None:
        self._settings = settings
        self._blocking = blocking
        self._secrets = Secrets(settings.secrets)
        self._loading: asyncio.Task[Any] | None = None
        self._without_tools: set[str] = set()

    @property
    def ready(self) -> bool:
        """Whether the library is loaded; it takes seconds."""
        return self._loading is not None and self._loading.done()

    async def close(self) -> None:
        """Close the connections that LiteLLM keeps."""
        if self._loading is not None:
            litellm = await self._loading
            with contextlib.suppress(Exception):
                await litellm.close_litellm_async_clients()

    async def stream(self, ask: Ask) -> AsyncGenerator[str | Turn, None]:
        """See :meth:`Model.stream`. Another model is asked where one does not begin."""
        models = [ask.model, *(m for m in self._settings.fallbacks if m != ask.model)]
        for model in models:
            try:
                async with aclosing(self._patiently(model, ask)) as pieces:
                    first = await anext(pieces)
                    yield first
                    async for piece in pieces:
                        yield piece
                return
            except _NotBegun as exc:
                if model == models[-1]:
                    raise exc.error from exc
                log.warning("%s does not answer (%s); %s is asked", model, exc.error.code, models)

    async def _patiently(self, model: str, ask: Ask) -> AsyncGenerator[str | Turn, None]:
        """One model's answer, tried again as often as the settings say.

        Raises _NotBegun where nothing has come, ModelError where it broke off.
        """
        tries = 0
        while True:
            begun = False
            tools = [] if model in self._without_tools else ask.tools
            try:
                async with aclosing(self._once(model, ask, tools)) as pieces:
                    async for piece in pieces:
                        begun = True
                        yield piece
                return
            except ModelError as exc:
                if begun:
                    raise
                if tools and isinstance(exc, ModelRefused) and _speaks_of_tools(exc):
                    # It still answers in words: statements are read out of those.
                    self._without_tools.add(model)
                    continue
                wait = _wait(exc, tries)
                if tries >= self._settings.retries or wait is None:
                    raise _NotBegun(exc) from exc
            tries += 1
            await asyncio.sleep(wait)

    async def _once(
        self, model: str, ask: Ask, tools: list[dict[str, Any]]
    ) -> AsyncGenerator[str | Turn, None]:
        litellm = await self._library()
        seconds = self._settings.first_seconds
        key, base_url = self._settings.key_of(model), self._settings.base_url_of(model)
        request: dict[str, Any] = {
            "model": model,
            "messages": ask.messages,
            "stream": True,
            "stream_options": {"include_usage": True},
            "max_tokens": self._settings.answer_tokens,
            "timeout": seconds,
            "num_retries": 0,
            "max_retries": 0,
            "api_key": key,
            "base_url": base_url,
        }
        if tools:
            request["tools"] = tools
        if model.startswith("openrouter/"):
            request["extra_body"] = {"usage": {"include": True}}
            request["extra_headers"] = {"HTTP-Referer": "", "X-Title": "Deita"}
        if model.startswith(("openai/", "hosted_vllm/")) and base_url:
            # Many servers want no key, and LiteLLM does.
            request["api_key"] = key or "none"
        chunks = []
        try:
            async with asyncio.timeout(seconds):
                response = await litellm.acompletion(**request)
            async with contextlib.aclosing(response):
                async for chunk in _in_time(response, seconds):
                    chunks.append(chunk)
                    if (text := _text(chunk)) is not None:
                        yield text
        except Exception as exc:
            raise told(exc, litellm, model, seconds, self._secrets) from exc
        yield await self._blocking.run(_turn, litellm, model, chunks, ask)

    async def _library(self) -> Any:
        """LiteLLM, imported in a thread by whoever asks first."""
        if self._loading is None:
            self._loading = asyncio.ensure_future(self._blocking.run(_import))
        try:
            return await asyncio.shield(self._loading)
        except asyncio.CancelledError:
            raise
        except Exception:
            self._loading = None
            raise


class _NotBegun(Exception):
    """A model that gave nothing, so that it or another can be asked again."""

    def __init__(self, error: ModelError) -> None:
        super().__init__(error.message)
        self.error = error


def _import() -> Any:
    # It would ask the network for prices, and says so where it is not told otherwise.
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    # A quarter of the time would be the collector's, which finds nothing meanwhile.
    gc.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import litellm  # noqa: PLC0415 - takes seconds
    finally:
        gc.enable()

    litellm.telemetry = False
    litellm.suppress_debug_info = True
    litellm.drop_params = True
    litellm.turn_off_message_logging = True
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        # What it logs may have keys and prompts in it.
        logger = logging.getLogger(name)
        logger.setLevel(logging.CRITICAL)
        logger.propagate = False
    return litellm


async def _in_time(response: Any, seconds: float) -> AsyncIterator[Any]:
    chunks = aiter(response)
    while True:
        try:
            async with asyncio.timeout(seconds):
                chunk = await anext(chunks)
        except StopAsyncIteration:
            return
        yield chunk


def _text(chunk: Any) -> str | None:
    """The words in a piece of a stream; None where it has none."""
    if not chunk.choices:
        return None
    return chunk.choices[0].delta.content or None


def _turn(litellm: Any, model: str, chunks: list[Any], ask: Ask) -> Turn:
    """The whole of what came."""
    whole = litellm.stream_chunk_builder(chunks, messages=ask.messages) if chunks else None
    if whole is None or not whole.choices:
        return Turn(model=model, text="")
    message = whole.choices[0].message
    calls = tuple(
        ToolCall(call.id or f"call_{number}", call.function.name or "", call.function.arguments)
        for number, call in enumerate(message.tool_calls or ())
    )
    text = message.content or ""
    usage = getattr(whole, "usage", None)
    asked = sum(tokens(str(each.get("content") or "")) for each in ask.messages)
    return Turn(
        model=model,
        text=text,
        calls=calls,
        tokens_in=getattr(usage, "prompt_tokens", None) or asked,
        tokens_out=getattr(usage, "completion_tokens", None) or tokens(text),
        cost=_cost(litellm, whole, chunks),
        cut=whole.choices[0].finish_reason == "length",
    )


def _cost(litellm: Any, whole: Any, chunks: list[Any]) -> float | None:
    """What it cost in US dollars: as the provider says, else by LiteLLM's list."""
    for each in (whole, *reversed(chunks)):
        cost = getattr(getattr(each, "usage", None), "cost", None)
        if isinstance(cost, int | float):
            return float(cost)
    with contextlib.suppress(Exception):
        # It raises for every model that is not on its list.
        return float(litellm.completion_cost(completion_response=whole))
    return None


def _wait(error: ModelError, tries: int) -> float | None:
    """After how many seconds to try again; None where it is not worth it."""
    if not error.details.get("retry") or isinstance(error, ModelTimeout):
        return None
    asked = error.details.get("retry_after_seconds")
    if isinstance(error, ModelBusy) and asked is not None:
        return float(asked) if asked <= LONGEST_WAIT else None
    return FIRST_WAIT * 2.0**tries


def _speaks_of_tools(error: ModelRefused) -> bool:
    said = f"{error.message} {error.hint}".lower()
    return "tool" in said or "function" in said
