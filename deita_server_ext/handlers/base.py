"""What every handler shares: who asks, one error shape, replies by the contract."""

from __future__ import annotations

import functools
import hmac
import logging
import math
import re
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from jupyter_server.auth.identity import User as JupyterUser
from jupyter_server.base.call_context import CallContext
from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from pydantic import ValidationError
from tornado import web

from deita_server_ext.contract.base import ErrorBody, ErrorReply, Message
from deita_server_ext.contract.counting import RETRY_AFTER, STANDING, counts
from deita_server_ext.contract.operation import ARROW
from deita_server_ext.domain import User, new_id
from deita_server_ext.errors import DeitaError, InvalidRequest, RateLimited, fault_body

if TYPE_CHECKING:
    from deita_server_ext.app import DeitaApp
    from deita_server_ext.building import Services
    from deita_server_ext.rates import Standing

log = logging.getLogger("deita")

API = r"/deita/api"
ID = r"([0-9a-f]{32})"
KERNEL_HEADER = "X-Deita-Kernel"
_LOGIN = {"token", "_xsrf"}
"""What Jupyter's own login reads in a query string."""
LOCAL_USER = User(id="local", name="Local user")

M = TypeVar("M", bound=Message)
ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]


class Handler(APIHandler):
    """The base of all handlers: thin, without SQL, without ``try``."""

    auth_resource = "deita"
    asks_services = True
    """Whether the services are to be built for it, where they are not yet."""
    services: Services
    _standing: Standing | None = None

    @property
    def app(self) -> DeitaApp:
        """The extension, for its settings."""
        app: DeitaApp = self.settings["deita"]
        return app

    @functools.cached_property
    def request_id(self) -> str:
        """What this request is called in the log and in what is said of a fault."""
        return new_id()[:12]

    def set_default_headers(self) -> None:
        """Also in an error, before which all other headers are cleared."""
        super().set_default_headers()
        self.set_header("X-Request-ID", self.request_id)
        if self._standing is not None:
            self._tell(self._standing)

    async def prepare(self, **options: Any) -> None:
        """Find out who asks, and how often; then have the services ready."""
        if self._from_own_kernel():
            CallContext.set(CallContext.JUPYTER_HANDLER, self)
            self.current_user = self._jupyter_current_user = JupyterUser(username=LOCAL_USER.id)
        else:
            await super().prepare(**options)
        if not self._finished:
            await self.admit()
        if self.asks_services and not self._finished and self.current_user is not None:
            self.services = await self.app.services()

    async def admit(self) -> None:
        """Count the request, if it counts. Raises RateLimited."""
        rates = self.app.rates()
        if rates is None:
            return
        path = self.request.path.removeprefix(url_path_join(self.base_url, API))
        if not counts(self.request.method or "", path):
            return
        known = self.current_user is not None
        who = f"user/{self.user.id}" if known else f"address/{self.request.remote_ip}"
        standing = await rates.take(who)
        if standing is None:
            return
        self._standing = standing
        self._tell(standing)
        if not standing.admitted:
            raise rates.refusal(standing)

    @property
    def user(self) -> User:
        """The person who asks, as Deita knows them."""
        if self.app.local:
            return LOCAL_USER
        user = self.current_user
        return User(id=user.username, name=user.display_name or user.username)

    def message(self, model: type[M]) -> M:
        """The request's body. Raises InvalidRequest with what does not fit."""
        try:
            return model.model_validate_json(self.request.body or b"{}")
        except ValidationError as exc:
            raise _invalid(exc, "The body") from exc

    def query_message(self, model: type[M], *, others: bool = False) -> M:
        """The query string as a message; ``others`` may stand there besides.

        Raises InvalidRequest with what does not fit.
        """
        # JupyterLab puts the time, as a name of its own, behind what is not to be cached.
        names = {name for name in self.request.query_arguments if not name.isdigit()} - _LOGIN
        if others:
            names &= model.model_fields.keys()
        # As they came: get_query_argument takes blanks off, and a tab is a delimiter.
        arguments = self.request.query_arguments
        given = {name: self.decode_argument(arguments[name][-1], name) for name in names}
        try:
            return model.model_validate(given)
        except ValidationError as exc:
            raise _invalid(exc, "The query string") from exc

    def number(self, name: str, fallback: int, *, most: int = 2**53) -> int:
        """An integer of the query string, from 0 on. Raises InvalidRequest."""
        text = self.get_query_argument(name, None)
        if text is None:
            return fallback
        if not text.isascii() or not text.isdigit() or int(text) > most:
            raise InvalidRequest(f"{name} is to be a whole number from 0 to {most}.")
        return int(text)

    def number_or_none(self, name: str) -> int | None:
        """An integer of the query string, None where it is not there. Raises InvalidRequest."""
        given = self.get_query_argument(name, None) is not None
        return self.number(name, 0, most=2**31 - 1) if given else None

    def flag(self, name: str, fallback: str = "false") -> bool:
        """Whether the query string says ``true``. Raises InvalidRequest for what is neither."""
        text = self.get_query_argument(name, fallback)
        if text not in ("true", "false"):
            raise InvalidRequest(f"{name} is to be true or false.")
        return text == "true"

    @property
    def wants_arrow(self) -> bool:
        """Whether the client asks for Arrow rather than JSON."""
        return ARROW in self.request.headers.get("Accept", "")

    @property
    def page_format(self) -> str:
        """How a page is to be encoded: ``json``, ``arrow`` or ``arrow+zstd``."""
        if not self.wants_arrow:
            return "json"
        said = self.request.headers["Accept"].split(ARROW, 1)[1].split(",", 1)[0]
        return "arrow+zstd" if re.search(r";\s*compression=\"?zstd\b", said) else "arrow"

    def reply(self, message: Message, status: int = 200, rows: bytes | None = None) -> None:
        """Answer with a message of the contract; ``rows`` are its rows, encoded already."""
        self.set_status(status)
        if rows is None:
            self.finish(message.model_dump_json())
            return
        head = message.model_dump_json(exclude={"rows"})
        self.finish(b"".join((head[:-1].encode(), b',"rows":', rows, b"}")))

    def done(self) -> None:
        """Answer that there is nothing more to say."""
        self.set_status(204)
        self.finish()

    def send_error(self, status_code: int = 500, **kwargs: Any) -> None:
        """A DeitaError knows its own status."""
        error = _raised(kwargs)
        if self._headers_written:
            # An answer that breaks off must not look whole: no last chunk, the connection ends.
            self.detach().close()
            return
        super().send_error(error.status if isinstance(error, DeitaError) else status_code, **kwargs)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Every error in the contract's one shape."""
        error = _raised(kwargs)
        if isinstance(error, DeitaError):
            body = ErrorBody(**error.body(), request_id=self.request_id)
            if isinstance(error, RateLimited):
                self.set_header(RETRY_AFTER.name, str(error.details["retry_after_seconds"]))
        elif isinstance(error, web.HTTPError) and status_code < 500:
            body = _http_error(status_code, error, self.request_id)
        else:
            body = ErrorBody(**fault_body(self.request_id), request_id=self.request_id)
        self.set_header("Content-Type", "application/json")
        self.finish(ErrorReply(error=body).model_dump_json())

    def log_exception(
        self,
        typ: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """Errors that a person was told about are no faults; all others are logged whole."""
        if isinstance(value, DeitaError):
            log.info("%s %s: %s", self.request.method, self.request.path, value.code)
        elif isinstance(value, web.HTTPError) and value.status_code < 500:
            log.info("%s %s: %s", self.request.method, self.request.path, value.status_code)
        else:
            log.error(
                "Request %s failed: %s %s",
                self.request_id,
                self.request.method,
                self.request.path,
                exc_info=(typ, value, tb) if typ and value else None,
            )

    def _tell(self, standing: Standing) -> None:
        told = (standing.limit, standing.remaining, math.ceil(standing.resets_at))
        for header, value in zip(STANDING, told, strict=True):
            self.set_header(header.name, str(value))

    def _from_own_kernel(self) -> bool:
        """Whether a kernel asks that this very server has started: it alone knows the secret."""
        given = self.request.headers.get(KERNEL_HEADER)
        return (
            given is not None
            and self.app.local
            and hmac.compare_digest(given.encode(), self.app.kernel_secret.encode())
            and self.check_host()
        )


def _invalid(exc: ValidationError, whole: str) -> InvalidRequest:
    # Only the request's own errors: one raised inside a service is a fault of ours.
    first = exc.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return InvalidRequest(
        f"{where or whole}: {first['msg']}.",
        hint="See the API's description at deita/api/openapi.json.",
        details={"field": where},
    )


def _raised(kwargs: dict[str, Any]) -> BaseException | None:
    info: ExcInfo = kwargs.get("exc_info", (None, None, None))
    return info[1]


def _http_error(status: int, error: web.HTTPError, request_id: str) -> ErrorBody:
    said = {
        401: ("not_logged_in", "You are not logged in.", "Log in to Jupyter and try again."),
        403: ("forbidden", "This is not allowed.", "Log in to Jupyter and reload the page."),
        404: (
            "not_found",
            "There is nothing here.",
            "See what there is at deita/api/openapi.json.",
        ),
        405: ("not_available", "This cannot be done here.", None),
    }
    code, message, hint = said.get(status, ("invalid_request", error.reason or "", None))
    return ErrorBody(
        code=code,
        message=message or "The request cannot be read.",
        hint=hint,
        request_id=request_id,
    )
