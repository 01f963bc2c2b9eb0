"""The reader of NDJSON: a record a line, and what becomes of lines that are none."""

from __future__ import annotations

import contextlib
import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from deita_server_ext.engine.faults import message_of
from deita_server_ext.errors import UnreadableFile
from deita_server_ext.ingest import staging
from deita_server_ext.ingest.progress import Progress
from deita_server_ext.ingest.reader import Files, Part, Source, files
from deita_server_ext.ingest.report import Rejects, Report

from . import depth, records
from .document import Text, utf8
from .records import Records

_BLOCK = 4 << 20
_LONGEST = 64 << 20
"""Bytes of one line."""
_HEAD = 2 << 20
_NEWLINE = 10
_BLOCK_NAME = "lines_of_json"


class JSONLines:
    """Reads NDJSON (JSON Lines). A line that is no record is rejected, never a row of nulls."""

    def preview(self, source: Source, rows: int) -> Iterator[Part]:
        """See ``ingest.reader.Reader``."""
        text = utf8(source)
        path, complete = _head(text.path, source.scratch / "head.json")
        part = _read(source, replace(text, path=path), files(source.scratch), None)
        yield staging.head(source, part, rows, complete=complete and part.row_count <= rows)

    def load(self, source: Source, directory: Path, progress: Progress) -> Iterator[Part]:
        """See ``ingest.reader.Reader``."""
        yield _read(source, utf8(source), files(directory), progress)


def _head(path: Path, target: Path) -> tuple[Path, bool]:
    """The first whole lines in a file of their own; whether they are all."""
    with path.open("rb") as file:
        data = file.read(_HEAD)
        if len(data) < _HEAD or not file.read(1):
            return path, True
    cut = data.rfind(b"\n") + 1
    if not cut:
        raise _too_long(1)
    target.write_bytes(data[:cut])
    return target, False


@dataclass
class _Scan:
    """What a look at every line found. Line numbers count from 1."""

    lines: int = 0
    blank: list[int] = field(default_factory=list)
    bad: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    """Rejected lines: kind, text, reason."""
    longest: int = 0
    long_numbers: bool = False
    objects: bool | None = None


def _read(source: Source, text: Text, target: Files, progress: Progress | None) -> Part:
    scan = _scan(source, text.path, progress)
    try:
        return _made(source, text, target, progress, scan)
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as exc:
        message = message_of(exc)
        if "duplicate key" not in message or not _reject_repeated(text.path, scan):
            raise UnreadableFile(
                f"{records.reason(message)}.",
                hint="Correct the file, and add it again.",
            ) from exc
    return _made(source, text, target, progress, scan)


def _made(
    source: Source, text: Text, target: Files, progress: Progress | None, scan: _Scan
) -> Part:
    report = Report(lines=scan.lines, rejected=len(scan.bad), blank=len(scan.blank))
    report.loaded = scan.lines - report.rejected - report.blank
    if not report.loaded:
        raise _nothing(scan)
    clean = _without_rejected(text.path, source.scratch / "clean.json", scan)
    given = Records(clean, "newline_delimited", max(16 << 20, scan.longest + 1), scan.long_numbers)
    skipped = sorted([*scan.blank, *scan.bad])
    watched: contextlib.AbstractContextManager[None] = contextlib.nullcontext()
    if progress is not None:
        watched = progress.watching(source.connection, 0.3, 0.7, report.loaded)
    with Rejects(target.rejects) as rejects, watched:
        for line, (kind, shown, reason) in sorted(scan.bad.items()):
            report.tell(rejects, kind, reason, line=line, text=shown)
        report.retell(rejects, text.mended)
        part = records.relation(source, given, report)
        part.decisions.made.update(text.decisions.made)
        part.line = lambda row: _line(row, skipped)
        made = staging.load(source, part, target, rejects)
    staging.refuse_losses(source, report)
    return made


def _scan(source: Source, path: Path, progress: Progress | None) -> _Scan:
    found = _Scan()
    size = max(path.stat().st_size, 1)
    done = 0
    with path.open("rb") as file:
        rest = b""
        while block := file.read(_BLOCK):
            data = rest + block
            cut = data.rfind(b"\n") + 1
            if not cut and len(data) > _LONGEST:
                raise _too_long(found.lines + 1)
            _look(source.connection, data[:cut], found)
            rest = data[cut:]
            done += len(block)
            if progress is not None:
                progress.say(0.3 * done / size)
        if rest:
            _look(source.connection, rest + b"\n", found)
    return found


