"""What tables are called: by the files that they are made of, and told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NOT_IN_A_NAME = re.compile(r"[^\w]+", re.UNICODE)
_PACKED = (".gz", ".zst", ".zstd")
_FILE_SUFFIX = re.compile(
    r"\.(csv|tsv|tab|txt|psv|dat|json|ndjson|jsonl|parquet|xlsx?|xlsb|ods)$", re.IGNORECASE
)
MAX_NAME = 120


def table_name(filename: str) -> str:
    """The table's name for a file's name: its stem, safe to write without quotes.

    Folders and the last suffix go (and one before it that says how the file is packed),
    everything that is not a letter, digit or underscore becomes one underscore, and a leading
    digit gets ``t_`` before it.
    """
    base = filename.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    if base.lower().endswith(_PACKED):
        base = base.rsplit(".", 1)[0]
    stem = base.rsplit(".", 1)[0] if "." in base.lstrip(".") else base
    name = _NOT_IN_A_NAME.sub("_", stem).strip("_")[:MAX_NAME]
    if not name:
        return "table_1"
    return f"t_{name}" if name[0].isdigit() else name


def _part_name(stem: str, part: str) -> str:
    part = _FILE_SUFFIX.sub("", part)
    return f"{stem}_{_NOT_IN_A_NAME.sub('_', part).strip('_')}"[:MAX_NAME].rstrip("_")


def names_of_parts(filename: str, parts: Sequence[str], wanted: str | None = None) -> list[str]:
    """What the tables for a file's parts are called: by it, or ``wanted``, and by the part."""
    stem = wanted or table_name(filename)
    return [stem] if len(parts) == 1 else [_part_name(stem, part) for part in parts]


def free_name(wanted: str, taken: set[str]) -> str:
    """``wanted``, or ``wanted_2``, ``wanted_3`` …: the first not in ``taken`` (lower case)."""
    if wanted.lower() not in taken:
        return wanted
    number = 2
    while f"{wanted}_{number}".lower() in taken:
        number += 1
    return f"{wanted}_{number}"
