"""One answer, from its first word to its last: told as it comes, kept every few seconds."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace

from deita_server_ext.catalog import Catalog
from deita_server_ext.contract.base import ErrorBody
from deita_server_ext.contract.threads import (
    AnswerEvent,
    Block,
    BlockMade,
    MessageDone,
    MessageFailed,
    TextDelta,
    ThreadMessage,
    ToolUsed,
)
from deita_server_ext.domain import MessageState, User, utcnow
from deita_server_ext.domain import ThreadMessage as Kept
from deita_server_ext.errors import DeitaError, ModelTimeout, fault_body
from deita_server_ext.llm.asking import Turn

log = logging.getLogger("deita.answers")

KEPT_SECONDS = 2.0
"""How often an answer is kept while it is written, and whether it is to stop looked up."""


class Answer:
    """An answer that is being written.

    ``message`` is as it is now. Any number may listen, and nobody needs to for it to go on.
    """

    def __init__(
        self,
        user: User,
        workspace_id: str,
        message: Kept,
        catalog: Catalog,
        most_seconds: float,
    ) -> None:
        self.user = user
        self.workspace_id = workspace_id
        self.message = message
        self._catalog = catalog
        self._most = most_seconds
        self._listeners: set[asyncio.Queue[AnswerEvent | None]] = set()
        self._started = time.monotonic()
        self._task: asyncio.Task[None] | None = None
        self._stopped = False

    def start(
        self,
        work: Callable[[Answer], Awaitable[None]],
        after: Callable[[Answer], Awaitable[None]],
    ) -> asyncio.Task[None]:
        """Have it written by ``work``; ``after`` is called when it has ended."""
        self._task = asyncio.create_task(self._run(work, after))
        return self._task

    @contextlib.contextmanager
    def heard(self) -> Iterator[AsyncIterator[AnswerEvent]]:
        """What happens from now on, to the end."""
        queue: asyncio.Queue[AnswerEvent | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield _events(queue)
        finally:
            self._listeners.discard(queue)

    def stop(self) -> None:
        """Have it end where it is."""
        if self._task is not None and not self._task.done() and not self._stopped:
            self._stopped = True
            self._task.cancel()

    async def ended(self) -> Kept:
        """The message when it has come to its end."""
        if self._task is not None:
            await asyncio.wait({self._task})
        return self.message

    def say(self, delta: str) -> None:
        """The text goes on."""
        if delta:
            self.message = replace(self.message, text=self.message.text + delta)
            self._tell(TextDelta(delta=delta))

    def show(self, block: Block) -> None:
        """A part is there; it takes the place of an earlier one of its id."""
        made = block.model_dump(mode="json")
        blocks = [each for each in self.message.blocks if each["id"] != made["id"]]
        at = next((n for n, b in enumerate(self.message.blocks) if b["id"] == made["id"]), None)
        blocks.insert(len(blocks) if at is None else at, made)
        self.message = replace(self.message, blocks=tuple(blocks))
        self._tell(BlockMade(block=block))

    def tool(self, used: ToolUsed) -> None:
        """The model looks something up."""
        self._tell(used)

    def took(self, turn: Turn) -> None:
        """Count what a turn of the model took."""
        message = self.message
        known = message.cost is not None or message.tokens_in is None
        cost = (message.cost or 0.0) + (turn.cost or 0.0) if turn.cost is not None else None
        self.message = replace(
            message,
            model=turn.model,
            tokens_in=(message.tokens_in or 0) + turn.tokens_in,
            tokens_out=(message.tokens_out or 0) + turn.tokens_out,
            cost=cost if known else message.cost,
        )

    async def _run(
        self,
        work: Callable[[Answer], Awaitable[None]],
        after: Callable[[Answer], Awaitable[None]],
    ) -> None:
        keeping = asyncio.create_task(self._keep_on())
        state, error = MessageState.DONE, None
        try:
            async with asyncio.timeout(self._most):
                await work(self)
        except asyncio.CancelledError:
            state = MessageState.STOPPED
        except TimeoutError:
            state, error = MessageState.FAILED, self._too_long().body()
        except DeitaError as exc:
            state, error = MessageState.FAILED, exc.body()
        except Exception:
            log.exception("Answer %s failed", self.message.id)
            state, error = MessageState.FAILED, fault_body(self.message.id)
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
        seconds = time.monotonic() - self._started
        self.message = replace(
            self.message, state=state, error=error, seconds=seconds, updated_at=utcnow()
        )
        with contextlib.suppress(DeitaError):
            await self._catalog.threads.keep(self.message)
            await after(self)
        if error is not None:
            self._tell(MessageFailed(error=ErrorBody.model_validate(error)))
        self._tell(MessageDone(message=shown(self.message)))
        self._tell(None)

    def _tell(self, event: AnswerEvent | None) -> None:
        for queue in self._listeners:
            queue.put_nowait(event)

    async def _keep_on(self) -> None:
        while True:
            await asyncio.sleep(KEPT_SECONDS)
            self.message = replace(self.message, updated_at=utcnow())
            with contextlib.suppress(DeitaError):
                if await self._catalog.threads.keep(self.message):
                    self.stop()

    def _too_long(self) -> ModelTimeout:
        return ModelTimeout(
            f"The answer was not done after {self._most:g} seconds.",
            hint="Ask for less at once; DeitaApp.ai_answer_seconds allows more.",
            details={"retry": True},
        )


async def _events(queue: asyncio.Queue[AnswerEvent | None]) -> AsyncIterator[AnswerEvent]:
    while (event := await queue.get()) is not None:
        yield event


def shown(message: Kept) -> ThreadMessage:
    """A message as the contract shows it."""
    return ThreadMessage.model_validate(
        {name: getattr(message, name) for name in ThreadMessage.model_fields}
    )
