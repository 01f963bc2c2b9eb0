"""Which models may be asked, and what of a workspace they are told."""

from __future__ import annotations

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Sends, User
from deita_server_ext.errors import ModelNotAllowed, NoModel
from deita_server_ext.llm.settings import ModelSettings

from .access import Access

HINT = (
    "Set DEITA_AI_MODEL and its provider's key, as openrouter/openai/gpt-5-mini with "
    "OPENROUTER_API_KEY, or a model of your own, as ollama_chat/qwen3, which needs none.\n"
    "Then restart Jupyter. The README tells more under “Asking a model”."
)


class Ai:
    """The models that the settings allow, and what each workspace sends."""

    def __init__(self, catalog: Catalog, access: Access, models: ModelSettings) -> None:
        self._catalog = catalog
        self._access = access
        self.models = models

    @property
    def enabled(self) -> bool:
        """Whether there is a model."""
        return self.models.default is not None

    def model(self, wanted: str | None) -> str:
        """The model to ask. Raises NoModel, ModelNotAllowed."""
        if self.models.default is None:
            raise NoModel("No model is set.", hint=HINT)
        if wanted is None:
            return self.models.default
        if wanted not in self.models.models:
            raise ModelNotAllowed(
                f"{wanted} is not one of the models that may be asked here.",
                hint=f"There are: {', '.join(self.models.models)}.",
                details={"models": list(self.models.models)},
            )
        return wanted

    async def sends(self, user: User, workspace_id: str) -> Sends:
        """What of the workspace is told to a model. Raises NotFound."""
        await self._access.check(user, workspace_id)
        return await self._catalog.models.sends(workspace_id) or Sends.PROFILES

    async def set_sends(self, user: User, workspace_id: str, sends: Sends) -> None:
        """Say what is told. Raises NotFound."""
        await self._access.check(user, workspace_id)
        await self._catalog.models.set_sends(workspace_id, sends)
