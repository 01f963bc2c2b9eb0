"""How workspaces are shared."""

from __future__ import annotations

from .members import Member, MemberList, MemberPut
from .operation import Operation

_ALL = "/workspaces/{workspace}/members"
_ONE = f"{_ALL}/{{user}}"

MEMBERS: tuple[Operation, ...] = (
    Operation("GET", _ALL, "Who may use the workspace: its owner and its members.", MemberList),
    Operation("PUT", _ONE, "Share it with somebody, or change what they may.", Member, MemberPut),
    Operation("DELETE", _ONE, "Remove a member; members may remove themselves.", status=204),
)
