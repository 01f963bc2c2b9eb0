"""What models may be told, what they have cost, and questions whose answers are verified."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from deita_server_ext.domain import Sends, Spent, Verified
from deita_server_ext.errors import NotFound

from .database import Database
from .schema import spending, verified, workspace_ai

_VERIFIED = sa.select(*verified.c)

_SENDS = "SELECT sends FROM workspace_ai WHERE workspace_id = :id"


class Models:
    """What is kept about the use of models."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sends(self, workspace_id: str) -> Sends | None:
        """What of the workspace is told; None where nobody has said."""
        said = await self._database.look_up(_SENDS, id=workspace_id)
        return None if said is None else Sends(said)

    async def set_sends(self, workspace_id: str, sends: Sends) -> None:
        """Say what of the workspace is told; ``NotFound`` where it is gone."""
        insert = self._database.insert(workspace_ai).on_conflict_do_update(
            index_elements=["workspace_id"], set_={"sends": sends}
        )
        async with self._database.writing() as connection:
            await connection.execute(insert, {"workspace_id": workspace_id, "sends": sends})

    async def spent(self, owner: str, day: str) -> Spent:
        """What a person has used on a day, as ``2013-01-31``."""
        statement = sa.select(spending.c.tokens, spending.c.cost).where(
            spending.c.owner == owner, spending.c.day == day
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(statement)).one_or_none()
        return Spent() if row is None else Spent(*row)

    async def spend(self, owner: str, day: str, spent: Spent) -> None:
        """Add to it."""
        insert = self._database.insert(spending).on_conflict_do_update(
            index_elements=["owner", "day"],
            set_={
                "tokens": spending.c.tokens + spent.tokens,
                "cost": spending.c.cost + spent.cost,
            },
        )
        values = {"owner": owner, "day": day, "tokens": spent.tokens, "cost": spent.cost}
        async with self._database.writing() as connection:
            await connection.execute(insert, values)

    async def verified(self, workspace_id: str) -> tuple[Verified, ...]:
        """The verified questions, newest first."""
        statement = _VERIFIED.where(verified.c.workspace_id == workspace_id).order_by(
            verified.c.created_at.desc(), verified.c.id
        )
        async with self._database.reading() as connection:
            found = (await connection.execute(statement)).mappings()
            return tuple(_verified(row) for row in found)

    async def verify(self, added: Verified) -> None:
        """Keep a verified question; ``NotFound`` where its workspace is gone."""
        values = {column.name: getattr(added, column.name) for column in verified.c}
        async with self._database.writing() as connection:
            await connection.execute(sa.insert(verified), values)

    async def ran(self, verified_id: str, last: dict[str, Any]) -> None:
        """Say how one fared."""
        async with self._database.writing() as connection:
            await connection.execute(
                sa.update(verified).where(verified.c.id == verified_id).values(last=last)
            )

    async def forget(self, workspace_id: str, verified_id: str) -> None:
        """Forget one, or ``NotFound``."""
        async with self._database.writing() as connection:
            gone = await connection.execute(
                sa.delete(verified).where(
                    verified.c.id == verified_id, verified.c.workspace_id == workspace_id
                )
            )
        if gone.rowcount == 0:
            raise NotFound("There is no such verified question.", hint="List them again.")


def _verified(row: Mapping[Any, Any]) -> Verified:
    return Verified(**{**row, "tables": tuple(row["tables"])})
