"""Which models may be asked, and what of a workspace they are told."""

from __future__ import annotations

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Role, Sends, User
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
        """Whether there is a model that can be asked."""
        return bool(self.models.usable)

    @property
    def hint(self) -> str | None:
        """In two lines, what is to be done for there to be one; None where there is one."""
        return hint(self.models)

    @property
    def default(self) -> str | None:
        """The model that is asked where nobody says which."""
        return next(iter(self.models.usable), None)

    def model(self, wanted: str | None) -> str:
        """The model to ask. Raises NoModel, ModelNotAllowed."""
        default = self.default
        if default is None:
            what = "No model is set." if self.models.default is None else "A key is missing."
            raise NoModel(what, hint=self.hint)
        if wanted is None:
            return default
        if wanted not in self.models.models:
            raise ModelNotAllowed(
                f"{wanted} is not one of the models that may be asked here.",
                hint=f"There are: {', '.join(self.models.models)}.",
                details={"models": list(self.models.models)},
            )
        if (variable := self.models.missing_key(wanted)) is not None:
            raise NoModel("A key is missing.", hint=_without_key(wanted, variable))
        return wanted

    async def sends(self, user: User, workspace_id: str) -> Sends:
        """What of the workspace is told to a model. Raises NotFound."""
        await self._access.check(user, workspace_id)
        return await self._catalog.models.sends(workspace_id) or Sends.PROFILES

    async def set_sends(self, user: User, workspace_id: str, sends: Sends) -> None:
        """Say what is told. Raises NotFound."""
        await self._access.check(user, workspace_id, Role.OWNER)
        await self._catalog.models.set_sends(workspace_id, sends)


def hint(models: ModelSettings) -> str | None:
    """What is to be done for a model to answer; None where one can."""
    if models.default is None:
        return HINT
    missing = models.missing_key(models.default)
    return None if models.usable else _without_key(models.default, missing)


def _without_key(model: str, variable: str | None) -> str:
    return (
        f"{model} is set, and its provider’s key is not: set {variable}, or DEITA_AI_KEY.\n"
        "Then restart Jupyter. The README tells more under “Asking a model”."
    )
