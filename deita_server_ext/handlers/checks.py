"""Statements that are looked at, over HTTP."""

from __future__ import annotations

import asyncio

from jupyter_server.auth.decorator import authorized
from tornado import web

from deita_server_ext.contract import checks as contract

from .base import API, ID
from .streaming import PageHandler


class CheckHandler(PageHandler):
    """Whether a statement would run."""

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str) -> None:
        """Tell what is known of it; for as long as somebody waits."""
        asked = self.message(contract.CheckRequest)
        self._task = asyncio.current_task()
        checked = await self.services.checks.check(self.user, workspace_id, asked.sql, asked.params)
        self._task = None
        self.reply(contract.Check.model_validate(checked))


ROUTES = [(rf"{API}/workspaces/{ID}/check", CheckHandler)]
