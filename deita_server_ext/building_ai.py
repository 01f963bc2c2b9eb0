"""What has to do with models, built of the settings and of what else there is."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .blocking import Blocking
from .catalog import Catalog
from .llm.asking import Model
from .llm.provider import LiteLlm
from .llm.settings import ModelSettings
from .services.access import Access
from .services.ai import Ai
from .services.answers import Answers
from .services.checks import Checks
from .services.describing import Describing
from .services.events import Events
from .services.loop import PATIENT, Loop, Patience
from .services.preparing import Preparing
from .services.profiles import Profiles
from .services.prompting import Prompting
from .services.relations import Relations
from .services.results import Results
from .services.spending import Budget, Spending
from .services.statements import Statements
from .services.subjects import Subjects
from .services.tables import Tables
from .services.telling import Telling
from .services.threads import Threads
from .services.toolbox import Toolbox
from .services.trials import Trials
from .services.verified import Verification

if TYPE_CHECKING:
    from .app import DeitaApp


@dataclass(frozen=True)
class Foundation:
    """What answers stand on."""

    catalog: Catalog
    access: Access
    tables: Tables
    profiles: Profiles
    results: Results
    checks: Checks
    trials: Trials
    blocking: Blocking
    events: Events


@dataclass(frozen=True)
class AiServices:
    """What the handlers ask."""

    ai: Ai
    threads: Threads
    answers: Answers
    spending: Spending
    verification: Verification
    preparing: Preparing

    async def close(self) -> None:
        """Stop what is being answered, and what is made ready for."""
        await self.answers.close()
        await self.preparing.close()


def model_settings(settings: DeitaApp) -> ModelSettings:
    """The settings that are about models."""
    return ModelSettings.of(
        settings.ai_model,
        settings.ai_models,
        settings.ai_fallback_models,
        keys=settings.ai_keys,
        base_urls=settings.ai_base_urls,
        base_url=settings.ai_base_url or None,
        key=settings.ai_key or None,
        first_seconds=settings.ai_timeout_seconds,
        answer_seconds=settings.ai_answer_seconds,
        retries=settings.ai_retries,
        context_tokens=settings.ai_context_tokens,
        answer_tokens=settings.ai_answer_tokens,
    )


def build_ai(settings: DeitaApp, on: Foundation, opened: AsyncExitStack) -> AiServices:
    """Build it with the providers that the settings name."""
    models = model_settings(settings)
    model = LiteLlm(models, on.blocking)
    opened.push_async_callback(model.close)
    budget = Budget(settings.ai_tokens_daily or None, settings.ai_cost_daily or None)
    built = ai_of(models, model, budget, on)
    opened.push_async_callback(built.close)
    return built


def ai_of(
    models: ModelSettings,
    model: Model,
    budget: Budget,
    on: Foundation,
    patience: Patience = PATIENT,
) -> AiServices:
    """Build it with whatever model answers."""
    ai = Ai(on.catalog, on.access, models)
    threads = Threads(on.catalog, on.access, on.events)
    spending = Spending(on.catalog, budget)
    telling = Telling(on.catalog, on.tables, on.profiles, on.blocking)
    statements = Statements(on.checks)
    relations = Relations(on.trials, on.profiles)
    subjects = Subjects(telling, on.results, statements)
    prompting = Prompting(on.catalog, telling, relations, subjects, models.context_tokens)
    toolbox = Toolbox(telling, on.trials, statements)
    loop = Loop(model, statements, toolbox, spending, patience, models.context_tokens)
    preparing = Preparing(on.catalog, on.profiles, relations)
    answers = Answers(
        on.catalog, ai, threads, telling, prompting, subjects, relations, loop, spending,
        Describing(prompting, loop), preparing,
    )  # fmt: skip
    verification = Verification(
        on.catalog, on.access, on.trials, answers, on.results.limits.timeout_seconds
    )
    return AiServices(ai, threads, answers, spending, verification, preparing)
