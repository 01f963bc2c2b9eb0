"""The client's looks at statements: checked, laid out, explained, and not run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from .contract import Param
from .contract_checks import Check, Formatted, FunctionName, Plan
from .parameters import dollars
from .rooms import Room


class Checks(Room):
    """Statements over the tables of the workspace in use."""

    def functions(self) -> list[FunctionName]:
        """The functions that statements may call, by name."""
        return cast(list[FunctionName], self.transport.json("GET", "functions")["items"])

    def check(self, sql: str, params: Mapping[str, Param] | None = None) -> Check:
        """Would this statement run, and what would it give? It is not run."""
        body = {"sql": dollars(sql), "params": dict(params or {})}
        return cast(Check, self.transport.json("POST", self._path("check"), body=body))

    def format(self, sql: str) -> Formatted:
        """Statements laid out for reading; they mean what they meant."""
        return cast(Formatted, self.transport.json("POST", self._path("format"), body={"sql": sql}))

    def plan(
        self,
        sql: str,
        params: Mapping[str, Param] | None = None,
        *,
        analyze: bool = False,
        timeout: float | None = None,
    ) -> Plan:
        """How a statement is worked out; with ``analyze`` it is run, and its parts are timed."""
        body: dict[str, object] = {
            "sql": dollars(sql),
            "params": dict(params or {}),
            "analyze": analyze,
            "timeout": timeout,
        }
        found = self.transport.json("POST", self._path("plan"), body=body, seconds=None)
        return cast(Plan, found)
