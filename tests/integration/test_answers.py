"""Answers without HTTP, from a model that is scripted: budgets, fall-backs, servers that end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from deita_server_ext.app import DeitaApp
from deita_server_ext.building import build_on
from deita_server_ext.building_ai import AiServices, ai_of
from deita_server_ext.catalog import Catalog
from deita_server_ext.contract.threads import AnswerEvent, MessageCreate
from deita_server_ext.domain import MessageState, Sends, Spent, Thread, User, utcnow
from deita_server_ext.errors import BudgetSpent, ModelUnavailable, NotAllowed, NotFound
from deita_server_ext.llm.asking import ToolCall
from deita_server_ext.llm.settings import ModelSettings
from deita_server_ext.services import toolbox
from deita_server_ext.services.spending import Budget
from deita_server_ext.testing import ScriptedModel

ANN, BEN = User("ann", "Ann"), User("ben", "Ben")


@asynccontextmanager
async def answering(
    root: Path,
    model: ScriptedModel,
    budget: Budget = Budget(),  # noqa: B008
    **models_are: Any,
) -> AsyncIterator[tuple[AiServices, Catalog, str]]:
    """What answers, with a workspace of Ann's."""
    settings = DeitaApp(local=False)
    settings.data_dir = str(root)
    settings.initialize_settings()
    async with AsyncExitStack() as stack:
        services, foundation = await build_on(settings, root, stack)
        workspace = await services.workspaces.create(ANN, "Ann's")
        models = ModelSettings.of("one", "one,two", "", **models_are)
        built = ai_of(models, model, budget, foundation)
        stack.push_async_callback(built.close)
        yield built, foundation.catalog, workspace.id


async def told(ai: AiServices, workspace: str, thread: Thread, text: str) -> list[AnswerEvent]:
    """All events of an answer."""
    events = ai.answers.ask(ANN, workspace, thread.id, MessageCreate(text=text))
    return [event async for event in events]


async def test_budgets_are_by_user_and_day(tmp_path: Path) -> None:
    model = ScriptedModel(otherwise=lambda _ask: "Well.")
    async with answering(tmp_path, model, Budget(tokens=200)) as (ai, catalog, workspace):
        thread = await ai.threads.create(ANN, workspace, None)
        await told(ai, workspace, thread, "One?")
        assert (await ai.spending.account(ANN)).spent == Spent(110, 0.001)
        await told(ai, workspace, thread, "Two?")
        with pytest.raises(BudgetSpent) as caught:
            await told(ai, workspace, thread, "Three?")
        assert "UTC" in str(caught.value.hint)
        assert len(model.asks) == 2
        # Nothing was kept of what could not be asked.
        assert (await ai.threads.get(ANN, workspace, thread.id)).message_count == 4
        # Others, and other days, are not concerned.
        await ai.spending.check(BEN)
        yesterday = (utcnow() - timedelta(days=1)).date().isoformat()
        await catalog.models.spend(BEN.id, yesterday, Spent(1000, 1.0))
        await ai.spending.check(BEN)


async def test_what_is_under_way_counts(tmp_path: Path) -> None:
    """Answers side by side do not each take what is left for one; each turn counts at once."""
    go, begun = asyncio.Event(), asyncio.Event()

    class Waiting(ScriptedModel):
        async def stream(self, ask: Any) -> Any:
            begun.set()
            await go.wait()
            async for piece in super().stream(ask):
                yield piece

    model = Waiting(otherwise=lambda _ask: "Well.")
    async with answering(tmp_path, model, Budget(tokens=200)) as (ai, _catalog, workspace):
        one, two = [await ai.threads.create(ANN, workspace, None) for _n in range(2)]
        first = asyncio.create_task(told(ai, workspace, one, "One?"))
        await begun.wait()
        with pytest.raises(BudgetSpent):
            await told(ai, workspace, two, "Two?")
        await ai.spending.check(BEN)
        go.set()
        await first
        assert (await ai.spending.account(ANN)).spent == Spent(110, 0.001)
        await told(ai, workspace, two, "Two?")


class Slow(ScriptedModel):
    """A model that never comes to the end."""

    async def stream(self, ask: Any) -> Any:
        yield "Begun"
        await asyncio.sleep(60)


async def test_an_answer_has_its_time(tmp_path: Path) -> None:
    async with answering(tmp_path, Slow(), answer_seconds=0.2) as (ai, _catalog, workspace):
        thread = await ai.threads.create(ANN, workspace, None)
        events = await told(ai, workspace, thread, "Long?")
        done: Any = events[-1]
        assert [event.type for event in events[-2:]] == ["error", "done"]
        message = done.message
        assert (message.state, message.text, message.error.code) == (
            "failed", "Begun", "model_timeout",
        )  # fmt: skip
        assert message.error.details == {"retry": True}
        kept, _older = await ai.threads.messages(ANN, workspace, thread.id, 10)
        assert (kept[-1].state, kept[-1].text) == (MessageState.FAILED, "Begun")


