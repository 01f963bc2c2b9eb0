"""What a question is about: statements, results, tables and columns, as a model is shown them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from deita_server_ext.contract.threads import (
    ColumnMention,
    Mention,
    MessageCreate,
    ResultMention,
    TableMention,
)
from deita_server_ext.domain import Query, Sends
from deita_server_ext.errors import InvalidRequest, NotFound
from deita_server_ext.llm.asking import CHARACTERS_A_TOKEN, tokens
from deita_server_ext.llm.schema import cells, data, fenced, plain_type, quoted, within

from .masking import masked, shape
from .results import Results
from .statements import Statements
from .telling import Surroundings, Telling

RESULT_ROWS = 20
RESULT_COLUMNS = 200


class Subjects:
    """Puts into words what a question comes with; no more of it than ``budget`` tokens."""

    def __init__(self, telling: Telling, results: Results, statements: Statements) -> None:
        self._telling = telling
        self._results = results
        self._statements = statements

    async def told(
        self,
        around: Surroundings,
        asked: MessageCreate,
        instruction: str,
        budget: int,
        columns: Sequence[str] | None = None,
    ) -> str:
        """What is mentioned, then what is to be done and with what. Raises NotFound.

        ``instruction`` says what is to be done; ``columns`` are those of a table with which.
        """
        each = budget // (len(asked.mentions) + (asked.task != "ask") or 1)
        parts = [await self._mentioned(around, mention, each) for mention in asked.mentions]
        parts += [instruction, await self._subject(around, asked, each, columns)]
        return "\n\n".join(part for part in parts if part)

    async def query(self, around: Surroundings, result_id: str) -> Query:
        """What gave a result of the workspace. Raises NotFound, ResultGone."""
        query = await self._results.get(around.user, result_id)
        if query.workspace_id != around.workspace_id:
            raise NotFound("There is no such result.", hint="Run the statement again.")
        return query

    async def _subject(
        self,
        around: Surroundings,
        asked: MessageCreate,
        budget: int,
        columns: Sequence[str] | None,
    ) -> str:
        if asked.task in ("fix", "explain_query"):
            sql = needed(asked.sql, "sql", asked.task)
            shown = fenced(sql, _characters(budget))
            if asked.task == "explain_query" and asked.error is None:
                return shown
            return f"{shown}\n\nWhat was said of it:\n{await self._why(around, sql, asked.error)}"
        if asked.task in ("explain_result", "chart"):
            result_id = needed(asked.result_id, "result_id", asked.task)
            return await self._result(around, result_id, budget)
        if asked.task == "describe":
            name = needed(asked.table, "table", asked.task)
            table = around.table(name)
            if table is None:
                raise NotFound(f"There is no table {name}.", hint="It may have been renamed.")
            return data(await self._telling.one(around, table, budget, columns))
        return ""

    async def _why(self, around: Surroundings, sql: str, error: str | None) -> str:
        """What is wrong with a statement, less what the engine may have read in rows."""
        if error is not None:
            told = around.sends is Sends.SAMPLES
            return data(error if told else masked(error, sql, around.names))
        checked = await self._statements.check(around.user, around.workspace_id, sql, like=sql)
        if checked.error is not None:
            return data(checked.words)
        return "Nothing: the engine takes it. Say what else may be wrong with it."

    async def _result(self, around: Surroundings, result_id: str, budget: int) -> str:
        """A result of the workspace: its statement and columns; rows where they may be told."""
        query = await self.query(around, result_id)
        columns = (query.columns or ())[:RESULT_COLUMNS]
        left = len(query.columns or ()) - len(columns)
        if around.sends is Sends.SAMPLES:
            shown = [f"{quoted(column.name)} {plain_type(column.type)}" for column in columns]
        else:
            shown = shape(columns, query.sql, around.names)
        count = "" if around.sends is Sends.NAMES else f" {query.row_count} rows."
        lines = [f"Its result:{count}", f"Columns: {', '.join(shown)}"]
        if left > 0:
            lines.append(f"… and {left} more columns")
        if around.sends is Sends.SAMPLES:
            _query, rows = await self._results.rows(around.user, result_id, 0, RESULT_ROWS, "json")
            lines.append("The first rows:")
            lines += [cells(row[:RESULT_COLUMNS]) for row in _json(rows.data)]
        else:
            lines.append("The rows themselves are not told in this workspace.")
        sql = fenced(query.sql, _characters(budget // 2))
        body = "\n".join(lines)
        return data(f"{sql}\n{within(body, budget - tokens(sql))}")

    async def _mentioned(self, around: Surroundings, mention: Mention, budget: int) -> str:
        if isinstance(mention, ResultMention):
            return await self._result(around, mention.result_id, budget)
        if isinstance(mention, TableMention):
            table = around.table(mention.table)
            return "" if table is None else data(await self._telling.one(around, table, budget))
        if isinstance(mention, ColumnMention):
            return data(await self._telling.profile(around, mention.table, mention.column))
        name = quoted(mention.name or "meant")
        return data(f"The statement {name}:\n{fenced(mention.sql, _characters(budget))}")


def needed(value: str | None, name: str, task: str) -> str:
    """What a task cannot do without. Raises InvalidRequest."""
    if value is None:
        raise InvalidRequest(f"{task} needs {name}.", details={"field": name})
    return value


def _characters(budget: int) -> int:
    return max(0, int(budget * CHARACTERS_A_TOKEN))


def _json(read: bytes) -> list[list[Any]]:
    rows: list[list[Any]] = json.loads(read)
    return rows
