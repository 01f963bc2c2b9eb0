"""The reader of a JSON document: an array of records, or one record."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from deita_server_ext.engine.faults import message_of
from deita_server_ext.errors import UnreadableFile
from deita_server_ext.ingest import encoding, staging
from deita_server_ext.ingest.decisions import Decisions
from deita_server_ext.ingest.encoding import Encoding
from deita_server_ext.ingest.progress import Progress
from deita_server_ext.ingest.reader import Files, Part, Source, files
from deita_server_ext.ingest.report import Rejects, Report, Told

from . import depth, nested, records
from .records import Records

_BLOCK = 4 << 20
_EXPLAINED = 16 << 20
"""Up to this size, Python's own parser is asked where the mistake is."""
_LOOKED_AT = 1000


class JSONDocument:
    """Reads JSON. Its types hold every value of the whole file; integers are exact."""

    def preview(self, source: Source, rows: int) -> Iterator[Part]:
        """See ``ingest.reader.Reader``."""
        part = _read(source, files(source.scratch), max(rows, _LOOKED_AT))
        yield staging.head(source, part, rows, complete=part.row_count < max(rows, _LOOKED_AT))

    def load(self, source: Source, directory: Path, progress: Progress) -> Iterator[Part]:
        """See ``ingest.reader.Reader``."""
        with progress.watching(source.connection):
            part = _read(source, files(directory), None)
        yield part


@dataclass(frozen=True)
class Text:
    """A file as UTF-8 without a mark at its begin; how it was written, and what was mended."""

    path: Path
    decisions: Decisions
    mended: list[Told]


def utf8(source: Source) -> Text:
    """The file as UTF-8. Bytes that are none of it are left for who reads it to refuse."""
    given = source.options.get("encoding")
    with source.path.open("rb") as file:
        head = file.read(4)
    decisions = Decisions()
    if given is None and head[:1] in (b"[", b"{") and head[1:4] == b"\0\0\0":
        # Without a mark, the first character being ASCII tells (RFC 4627, section 3).
        found = Encoding("utf-32-le", "UTF-32", "three of four bytes are zero")
    else:
        found = encoding.detect(source.path, given, delimited=False)
    if found.given:
        decisions.given("encoding", given)
    else:
        decisions.decide("encoding", found.codec, f"{found.label}: {found.why}")
    if found.codec == "utf-8" and not head.startswith(codecs.BOM_UTF8):
        return Text(source.path, decisions, [])
    target = source.scratch / "utf-8.json"
    return Text(target, decisions, encoding.transcode(source.path, target, found))


def _read(source: Source, target: Files, most: int | None) -> Part:
    text = utf8(source)
    path = text.path
    given = Records(path, *_looked_at(path))
    while True:
        try:
            within = nested.look(source, given)
            part = records.relation(source, within.records(source, given), Report())
            part = within.tell(source, part)
            part.decisions.made.update(text.decisions.made)
            if most is not None:
                part.relation = f"(FROM {part.relation} LIMIT {int(most)})"
            with Rejects(target.rejects) as rejects:
                part.report.retell(rejects, text.mended)
                made = staging.load(source, part, target, rejects)
            staging.refuse_losses(source, part.report)
            if not made.row_count:
                raise UnreadableFile(
                    "There is no record in the JSON.",
                    hint="Check that the right file was saved, and add it again.",
                )
            return made
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error as exc:
            message = message_of(exc)
            if "maximum_object_size" not in message:
                raise _unreadable(path, message) from exc
            if given.largest >= min(records.LARGEST, path.stat().st_size):
                raise records.too_large(given.largest) from exc
            given = replace(given, largest=min(given.largest * 4, records.LARGEST))


def _looked_at(path: Path) -> tuple[str, int, bool]:
    """The engine's format, the largest record to expect, and whether numbers are long."""
    level = 0
    long = False
    first = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            first = first or block.lstrip()[:1]
            most, level = depth.deepest(block, level)
            long = long or depth.long_numbers(block)
            if most > depth.MAX_DEPTH:
                # Brackets in texts may have been counted: look again, more closely.
                if path.stat().st_size > records.LARGEST or depth.exceeds(path.read_bytes()):
                    raise depth.too_deep()
                level = -(1 << 40)
    return "array" if first == b"[" else "unstructured", Records(path, "").largest, long


def _unreadable(path: Path, message: str) -> UnreadableFile:
    if path.stat().st_size <= _EXPLAINED:
        try:
            json.loads(path.read_bytes())
        except json.JSONDecodeError as exc:
            return UnreadableFile(
                f"Line {exc.lineno}, column {exc.colno}: this is no JSON. {exc.msg}.",
                hint="Correct the file there, and add it again.",
                details={"line": exc.lineno, "column": exc.colno},
            )
        except (ValueError, RecursionError):
            pass
    record = records.place(message)
    where = f"Record {record:,}: " if record else ""
    return UnreadableFile(
        f"{where}{records.reason(message)}.",
        hint="Correct the file there, and add it again.",
        details={"record": record} if record else {},
    )
