"""A result on disk: an Arrow IPC file that can be read in any order while it is being written."""

from __future__ import annotations

import bisect
import contextlib
import errno
import json
import mmap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from deita_server_ext.errors import DeitaError, QueryCancelled, ResultGone, ResultTooLarge

Numbers = npt.NDArray[np.int64]
"""Row numbers, from 0."""

STOPS_WITHIN = 0.1
"""Seconds within which a reader that waits for rows sees that it is stopped."""


def never() -> bool:
    """For those whom nobody stops."""
    return False


class Spool:
    """The rows of one result.

    Written by one thread with :meth:`append` and :meth:`finish`, read by any number with
    :meth:`read`, :meth:`take` and :meth:`batches`, which wait for rows that are still to come,
    until their ``stopped`` is true: then they raise QueryCancelled. Who is not to wait in a
    thread asks with :meth:`has`, and is called by :meth:`when`.
    Beside the file an index tells at which row and byte each batch begins; it is written last,
    so a file without one is not whole. Batches that are read are windows into the file: of the
    columns that nobody looks at, nothing is read.
    """

    def __init__(self, path: Path, schema: pa.Schema, limit_bytes: int) -> None:
        self.path = path
        self.schema = schema
        self.row_count = 0
        self.bytes = 0
        self.complete = False
        self._limit = limit_bytes
        self._starts: list[int] = []
        self._positions: list[int] = []
        self._error: BaseException | None = None
        self._changed = threading.Condition()
        self._wishes: list[tuple[int, int, Callable[[], object]]] = []
        self._sink: pa.NativeFile | None = None
        self._writer: pa.ipc.RecordBatchFileWriter | None = None

    @classmethod
    def open(cls, path: Path) -> Spool:
        """A spool that an earlier worker finished. Raises ResultGone."""
        try:
            index = json.loads(_index(path).read_text())
            with pa.OSFile(str(path)) as file:
                schema = pa.ipc.open_file(file).schema
        except (OSError, ValueError, pa.ArrowInvalid) as exc:
            raise gone() from exc
        spool = cls(path, schema, 0)
        spool._starts, spool._positions = index["starts"], index["positions"]
        spool.row_count, spool.bytes = index["row_count"], path.stat().st_size
        spool.complete = True
        return spool

    def append(self, batch: pa.RecordBatch) -> None:
        """Write ``batch`` behind the others. Raises ResultTooLarge and OSError."""
        self._begin()
        assert self._sink is not None
        assert self._writer is not None
        position = self._sink.tell()
        # What its buffers take is known at once; what its rows take of them would be counted.
        if position + batch.get_total_buffer_size() > self._limit:
            raise ResultTooLarge(
                f"The result is larger than {self._limit / 1e9:.1f} GB, the most that is kept.",
                hint="Add a LIMIT or a WHERE, take fewer columns, or raise DeitaApp.result_bytes.",
            )
        self._writer.write_batch(batch)
        with self._changed:
            self._starts.append(self.row_count)
            self._positions.append(position)
            self.row_count += batch.num_rows
            self.bytes = self._sink.tell()
            self._changed.notify_all()
        self._call()

    def _begin(self) -> None:
        if self._writer is not None:
            return
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Whoever reads what an earlier worker began goes on reading that.
        if self.path.is_file():
            with contextlib.suppress(OSError):
                self.path.unlink()
        self._sink = pa.OSFile(str(self.path), "wb")
        self._writer = pa.ipc.new_file(self._sink, self.schema)
        # The writer begins the file with its first batch; an empty one makes it begin now,
        # so that the position of the first rows is known.
        nothing = [pa.nulls(0, field.type) for field in self.schema]
        self._writer.write_batch(pa.RecordBatch.from_arrays(nothing, schema=self.schema))

    def finish(self) -> None:
        """Write the footer and the index: the result is whole."""
        self._begin()
        assert self._writer is not None
        assert self._sink is not None
        self._writer.close()
        self._sink.close()
        _index(self.path).write_text(
            json.dumps(
                {"row_count": self.row_count, "starts": self._starts, "positions": self._positions}
            )
        )
        with self._changed:
            self.complete = True
            self._changed.notify_all()
        self._call()

    def fail(self, error: BaseException) -> None:
        """No more rows will come; those that did can still be read while the worker lives."""
        if self._sink is not None:
            self._sink.close()
        with self._changed:
            self._error = error
            self._changed.notify_all()
        self._call()

    def read(
        self, offset: int, limit: int, stopped: Callable[[], bool] = never
    ) -> list[pa.RecordBatch]:
        """Rows ``offset`` to ``offset + limit``, fewer at the end; waits for rows to come."""
        end = offset + limit
        self._wait_for(end, stopped)
        batches = []
        first = max(0, bisect.bisect_right(self._starts, offset) - 1)
        with self._file() as file:
            for i in range(first, len(self._starts)):
                start = self._starts[i]
                if start >= end:
                    break
                batch = self._at(file, i)
                piece = batch.slice(max(0, offset - start), min(end - max(start, offset), limit))
                if piece.num_rows:
                    batches.append(piece)
        return batches

    def take(self, numbers: Numbers, stopped: Callable[[], bool] = never) -> list[pa.RecordBatch]:
        """The rows of these numbers, in their order; waits for the last of them."""
        if not len(numbers):
            return []
        self._wait_for(int(numbers.max()) + 1, stopped)
        of = np.searchsorted(np.array(self._starts), numbers, side="right") - 1
        read: dict[int, pa.RecordBatch] = {}
        with self._file() as file:
            for i in np.unique(of).tolist():
                read[i] = self._at(file, i)
        pieces = [
            read[i].slice(number - self._starts[i], 1)
            for i, number in zip(of.tolist(), numbers.tolist(), strict=True)
        ]
        return list(pa.Table.from_batches(pieces, self.schema).combine_chunks().to_batches())

    def batches(self, stopped: Callable[[], bool] = never) -> Iterator[pa.RecordBatch]:
        """Every batch in order; waits for those to come."""
        self._wait_for(1, stopped)
        done = i = 0
        with self._file() as file:
            while i < len(self._starts):
                batch = self._at(file, i)
                yield batch
                done += batch.num_rows
                i += 1
                self._wait_for(done + 1, stopped)

    def has(self, rows: int, beyond: int = -1) -> bool:
        """Whether so many rows and more bytes than ``beyond`` are written, or no more will come."""
        settled = self.complete or self._error is not None
        return settled or (self.row_count >= rows and self.bytes > beyond)

    def when(self, rows: int, beyond: int, told: Callable[[], object]) -> None:
        """Call ``told`` as soon as :meth:`has` is true: at once, or from whoever writes."""
        with self._changed:
            self._wishes.append((rows, beyond, told))
        self._call()

    def check(self, beyond: int) -> None:
        """Raise what went wrong, unless more bytes than ``beyond`` were written before."""
        with self._changed:
            if self._error is not None and self.bytes <= beyond:
                raise self._error if isinstance(self._error, DeitaError) else gone()

    def _call(self) -> None:
        if not self._wishes:
            return
        with self._changed:
            wishes, self._wishes = self._wishes, []
            self._wishes += [wish for wish in wishes if not self.has(*wish[:2])]
            left = set(map(id, self._wishes))
        for wish in wishes:
            if id(wish) not in left:
                wish[2]()

    def _wait_for(self, rows: int, stopped: Callable[[], bool]) -> None:
        def settled() -> bool:
            return self.complete or self._error is not None or self.row_count >= rows or stopped()

        with self._changed:
            # Who stops a reader does not know what it waits for: it looks up now and then.
            while not self._changed.wait_for(settled, STOPS_WITHIN):
                pass
            if stopped():
                raise QueryCancelled("The query was cancelled.")
            if self._error is not None and self.row_count < rows:
                raise self._error if isinstance(self._error, DeitaError) else gone()

    def _file(self) -> BinaryIO:
        try:
            return self.path.open("rb")
        except OSError as exc:
            raise gone() from exc

    def _at(self, file: BinaryIO, i: int) -> pa.RecordBatch:
        """The batch ``i``, a window into the file; one batch at a time, since what is mapped
        counts against the worker's address space."""
        with self._changed:
            last = i + 1 == len(self._positions)
            start, end = self._positions[i], self.bytes if last else self._positions[i + 1]
        base = start - start % mmap.ALLOCATIONGRANULARITY
        try:
            window = mmap.mmap(file.fileno(), end - base, access=mmap.ACCESS_READ, offset=base)
            message = pa.ipc.read_message(pa.py_buffer(window).slice(start - base))
            return pa.ipc.read_record_batch(message, self.schema)
        except OSError as exc:
            if exc.errno == errno.ENOMEM:
                raise MemoryError from exc
            raise gone() from exc
        except (ValueError, EOFError, pa.ArrowInvalid) as exc:
            raise gone() from exc


def gone() -> ResultGone:
    """The error for a result whose file is no longer there."""
    return ResultGone("This result is no longer kept.", hint="Run the query again.")


def _index(path: Path) -> Path:
    return path.with_suffix(".index")
