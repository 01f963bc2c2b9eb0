"""The conversation that a model is given: rules, what it may know, what was said, what is asked."""

from __future__ import annotations

import json
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
from deita_server_ext.domain import Query, Sends, ThreadMessage, utcnow
from deita_server_ext.errors import InvalidRequest, NotFound
from deita_server_ext.llm.asking import tokens
from deita_server_ext.llm.relevance import words
from deita_server_ext.llm.schema import cells, quoted

from .masking import masked, shape
from .relations import Relation, Relations
from .results import Results
from .statements import Statements
from .telling import Surroundings, Telling

SCHEMA_SHARE, EXAMPLES_SHARE, HISTORY_SHARE = 0.55, 0.1, 0.2
"""Of the tokens that a prompt may have; the rest is for the question and what it is about."""
EXAMPLES = 5
RESULT_ROWS = 20
MOST_SQL = 20_000
"""Characters of a statement that a model is shown."""
_PROMPTS = Path(deita_server_ext.llm.__path__[0]) / "prompts"

Conversation = list[dict[str, Any]]


class Prompting:
    """Writes conversations."""

    def __init__(
        self,
        catalog: Catalog,
        telling: Telling,
        relations: Relations,
        results: Results,
        statements: Statements,
        context_tokens: int,
    ) -> None:
        self._catalog = catalog
        self._telling = telling
        self._relations = relations
        self._results = results
        self._statements = statements
        self._tokens = context_tokens

    async def write(
        self,
        around: Surroundings,
        asked: MessageCreate,
        before: Sequence[ThreadMessage],
        unlike: str | None = None,
    ) -> Conversation:
        """What is sent for ``asked`` in a thread that has ``before``. Raises NotFound.

        The verified answer to ``unlike`` is not told.
        """
        about = " ".join(
            (asked.text, asked.sql or "", asked.table or "", *(m.text for m in before[-4:]))
        )
        query = f"{about} {' '.join(_named(mention) for mention in asked.mentions)}"
        schema = await self._telling.schema(around, query, int(self._tokens * SCHEMA_SHARE))
        known = [f"<data>\nThe workspace's tables (DuckDB types):\n{schema}"]
        if relations := self._relations.known(around.tables):
            known.append(f"Keys found:\n{keys(relations)}")
        known.append("</data>")
        if examples := await self._examples(around, about, unlike):
            known.append(f"<data>\nStatements that people here wrote:\n{examples}\n</data>")
        rules = f"{prompt('system')}\nToday is {utcnow().date()}."
        return [
            {"role": "system", "content": "\n\n".join((rules, *known))},
            *_history(before, around.sends, int(self._tokens * HISTORY_SHARE)),
            {"role": "user", "content": await self._asked(around, asked)},
        ]

    async def _asked(self, around: Surroundings, asked: MessageCreate) -> str:
        parts = [await self._mentioned(around, mention) for mention in asked.mentions]
        task = await self._task(around, asked)
        return "\n\n".join(part for part in (*parts, task, asked.text.strip()) if part)

    async def _task(self, around: Surroundings, asked: MessageCreate) -> str:
        text = "" if asked.task == "ask" else prompt(asked.task)
        if asked.task in ("fix", "explain_query"):
            sql = _needed(asked.sql, "sql", asked.task)
            text += f"\n\n{fenced(sql)}"
            if asked.task == "fix" or asked.error is not None:
                text += f"\n\nWhat was said of it: {await self._why(around, sql, asked.error)}"
        elif asked.task in ("explain_result", "chart"):
            result_id = _needed(asked.result_id, "result_id", asked.task)
            text += f"\n\n{await self.result(around, result_id)}"
        elif asked.task == "describe":
            name = _needed(asked.table, "table", asked.task)
            table = around.table(name)
            if table is None:
                raise NotFound(f"There is no table {name}.", hint="It may have been renamed.")
            text += f"\n\n<data>\n{await self._telling.one(around, table)}\n</data>"
        return text

    async def _why(self, around: Surroundings, sql: str, error: str | None) -> str:
        """What is wrong with a statement, less what the engine may have read in rows."""
        checked = await self._statements.check(around.user, around.workspace_id, sql)
        if checked.error is not None:
            return checked.words
        if error is None:
            return "nothing: the engine takes it. Say what else may be wrong with it."
        return error if around.sends is Sends.SAMPLES else masked(error, sql, around.names)

    async def result(self, around: Surroundings, result_id: str) -> str:
        """A result of the workspace: its statement and columns; rows where they may be told."""
        query = await self.query(around, result_id)
        columns = query.columns or ()
        shown = shape(columns, query.sql, around.names)
        if around.sends is Sends.SAMPLES:
            shown = [f"{quoted(column.name)} {column.type}" for column in columns]
        lines = [fenced(query.sql), f"<data>\nIts result: {query.row_count} rows."]
        lines.append(f"Columns: {', '.join(shown)}")
        if around.sends is Sends.SAMPLES:
            _query, rows = await self._results.rows(around.user, result_id, 0, RESULT_ROWS, "json")
            lines.append("The first rows:")
            lines += [cells(row) for row in _json(rows.data)]
        else:
            lines.append("The rows themselves are not told in this workspace.")
        return "\n".join((*lines, "</data>"))

    async def query(self, around: Surroundings, result_id: str) -> Query:
        """What gave a result of the workspace. Raises NotFound, ResultGone."""
        query = await self._results.get(around.user, result_id)
        if query.workspace_id != around.workspace_id:
            raise NotFound("There is no such result.", hint="Run the statement again.")
        return query

    async def _mentioned(self, around: Surroundings, mention: Mention) -> str:
        if isinstance(mention, ResultMention):
            return await self.result(around, mention.result_id)
        if isinstance(mention, TableMention):
            table = around.table(mention.table)
            if table is None:
                return ""
            return f"<data>\n{await self._telling.one(around, table)}\n</data>"
        if isinstance(mention, ColumnMention):
            found = await self._telling.profile(around, mention.table, mention.column)
            return f"<data>\n{found}\n</data>"
        return f"The statement {quoted(mention.name or 'meant')}:\n{fenced(mention.sql)}"

    async def _examples(self, around: Surroundings, about: str, unlike: str | None) -> str:
        """Verified and saved statements that are most like what is asked."""
        found = [
            (one.question, one.sql)
            for one in await self._catalog.models.verified(around.workspace_id)
            if one.question != unlike
        ]
        found += [
            (f"{saved.name} {saved.description or ''}".strip(), saved.sql)
            for saved in await self._catalog.saved_queries.list(around.workspace_id)
        ]
        asked = set(words(about))
        ranked = sorted(found, key=lambda pair: -_likeness(asked, pair[0], pair[1]))
        budget = int(self._tokens * EXAMPLES_SHARE)
        lines = []
        for question, sql in ranked[:EXAMPLES]:
            line = f"{quoted(question, 500)}\n{fenced(sql)}"
            budget -= tokens(line)
            if budget < 0:
                break
            lines.append(line)
        return "\n".join(lines)


def prompt(name: str) -> str:
    """A text of the prompts' folder."""
    return (_PROMPTS / f"{name}.md").read_text("utf-8").strip()


def fenced(sql: str) -> str:
    """A statement as a model is shown it; it cannot end its own fence."""
    return f"```sql\n{sql[:MOST_SQL].replace('```', '` ` `').strip()}\n```"


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
        text = "\n\n".join(part for part in (message.text, *blocks) if part)
        if not text:
            continue
        budget -= tokens(text)
        if budget < 0:
            break
        kept.append({"role": message.role, "content": text})
    return kept[::-1]


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


def _needed(value: str | None, name: str, task: str) -> str:
    if value is None:
        raise InvalidRequest(f"{task} needs {name}.", details={"field": name})
    return value


def _json(data: bytes) -> list[list[Any]]:
    rows: list[list[Any]] = json.loads(data)
    return rows
