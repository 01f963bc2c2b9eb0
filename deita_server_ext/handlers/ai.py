"""Models, what they are told, and verified questions over HTTP."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from deita_server_ext import domain
from deita_server_ext.contract import ai as contract
from deita_server_ext.services.spending import Account, Budget
from deita_server_ext.services.verified import Due

from .base import API, ID, Handler


class AiHandler(Handler):
    """The models that there are."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Tell them, and what may be used today."""
        ai, spending = self.services.models.ai, self.services.models.spending
        models = ai.models
        budget = None
        if ai.enabled and spending.budget != Budget():
            budget = _budget_of(await spending.account(self.user))
        self.reply(
            contract.Ai(
                enabled=ai.enabled,
                hint=ai.hint,
                models=[contract.AiModel(id=m, label=models.label(m)) for m in models.usable],
                default_model=ai.default,
                budget=budget,
            )
        )


class WorkspaceAiHandler(Handler):
    """What of a workspace is told to a model."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str) -> None:
        """Tell it; who asks is about to ask more, which is made ready for."""
        models = self.services.models
        sends = await models.ai.sends(self.user, workspace_id)
        if models.ai.enabled and sends is not domain.Sends.NAMES:
            models.preparing.begin(self.user, workspace_id, keys=False)
        self.reply(contract.WorkspaceAi(sends=sends.value))

    @web.authenticated
    @authorized
    async def patch(self, workspace_id: str) -> None:
        """Change it."""
        asked = self.message(contract.WorkspaceAiPatch)
        if asked.sends is not None:
            to = domain.Sends(asked.sends)
            await self.services.models.ai.set_sends(self.user, workspace_id, to)
        sends = await self.services.models.ai.sends(self.user, workspace_id)
        self.reply(contract.WorkspaceAi(sends=sends.value))


class VerifiedHandler(Handler):
    """The verified questions of a workspace."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str) -> None:
        """List them, newest first."""
        verification = self.services.models.verification
        found = await verification.list(self.user, workspace_id)
        due = await verification.due(self.user, workspace_id, found)
        items = [verified_of(one, state) for one, state in zip(found, due, strict=True)]
        self.reply(contract.VerifiedList(items=items))

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str) -> None:
        """Verify a question."""
        asked = self.message(contract.VerifiedCreate)
        added = await self.services.models.verification.add(
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
        ran = await self.services.models.verification.run(
            self.user, workspace_id, asked.ids, asked.model
        )
        items = [verified_of(one) for one in ran]
        passed = sum(one.last is not None and one.last.state == "passed" for one in items)
        self.reply(contract.VerifiedReport(passed=passed, failed=len(items) - passed, items=items))


class VerifiedQuestionHandler(Handler):
    """One verified question."""

    @web.authenticated
    @authorized
    async def delete(self, workspace_id: str, verified_id: str) -> None:
        """Forget it."""
        await self.services.models.verification.forget(self.user, workspace_id, verified_id)
        self.done()


def _budget_of(account: Account) -> contract.AiBudget:
    return contract.AiBudget(
        tokens_used=account.spent.tokens,
        tokens_limit=account.budget.tokens,
        cost_used=account.spent.cost,
        cost_limit=account.budget.cost,
        resets_at=account.resets_at,
    )


def verified_of(one: domain.Verified, due: Due | None = None) -> contract.Verified:
    """A verified question as the contract shows it; one that has just run is not due."""
    shown = {
        "changed": [] if due is None else list(due.tables),
        "model_changed": due is not None and due.model,
    }
    names = contract.Verified.model_fields.keys() - shown.keys()
    return contract.Verified.model_validate({name: getattr(one, name) for name in names} | shown)


ROUTES = [
    (rf"{API}/ai", AiHandler),
    (rf"{API}/workspaces/{ID}/ai", WorkspaceAiHandler),
    (rf"{API}/workspaces/{ID}/verified", VerifiedHandler),
    (rf"{API}/workspaces/{ID}/verified/run", VerifiedRunHandler),
    (rf"{API}/workspaces/{ID}/verified/{ID}", VerifiedQuestionHandler),
]
