"""How much a compressed file may unpack to."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from pathlib import Path

from deita_server_ext.errors import UnreadableFile

MAX_UNPACKED = 8 << 30
"""Bytes that may come out of one file."""
MAX_RATIO = 200
"""Times that a file may grow, once more than ``UNSUSPICIOUS`` bytes have come out of it.

Text that people have shrinks to a fifth or a tenth, very even text to a fiftieth; bombs grow a
thousandfold, the most that deflate can do.
"""
UNSUSPICIOUS = 256 << 20
MAX_MEMBERS = 10_000
DAMAGE = (
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    lzma.LZMAError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What Python's readers raise of damaged files; of OSErrors, those without a number and EINVAL."""


def refuse_growth(packed: int, unpacked: int, what: str) -> None:
    """Raises UnreadableFile where ``unpacked`` bytes are too many for ``packed``."""
    if unpacked > MAX_UNPACKED:
        raise UnreadableFile(
            f"The {what} unpacks to more than {MAX_UNPACKED >> 30} GB.",
            hint="Unpack it, and add the part of it that is needed, as Parquet where it can be.",
        )
    if unpacked > UNSUSPICIOUS and unpacked > packed * MAX_RATIO:
        raise UnreadableFile(
            f"The {what} unpacks to more than {MAX_RATIO} times its size, as only files do that "
            "are made to fill a disk.",
            hint="If it is honest, unpack it, and add what was in it.",
        )


def refuse_bombs(path: Path, what: str) -> None:
    """Raises UnreadableFile for a ZIP file that says it unpacks to too much.

    What a member really unpacks to is bounded by what it says: whoever reads it stops there.
    """
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise UnreadableFile(
            f"The {what} has {len(members):,} members; {MAX_MEMBERS:,} are read at most.",
            hint="Put fewer files into it.",
        )
    refuse_growth(path.stat().st_size, sum(member.file_size for member in members), what)
