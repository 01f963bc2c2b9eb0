"""How much of its room a workspace has used up."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from .schema import arrivals, files, snapshots, tables

_WORKSPACE: sa.BindParameter[str] = sa.bindparam("workspace")


def _sum(amount: sa.ColumnElement[int], *where: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    total = sa.cast(sa.func.coalesce(sa.func.sum(amount), 0), sa.BigInteger)
    return sa.select(total).where(*where).scalar_subquery()


def kept_bytes(workspace_id: sa.ColumnElement[str]) -> sa.ColumnElement[int]:
    """What a workspace's files and snapshots take, rejected lines and deleted tables too."""
    older = snapshots.alias()
    return _sum(files.c.bytes, files.c.workspace_id == workspace_id) + _sum(
        snapshots.c.bytes + sa.func.coalesce(snapshots.c.rejects_bytes, 0),
        snapshots.c.table_id == tables.c.id,
        tables.c.workspace_id == workspace_id,
        # A restored snapshot shares its object with the one it was restored from.
        ~sa.exists().where(older.c.key == snapshots.c.key, older.c.number < snapshots.c.number),
    )


# What is on its way counts with all that it will have, or two that come at the same time
# would both be given the same room.
_USED = sa.select(
    kept_bytes(_WORKSPACE)
    + _sum(
        sa.func.coalesce(arrivals.c.length, arrivals.c.offset),
        arrivals.c.workspace_id == _WORKSPACE,
        ~arrivals.c.finished,
        arrivals.c.id != sa.bindparam("but"),
    )
)


async def used_bytes(connection: AsyncConnection, workspace_id: str, but: str = "") -> int:
    """Files, snapshots and uploads under way of a workspace, without the upload ``but``."""
    used = await connection.scalar(_USED, {"workspace": workspace_id, "but": but})
    return int(used or 0)
