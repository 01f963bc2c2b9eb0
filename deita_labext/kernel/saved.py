"""The client's saved queries: statements that the workspace keeps under names."""

from __future__ import annotations

from typing import cast

from .contract import SavedQuery
from .errors import DeitaError
from .rooms import Room


class SavedQueries(Room):
    """The saved queries of the workspace in use, each by name (in any case) or id."""

    def saved_queries(self) -> list[SavedQuery]:
        """All of them, by name."""
        return self._items("saved-queries")

    def saved_query(self, name: str) -> SavedQuery:
        """One of them."""
        found = self.transport.json("GET", self._path("saved-queries", name))
        return cast(SavedQuery, found)

    def save_query(
        self, name: str, sql: str, *, description: str | None = None, replace: bool = False
    ) -> SavedQuery:
        """Keep a statement under a name; ``replace`` puts it in the place of one of that name."""
        body = {"name": name, "sql": sql, "description": description}
        try:
            made = self.transport.json("POST", self._path("saved-queries"), body=body)
        except DeitaError as error:
            if not replace or error.code != "name_taken":
                raise
            return self.change_saved_query(name, sql=sql, description=description)
        return cast(SavedQuery, made)

    def change_saved_query(
        self,
        saved: str,
        *,
        name: str | None = None,
        sql: str | None = None,
        description: str | None = None,
    ) -> SavedQuery:
        """Rename, rewrite or describe one; an empty text takes the description away."""
        given = {"name": name, "sql": sql, "description": description}
        body = {key: value for key, value in given.items() if value is not None}
        changed = self.transport.json("PATCH", self._path("saved-queries", saved), body=body)
        return cast(SavedQuery, changed)

    def delete_saved_query(self, saved: str) -> None:
        """Forget one for good."""
        self.transport.json("DELETE", self._path("saved-queries", saved))
