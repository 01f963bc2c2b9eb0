"""``deita eval``: ask a model the questions of a set, and say how many answers are right."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from deita_server_ext.app import DeitaApp
from deita_server_ext.building_ai import model_settings
from deita_server_ext.errors import DeitaError
from deita_server_ext.llm.asking import Model
from deita_server_ext.llm.settings import ModelSettings
from deita_server_ext.services.ai import hint

from . import report
from .bench import Bench, Score, bench
from .questions import NoSet, Question, QuestionSet, bird, own, spider


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    whole = argparse.ArgumentParser(prog="deita", description="Deita from a terminal.")
    commands = whole.add_subparsers(dest="command", required=True)
    about = (
        "Ask a model the questions of a set and compare what its SQL gives with what the gold SQL "
        "gives. The model is set as for the server: DEITA_AI_MODEL and so on."
    )
    evaluate = commands.add_parser(
        "eval", help="how well questions are answered", description=about
    )
    evaluate.add_argument("--set", choices=("own", "spider", "bird"), default="own")
    evaluate.add_argument(
        "--folder", type=Path, help="where Spider's or BIRD's dev.json and databases are"
    )
    evaluate.add_argument("--database", help="only the questions about this one")
    evaluate.add_argument("--limit", type=int, help="only so many questions, spread evenly")
    evaluate.add_argument("--model", help="another model than the one that is set")
    evaluate.add_argument(
        "--loop", choices=("with", "without", "both"), default="both", help="both by default"
    )
    evaluate.add_argument("--json", type=Path, help="a file for all scores")
    evaluate.add_argument(
        "--gold", action="store_true", help="ask no model: run the gold statements alone"
    )
    return whole


def main(arguments: Sequence[str] | None = None, model: Model | None = None) -> int:
    """The command; 0 where it came to its end, 2 where it could not begin."""
    options = parser().parse_args(arguments)
    logging.getLogger("deita").setLevel(logging.ERROR)
    try:
        return asyncio.run(_evaluate(options, model))
    except NoSet as exc:
        _say(str(exc))
        return 2


async def _evaluate(options: argparse.Namespace, model: Model | None) -> int:
    settings = DeitaApp(local=True)
    settings.initialize_settings()
    if options.model:
        settings.ai_model = options.model
    models = model_settings(settings)
    if (missing := hint(models)) is not None and not options.gold:
        _say(missing)
        return 2
    questions = _chosen(options)
    async with bench(settings, models, model) as made:
        if options.gold:
            return await _gold(made, questions)
        return await _asked(made, questions, models, options)


async def _asked(
    made: Bench, questions: QuestionSet, models: ModelSettings, options: argparse.Namespace
) -> int:
    ways = {"with": (True,), "without": (False,), "both": (True, False)}[options.loop]
    name = models.default or ""
    scores: list[Score] = []
    for question in questions.questions:
        for looped in ways:
            score = await made.ask(questions.databases[question.database], question, looped=looped)
            scores.append(score)
            if options.json is not None:
                # As it goes: what was paid for is not lost where it ends early.
                _write(options.json, report.document(questions.name, name, scores))
            said = "right" if score.correct else score.error or "wrong"
            _say(f"{score.question} {'with' if looped else 'without'} the loop: {said}")
    print("\n".join(report.lines(questions.name, name, scores)))  # noqa: T201
    return 0


def _write(path: Path, document: dict[str, Any]) -> None:
    written = path.with_name(f"{path.name}.part")
    written.write_text(json.dumps(document, indent=1, ensure_ascii=False), "utf-8")
    written.replace(path)


async def _gold(made: Bench, questions: QuestionSet) -> int:
    """Whether each gold statement runs and gives rows."""
    bad = 0
    for question in questions.questions:
        try:
            gold = await made.gold(questions.databases[question.database], question)
            wrong = None if gold.rows else "no rows"
        except (DeitaError, NoSet, sqlite3.Error) as exc:
            wrong = str(exc)
        if wrong is not None:
            bad += 1
            print(f"{question.id}: {wrong}")  # noqa: T201
    print(f"{len(questions.questions)} gold statements, {bad} of them bad")  # noqa: T201
    return 1 if bad else 0


def _chosen(options: argparse.Namespace) -> QuestionSet:
    if options.set == "own":
        whole = own()
    elif options.folder is None:
        raise NoSet(f"Say with --folder where {options.set} is.")
    else:
        whole = (spider if options.set == "spider" else bird)(options.folder)
    kept: list[Question] = [
        question for question in whole.questions if options.database in (None, question.database)
    ]
    if options.limit is not None and 0 < options.limit < len(kept):
        kept = [kept[n * len(kept) // options.limit] for n in range(options.limit)]
    return QuestionSet(whole.name, tuple(kept), whole.databases)


def _say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201
