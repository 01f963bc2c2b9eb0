"""Files looked into and loaded, over HTTP."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from deita_server_ext.contract import ingest as contract
from deita_server_ext.contract.uploads import Job
from deita_server_ext.domain import Origin
from deita_server_ext.services.ingests import Wish

from .base import API, ID, Handler
from .waited import WaitedHandler


class PreviewsHandler(WaitedHandler):
    """Files to look into, as long as somebody waits for it."""

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str) -> None:
        """What one would become."""
        request = self.message(contract.PreviewRequest)
        with self.waited_for():
            preview = await self.services.ingests.preview(
                self.user, workspace_id, _wish(request), request.rows
            )
        self.reply(contract.Preview.model_validate(preview))


class IngestsHandler(Handler):
    """Files to load."""

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str) -> None:
        """Have a job load one."""
        wish = _wish(self.message(contract.IngestRequest))
        job = await self.services.ingests.request(self.user, workspace_id, wish)
        self.reply(Job.model_validate(job), 202)


def _wish(request: contract.IngestRequest) -> Wish:
    options = request.options.model_dump(mode="json", exclude_none=True)
    return Wish(request.file_id, options, Origin(request.mode), request.table, request.name)


ROUTES = [
    (rf"{API}/workspaces/{ID}/previews", PreviewsHandler),
    (rf"{API}/workspaces/{ID}/ingests", IngestsHandler),
]
