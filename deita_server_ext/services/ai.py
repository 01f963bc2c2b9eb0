"""What a workspace's models are told, and who may ask which model for how much."""

from __future__ import annotations

from dataclasses import dataclass

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Sends, User
from deita_server_ext.errors import NoModel

from .access import Access

HINT = (
    "Set a model, as DEITA_AI_MODELS=openrouter/openai/gpt-5-mini with OPENROUTER_API_KEY, or "
    "ollama_chat/qwen3 for one of your own.\n"
    "Then restart the server; the README says more under “Asking a model”."
)


@dataclass(frozen=True)
class AiStatus:
    """Whether there is a model, and which."""

    models: tuple[str, ...] = ()
    default: str | None = None

    @property
    def enabled(self) -> bool:
        """Whether somebody can be asked."""
        return self.default is not None


class Ai:
    """The settings of models, and those of a workspace."""

    def __init__(self, catalog: Catalog, access: Access) -> None:
        self._catalog = catalog
        self._access = access

    async def status(self, user: User) -> AiStatus:  # noqa: ARG002
        """What there is for this user."""
        return AiStatus()

    def model(self, wanted: str | None) -> str:  # noqa: ARG002
        """The model to ask. Raises NoModel, ModelNotAllowed."""
        raise no_model()

    async def sends(self, user: User, workspace_id: str) -> Sends:
        """What of the workspace is told to a model. Raises NotFound."""
        await self._access.check(user, workspace_id)
        return await self._catalog.models.sends(workspace_id) or Sends.NAMES

    async def set_sends(self, user: User, workspace_id: str, sends: Sends) -> None:
        """Say what is told. Raises NotFound."""
        await self._access.check(user, workspace_id)
        await self._catalog.models.set_sends(workspace_id, sends)


def no_model() -> NoModel:
    """The error where nobody can be asked."""
    return NoModel("No model is set.", hint=HINT)
