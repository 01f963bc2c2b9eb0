"""What the engine's processes may use, each and all of them."""

from __future__ import annotations

from dataclasses import dataclass

BESIDE_THE_LIMIT = 2 << 30
"""Address space above ``memory_bytes``: the interpreter, its libraries, thread stacks."""
STACK_BYTES = 16 << 20
"""Stack of each thread of a worker: room for the gate's recursion. A query takes one."""
LEAST_ADDRESS_SPACE = 2 << 30
"""With less a worker does not begin."""


def lone(workers: int, queries_at_once: int) -> int:
    """How many statements may be exported beside the queries, each in a process of its own."""
    return max(1, min(workers // 2, max(2, queries_at_once // 2)))


@dataclass(frozen=True)
class EngineLimits:
    """What workers may use. Sizes are bytes, times are seconds.

    ``workers`` is how many workspaces may have one, ``queries_at_once`` how many queries run
    in all of them, ``queries_each`` how many of one user. ``lone`` statements may be exported
    beside them, each in a process of its own, ``lone_each`` of one user.
    """

    memory_bytes: int
    threads: int
    temp_bytes: int
    result_bytes: int
    workers: int
    queries_at_once: int
    queries_each: int
    idle_seconds: float = 300.0
    grace_seconds: float = 1.0
    wait_seconds: float = 30.0

    @property
    def lone(self) -> int:
        """Half as many as there are workers, or as queries run, whichever is less."""
        return lone(self.workers, self.queries_at_once)

    @property
    def lone_each(self) -> int:
        """The same part of them as of the queries."""
        return max(1, self.lone * self.queries_each // self.queries_at_once)

    def address_space_bytes(self, machine_bytes: int) -> int:
        """What one worker may map on a machine with so much memory, which it never takes whole."""
        most = max(machine_bytes * 7 // 8, LEAST_ADDRESS_SPACE)
        stacks = self.queries_at_once * STACK_BYTES
        return min(self.memory_bytes + BESIDE_THE_LIMIT + stacks, most)
