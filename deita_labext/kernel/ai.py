"""The client's models: which there are, what they are told, and questions that are verified."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from .contract_ai import Ai, Sends, Verified, VerifiedReport, WorkspaceAi
from .rooms import Room


class Models(Room):
    """Models, and what of the workspace in use they are told and asked."""

    def models(self) -> Ai:
        """Which models there are, and what may be used today."""
        return cast(Ai, self.transport.json("GET", "ai"))

    def ai_settings(self) -> WorkspaceAi:
        """What of the workspace a model is told."""
        return cast(WorkspaceAi, self.transport.json("GET", self._path("ai")))

    def change_ai_settings(self, *, sends: Sends) -> WorkspaceAi:
        """Change what of the workspace a model is told: names, also profiles, also samples."""
        body = {"sends": sends}
        return cast(WorkspaceAi, self.transport.json("PATCH", self._path("ai"), body=body))

    def verified(self) -> list[Verified]:
        """The questions whose statements were verified, newest first."""
        return cast(list[Verified], self._items("verified"))

    def verify(self, question: str, sql: str, *, message_id: str | None = None) -> Verified:
        """Keep a question with the statement that answers it; it must run."""
        body = {"question": question, "sql": sql, "message_id": message_id}
        where = self._path("verified")
        return cast(Verified, self.transport.json("POST", where, body=body, seconds=None))

    def run_verified(
        self, ids: Sequence[str] | None = None, *, model: str | None = None
    ) -> VerifiedReport:
        """Run verified questions (all) and compare what they give; with ``model``, ask it them."""
        body = {"ids": None if ids is None else list(ids), "model": model}
        where = self._path("verified", "run")
        return cast(VerifiedReport, self.transport.json("POST", where, body=body, seconds=None))

    def forget_verified(self, verified_id: str) -> None:
        """Forget a verified question."""
        self.transport.json("DELETE", self._path("verified", verified_id))
