"""The results of a worker's workspace: written while they come, read in any order."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from .cells import encoded
from .host import Answer, Later
from .spool import Spool


class Results:
    """The spools in ``folder``, each at most ``limit_bytes``, by their results' ids."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self._folder = folder
        self._limit = limit_bytes
        self._spools: dict[str, Spool] = {}

    def begin(self, id: str, schema: pa.Schema) -> Spool:
        """A spool to write a new result into."""
        spool = self._spools[id] = Spool(self._folder / f"{id}.arrow", schema, self._limit)
        return spool

    def spool(self, id: str) -> Spool:
        """A result's spool. Raises ResultGone."""
        spool = self._spools.get(id)
        if spool is None:
            spool = self._spools[id] = Spool.open(self._folder / f"{id}.arrow")
        return spool

    def page(
        self,
        *,
        id: str,
        offset: int,
        limit: int,
        format: str,
    ) -> Answer:
        """Rows of a result from its spool; none, and ``to_come``, where they are to be waited for.

        That is :meth:`written`'s, which holds up nobody meanwhile.
        """
        spool = self.spool(id)
        if not spool.has(offset + limit):
            return {"to_come": True}, b""
        batches = spool.read(offset, limit)
        return {"row_count": spool.row_count if spool.complete else None}, encoded(
            batches, spool.schema, format
        )

    def written(self, *, answer: Later, id: str, rows: int = 0, beyond: int = -1) -> None:
        """How many ``bytes`` of a result's file are written, as soon as more than ``beyond``,
        and so many rows; or as soon as no more will come."""
        spool = self.spool(id)

        def said() -> Answer:
            spool.check(beyond)
            return {"bytes": spool.bytes, "complete": spool.complete}, b""

        spool.when(rows, beyond, lambda: answer(said))

    def forget(self, *, id: str) -> Answer:
        """Forget a result; its file is the server's to remove."""
        self._spools.pop(id, None)
        return {}, b""
