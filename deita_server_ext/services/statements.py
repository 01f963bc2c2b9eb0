"""Statements that a model wrote, before anybody sees them: judged and bound by the engine."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import Any

from deita_server_ext.domain import Column, User
from deita_server_ext.errors import DeitaError

from .checks import Checks, SqlProblem

_PARAMETER = re.compile(r"(?<![\w:$])[:$](\w+)")
_HOLE = re.compile(r"\{\{.*?\}\}", re.DOTALL)


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

    async def check(
        self, user: User, workspace_id: str, sql: str, like: str | None = None
    ) -> Accepted:
        """What the engine says of it, laid out where it takes it.

        The parameters of ``like``, and what it leaves to a notebook to put in (``{{ … }}``), are
        known where it comes from: they may stand in the statement too, and count as NULL.
        Raises what is not the statement's fault.
        """
        sql = sql.strip().rstrip(";").strip()
        names, holes = _open(like or "")
        bound = _HOLE.sub(lambda found: "NULL" if found[0] in holes else found[0], sql)
        found = await self._checks.check(user, workspace_id, bound, {})
        if found.error is None and bound == sql:
            with contextlib.suppress(DeitaError):
                sql, _place = await self._checks.format(user, workspace_id, sql)
        error = None if found.error is None else _body(found.error)
        more = [name for name in found.params if name not in names]
        if error is None and more:
            error = {
                "code": "sql_refused",
                "message": f"The statement has parameters: {', '.join(more)}.",
                "hint": "Write the values themselves.",
                "details": {},
            }
        return Accepted(sql, found.tables, found.columns, error)


def _open(sql: str) -> tuple[set[str], set[str]]:
    """The names of a statement's parameters, and what it has put in."""
    named = {name for name in _PARAMETER.findall(sql) if name}
    return named, set(_HOLE.findall(sql))


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
