"""What a server may use, read off the machine it runs on."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")
GIB = 1 << 30


def memory_bytes() -> int:
    """The machine's memory, or the container's where that is less; 8 GiB where unknown."""
    try:
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return 8 * GIB
    try:
        return min(total, int(_CGROUP_LIMIT.read_text()))
    except (OSError, ValueError):
        return total


def processors() -> int:
    """How many processors this process may run on."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def free_bytes(path: Path) -> int:
    """Room on the disk of ``path``, or of the nearest folder above it that is there."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return shutil.disk_usage(path).free
