"""The rows of a result, brought from the service: all of them, a stretch, or one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from . import frames
from .contract import ResultFile
from .errors import DeitaError
from .transport import Stream, Transport

if TYPE_CHECKING:
    import pyarrow

ARROW = "application/vnd.apache.arrow.stream"
_PAGE = 1000
"""Rows asked for at once when single rows are read; the service may give fewer."""


class Rows:
    """Rows at ``path``, a result's; ``types`` are its columns' as the engine writes them."""

    def __init__(self, transport: Transport, path: str, types: Sequence[str]) -> None:
        self.export = f"{path}/export"
        self._transport = transport
        self._path = path
        self._types = types
        self._page: tuple[int, list[frames.Row]] = (0, [])

    def arrow(self) -> pyarrow.Table:
        """All rows as a pyarrow.Table; a window into the service's file where it is in reach."""
        if (table := self._mapped()) is not None:
            return table
        with self._reader() as reader:
            return reader.read_all()

    def __iter__(self) -> Iterator[frames.Row]:
        """The rows as tuples of Python values, brought in batches."""
        with self._reader() as reader:
            for batch in reader:
                yield from frames.rows(batch, self._types)

    def one(self, index: int) -> frames.Row:
        """The row of this number, with those around it for those who ask next."""
        row = self._cached(index)
        if row is None:
            start = index - index % _PAGE
            self._page = (start, self._stretch(start, _PAGE))
            row = self._cached(index)
        # A service that gives smaller pages.
        return row if row is not None else self._stretch(index, 1)[0]

    def several(self, wanted: Sequence[int]) -> list[frames.Row]:
        """The rows of these numbers, which are evenly spaced."""
        if not wanted:
            return []
        low, high = min(wanted[0], wanted[-1]), max(wanted[0], wanted[-1])
        rows: list[frames.Row] = []
        while low + len(rows) <= high:
            page = self._stretch(low + len(rows), min(_PAGE, high + 1 - low - len(rows)))
            if not page:
                break
            rows += page
        return [rows[index - low] for index in wanted]

    def _mapped(self) -> pyarrow.Table | None:
        """All rows where they lie; None where that is not within reach."""
        if self._transport.remote:
            return None
        try:
            # It comes when the last row is written.
            said: ResultFile = self._transport.json("GET", f"{self._path}/file", seconds=None)
        except DeitaError as exc:
            if exc.code != "not_found":
                raise
            return None
        return frames.map_file(said["path"], said["bytes"])

    def _cached(self, index: int) -> frames.Row | None:
        start, rows = self._page
        return rows[index - start] if start <= index < start + len(rows) else None

    def _stretch(self, offset: int, limit: int) -> list[frames.Row]:
        query = {"offset": offset, "limit": limit}
        accept = f"{ARROW}; compression=zstd" if self._transport.remote else ARROW
        with self._transport.stream(f"{self._path}/rows", query=query, accept=accept) as stream:
            return frames.rows(frames.open_stream(stream).read_all(), self._types)

    @contextmanager
    def _reader(self) -> Iterator[pyarrow.RecordBatchReader]:
        with self._transport.stream(self.export, query={"format": "arrow"}) as stream:
            yield frames.open_stream(stream)
            # An Arrow stream may end anywhere; that it was whole is for HTTP to say.
            _finish(stream)


def _finish(stream: Stream) -> None:
    for _piece in stream.pieces():
        pass
