"""How saved queries are kept and had."""

from __future__ import annotations

from .operation import Operation
from .saved import SavedQuery, SavedQueryCreate, SavedQueryList, SavedQueryPatch

_ALL = "/workspaces/{workspace}/saved-queries"
_ONE = f"{_ALL}/{{saved}}"

SAVED_QUERIES: tuple[Operation, ...] = (
    Operation("GET", _ALL, "The saved queries.", SavedQueryList),
    Operation(
        "POST", _ALL, "Keep a statement under a name.", SavedQuery, SavedQueryCreate, status=201
    ),
    Operation("GET", _ONE, "One saved query, by id or name.", SavedQuery),
    Operation("PATCH", _ONE, "Rename, describe or rewrite it.", SavedQuery, SavedQueryPatch),
    Operation("DELETE", _ONE, "Forget a saved query.", status=204),
)
