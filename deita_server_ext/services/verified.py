"""Verified questions: pinned with their statement, run again, and compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Role, User, Verified, new_id, utcnow
from deita_server_ext.errors import BudgetSpent, DeitaError, InvalidRequest

from .access import Access
from .answers import Answers
from .comparing import digest, ordered, same
from .trials import Trial, Trials

MOST_ROWS = 10_000
"""Of a verified answer: all of them are compared."""


@dataclass(frozen=True)
class Due:
    """What has changed since a verified question last ran."""

    tables: tuple[str, ...]
    model: bool


class Verification:
    """The verified questions of workspaces."""

    def __init__(
        self,
        catalog: Catalog,
        access: Access,
        trials: Trials,
        answers: Answers,
        timeout_seconds: float,
    ) -> None:
        self._catalog = catalog
        self._access = access
        self._trials = trials
        self._answers = answers
        self._seconds = timeout_seconds

    async def add(
        self, user: User, workspace_id: str, question: str, sql: str, message_id: str | None
    ) -> Verified:
        """Verify a question with a statement that runs. Raises as a query does, InvalidRequest."""
        await self._access.check(user, workspace_id, Role.EDITOR)
        trial = await self._rows(user, workspace_id, sql)
        added = Verified(
            id=new_id(),
            workspace_id=workspace_id,
            owner=user.id,
            question=question,
            sql=sql,
            created_at=utcnow(),
            digest=digest(trial.rows, in_order=ordered(sql)),
            row_count=len(trial.rows),
            tables=trial.tables,
            message_id=message_id,
        )
        await self._catalog.models.verify(added)
        return added

    async def forget(self, user: User, workspace_id: str, verified_id: str) -> None:
        """Forget one. Raises NotFound."""
        await self._access.check(user, workspace_id, Role.EDITOR)
        await self._catalog.models.forget(workspace_id, verified_id)

    async def run(
        self, user: User, workspace_id: str, ids: list[str] | None, model: str | None
    ) -> tuple[Verified, ...]:
        """Run them (None: all) and compare what they give with what they gave.

        With a model, it is asked each question, and what its statement gives is compared.
        Raises NotFound, NoModel, ModelNotAllowed, BudgetSpent.
        """
        await self._access.check(user, workspace_id, Role.EDITOR)
        found = await self._catalog.models.verified(workspace_id)
        asked = None if model is None else self._answers.model(model)
        chosen = [one for one in found if ids is None or one.id in ids]
        return tuple([await self._ran(user, one, asked) for one in chosen])

    async def list(self, user: User, workspace_id: str) -> tuple[Verified, ...]:
        """All of them, newest first. Raises NotFound."""
        await self._access.check(user, workspace_id)
        return await self._catalog.models.verified(workspace_id)

    async def due(
        self, user: User, workspace_id: str, found: Sequence[Verified]
    ) -> tuple[Due, ...]:
        """Of each, the tables that have changed since it last ran, and whether the model has.

        Raises NotFound.
        """
        await self._access.check(user, workspace_id)
        now = await self._versions(workspace_id)
        asked = self._answers.default_model
        states = []
        for one in found:
            last = one.last or {}
            known = [each.rpartition("@") for each in last.get("tables") or one.tables]
            changed = [name for name, _at, number in known if now.get(name) != number]
            other = last.get("model") is not None and asked not in (None, last["model"])
            states.append(Due(tuple(changed), other))
        return tuple(states)

    async def _versions(self, workspace_id: str) -> dict[str, str]:
        """The numbers of the tables' current snapshots."""
        tables = await self._catalog.tables.list(workspace_id)
        return {table.name: str(table.snapshot.number) for table in tables}

    async def _ran(self, user: User, one: Verified, model: str | None) -> Verified:
        now = await self._versions(one.workspace_id)
        names = [each.rpartition("@")[0] for each in one.tables]
        last: dict[str, Any] = {
            "state": "failed",
            "reason": None,
            "error": None,
            "model": model,
            "sql": None,
            "tables": [f"{name}@{now[name]}" for name in names if name in now],
            "row_count": None,
            "ran_at": utcnow().isoformat(),
        }
        try:
            trial = await self._rows(user, one.workspace_id, one.sql)
        except DeitaError as exc:
            last |= {"reason": "The verified statement does not run.", "error": exc.body()}
        else:
            last |= {"tables": list(trial.tables), "row_count": len(trial.rows)}
            if model is not None:
                last |= await self._asked(user, one, model, trial)
            elif digest(trial.rows, in_order=ordered(one.sql)) == one.digest:
                last["state"] = "passed"
            else:
                last["reason"] = "The statement gives other rows than when it was verified."
        await self._catalog.models.ran(one.id, last)
        return replace(one, last=last)

    async def _asked(self, user: User, one: Verified, model: str, right: Trial) -> dict[str, Any]:
        """How the model does with the question, when it is not told the answer."""
        try:
            sql = await self._answers.answer_once(user, one.workspace_id, one.question, model)
            if sql is None:
                return {"reason": "The model wrote no statement that runs."}
            trial = await self._rows(user, one.workspace_id, sql)
        except BudgetSpent:
            raise
        except DeitaError as exc:
            return {"reason": "The model's answer could not be had.", "error": exc.body()}
        if same(trial.rows, right.rows, in_order=ordered(one.sql)):
            return {"state": "passed", "sql": sql}
        return {"reason": "The model's statement gives other rows.", "sql": sql}

    async def _rows(self, user: User, workspace_id: str, sql: str) -> Trial:
        trial = await self._trials.run(
            user, workspace_id, sql, rows=MOST_ROWS, seconds=self._seconds
        )
        if not trial.whole:
            raise InvalidRequest(
                f"A verified answer has {MOST_ROWS} rows at the most.",
                hint="Aggregate, or add a LIMIT with an ORDER BY.",
            )
        return trial
