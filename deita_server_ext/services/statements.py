"""Statements that a model wrote, before anybody sees them: judged and bound by the engine."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any

from deita_server_ext.domain import Column, User
from deita_server_ext.errors import DeitaError

from .checks import Checks, SqlProblem


@dataclass(frozen=True)
class Accepted:
    """Whether the engine takes a statement; ``error`` is its word where it does not.

    ``columns`` are None where they are not known before it runs.
    """

    sql: str
    tables: tuple[str, ...]
    columns: tuple[Column, ...] | None
    error: dict[str, Any] | None

    @property
    def words(self) -> str:
        """The error for the model to read."""
        if self.error is None:
            return ""
        place = self.error["details"]
        where = f" (line {place['line']}, column {place['column']})" if "line" in place else ""
        return f"{self.error['message']}{where} {self.error['hint'] or ''}".strip()


class Statements:
    """Passes statements by the gate and the engine's binder."""

    def __init__(self, checks: Checks) -> None:
        self._checks = checks

    async def check(self, user: User, workspace_id: str, sql: str) -> Accepted:
        """What the engine says of it, laid out where it takes it.

        Raises what is not the statement's fault.
        """
        sql = sql.strip().rstrip(";").strip()
        found = await self._checks.check(user, workspace_id, sql, {})
        if found.error is None:
            with contextlib.suppress(DeitaError):
                sql, _place = await self._checks.format(user, workspace_id, sql)
        error = None if found.error is None else _body(found.error)
        if error is None and found.params:
            error = {
                "code": "sql_refused",
                "message": f"The statement has parameters: {', '.join(found.params)}.",
                "hint": "Write the values themselves.",
                "details": {},
            }
        return Accepted(sql, found.tables, found.columns, error)


def _body(problem: SqlProblem) -> dict[str, Any]:
    details = dict(problem.details)
    if problem.line is not None:
        details |= {"line": problem.line, "column": problem.column}
    return {
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        "details": details,
    }