async def test_what_a_model_runs_has_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toolbox, "SECONDS", 0.3)
    endless = "SELECT count(*) FROM range(10000000) a, range(10000000) b"
    call = ToolCall("c", "run_sql", json.dumps({"sql": endless}))
    model = ScriptedModel((call,), "Well.")
    async with answering(tmp_path, model) as (ai, _catalog, workspace):
        await ai.ai.set_sends(ANN, workspace, Sends.SAMPLES)
        thread = await ai.threads.create(ANN, workspace, None)
        await told(ai, workspace, thread, "How many?")
        assert model.asks[1].messages[-1]["content"].startswith("It failed while it ran: ")


async def test_a_budget_of_money_ends_an_answer_on_its_way(tmp_path: Path) -> None:
    model = ScriptedModel(otherwise=lambda _ask: "```sql\nSELECT nothing\n```")
    async with answering(tmp_path, model, Budget(cost=0.0015)) as (ai, _catalog, workspace):
        thread = await ai.threads.create(ANN, workspace, None)
        done: Any = (await told(ai, workspace, thread, "One?"))[-1]
        assert len(model.asks) == 2
        assert done.message.error.code == "budget_spent"
        # What the model had written by then is shown as what it is.
        assert [block.runs for block in done.message.blocks] == [False]


async def test_an_error_of_the_provider_loses_nothing(tmp_path: Path) -> None:
    gone = ModelUnavailable("It is gone.", hint="Again.", details={"retry": True})
    model = ScriptedModel("```sql\nSELECT nothing\n```", gone)
    async with answering(tmp_path, model) as (ai, _catalog, workspace):
        thread = await ai.threads.create(ANN, workspace, None)
        done: Any = (await told(ai, workspace, thread, "One?"))[-1]
        assert done.message.error.code == "model_unavailable"
        assert [block.runs for block in done.message.blocks] == [False]
        kept, _older = await ai.threads.messages(ANN, workspace, thread.id, 10)
        assert kept[-1].blocks[0]["sql"] == "SELECT nothing"


async def test_threads_are_their_owners(tmp_path: Path) -> None:
    model = ScriptedModel(otherwise=lambda _ask: "Well.")
    async with answering(tmp_path, model) as (ai, catalog, workspace):
        own = await ai.threads.create(ANN, workspace, "Mine")
        # As if Ben had begun it, when workspaces have members.
        bens = replace(own, id="b" * 32, owner=BEN.id, name="His", shared=True)
        secret = replace(bens, id="c" * 32, name="Secret", shared=False)
        for thread in (bens, secret):
            await catalog.threads.add(thread)
        found = await ai.threads.list(ANN, workspace)
        assert {thread.name for thread in found} == {"Mine", "His"}
        with pytest.raises(NotFound):
            await ai.threads.get(ANN, workspace, secret.id)
        with pytest.raises(NotFound):
            await told(ai, workspace, secret, "What is in it?")
        for change in (
            ai.threads.change(ANN, workspace, bens.id, name="Ours", shared=None),
            ai.threads.delete(ANN, workspace, bens.id),
        ):
            with pytest.raises(NotAllowed):
                await change
        await told(ai, workspace, bens, "May I ask?")
        with pytest.raises(NotFound):
            await ai.threads.get(BEN, workspace, own.id)


async def test_a_server_that_ends_keeps_what_has_come(tmp_path: Path) -> None:
    async with answering(tmp_path, Slow()) as (ai, catalog, workspace):
        thread = await ai.threads.create(ANN, workspace, None)
        events = ai.answers.ask(ANN, workspace, thread.id, MessageCreate(text="Long?"))
        async for event in events:
            if event.type == "text":
                break
        await ai.answers.close()
        (last,) = await catalog.threads.messages(thread.id, 1)
        assert (last.text, last.state) == ("Begun", MessageState.STOPPED)
        await events.aclose()

        # One that was killed kept it as it was: it is ended by who reads it.
        lost = replace(
            last, state=MessageState.STREAMING, updated_at=utcnow() - timedelta(minutes=5)
        )
        await catalog.threads.keep(lost)
        kept, _older = await ai.threads.messages(ANN, workspace, thread.id, 10)
        assert (kept[-1].text, kept[-1].state) == ("Begun", MessageState.FAILED)
        assert kept[-1].error is not None
        assert kept[-1].error["code"] == "answer_interrupted"


async def test_an_answer_on_another_server_is_stopped_too(tmp_path: Path) -> None:
    async with answering(tmp_path, ScriptedModel()) as (ai, catalog, workspace):
        thread = await ai.threads.create(ANN, workspace, None)
        await told(ai, workspace, thread, "One?")
        (last,) = await catalog.threads.messages(thread.id, 1)
        elsewhere = replace(last, state=MessageState.STREAMING, updated_at=utcnow())
        assert await catalog.threads.keep(elsewhere) is False
        await ai.answers.stop(ANN, workspace, thread.id, last.id)
        # The server that writes it is told so the next time it keeps it.
        assert await catalog.threads.keep(elsewhere) is True
