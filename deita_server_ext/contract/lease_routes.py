"""How kernels keep what they have sent."""

from __future__ import annotations

from .leases import Lease
from .operation import Operation

LEASES: tuple[Operation, ...] = (
    Operation(
        "PUT",
        "/leases/{holder}",
        "A sign of life: what was uploaded for this `holder` is kept on.",
        Lease,
    ),
    Operation(
        "DELETE",
        "/leases/{holder}",
        "What was uploaded for this `holder` goes: its tables, except for those that were changed "
        "since, and their files.",
        status=204,
    ),
)
