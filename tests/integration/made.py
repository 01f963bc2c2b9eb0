"""Files whose content follows from their names, ``f<seed>-<rows>.csv``."""

from __future__ import annotations

import re

_NAME = re.compile(r"f(\d+)-(\d+)\.csv")


def content(name: str) -> bytes:
    """The file of that name."""
    found = _NAME.fullmatch(name)
    assert found is not None, name
    seed, rows = int(found[1]), int(found[2])
    lines = (b"%d,%d,text %d" % (n, n * seed % 1_000_003, n % 7) for n in range(rows))
    return b"\n".join([b"n,v,t", *lines, b""])
