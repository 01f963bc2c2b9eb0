"""How much memory this process has held, where the system tells (Linux)."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


def forget_peak() -> None:
    """Begin to measure anew: the peak is what is held now (proc(5), ``clear_refs`` 5)."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak_bytes() -> int | None:
    """The most that was resident since then, in bytes; None where the system does not tell."""
    with contextlib.suppress(OSError):
        if match := _PEAK.search(Path("/proc/self/status").read_text()):
            return int(match[1]) * 1024
    return None
