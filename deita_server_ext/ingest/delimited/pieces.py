"""The body of a text in pieces: runs of regular records, and the others one by one.

The text is read in blocks, so memory does not grow with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from deita_server_ext.errors import UnreadableFile
from deita_server_ext.ingest.progress import Progress

from .dialect import Dialect
from .layout import Layout
from .records import MAX_RECORD_BYTES, Record, Records
from .structure import Positions, Structure, structure

BLOCK_BYTES = 1 << 18
_STEP_BYTES = 4 << 20
"""The most that is read at once of a record longer than a block."""


@dataclass
class Run:
    """Regular records, one after the other, within a block."""

    data: bytes
    start: Positions
    end: Positions
    lines: Positions
    ends: frozenset[bytes]
    offset: int
    line: int
    whole: tuple[int, int]


@dataclass
class One:
    """A record judged on its own, with its bytes."""

    record: Record
    data: bytes
    offset: int
    line: int

    @property
    def text(self) -> str:
        """The record as it stands in the source."""
        return self.data[self.record.start : self.record.end][:8192].decode(errors="replace")


def pieces(
    path: Path, layout: Layout, *, final: bool, progress: Progress | None = None
) -> Iterator[Run | One]:
    """The body of a text in order: runs of regular records, others one by one."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(layout.begin)
        offset, line, carry = layout.begin, layout.line, b""
        wanted = BLOCK_BYTES
        while True:
            block = file.read(wanted)
            ended = not block
            if ended and not carry:
                return
            data = carry + block
            if data.endswith(b"\r") and not ended:
                # The LF may be the next byte.
                data += file.read(1)
            last = ended or (file.tell() >= size)
            if ended and not final:
                return
            used = 0
            for piece, lines, upto in _pieces(data, layout, offset, line, last and final):
                yield piece
                line += lines
                used = upto
            if progress is not None:
                progress.say(None if not size else 0.2 * (offset + used) / size)
            carry = data[used:]
            offset += used
            if not used and len(carry) > MAX_RECORD_BYTES + _STEP_BYTES:
                raise UnreadableFile(
                    f"Line {line} is longer than {MAX_RECORD_BYTES >> 20} MB.",
                    hint="Check that the file is a table, and that its lines end as they should.",
                    details={"line": line},
                )
            if last and (not carry or not final):
                return
            wanted = BLOCK_BYTES if used else min(max(BLOCK_BYTES, len(carry)), _STEP_BYTES)


def _pieces(
    data: bytes, layout: Layout, offset: int, line: int, final: bool
) -> Iterator[tuple[Run | One, int, int]]:
    """Each piece with its lines and where the text after it begins."""
    regular = _regular(data, layout.dialect, final)
    if regular is None:
        records = Records(data, layout.dialect, final=final, width=layout.width)
        for record in records:
            one = One(record, data, offset, line)
            yield one, record.lines, record.next
            line += record.lines
        return
    irregular = (regular.fields != layout.width) | (regular.end <= regular.start)
    begin = 0
    for index in (*np.flatnonzero(irregular).tolist(), len(regular.start)):
        if index > begin:
            run = _run(regular.start, regular.end, regular.lines, begin, index)
            upto = int(regular.start[index]) if index < len(regular.start) else regular.used
            upto = min(upto, len(data))
            lines = int(run[2].sum())
            ends = regular.ends
            yield Run(data, *run, ends, offset, line, (int(run[0][0]), upto)), lines, upto
            line += lines
        if index < len(regular.start):
            stop = int(regular.start[index + 1]) if index + 1 < len(regular.start) else regular.used
            stop = min(stop, len(data))
            piece = data[int(regular.start[index]) : stop]
            for record in Records(piece, layout.dialect, final=True, width=layout.width):
                at = int(regular.start[index])
                one = One(record, piece, offset + at, line)
                yield one, record.lines, at + record.next
                line += record.lines
            begin = index + 1


def _regular(data: bytes, dialect: Dialect, final: bool) -> Structure | None:
    """The structure of a block; None where its records are to be read one by one."""
    if len(data) > 2 * _STEP_BYTES:
        return None
    if not final:
        return structure(data, dialect)
    if data.endswith((b"\n", b"\r")):
        found = structure(data, dialect)
        return found if found is not None and found.used == len(data) else None
    end = b"\r\n" if b"\r\n" in data else b"\r" if b"\r" in data and b"\n" not in data else b"\n"
    found = structure(data + end, dialect)
    if found is None or found.used < len(data) + len(end):
        # A quote that is open swallows the line end that was put there.
        return None
    return found if end in data else replace(found, ends=frozenset())


def _run(
    start: Positions, end: Positions, lines: Positions, begin: int, stop: int
) -> tuple[Positions, Positions, Positions]:
    return start[begin:stop], end[begin:stop], lines[begin:stop]


def rows_of(path: Path, layout: Layout, rows: list[int], *, final: bool) -> dict[int, int]:
    """The source's line of each of these rows (ascending, from 0), as ``Scan`` counts them."""
    found: dict[int, int] = {}
    row, wanted = 0, 0
    for piece in pieces(path, layout, final=final):
        if wanted == len(rows):
            break
        count = len(piece.start) if isinstance(piece, Run) else int(_is_row(piece, layout.width))
        while wanted < len(rows) and rows[wanted] < row + count:
            before = rows[wanted] - row
            lines = int(piece.lines[:before].sum()) if isinstance(piece, Run) else 0
            found[rows[wanted]] = piece.line + lines
            wanted += 1
        row += count
    return found


def _is_row(one: One, width: int) -> bool:
    record = one.record
    if is_blank(record, width) or record.comment or record.fault is not None:
        return False
    return not any(field.strip() for field in record.fields[width:])


def is_blank(record: Record, width: int) -> bool:
    """Whether a record is a blank line in a table of this width."""
    # In a single column, blanks are a value.
    return record.blank and (width != 1 or record.start == record.end)


def last_of(run: Run, layout: Layout, count: int) -> list[One]:
    """The last records of a run, each on its own."""
    found = []
    for place in range(max(0, len(run.start) - count), len(run.start)):
        begin, end = int(run.start[place]), int(run.end[place])
        piece = run.data[begin:end]
        record = next(iter(Records(piece, layout.dialect, final=True, width=layout.width)))
        line = run.line + int(run.lines[:place].sum())
        found.append(One(record, piece, run.offset + begin, line))
    return found
