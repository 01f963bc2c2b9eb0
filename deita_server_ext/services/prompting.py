"""The conversation that a model is given: rules, what it may know, what was said, what is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import deita_server_ext.llm
from deita_server_ext.catalog import Catalog
from deita_server_ext.contract.threads import (
    ColumnMention,
    Mention,
    MessageCreate,
    ResultMention,
    TableMention,
)
from deita_server_ext.domain import Sends, ThreadMessage, utcnow
from deita_server_ext.llm.asking import tokens
from deita_server_ext.llm.relevance import words
from deita_server_ext.llm.schema import data, fenced, quoted, within

from .relations import Relation, Relations
from .subjects import Subjects
from .telling import Surroundings, Telling

ABOUT_SHARE = 0.3
"""Of the tokens that a prompt may have: what a question is about, besides its words."""
SCHEMA_SHARE, KEYS_SHARE, EXAMPLES_SHARE, HISTORY_SHARE = 0.6, 0.05, 0.12, 0.23
"""Of what the rules, the question and what it is about leave."""
LEAST_SHARE = 0.1
"""Of the tokens, what is left of them in any case, however long the question."""
EXAMPLES = 5
REMEMBERED_SQL = 4_000
"""Characters of a statement that an earlier question came with."""
_PROMPTS = Path(deita_server_ext.llm.__path__[0]) / "prompts"

Conversation = list[dict[str, Any]]


class Prompting:
    """Writes conversations."""

    def __init__(
        self,
        catalog: Catalog,
        telling: Telling,
        relations: Relations,
        subjects: Subjects,
        context_tokens: int,
    ) -> None:
        self._catalog = catalog
        self._telling = telling
        self._relations = relations
        self._subjects = subjects
        self._tokens = context_tokens

    async def write(
        self,
        around: Surroundings,
        asked: MessageCreate,
        before: Sequence[ThreadMessage],
        unlike: str | None = None,
        columns: Sequence[str] | None = None,
    ) -> Conversation:
        """What is sent for ``asked`` in a thread that has ``before``. Raises NotFound.

        The verified answer to ``unlike`` is not told. ``columns`` are those that are to be
        described.
        """
        about = " ".join(
            (asked.text, asked.sql or "", asked.table or "", *(m.text for m in before[-4:]))
        )
        query = f"{about} {' '.join(_named(mention) for mention in asked.mentions)}"
        rules = f"{prompt('system')}\nToday is {utcnow().date()}."
        question = await self._question(around, asked, columns)
        room = max(self._tokens - tokens(rules) - tokens(question), int(self._tokens * LEAST_SHARE))
        schema = await self._telling.schema(around, query, int(room * SCHEMA_SHARE))
        tables = f"The workspace's tables (DuckDB types):\n{schema}"
        relations = self._relations.known(around.workspace_id, around.tables)
        if relations and around.sends is not Sends.NAMES:
            tables += f"\n\nKeys found:\n{within(keys(relations), int(room * KEYS_SHARE))}"
        known = [data(tables)]
        if examples := await self._examples(around, about, unlike, int(room * EXAMPLES_SHARE)):
            known.append(data(f"Statements that people here wrote:\n{examples}"))
        return [
            {"role": "system", "content": "\n\n".join((rules, *known))},
            *_history(before, around.sends, int(room * HISTORY_SHARE)),
            {"role": "user", "content": question},
        ]

    async def _question(
        self, around: Surroundings, asked: MessageCreate, columns: Sequence[str] | None
    ) -> str:
        instruction = "" if asked.task == "ask" else prompt(asked.task)
        budget = int(self._tokens * ABOUT_SHARE)
        about = await self._subjects.told(around, asked, instruction, budget, columns)
        return "\n\n".join(part for part in (about, asked.text.strip()) if part)

    async def _examples(
        self, around: Surroundings, about: str, unlike: str | None, budget: int
    ) -> str:
        """Verified and saved statements that are most like what is asked."""
        verified, saved = await asyncio.gather(
            self._catalog.models.verified(around.workspace_id),
            self._catalog.saved_queries.list(around.workspace_id),
        )
        found = [(one.question, one.sql) for one in verified if one.question != unlike]
        found += [(f"{one.name} {one.description or ''}".strip(), one.sql) for one in saved]
        asked = set(words(about))
        ranked = sorted(found, key=lambda pair: -_likeness(asked, pair[0], pair[1]))
        lines = []
        for question, sql in ranked[:EXAMPLES]:
            line = f"{quoted(question, 500)}\n{fenced(sql)}"
            if (needed := tokens(line)) <= budget:
                budget -= needed
                lines.append(line)
        return "\n".join(lines)


def prompt(name: str) -> str:
    """A text of the prompts' folder."""
    return (_PROMPTS / f"{name}.md").read_text("utf-8").strip()


def keys(relations: Sequence[Relation]) -> str:
    """Keys in lines."""
    return "\n".join(f"  {key(relation)}" for relation in relations[:40])


def key(relation: Relation) -> str:
    """A key: what stands in what."""
    return (
        f"{quoted(relation.table)}.{_columns(relation.columns)} in "
        f"{quoted(relation.other_table)}.{_columns(relation.other_columns)}"
    )


def _columns(names: Sequence[str]) -> str:
    shown = ", ".join(quoted(name) for name in names)
    return f"({shown})" if len(names) > 1 else shown


def _history(before: Sequence[ThreadMessage], sends: Sends, budget: int) -> list[dict[str, Any]]:
    """The last messages that fit, less those that were written when more might be told."""
    order = list(Sends)
    kept: list[dict[str, Any]] = []
    for message in reversed(before):
        if order.index(message.sends) > order.index(sends):
            continue
        blocks = [fenced(b["sql"]) for b in message.blocks if b["kind"] == "sql"]
        text = "\n\n".join(part for part in (*_came_with(message), message.text, *blocks) if part)
        if not text:
            continue
        budget -= tokens(text)
        if budget < 0:
            break
        kept.append({"role": message.role, "content": text})
    return kept[::-1]


def _came_with(message: ThreadMessage) -> list[str]:
    """What a question was about; not what was said of it, which may have values in it."""
    subject = message.subject or {}
    parts = [] if message.task == "ask" else [f"({message.task.replace('_', ' ')})"]
    if table := subject.get("table"):
        parts.append(f"The table {quoted(table)}")
    if sql := subject.get("sql"):
        parts.append(fenced(sql, REMEMBERED_SQL))
    return parts if message.role == "user" else []


def _likeness(asked: set[str], question: str, sql: str) -> float:
    said = set(words(question))
    of_sql = set(words(sql))
    return len(asked & said) / (1 + len(said)) + 0.3 * len(asked & of_sql) / (1 + len(of_sql))


def _named(mention: Mention) -> str:
    if isinstance(mention, TableMention):
        return mention.table
    if isinstance(mention, ColumnMention):
        return f"{mention.table} {mention.column}"
    return "" if isinstance(mention, ResultMention) else mention.sql
