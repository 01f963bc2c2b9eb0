"""Results over HTTP: what queries left."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from deita_server_ext import domain
from deita_server_ext.contract import queries as contract
from deita_server_ext.contract.tables import Column
from deita_server_ext.errors import NotFound
from deita_server_ext.services.results import Results

from .base import API, ID, Handler


class ResultHandler(Handler):
    """One result."""

    @web.authenticated
    @authorized
    async def get(self, result_id: str) -> None:
        """Show it."""
        results = self.services.results
        self.reply(result_of(await results.get(self.user, result_id), results))


class ResultFileHandler(Handler):
    """The file of a result."""

    @web.authenticated
    @authorized
    async def get(self, result_id: str) -> None:
        """Tell where it is, once it is whole."""
        if not self.app.local:
            raise NotFound(
                "The files of a shared service are not to be had.",
                hint="Export the result.",
            )
        path, size = await self.services.exports.file(self.user, result_id)
        self.reply(contract.ResultFile(path=str(path), bytes=size))


def result_of(query: domain.Query, results: Results) -> contract.Result:
    """A result as the contract shows it."""
    return contract.Result(
        id=query.id,
        workspace_id=query.workspace_id,
        sql=query.sql,
        columns=[Column.model_validate(column) for column in query.columns or ()],
        row_count=query.row_count,
        complete=query.row_count is not None,
        tables=list(query.tables),
        created_at=query.created_at,
        expires_at=results.expires_at(query),
    )


ROUTES = [
    (rf"{API}/results/{ID}", ResultHandler),
    (rf"{API}/results/{ID}/file", ResultFileHandler),
]
