"""Charts of tables and results over HTTP."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from deita_server_ext.contract import charts as contract
from deita_server_ext.services.views import Source

from .base import API, ID
from .tables import TABLE
from .views import ViewHandler, seen


class ChartHandler(ViewHandler):
    """What charts of tables and results answer alike."""

    async def reply_chart(self, source: Source) -> None:
        """Answer with a drawing; its specification comes from the engine as it is sent."""
        asked = self.message(contract.ChartRequest)
        with self.waited_for():
            drawn = await self.services.charts.draw(source, seen(asked.view), asked.chart)
        drawing = contract.Drawing.model_validate({**drawn.said, "spec": {}})
        head = drawing.model_dump_json(exclude={"spec"})
        self.finish(b"".join((head[:-1].encode(), b',"spec":', drawn.spec, b"}")))


class TableChartHandler(ChartHandler):
    """A chart of a table."""

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str, table: str) -> None:
        """Draw it."""
        await self.reply_chart(await self.table(workspace_id, table))


class ResultChartHandler(ChartHandler):
    """A chart of a result."""

    @web.authenticated
    @authorized
    async def post(self, result_id: str) -> None:
        """Draw it."""
        await self.reply_chart(await self.result(result_id))


ROUTES = [
    (rf"{API}/workspaces/{ID}/tables/{TABLE}/chart", TableChartHandler),
    (rf"{API}/results/{ID}/chart", ResultChartHandler),
]
