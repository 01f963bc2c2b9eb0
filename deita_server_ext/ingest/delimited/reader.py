"""The reader of delimited text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet

from deita_server_ext.engine import cells
from deita_server_ext.engine.faults import message_of
from deita_server_ext.errors import UnreadableFile
from deita_server_ext.ingest import columns, encoding, staging
from deita_server_ext.ingest.decisions import Decisions
from deita_server_ext.ingest.progress import Progress
from deita_server_ext.ingest.reader import Files, Part, Source, files
from deita_server_ext.ingest.report import MAX_REJECTS, Rejects, Report, Told
from deita_server_ext.ingest.statements import literal

from .evidence import is_day_first
from .forms import shown
from .inference import Inference
from .layout import HEAD_RECORDS, lay_out
from .pieces import rows_of
from .records import Record
from .scanning import Scan, Scanned
from .sniffing import sniff
from .table import Table, Typing, null_counts, text_typing

MAX_NOTES = 10
"""Columns of which is told that they are of another type than they begin."""
HEAD_BYTES = 1 << 20
"""What a preview reads, and what decisions are made by before all of the file is read."""


class Delimited:
    """Reads CSV, TSV and text with any other delimiter."""

    def preview(self, source: Source, rows: int) -> Iterator[Part]:
        """See ``ingest.reader.Reader``."""
        complete = source.path.stat().st_size <= HEAD_BYTES
        path = source.path
        if not complete:
            path = source.scratch / "head"
            with source.path.open("rb") as file:
                path.write_bytes(file.read(HEAD_BYTES))
        places = files(source.scratch)
        reading = _Reading(source, path, complete, places)
        part = reading.read(None)
        relation = source.connection.sql(f"FROM read_parquet({literal(str(places.parquet))})")
        table = relation.limit(rows).to_arrow_table()
        part.rows = json.loads(cells.json_rows(table.to_batches(), table.schema))
        part.complete, part.path, part.rejects = complete, None, None
        yield part

    def load(self, source: Source, directory: Path, progress: Progress) -> Iterator[Part]:
        """See ``ingest.reader.Reader``."""
        yield _Reading(source, source.path, True, files(directory)).read(progress)


@dataclass
class _Scanning:
    """What the scan of all lines gave."""

    scanned: Scanned
    report: Report


class _Reading:
    """One text on its way to one table. ``final`` is false for the head of a longer text."""

    def __init__(self, source: Source, path: Path, final: bool, places: Files) -> None:
        self._source = source
        self._options = source.asked("")
        self._final = final
        self._places = places
        self._decisions = Decisions()
        self._mended: list[Told] = []
        self._nameless = 0
        self._otherwise: list[str] = []
        self._path = self._text(path)
        with self._path.open("rb") as file:
            head = file.read(HEAD_BYTES)
        whole = final and self._path.stat().st_size <= HEAD_BYTES
        dialect = sniff(head, self._options, self._decisions, final=whole, filename=source.filename)
        self._layout = lay_out(head, dialect, self._options, self._decisions, final=whole)
        self._whole = whole and len(self._layout.rows) < HEAD_RECORDS // 2

    def _text(self, path: Path) -> Path:
        """The file as UTF-8."""
        given = self._options.get("encoding")
        found = encoding.detect(path, given, final=self._final)
        if found.given:
            self._decisions.given("encoding", given)
        else:
            self._decisions.decide("encoding", found.codec, f"{found.label}: {found.why}")
        self._encoding = found
        with path.open("rb") as file:
            marked = file.read(3) == b"\xef\xbb\xbf"
        if found.ready and not marked:
            return path
        target = self._source.scratch / "text.csv"
        self._mended = encoding.transcode(path, target, found, final=self._final)
        return target

    def read(self, progress: Progress | None) -> Part:
        """Read all of it, write the rows, and say what became of every line."""
        layout = self._layout
        sources = columns.names(layout.names)
        choices = columns.choices(sources, self._options)
        inference = Inference(choices, self._options, layout.dialect.delimiter.decode())
        with Rejects(self._places.rejects) as rejects:
            scanning, typings = self._table(inference, rejects, progress)
            report = scanning.report
            self._nulled(scanning.scanned, inference, typings, report, rejects)
            inference.tell(self._decisions, typings)
            self._say_order(inference, typings)
            if report.rows == 0 and report.rejected:
                raise _nothing(report)
            staging.refuse_losses(self._source, report)
        described = cells.columns(
            [typing.choice.name for typing in typings], [typing.form.type for typing in typings]
        )
        for column, typing in zip(described, typings, strict=True):
            column["source"] = typing.choice.source
        return Part(
            "", described, self._decisions, report, self._notes(report, typings),
            path=self._places.parquet, row_count=report.rows, rejects=rejects.path,
        )  # fmt: skip

    def _table(
        self, inference: Inference, rejects: Rejects, progress: Progress | None
    ) -> tuple[_Scanning, list[Typing]]:
        """Scan and write the rows; lines are written anew where the engine sees others."""
        for copy in (False, True):
            rejects.clear()
            scanning = self._scan(rejects, progress, copy)
            inference.look(self._rows(scanning.scanned))
            try:
                typings = self._write(inference, scanning, progress)
            except duckdb.Error as exc:
                if copy or "CSV" not in message_of(exc):
                    raise
                continue
            counted = pyarrow.parquet.read_metadata(self._places.parquet).num_rows
            if counted == scanning.report.rows:
                return scanning, typings
        raise UnreadableFile(
            "The lines of the file cannot be told apart for certain.",
            hint="Give the delimiter and the quote, or save the file again as CSV.",
        )

    def _rows(self, scanned: Scanned) -> list[Record]:
        """The head's records that are rows of the table."""
        width, end = self._layout.width, scanned.footer_at
        return [
            record
            for record in self._layout.rows
            if (end is None or record.start + self._layout.offset < end)
            and not any(field.strip() for field in record.fields[width:])
        ]

    def _scan(self, rejects: Rejects, progress: Progress | None, copy: bool) -> _Scanning:
        layout = self._layout
        report = Report(header=layout.header, blank=layout.blank, preamble=layout.preamble)
        report.retell(rejects, self._mended)
        scan = Scan(self._path, layout, report, rejects, self._source.scratch)
        given = self._options.get("footer_lines")
        scanned = scan.run(progress, final=self._final, footer=given is None, copy=copy, last=given)
        if given is None:
            why = "lines at the end are notes or sums" if report.footer else "none seen"
            self._decisions.decide("footer_lines", report.footer, why)
        else:
            self._decisions.given("footer_lines", given)
        self._decisions.decide("newline", scanned.line_end, "as the lines end")
        report.lines = (
            report.header + report.loaded + report.rejected
            + report.blank + report.preamble + report.footer
        )  # fmt: skip
        return _Scanning(scanned, report)

    def _write(
        self, inference: Inference, scanning: _Scanning, progress: Progress | None
    ) -> list[Typing]:
        """Write the rows by the types that the head suggests, or else by all values."""
        unseen = [
            typing
            for typing in inference.typings()
            if not self._whole
            and not typing.asked
            and inference.evidence[typing.choice.index].values == 0
        ]
        self._look(Table(*self._of(scanning, inference)), inference, unseen)
        typings = self._kept(inference, inference.typings())
        table = Table(*self._of(scanning, inference))
        if self._copy(table, typings, scanning, progress):
            return typings
        expected = {typing.choice.name: typing.form.type for typing in typings}
        doubted = [typing for typing in typings if not typing.asked and not typing.sure]
        counts = table.misfits(doubted)
        wrong = [typing for typing, count in zip(doubted, counts, strict=True) if count]
        self._look(table, inference, wrong or doubted)
        typings = self._kept(inference, inference.typings(sure=True))
        table = Table(*self._of(scanning, inference))
        unsure = [
            typing for typing in typings if not typing.asked and typing.form.type != "VARCHAR"
        ]
        odd = {
            typing.choice.index
            for typing, count in zip(unsure, table.misfits(unsure), strict=True)
            if count
        }
        for place, typing in enumerate(typings):
            if typing.choice.index in odd:
                typings[place] = text_typing(typing.choice)
                inference.whys[typing.choice.name] = "text, because not all values fit one type"
        self._copy(table, typings, scanning, progress)
        for typing in typings:
            name = typing.choice.name
            if typing.form.type != expected.get(name, typing.form.type):
                why = inference.whys[name].removeprefix("text, ")
                self._otherwise.append(
                    f"{name}: {typing.form.type} rather than {expected[name]}, as it begins: {why}"
                )
        return typings

    def _kept(self, inference: Inference, typings: list[Typing]) -> list[Typing]:
        """The columns without those that have neither a name nor a value, unless asked for.

        Spreadsheets and banks write a delimiter behind each line.
        """
        layout = self._layout
        asked = {column["source"] for column in self._options.get("columns") or ()}
        kept = [
            typing
            for typing in typings
            if not layout.header
            or layout.names[typing.choice.index].strip()
            or typing.choice.source in asked
            or not inference.evidence[typing.choice.index].empty
        ]
        kept = kept or typings
        self._nameless = len(typings) - len(kept)
        return kept

    def _look(self, table: Table, inference: Inference, typings: list[Typing]) -> None:
        """Take note of all values of these columns."""
        if not typings:
            return
        for typing in typings:
            inference.evidence[typing.choice.index] = inference.fresh()
        for batch in table.texts(typings):
            for typing, texts in zip(typings, batch, strict=True):
                evidence = inference.evidence[typing.choice.index]
                for text in texts:
                    if text is not None:
                        # The engine has made nulls of these where they stood without quotes.
                        evidence.see(text, text == "" or text in table.nulls)

    def _of(
        self, scanning: _Scanning, inference: Inference
    ) -> tuple[duckdb.DuckDBPyConnection, Scanned, int, tuple[str, ...]]:
        return self._source.connection, scanning.scanned, self._layout.width, inference.nulls

    def _copy(
        self, table: Table, typings: list[Typing], scanning: _Scanning, progress: Progress | None
    ) -> bool:
        if progress is None:
            return table.copy(typings, self._places.parquet)
        with progress.watching(self._source.connection, 0.2, 0.8, scanning.report.rows):
            return table.copy(typings, self._places.parquet)

    def _nulled(
        self,
        scanned: Scanned,
        inference: Inference,
        typings: list[Typing],
        report: Report,
        rejects: Rejects,
    ) -> None:
        """Count the cells that became null and were not empty, and say where they are."""
        asked = [typing for typing in typings if typing.asked]
        table = Table(self._source.connection, scanned, self._layout.width, inference.nulls)
        misfits = table.misfits(asked)
        report.cells_nulled = sum(misfits)
        if report.cells_nulled:
            self._misfits(table, asked, report, rejects)
        lost = {typing.choice.index: count for typing, count in zip(asked, misfits, strict=True)}
        self._spelled(table, inference, typings, lost, report, rejects)

    def _misfits(self, table: Table, asked: list[Typing], report: Report, rejects: Rejects) -> None:
        """Say which cells do not fit the type that was asked for."""
        found = table.nulled(asked, MAX_REJECTS + 1)
        lines = self._lines([row for row, _column, _text in found])
        for row, index, text in found:
            typing = asked[index]
            reason = f"This is no {typing.form.type}; the cell is null."
            name, line = typing.choice.name, lines.get(row)
            report.tell(rejects, "cast", reason, line=line, column=name, text=text)
        report.problems["cast"].count = report.cells_nulled

    def _spelled(
        self,
        table: Table,
        inference: Inference,
        typings: list[Typing],
        misfits: dict[int, int],
        report: Report,
        rejects: Rejects,
    ) -> None:
        """Count the cells that spell null: those that are null, and neither empty nor misfits."""
        spellings = {
            typing.choice.index: {*inference.nulls, *typing.nulls} - {""} for typing in typings
        }
        found = {
            typing.choice.index: count
            for typing, count in zip(typings, null_counts(self._places.parquet), strict=True)
            if spellings[typing.choice.index]
        }
        left = {index: count - misfits.get(index, 0) for index, count in found.items()}
        some = [typing for typing in typings if left.get(typing.choice.index)]
        for typing, empty in zip(some, table.empties(some), strict=True):
            index = typing.choice.index
            count = left[index] - empty
            if not count:
                continue
            row, text = self._first_spelled(table, typing, spellings[index])
            report.cells_nulled += count
            report.spelled += count
            report.tell(
                rejects,
                "null_spelling",
                "It is read as no value.",
                line=self._lines([row]).get(row),
                column=typing.choice.name,
                text=text,
                count=count,
            )

    def _first_spelled(self, table: Table, typing: Typing, spellings: set[str]) -> tuple[int, str]:
        """The row and the text of a column's first spelling of null."""
        index = typing.choice.index
        for row, record in enumerate(self._rows(table.scanned)):
            if index < len(record.fields) and (typing.nulls or not record.quoted[index]):
                text = record.fields[index].decode(errors="replace")
                if text in spellings or (typing.padded and text.strip() in spellings):
                    return row, text
        return table.first(typing, spellings)

    def _lines(self, rows: list[int]) -> dict[int, int]:
        """The source's line of each of these rows."""
        return rows_of(self._path, self._layout, sorted(set(rows)), final=self._final)

    def _say_order(self, inference: Inference, typings: list[Typing]) -> None:
        """Say whether all of the dates left open which of their numbers is the day."""
        for typing in typings:
            evidence = inference.evidence[typing.choice.index]
            format_ = typing.form.format
            if typing.asked or format_ is None or not evidence.ambiguous:
                continue
            first = "day" if is_day_first(format_) else "month"
            name = cells.quoted(typing.choice.name)
            [(highest,)] = self._source.connection.execute(
                f"SELECT max({first}({name})) FROM {self._written}"
            ).fetchall()
            if highest is not None and highest > 12 and first == "day":
                inference.whys[typing.choice.name] = f"all values are written as {shown(format_)}"
                for key in ("date_format", "timestamp_format"):
                    if self._decisions.made[key].value == format_ and key not in self._options:
                        self._decisions.decide(key, format_, "days above 12 come first")
        self._decisions.decide("types", dict(inference.whys), "by the values of each column")

    @property
    def _written(self) -> str:
        return f"read_parquet({literal(str(self._places.parquet))})"

    def _notes(self, report: Report, typings: list[Typing]) -> list[str]:
        """What a person should know of how the file was read, in a few words each."""
        notes = []
        if self._encoding.codec != "utf-8":
            notes.append(f"read as {self._encoding.label}")
        if report.preamble:
            notes.append(f"{_lines(report.preamble)} before the header left out")
        if report.footer:
            notes.append(f"{_lines(report.footer)} at the end left out")
        if self._decisions["decimal"] == ",":
            notes.append("commas read as decimal marks")
        if self._nameless:
            what = "column" if self._nameless == 1 else "columns"
            notes.append(f"{self._nameless:,} {what} without a name or a value left out")
        notes += _undressed(typings)
        notes += self._otherwise[:MAX_NOTES]
        if report.rejected:
            notes.append(f"{_lines(report.rejected)} rejected")
        if nulled := report.cells_nulled - report.spelled:
            notes.append(f"{nulled:,} {'cell' if nulled == 1 else 'cells'} nulled")
        for why in self._decisions["types"].values():
            if "taken to come first" in why:
                notes.append(why)
                break
        return notes


def _undressed(typings: list[Typing]) -> list[str]:
    """What was left out of numbers, and of which columns."""
    told: dict[str, list[str]] = {}
    for typing in typings:
        dress = typing.form.dress
        if dress is not None and dress.words and not typing.asked:
            told.setdefault(dress.words, []).append(typing.choice.name)
    return [f"{', '.join(names[:3])}: {words}" for words, names in told.items()]


def _lines(count: int) -> str:
    return f"{count:,} line" if count == 1 else f"{count:,} lines"


def _nothing(report: Report) -> UnreadableFile:
    problem = report.first_loss
    assert problem is not None
    first: dict[str, Any] = problem.body()["first"] | {"kind": problem.kind}
    return UnreadableFile(
        f"Not one line could be read as a row. Line {first['line']}: {first['reason']}",
        hint="Give the delimiter and the quote, or correct the file.",
        details=first,
    )
