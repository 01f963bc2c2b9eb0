"""Signs of life over HTTP."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from deita_server_ext.contract import leases as contract

from .base import API, ID, Handler


class LeaseHandler(Handler):
    """What one kernel has sent."""

    # A notebook that is only open keeps no server from being stopped for doing nothing.
    _track_activity = False

    @web.authenticated
    @authorized
    async def put(self, holder: str) -> None:
        """Keep it on."""
        leases = self.services.leases
        until = await leases.renew(self.user, holder)
        seconds = leases.pause.total_seconds()
        self.reply(contract.Lease(holder=holder, expires_at=until, renew_seconds=seconds))

    @web.authenticated
    @authorized
    async def delete(self, holder: str) -> None:
        """Let it go."""
        await self.services.leases.end(self.user, holder)
        self.done()


ROUTES = [(rf"{API}/leases/{ID}", LeaseHandler)]
