"""The records of a block of regular text, found by looking at all of its bytes at once.

Whatever is irregular about the quotes is left to ``records``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .dialect import Dialect

Positions = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_LF, _CR = 10, 13


@dataclass(frozen=True)
class Structure:
    """One entry a record: where it begins and ends, its values and its source lines.

    ``end`` is without the line end. ``used`` is where the text after the last whole record
    begins, ``crlf`` and ``cr`` say which line ends there are besides LF alone.
    """

    start: Positions
    end: Positions
    fields: Positions
    lines: Positions
    used: int
    ends: frozenset[bytes]


def structure(data: bytes, dialect: Dialect) -> Structure | None:
    """The whole records of ``data``; None where the quotes or marks are not regular.

    ``data`` begins with a record and, where it ends within a line end, ends the file.
    """
    if not dialect.plain or (dialect.comment and dialect.comment in data):
        return None
    if dialect.escape and dialect.escape != dialect.quote and dialect.escape in data:
        return None
    text = np.frombuffer(data, np.uint8)
    mark = text == dialect.delimiter[0]
    line, ends = _line_ends(data, text)
    if dialect.quote and dialect.quote in data:
        inside = _inside(text, text == dialect.quote[0], mark, line, data)
        if inside is None:
            return None
        all_lines = np.flatnonzero(line)
        outside = np.flatnonzero(~inside[all_lines])
        lines = np.diff(outside, prepend=-1)
        mark &= ~inside
        line &= ~inside
    else:
        lines = None
    np.logical_or(mark, line, out=mark)
    separators = np.flatnonzero(mark)
    last = np.flatnonzero(line[separators])
    stop = separators[last]
    if lines is None:
        lines = np.ones(len(stop), np.int64)
    fields = np.diff(last, prepend=-1)
    start = np.empty(len(stop), np.int64)
    if len(stop):
        start[0] = 0
        start[1:] = stop[:-1] + 1
    end = stop
    if b"\r\n" in ends and len(stop):
        end = stop - ((text[stop] == _LF) & (stop > start) & (text[stop - 1] == _CR))
    used = int(stop[-1]) + 1 if len(stop) else 0
    return Structure(start, end, fields, lines, used, ends)


def _line_ends(data: bytes, text: npt.NDArray[np.uint8]) -> tuple[Flags, frozenset[bytes]]:
    """Which bytes end a line (the LF of CR LF, or a CR alone), and which kinds there are."""
    line = text == _LF
    if b"\r" not in data:
        return line, frozenset({b"\n"} if b"\n" in data else ())
    cr = text == _CR
    before_lf = np.zeros(len(text), np.bool_)
    before_lf[:-1] = line[1:]
    alone = cr & ~before_lf
    kinds = set()
    pairs = int(np.count_nonzero(cr & before_lf))
    if pairs:
        kinds.add(b"\r\n")
    if int(np.count_nonzero(line)) > pairs:
        kinds.add(b"\n")
    if alone.any():
        kinds.add(b"\r")
    return line | alone, frozenset(kinds)


def _inside(
    text: npt.NDArray[np.uint8], quote: Flags, mark: Flags, line: Flags, data: bytes
) -> Flags | None:
    """Which bytes stand within quotes (RFC 4180); None where a quote is out of place."""
    inside = np.bitwise_xor.accumulate(quote.view(np.uint8)).view(np.bool_)
    places = np.flatnonzero(quote)
    opening = inside[places]
    opens, closes = places[opening], places[~opening]
    # Before an opening quote: a mark, a line end, or the other half of a doubled quote.
    before = mark | line | quote
    # A CR before a LF ends the value, too.
    after = mark | line | quote | (text == _CR)
    if not before[opens[opens > 0] - 1].all():
        return None
    # What closes at the very end of the block may yet go on.
    if not after[closes[closes + 1 < len(data)] + 1].all():
        return None
    return inside
