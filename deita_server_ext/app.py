"""The Jupyter server extension: its settings, its beginning and its end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from jupyter_core.paths import jupyter_data_dir
from jupyter_server.auth.identity import (
    IdentityProvider,
    LegacyIdentityProvider,
    PasswordIdentityProvider,
)
from jupyter_server.extension.application import ExtensionApp
from jupyter_server.utils import url_path_join
from traitlets import Bool, Float, Int, TraitError, Unicode, default, validate

from . import machine
from .engine.limits import lone
from .errors import StorageUnavailable
from .routing import LazyRouter

if TYPE_CHECKING:
    from .building import Services
    from .relay.service import Relay
    from .services.rates import Rates

TENANT_BYTES = 200_000_000
"""What one person may have where several share a server (a file, and a workspace)."""
TENANT_REQUESTS = 100
"""How many requests a minute one person may send there."""
TENANT_DAYS = 60.0
"""How long a workspace may be left alone there."""


class DeitaApp(ExtensionApp):
    """Deita's settings. Each is also an environment variable: ``DEITA_`` and its name in capitals.

    What is set in a file or on the command line goes before the environment.
    """

    name = "deita"
    description = "Deita: a data workspace inside Jupyter."
    extension_url = "/lab"
    load_other_extensions = True

    service_url = Unicode(
        help="The Deita service of a JupyterHub, to which a user's own server forwards everything: "
        "its URL, or its path below the Hub's public URL. A server that forwards keeps nothing, "
        "runs nothing and needs no other setting. Default: this server is the service."
    ).tag(config=True)
    service_timeout_seconds = Float(
        600.0, help="How long that service may say nothing before it is given up."
    ).tag(config=True)
    data_dir = Unicode(
        help="The folder for the embedded catalog and files, the cache and results."
    ).tag(config=True)
    catalog_url = Unicode(
        help="The catalog's database: sqlite:///path or postgresql://user:password@host/name. "
        "Default: SQLite in data_dir."
    ).tag(config=True)
    storage = Unicode(
        help="Where files and snapshots are kept: a folder, or s3://bucket/prefix (credentials "
        "come from where boto3 looks: AWS_ACCESS_KEY_ID and so on). Default: a folder in data_dir."
    ).tag(config=True)
    storage_endpoint = Unicode(help="The URL of an S3 service other than AWS's.").tag(config=True)
    storage_region = Unicode(help="The S3 region.").tag(config=True)
    local = Bool(
        help="Whether everybody on this server is one and the same person, as on a machine of "
        "one's own. Default: true unless the server knows its users (JupyterHub)."
    ).tag(config=True)
    file_bytes = Int(
        help="How large one file may be, in bytes; 0 is no limit but the disk. "
        "Default: 0 where local, else 200 MB."
    ).tag(config=True)
    workspace_bytes = Int(
        help="How much one workspace may hold, in bytes; 0 is no limit but the disk. "
        "Default: 0 where local, else 200 MB."
    ).tag(config=True)
    url_hosts = Unicode(
        help="The hosts from which files may be taken by their address, with commas between "
        "them: example.org, or *.example.org for all below it; with a port where it is another "
        "one than 80 or 443. Default: none."
    ).tag(config=True)
    workspace_days = Float(
        help="After how many days without use a workspace is deleted; its members are told 14 days "
        "before (or half of the days, where that is less). 0 is never. "
        "Default: 0 where local, else 60."
    ).tag(config=True)
    requests_per_minute = Int(
        help="How many requests a minute one user may send, or one address where there is no user; "
        "0 is no limit. Pages, events, and lists that follow what changes do not count. "
        "Default: 0 where local, else 100."
    ).tag(config=True)
    shared_url = Unicode(
        help="Redis, or Valkey, by which several servers count requests together: "
        "redis://host:port/0, or rediss:// for TLS. Default: each server counts for itself."
    ).tag(config=True)
    query_timeout_seconds = Float(30.0, help="How long a query may take.").tag(config=True)
    page_size = Int(50, help="Rows in a page that does not ask for another number.").tag(
        config=True
    )
    max_page_size = Int(1000, help="The most rows in a page.").tag(config=True)
    worker_memory_bytes = Int(
        help="The memory one worker may use, in bytes. Default: half of the machine's where "
        "local, else four fifths of it shared by queries_at_once and the exports beside them."
    ).tag(config=True)
    worker_threads = Int(help="The threads of one worker. Default: the machine's processors.").tag(
        config=True
    )
    worker_temp_bytes = Int(
        help="What one worker may write to disk when a query does not fit in memory, in bytes. "
        "Default: a quarter of the free disk."
    ).tag(config=True)
    workers = Int(
        help="How many workspaces may have a worker at once. Half as many statements, or half of "
        "queries_at_once where that is less, may be exported beside them, each by a worker of its "
        "own that uses as much. "
        "Default: one for each GiB of the machine's memory, 4 to 32."
    ).tag(config=True)
    queries_at_once = Int(
        help="How many queries may run at once, of all users; others wait for their turn. "
        "Default: twice the machine's processors, 4 at least."
    ).tag(config=True)
    queries_each = Int(
        help="How many queries of one user may run at once. "
        "Default: all where local, else half of queries_at_once."
    ).tag(config=True)
    worker_idle_seconds = Float(300.0, help="After how long an unused worker is ended.").tag(
        config=True
    )
    result_bytes = Int(1_000_000_000, help="How large a kept result may be, in bytes.").tag(
        config=True
    )
    result_hours = Float(24.0, help="How long results are kept.").tag(config=True)
    results_bytes = Int(
        help="How much disk all kept results may take, in bytes; the oldest go first. "
        "Default: a quarter of the free disk."
    ).tag(config=True)
    history_days = Float(30.0, help="How long the query history is kept.").tag(config=True)
    cache_bytes = Int(
        help="How much disk the cache of snapshots may take, in bytes. "
        "Default: a quarter of the free disk."
    ).tag(config=True)

    snapshots_kept = Int(
        10, help="How many snapshots of a table are kept, the current one among them."
    ).tag(config=True)
    undo_hours = Float(24.0, help="For how long the deletion of a table can be undone.").tag(
        config=True
    )
    kernel_silence_seconds = Float(
        300.0,
        help="How long a kernel may give no sign of life before it is taken for gone, and the "
        "tables of its dataframes with it. One that ends takes them along at once.",
    ).tag(config=True)

    ai_model = Unicode(
        help="The model that is asked where nobody chooses another, by LiteLLM's name: "
        "openrouter/openai/gpt-5-mini, ollama_chat/qwen3, or openai/name with ai_base_url. "
        "Default: the first of ai_models; without one, there is no asking."
    ).tag(config=True)
    ai_models = Unicode(
        help="All models that may be asked, with commas between them; name=Label shows a model "
        "as Label. Default: ai_model alone."
    ).tag(config=True)
    ai_fallback_models = Unicode(
        help="Models that are asked, in turn, where the one that was chosen does not answer."
    ).tag(config=True)
    ai_base_url = Unicode(
        help="The address of a server that speaks OpenAI's API, for models of ai_model's provider. "
        "Default: the provider's own."
    ).tag(config=True)
    ai_base_urls = Unicode(
        help="Addresses of other providers or of single models, with commas between them: "
        "openai=http://localhost:8000/v1, ollama_chat/qwen3=http://gpu:11434."
    ).tag(config=True)
    ai_key = Unicode(
        help="The key of ai_model's provider. Better set as DEITA_AI_KEY, or as the provider's own "
        "variable, OPENROUTER_API_KEY and so on, than in a file. It is never shown."
    ).tag(config=True)
    ai_keys = Unicode(
        help="Keys of other providers or of single models, with commas between them: "
        "openai=KEY, anthropic=KEY. Better set as DEITA_AI_KEYS. They are never shown."
    ).tag(config=True)
    ai_timeout_seconds = Float(
        60.0, help="How long a model may say nothing, at the beginning and in between."
    ).tag(config=True)
    ai_answer_seconds = Float(300.0, help="How long an answer may take in all.").tag(config=True)
    ai_retries = Int(2, help="How often a provider that is busy or away is asked again.").tag(
        config=True
    )
    ai_context_tokens = Int(
        16_000,
        help="How long a prompt may be, in tokens: all of it but the question is cut to fit. What "
        "a model looks up comes on top, half as much at the most.",
    ).tag(config=True)
    ai_answer_tokens = Int(4_000, help="How long what a model says may be, in tokens.").tag(
        config=True
    )
    ai_tokens_daily = Int(0, help="Tokens that one user may use a day; 0 is no limit.").tag(
        config=True
    )
    ai_cost_daily = Float(
        0.0,
        help="What one user's questions may cost a day, in US dollars; 0 is no limit. Models of "
        "which nobody knows the price count as free: limit tokens for those.",
    ).tag(config=True)

    SETTINGS: ClassVar[tuple[str, ...]] = (
        "service_url", "service_timeout_seconds",
        "data_dir", "catalog_url", "storage", "storage_endpoint", "storage_region", "local",
        "file_bytes", "workspace_bytes", "url_hosts", "workspace_days",
        "requests_per_minute", "shared_url",
        "query_timeout_seconds", "page_size", "max_page_size",
        "worker_memory_bytes", "worker_threads", "worker_temp_bytes", "workers",
        "worker_idle_seconds", "queries_at_once", "queries_each", "result_bytes", "result_hours",
        "results_bytes", "history_days", "cache_bytes",
        "snapshots_kept", "undo_hours", "kernel_silence_seconds",
        "ai_model", "ai_models", "ai_fallback_models", "ai_base_url", "ai_base_urls", "ai_key",
        "ai_keys", "ai_timeout_seconds", "ai_answer_seconds", "ai_retries", "ai_context_tokens",
        "ai_answer_tokens", "ai_tokens_daily", "ai_cost_daily",
    )  # fmt: skip
    RELAY_SETTINGS: ClassVar[tuple[str, ...]] = ("service_url", "service_timeout_seconds", "local")
    """All that a server reads which forwards to a service."""

    @default("data_dir")
    def _default_data_dir(self) -> str:
        return str(Path(jupyter_data_dir()) / "deita")

    @default("catalog_url")
    def _default_catalog_url(self) -> str:
        return f"sqlite:///{Path(self.data_dir).resolve() / 'catalog.sqlite'}"

    @default("storage")
    def _default_storage(self) -> str:
        return str(Path(self.data_dir).resolve() / "objects")

    @default("local")
    def _default_local(self) -> bool:
        # Jupyter's own providers know a token or a password, not people: the user name is
        # another one with every request.
        anonymous = (IdentityProvider, PasswordIdentityProvider, LegacyIdentityProvider)
        assert self.serverapp is not None
        return type(self.serverapp.identity_provider) in anonymous

    @default("file_bytes")
    def _default_file_bytes(self) -> int:
        return 0 if self.local else TENANT_BYTES

    @default("workspace_bytes")
    def _default_workspace_bytes(self) -> int:
        return 0 if self.local else TENANT_BYTES

    @default("workspace_days")
    def _default_workspace_days(self) -> float:
        return 0.0 if self.local else TENANT_DAYS

    @default("requests_per_minute")
    def _default_requests_per_minute(self) -> int:
        return 0 if self.local else TENANT_REQUESTS

    @validate("shared_url")
    def _valid_shared_url(self, proposal: Any) -> str:
        url = str(proposal["value"])
        if url and not url.startswith(("redis://", "rediss://")):
            raise TraitError("DeitaApp.shared_url is to begin with redis:// or rediss://.")
        return url

    @default("worker_memory_bytes")
    def _default_worker_memory_bytes(self) -> int:
        memory = machine.memory_bytes()
        if self.local:
            return memory // 2
        at_work = self.queries_at_once + lone(self.workers, self.queries_at_once)
        return max(machine.GIB // 2, memory * 4 // 5 // at_work)

    @default("workers")
    def _default_workers(self) -> int:
        return max(4, min(32, machine.memory_bytes() // machine.GIB))

    @default("queries_at_once")
    def _default_queries_at_once(self) -> int:
        return max(4, 2 * machine.processors())

    @default("queries_each")
    def _default_queries_each(self) -> int:
        return self.queries_at_once if self.local else max(1, self.queries_at_once // 2)

    @default("worker_threads")
    def _default_worker_threads(self) -> int:
        return machine.processors()

    @default("worker_temp_bytes")
    def _default_worker_temp_bytes(self) -> int:
        return machine.free_bytes(Path(self.data_dir)) // 4

    @default("results_bytes")
    def _default_results_bytes(self) -> int:
        return machine.free_bytes(Path(self.data_dir)) // 4

    @default("cache_bytes")
    def _default_cache_bytes(self) -> int:
        return machine.free_bytes(Path(self.data_dir)) // 4

    def initialize(self, *args: Any, **kwargs: Any) -> None:
        """Read the environment first: Jupyter looks at every setting, and so fixes its default."""
        self.read_environment()
        super().initialize(*args, **kwargs)  # type: ignore[no-untyped-call]

    def initialize_settings(self) -> None:
        """Make the secret by which this server's kernels are known."""
        self.read_environment()
        self._root = Path(self.data_dir).resolve()
        self.kernel_secret = secrets.token_urlsafe(32)
        self._building = asyncio.Lock()
        self._services: Services | None = None
        self._rates: Rates | None = None
        self._relay: Relay | None = None
        self._open = contextlib.AsyncExitStack()
        self._stopping = False

    def read_environment(self) -> None:
        """Take the variables that are set; of a server that forwards, those that it needs."""
        self._read(self.RELAY_SETTINGS)
        if not self.service_url:
            self._read(self.SETTINGS)

    def _read(self, names: tuple[str, ...]) -> None:
        configured = self.config.get(type(self).__name__, {})
        for name in names:
            text = os.environ.get(f"DEITA_{name.upper()}")
            if text is not None and name not in configured:
                self._set_from_text(name, text)

    def _set_from_text(self, name: str, text: str) -> None:
        try:
            setattr(self, name, self.traits()[name].from_string(text))
        except (TraitError, ValueError) as exc:
            variable = f"DEITA_{name.upper()}"
            if isinstance(self.traits()[name], Unicode):
                # There may be a password in it: neither it nor its traceback is told.
                raise TraitError(f"{variable} is no value for DeitaApp.{name}: {exc}") from None
            raise TraitError(f"{variable}={text} is no value for DeitaApp.{name}.") from exc

    def initialize_handlers(self) -> None:
        """Add the API's routes."""
        assert self.serverapp is not None
        application = self.serverapp.web_app
        base_url = application.settings["base_url"]
        router = LazyRouter(application, base_url, relays=bool(self.service_url))
        application.add_handlers(".*$", [router.rule()])  # type: ignore[no-untyped-call]

    async def _start_jupyter_server_extension(self, serverapp: Any) -> None:
        """Tell the kernels that this server starts where it is; now its port is known."""
        os.environ["DEITA_SERVER_URL"] = url_path_join(serverapp.connection_url.split("?")[0], "/")
        os.environ["DEITA_KERNEL_SECRET"] = self.kernel_secret
        if self.service_url:
            # A kernel that does not get there is to say so, and not to start a service of its own.
            os.environ["DEITA_SERVICE_URL"] = self.service_url

    async def services(self) -> Services:
        """Everything the handlers ask, built when the first request comes."""
        if self._services is None:
            async with self._building:
                if self._stopping:
                    raise StorageUnavailable("The server is being stopped.")
                if self._services is None:
                    from .building import build  # noqa: PLC0415 - only when somebody asks

                    try:
                        self._services = await build(self, self._root, self._open)
                    except BaseException:
                        # The next request tries anew: nothing half-open may stay.
                        await self._open.aclose()
                        raise
        return self._services

    def rates(self) -> Rates | None:
        """What counts requests, made with the first one; None where there is no limit."""
        if self._rates is None and self.requests_per_minute > 0:
            from .rates import open_window  # noqa: PLC0415 - only where requests are counted
            from .services.rates import Rates  # noqa: PLC0415

            self._rates = Rates(open_window(self.requests_per_minute, self.shared_url))
        return self._rates

    def relay(self) -> Relay:
        """The way to the service, where this server forwards to one. Raises ServiceUnavailable."""
        if self._relay is None:
            from .relay.service import Relay  # noqa: PLC0415 - only where there is such a service

            self._relay = Relay.of(self.service_url, os.environ, self.service_timeout_seconds)
            self._open.push_async_callback(self._relay.close)
        return self._relay

    async def stop_extension(self) -> None:
        """Close what was built, the last first."""
        self._stopping = True
        self._services = None
        await self._open.aclose()
        if self._rates is not None:
            await self._rates.close()
