"""Profiles of tables over HTTP."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from deita_server_ext.contract import profiles as contract
from deita_server_ext.services.profiles import Profile

from .base import API, ID
from .tables import TABLE
from .waited import WaitedHandler


class ProfileHandler(WaitedHandler):
    """What a table's columns hold at one snapshot."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str, table: str) -> None:
        """Tell what is known by then."""
        asked = self.query_message(contract.ProfileQuery)
        with self.waited_for():
            profile = await self.services.profiles.get(
                self.user, workspace_id, table, asked.snapshot, asked.columns, asked.seconds
            )
        self.reply(profile_of(profile))


def profile_of(profile: Profile) -> contract.Profile:
    """A profile as the contract shows it."""
    table = profile.table
    nothing = dict.fromkeys(contract.ColumnProfile.model_fields)
    columns = []
    for position, found in profile.columns.items():
        column = table.snapshot.columns[position]
        said = {
            "column": position,
            "name": column.name,
            "type": column.type,
            "kind": column.kind.value,
            "computed": found is not None,
        }
        columns.append(contract.ColumnProfile.model_validate({**nothing, **said, **(found or {})}))
    return contract.Profile(
        table_id=table.id,
        snapshot=table.snapshot.number,
        row_count=table.snapshot.row_count,
        complete=all(column.computed for column in columns),
        columns=columns,
    )


ROUTES = [(rf"{API}/workspaces/{ID}/tables/{TABLE}/profile", ProfileHandler)]
