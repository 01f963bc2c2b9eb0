"""Models, what they are told, and verified questions over HTTP."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from deita_server_ext import domain
from deita_server_ext.contract import ai as contract
from deita_server_ext.services.ai import HINT

from .base import API, ID, Handler


class AiHandler(Handler):
    """The models that there are."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Tell them, and what may be used today."""
        status = await self.services.ai.status(self.user)
        self.reply(
            contract.Ai(
                enabled=status.enabled,
                hint=None if status.enabled else HINT,
                models=[contract.AiModel(id=model, label=model) for model in status.models],
                default_model=status.default,
                budget=None,
            )
        )


class WorkspaceAiHandler(Handler):
    """What of a workspace is told to a model."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str) -> None:
        """Tell it."""
        sends = await self.services.ai.sends(self.user, workspace_id)
        self.reply(contract.WorkspaceAi(sends=sends.value))

    @web.authenticated
    @authorized
    async def patch(self, workspace_id: str) -> None:
        """Change it."""
        asked = self.message(contract.WorkspaceAiPatch)
        if asked.sends is not None:
            to = domain.Sends(asked.sends)
            await self.services.ai.set_sends(self.user, workspace_id, to)
        sends = await self.services.ai.sends(self.user, workspace_id)
        self.reply(contract.WorkspaceAi(sends=sends.value))


class VerifiedHandler(Handler):
    """The verified questions of a workspace."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str) -> None:
        """List them, newest first."""
        found = await self.services.verification.list(self.user, workspace_id)
        self.reply(contract.VerifiedList(items=[verified_of(one) for one in found]))

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str) -> None:
        """Verify a question."""
        asked = self.message(contract.VerifiedCreate)
        added = await self.services.verification.add(
            self.user, workspace_id, asked.question, asked.sql, asked.message_id
        )
        self.reply(verified_of(added), 201)


class VerifiedRunHandler(Handler):
    """The verified questions as a test of the workspace."""

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str) -> None:
        """Run them."""
        asked = self.message(contract.VerifiedRunRequest)
        if asked.model is not None:
            self.services.ai.model(asked.model)
        ran = await self.services.verification.run(self.user, workspace_id, asked.ids)
        items = [verified_of(one) for one in ran]
        passed = sum(one.last is not None and one.last.state == "passed" for one in items)
        self.reply(contract.VerifiedReport(passed=passed, failed=len(items) - passed, items=items))


class VerifiedQuestionHandler(Handler):
    """One verified question."""

    @web.authenticated
    @authorized
    async def delete(self, workspace_id: str, verified_id: str) -> None:
        """Forget it."""
        await self.services.verification.forget(self.user, workspace_id, verified_id)
        self.done()


def verified_of(one: domain.Verified) -> contract.Verified:
    """A verified question as the contract shows it."""
    return contract.Verified.model_validate(
        {name: getattr(one, name) for name in contract.Verified.model_fields}
    )


ROUTES = [
    (rf"{API}/ai", AiHandler),
    (rf"{API}/workspaces/{ID}/ai", WorkspaceAiHandler),
    (rf"{API}/workspaces/{ID}/verified", VerifiedHandler),
    (rf"{API}/workspaces/{ID}/verified/run", VerifiedRunHandler),
    (rf"{API}/workspaces/{ID}/verified/{ID}", VerifiedQuestionHandler),
]
