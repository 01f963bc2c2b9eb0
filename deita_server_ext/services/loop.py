"""The loop: the model speaks, looks things up, writes a statement, and mends it until it runs."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from deita_server_ext.contract.base import ErrorBody
from deita_server_ext.contract.threads import SqlBlock
from deita_server_ext.domain import Spent, new_id
from deita_server_ext.errors import DeitaError
from deita_server_ext.llm.asking import Ask, Model, ToolCall, Turn, tokens
from deita_server_ext.llm.fences import Fences
from deita_server_ext.llm.schema import data, fenced, within
from deita_server_ext.llm.tools import described

from .answering import Answer
from .prompting import Conversation
from .spending import Spending
from .statements import Accepted, Statements
from .telling import Surroundings
from .toolbox import Toolbox

MOST_STATEMENTS = 5
REPAIRS = 3
LOOKED_SHARE = 0.5
"""Of the tokens that a prompt may have, what tools may return for one answer on top of it."""


@dataclass(frozen=True)
class Patience:
    """How often an error goes back to the model, and how often it may use tools for an answer."""

    repairs: int = REPAIRS
    looks: int = 8


PATIENT = Patience()
ONCE = Patience(repairs=0, looks=0)
"""The model's first word counts, and it has no tools."""


@dataclass
class _Draft:
    """A statement on its way to running."""

    id: str
    checked: Accepted
    attempts: int = 1


class Loop:
    """Gets answers out of models."""

    def __init__(
        self,
        model: Model,
        statements: Statements,
        toolbox: Toolbox,
        spending: Spending,
        patience: Patience = PATIENT,
        context_tokens: int = 16_000,
    ) -> None:
        self._model = model
        self._statements = statements
        self._toolbox = toolbox
        self._spending = spending
        self._patience = patience
        self._looked = int(context_tokens * LOOKED_SHARE)

    async def words(self, answer: Answer, model: str, conversation: Conversation) -> str:
        """What the model says, all at once and shown to nobody."""
        return (await self.turn(answer, model, conversation)).text

    async def turn(self, answer: Answer, model: str, conversation: Conversation) -> Turn:
        """The same, and whether it is whole."""
        return await self._turn(answer, Ask(model, conversation), lambda _piece: None)

    async def talk(
        self, answer: Answer, model: str, around: Surroundings, conversation: Conversation
    ) -> None:
        """An answer in words; a statement that is in it all the same is judged, and not mended."""
        fences = Fences()

        def hear(piece: str) -> None:
            answer.say(fences.feed(piece))

        await self._turn(answer, Ask(model, conversation), hear)
        answer.say(fences.end())
        await self._judge(answer, around, fences)

    async def tell(self, answer: Answer, around: Surroundings, said: str) -> None:
        """Say what a model has said already, as :meth:`talk` does."""
        fences = Fences()
        answer.say(fences.feed(said) + fences.end())
        await self._judge(answer, around, fences)

    async def _judge(self, answer: Answer, around: Surroundings, fences: Fences) -> None:
        for sql in fences.statements[:MOST_STATEMENTS]:
            answer.show(_block(_Draft(new_id(), await self._check(around, sql)), None))
        _left_out(answer, fences)

    async def answer(
        self,
        answer: Answer,
        model: str,
        around: Surroundings,
        conversation: Conversation,
        replaces: str | None = None,
    ) -> None:
        """An answer with statements that the engine takes, or that are shown as failed."""
        said = list(conversation)
        fences = await self._spoken(answer, model, around, said, show=True)
        drafts = [
            _Draft(new_id(), await self._check(around, sql, replaces))
            for sql in fences.statements[:MOST_STATEMENTS]
        ]
        _left_out(answer, fences)
        for draft in drafts:
            if draft.checked.error is None:
                answer.show(_block(draft, replaces))
        for _repair in range(self._patience.repairs):
            broken = [draft for draft in drafts if draft.checked.error is not None]
            if not broken:
                return
            try:
                said.append({"role": "user", "content": _repairing(broken)})
                silent = bool(answer.message.text.strip())
                fences = await self._spoken(answer, model, around, said, show=not silent)
                for draft, sql in zip(broken, fences.statements, strict=False):
                    draft.checked = await self._check(around, sql, replaces)
                    draft.attempts += 1
                    if draft.checked.error is None:
                        answer.show(_block(draft, replaces))
            except BaseException:
                _give_up(answer, drafts, replaces)
                raise
            if not fences.statements:
                break
        _give_up(answer, drafts, replaces)

    async def _check(self, around: Surroundings, sql: str, replaces: str | None = None) -> Accepted:
        return await self._statements.check(around.user, around.workspace_id, sql, replaces)

    async def _spoken(
        self, answer: Answer, model: str, around: Surroundings, said: Conversation, *, show: bool
    ) -> Fences:
        """What the model says when it has looked things up; ``said`` goes on with it."""
        tools = described()
        room = self._looked
        earlier: Fences | None = None
        for look in range(self._patience.looks + 1):
            fences = Fences()
            before = bool(answer.message.text.strip())

            def hear(piece: str, fences: Fences = fences, before: bool = before) -> None:
                words = fences.feed(piece)
                if show:
                    _say(answer, words, before)

            ask = Ask(model, said, tools if look < self._patience.looks and room > 0 else [])
            turn = await self._turn(answer, ask, hear)
            rest = fences.end()
            if show:
                _say(answer, rest, before)
            said.append(_assistant(turn))
            if not turn.calls:
                break
            if fences.statements:
                earlier = fences
            for call in turn.calls:
                used = await self._use(answer, call, around, room)
                room -= tokens(used["content"])
                said.append(used)
        # What it wrote before it looked something up counts where it writes nothing afterwards.
        return fences if fences.statements or earlier is None else earlier

    async def _use(
        self, answer: Answer, call: ToolCall, around: Surroundings, room: int
    ) -> dict[str, Any]:
        """What a tool says, as far as there is ``room`` tokens for it."""
        used = self._toolbox.named(call)
        answer.tool(used)
        if room > 0:
            text, fine = await self._toolbox.use(call, around, answer.show)
            text = within(text, room)
        else:
            text, fine = "You have looked up enough: answer with what you know.", False
        answer.tool(used.model_copy(update={"state": "done" if fine else "failed"}))
        return {"role": "tool", "tool_call_id": call.id, "content": text}

    async def _turn(self, answer: Answer, ask: Ask, hear: Callable[[str], None]) -> Turn:
        """One turn of the model; it is counted whatever becomes of it."""
        await self._spending.check(answer.user)
        asked = sum(tokens(str(each.get("content") or "")) for each in ask.messages)
        heard: list[str] = []
        turn: Turn | None = None
        try:
            with self._spending.underway(answer.user, asked):
                async with aclosing(self._model.stream(ask)) as pieces:
                    async for piece in pieces:
                        if isinstance(piece, Turn):
                            turn = piece
                        else:
                            heard.append(piece)
                            hear(piece)
        finally:
            if turn is None and heard:
                # It was stopped or broke off: the provider counts what it had read and said.
                text = "".join(heard)
                turn = Turn(ask.model, text, tokens_in=asked, tokens_out=tokens(text))
            if turn is not None:
                answer.took(turn)
                with contextlib.suppress(DeitaError):
                    await self._spending.spend(answer.user, _spent(turn))
        return turn or Turn(ask.model, "")