def _look(connection: duckdb.DuckDBPyConnection, data: bytes, found: _Scan) -> None:
    """Judge the lines of a block, which ends with a line's end."""
    if not data:
        return
    first = found.lines + 1
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == _NEWLINE) + 1
    offsets = np.concatenate([[0], ends]).astype(np.int32)
    found.lines += len(ends)
    found.longest = max(found.longest, int(np.diff(offsets).max()))
    found.long_numbers = found.long_numbers or depth.long_numbers(data)
    data = _checked(data, offsets, first, found)
    lines = pa.StringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(data))
    connection.register(_BLOCK_NAME, pa.table({"n": np.arange(len(ends)), "line": lines}))
    try:
        if found.objects is None:
            kinds = connection.execute(
                f"SELECT json_type(line) FROM {_BLOCK_NAME} WHERE json_valid(line) "
                "ORDER BY n LIMIT 1"
            ).fetchall()
            found.objects = kinds[0][0] == "OBJECT" if kinds else None
        other = " OR json_type(line) <> 'OBJECT'" if found.objects else ""
        odd = connection.execute(
            f"SELECT n, trim(line, e' \\t\\r\\n'), json_valid(line) FROM {_BLOCK_NAME} "
            f"WHERE NOT json_valid(line){other} ORDER BY n"
        ).fetchall()
    finally:
        connection.unregister(_BLOCK_NAME)
    for number, text, valid in odd:
        line = first + int(number)
        if line in found.bad:
            continue
        if not text:
            found.blank.append(line)
        elif valid:
            reason = "It is no object, as the lines before it are."
            found.bad[line] = ("no_object", text[:2000], reason)
        else:
            found.bad[line] = ("json", text[:2000], "It is no JSON.")


def _checked(data: bytes, offsets: np.ndarray, first: int, found: _Scan) -> bytes:
    """The block with lines blanked that must not reach the engine: too deep, or no UTF-8."""
    try:
        data.decode()
        whole = True
    except UnicodeDecodeError:
        whole = False
    deep = depth.deepest(data)[0] > depth.MAX_DEPTH
    if whole and not deep:
        return data
    made = bytearray(data)
    for number in range(len(offsets) - 1):
        start, end = int(offsets[number]), int(offsets[number + 1])
        line = data[start:end]
        kind = reason = ""
        if not whole and not _is_utf8(line):
            kind, reason = "no_utf8", "It is not written in UTF-8."
        elif deep and depth.exceeds(line):
            kind, reason = "too_deep", f"It is nested more than {depth.MAX_DEPTH} levels deep."
        if kind:
            text = line[:2000].decode(errors="replace").strip()
            found.bad[first + number] = (kind, text, reason)
            made[start : end - 1] = b" " * (end - 1 - start)
    return bytes(made)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _without_rejected(path: Path, target: Path, scan: _Scan) -> Path:
    if not scan.bad:
        return path
    with path.open("rb") as file, target.open("wb") as out:
        for number, line in enumerate(file, 1):
            if number not in scan.bad:
                out.write(line)
    return target


def _reject_repeated(path: Path, scan: _Scan) -> bool:
    """Reject the lines that have a key twice, of which the engine makes nothing."""
    before = len(scan.bad)
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if number in scan.bad:
                continue
            try:
                json.loads(line, object_pairs_hook=_once)
            except _Repeated as exc:
                text = line[:2000].decode(errors="replace").strip()
                reason = f"It has the key “{str(exc)[:100]}” twice."
                scan.bad[number] = ("repeated_key", text, reason)
            except ValueError:
                continue
    return len(scan.bad) > before


class _Repeated(Exception):
    """An object has a key twice; the text is the key."""


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise _Repeated(key)
        found[key] = value
    return found


def _line(row: int, skipped: list[int]) -> int:
    """The line of a row (from 0), where the lines ``skipped`` have none."""
    line = row + 1
    while (moved := row + 1 + bisect_right(skipped, line)) != line:
        line = moved
    return line


def _too_long(line: int) -> UnreadableFile:
    return UnreadableFile(
        f"Line {line:,} is longer than {_LONGEST >> 20} MB.",
        hint="Write one record a line, and add the file again.",
        details={"line": line},
    )


def _nothing(scan: _Scan) -> UnreadableFile:
    first = min(scan.bad, default=None)
    if first is None:
        return UnreadableFile(
            "The file has nothing in it but blank space.",
            hint="Check that the right file was saved, and add it again.",
        )
    return UnreadableFile(
        f"No line of the file is JSON; line {first}: {scan.bad[first][2]}",
        hint="Check that the right file was saved, and add it again.",
        details={"line": first, "text": scan.bad[first][1][:200]},
    )
