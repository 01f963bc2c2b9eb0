"""Which tables of a database are read, and what is said of the rest."""

from __future__ import annotations

from collections.abc import Sequence

from deita_server_ext.errors import InvalidRequest, UnreadableFile
from deita_server_ext.ingest.reader import Source


def wanted(source: Source, names: Sequence[str]) -> list[str]:
    """The tables that are asked for. Raises where there are none, or one is not there."""
    if not names:
        raise UnreadableFile(
            "There is no table in the database.",
            hint="Check that the right file was saved; views are not read.",
        )
    for part in source.options.get("parts") or ():
        if part not in names:
            raise InvalidRequest(
                f"The database has no table “{part[:200]}”.",
                hint="Its tables are: " + ", ".join(names)[:500] + ".",
            )
    return [name for name in names if source.wants(name)]
