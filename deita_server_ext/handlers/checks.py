"""Statements that are looked at, over HTTP."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from deita_server_ext.contract import checks as contract
from deita_server_ext.services.checks import functions

from .base import API, ID, Handler
from .waited import WaitedHandler


class CheckHandler(WaitedHandler):
    """Whether a statement would run."""

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str) -> None:
        """Tell what is known of it; for as long as somebody waits."""
        asked = self.message(contract.CheckRequest)
        with self.waited_for():
            checked = await self.services.checks.check(
                self.user, workspace_id, asked.sql, asked.params
            )
        self.reply(contract.Check.model_validate(checked))


class FormatHandler(WaitedHandler):
    """Statements laid out."""

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str) -> None:
        """Lay them out."""
        asked = self.message(contract.FormatRequest)
        with self.waited_for():
            sql, kept = await self.services.checks.format(self.user, workspace_id, asked.sql)
        self.reply(contract.Formatted(sql=sql, kept=kept))


class PlanHandler(WaitedHandler):
    """How a statement is worked out."""

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str) -> None:
        """Tell its plan; for as long as somebody waits."""
        asked = self.message(contract.PlanRequest)
        with self.waited_for():
            plan = await self.services.plans.explain(
                self.user,
                workspace_id,
                asked.sql,
                asked.params,
                analyze=asked.analyze,
                seconds=asked.timeout,
            )
        self.reply(contract.Plan.model_validate(plan))


class FunctionsHandler(Handler):
    """The functions that statements may call."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """List them."""
        names = [contract.FunctionName(name=n, kind=k) for n, k in functions()]  # type: ignore[arg-type]
        self.reply(contract.FunctionList(items=names))


ROUTES = [
    (rf"{API}/workspaces/{ID}/check", CheckHandler),
    (rf"{API}/workspaces/{ID}/format", FormatHandler),
    (rf"{API}/workspaces/{ID}/plan", PlanHandler),
    (rf"{API}/functions", FunctionsHandler),
]