def _spent(turn: Turn) -> Spent:
    return Spent(turn.tokens_in + turn.tokens_out, turn.cost or 0.0)


def _say(answer: Answer, words: str, before: bool) -> None:
    """Say it, with a blank line where it follows on what was said before tools were used."""
    if words and before and not answer.message.text.endswith("\n"):
        answer.say("\n\n")
    answer.say(words)


def _assistant(turn: Turn) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": turn.text}
    if turn.calls:
        message["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments or "{}"},
            }
            for call in turn.calls
        ]
    return message


def _repairing(broken: list[_Draft]) -> str:
    parts = [f"{fenced(draft.checked.sql)}\n{data(draft.checked.words)}" for draft in broken]
    count = "This does" if len(broken) == 1 else "These do"
    return (
        f"{count} not run; the engine's word is below it. Write it anew, so that it does, in a "
        "```sql fence each and in the same order, and nothing else.\n\n" + "\n\n".join(parts)
    )


def _left_out(answer: Answer, fences: Fences) -> None:
    """Say how many statements there were besides those that are shown."""
    left = len(fences.statements) - MOST_STATEMENTS
    if left > 0:
        more = f"{left} more statements are" if left > 1 else "One more statement is"
        words = f"{more} not shown: an answer has {MOST_STATEMENTS} at the most."
        _say(answer, words, bool(answer.message.text.strip()))


def _give_up(answer: Answer, drafts: list[_Draft], replaces: str | None) -> None:
    for draft in drafts:
        if draft.checked.error is not None:
            answer.show(_block(draft, replaces))


def _block(draft: _Draft, replaces: str | None) -> SqlBlock:
    checked = draft.checked
    error = None if checked.error is None else ErrorBody.model_validate(checked.error)
    return SqlBlock(
        id=draft.id,
        sql=checked.sql,
        tables=list(checked.tables),
        runs=error is None,
        error=error,
        attempts=draft.attempts,
        replaces=replaces,
    )
