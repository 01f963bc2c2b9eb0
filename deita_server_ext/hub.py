"""Deita as a service of a JupyterHub: ``python -m deita_server_ext.hub``, started by the Hub.

A Jupyter server with Deita's API and Jupyter's metrics, and nothing else: no kernels, no files, no
logins of its own. It asks the Hub whose each token is.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable
from typing import Any
from urllib.parse import urlsplit

from jupyter_server.auth.authorizer import Authorizer
from jupyter_server.auth.identity import IdentityProvider, User
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.serverapp import ServerApp
from jupyter_server.services.contents.filemanager import AsyncFileContentsManager
from jupyterhub.services.auth import HubAuth
from tornado.web import RequestHandler
from traitlets import Instance, default
from traitlets.config import Config

TOKEN_SECONDS = 60
"""How long it is believed what the Hub has said of a token: so long a removed one still works."""


class HubUsers(IdentityProvider):
    """Knows the Hub's users by their tokens, where these may access this service."""

    token = ""
    need_token = False
    auth_enabled = True
    hub_auth: HubAuth = Instance(HubAuth)

    @default("hub_auth")
    def _default_hub_auth(self) -> HubAuth:
        return HubAuth(parent=self)

    async def _user(self, handler: RequestHandler) -> User | None:
        token = self.hub_auth.get_token(handler, in_cookie=False)
        if not token:
            return None
        found = await self.hub_auth.user_for_token(token, sync=False)
        # Another service of the Hub may have a user's name.
        if found is None or found["kind"] != "user":
            return None
        if not self.hub_auth.check_scopes(self.hub_auth.access_scopes, found):
            return None
        # A browser does not send a token by itself, so there is no forging of requests.
        handler._token_authenticated = True  # type: ignore[attr-defined]
        return User(username=found["name"])

    def get_user(self, handler: RequestHandler) -> Awaitable[User | None]:
        """Whose token it is; None where it may not be used here."""
        return self._user(handler)

    def get_handlers(self) -> list[tuple[str, object]]:
        """There is no login and no logout."""
        return []

    def validate_security(self, app: Any, ssl_options: dict[str, Any] | None = None) -> None:
        """The Hub sees to it."""


class DeitaAlone(Authorizer):
    """Whoever may access the service may use Deita, and nothing else that there may be."""

    def is_authorized(
        self,
        handler: JupyterHandler,  # noqa: ARG002 - Jupyter's signature
        user: User,  # noqa: ARG002
        action: str,  # noqa: ARG002
        resource: str,
    ) -> bool:
        """Whether it is Deita that is asked."""
        return resource == "deita"


class NoFiles(AsyncFileContentsManager):
    """Serves no files."""

    files_handler_class = None


class HubService(ServerApp):
    """The server, where the Hub's variables say. Any setting of ``DeitaApp`` may be given."""

    name = "deita-hub-service"
    default_services = ()  # type: ignore[assignment]

    def find_server_extensions(self) -> None:
        """There is Deita, and no other."""

    def load_config_file(self, *args: Any, **kwargs: Any) -> None:
        """Files may set what they like, but not who is let in, and to what."""
        super().load_config_file(*args, **kwargs)
        self.update_config(_settings(os.environ))


def _settings(environ: Any) -> Config:
    url = urlsplit(environ["JUPYTERHUB_SERVICE_URL"])
    config = Config()
    config.ServerApp.update(
        ip=url.hostname or "127.0.0.1",
        port=url.port or (443 if url.scheme == "https" else 80),
        port_retries=0,
        base_url=environ["JUPYTERHUB_SERVICE_PREFIX"],
        open_browser=False,
        # The Hub may have started it as root, and nobody can start anything in it.
        allow_root=True,
        allow_remote_access=True,
        trust_xheaders=True,
        jpserver_extensions={"deita_server_ext": True},
        identity_provider_class=HubUsers,
        authorizer_class=DeitaAlone,
        contents_manager_class=NoFiles,
    )
    config.HubAuth.cache_max_age = TOKEN_SECONDS
    config.DeitaApp.local = False
    config.DeitaApp.service_url = ""
    return config


def main() -> None:
    """Serve until the Hub ends it."""
    missing = [
        name
        for name in ("JUPYTERHUB_SERVICE_URL", "JUPYTERHUB_SERVICE_PREFIX", "JUPYTERHUB_API_TOKEN")
        if not os.environ.get(name)
    ]
    if missing:
        raise SystemExit(
            f"{', '.join(missing)} not set: this is started by a JupyterHub, of which it is one "
            "of c.JupyterHub.services with a url."
        )
    HubService.launch_instance()


if __name__ == "__main__":
    main()
