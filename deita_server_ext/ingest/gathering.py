"""Parts whose rows are Python values (cells of a sheet, of an SQLite table), chunk by chunk."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import duckdb

from deita_server_ext.engine.cells import quoted

from . import staging, values
from .columns import known_type
from .decisions import Decisions
from .delimited.evidence import Evidence, day_first, decimal_comma
from .delimited.forms import forms_for
from .delimited.inference import tell_marks
from .progress import Progress
from .reader import Files, Part, Source
from .report import Rejects, Report
from .staging import Relation
from .values import Chunk, Habits, Incoming, Tally, Typed

_INCOMING = "incoming"
_SAMPLE = 2
"""Chunks on which types are decided first; the rest mostly agrees, and is read once only."""


@dataclass
class Gathered:
    """A part to be made of ``chunks``, which gives the same each time that it is called.

    Columns that are not ``named`` are left out where they hold nothing. ``rows`` is about how
    many there are; ``settle`` completes the report, and the list of what was nulled, when they
    have been counted. ``written`` says that texts may be numbers and dates.
    """

    name: str
    names: Sequence[str]
    named: Sequence[bool]
    chunks: Callable[[], Iterator[Chunk]]
    rows: int
    report: Report
    settle: Callable[[int, Rejects], None]
    decisions: Decisions = field(default_factory=Decisions)
    notes: list[str] = field(default_factory=list)
    written: bool = False


def gather(source: Source, part: Gathered, target: Files, progress: Progress | None = None) -> Part:
    """Write the chunks to ``target``, with types that hold every value of all of them."""
    with Rejects(target.rejects) as rejects, _uncollected():
        work = _Gathering(source, part, progress, rejects)
        try:
            made = work.made(target)
        except duckdb.ConversionException:
            # A text says a number that is too large for any type.
            made = work.plain(target)
        work.report()
        part.settle(made.row_count, rejects)
        made.rejects = rejects.path
    staging.refuse_losses(source, part.report)
    return made


class _Contradicted(Exception):
    """A value came that does not fit the types decided on the sample."""


class _Gathering:
    def __init__(
        self, source: Source, part: Gathered, progress: Progress | None, rejects: Rejects
    ) -> None:
        self._source = source
        self._part = part
        self._progress = progress
        self._rejects = rejects
        self._options = source.asked(part.name)
        self._forms = forms_for(source.options)
        self._habits = Habits()
        self._tallies: list[Tally] = []
        self._kept: list[int] = []
        self._typed: list[Typed] = []
        self._lines: list[Sequence[int]] = []
        self._sampled = False
        self._plain = False

    def tally(self, most: int | None) -> None:
        """Decide on the first ``most`` chunks, or on all."""
        self._sampled = most is not None
        self._tallies = [Tally(written=self._evidence(name)) for name in self._part.names]
        for chunk in islice(self._part.chunks(), most):
            self._add(chunk)
        self._kept = self._filled()
        self._habits = self._told()
        self._typed = [values.decide(self._tallies[index], self._habits) for index in self._kept]

    def write(self, target: Files) -> Part:
        """Write all chunks. Raises _Contradicted where the types were decided on too few."""
        part = self._part
        self._lines.clear()
        names = [part.names[index] for index in self._kept]
        incoming = Incoming(self._checked(), names, self._typed)
        with _registered(self._source.connection, incoming) as name:
            relation = Relation.of(self._source, part.name, self._read(name, names), part.report)
            relation.decisions, relation.notes = part.decisions, part.notes
            relation.names = names
            relation.line = self._line
            self._rejects.clear()
            return staging.load(self._source, relation, target, self._rejects)

    def made(self, target: Files) -> Part:
        """Write all chunks, by the types that the first suggest if they can hold the others."""
        try:
            self.tally(_SAMPLE)
            return self.write(target)
        except _Contradicted:
            self.tally(None)
            return self.write(target)

    def plain(self, target: Files) -> Part:
        """Write all chunks, texts as texts."""
        self._plain = True
        self.tally(None)
        return self.write(target)

    def report(self) -> None:
        """Say what became of values in columns of several kinds, and of spellings of null."""
        for index, typed in zip(self._kept, self._typed, strict=True):
            name = self._part.names[index]
            report, rejects = self._part.report, self._rejects
            values.report_mixed(name, self._tallies[index], typed, report, rejects)
            values.report_written(name, self._tallies[index], typed, report, rejects)
            values.report_nulled(name, typed, report, rejects)
        self._tell()

    def _tell(self) -> None:
        """Say what was decided, so that a person can ask for something else."""
        decisions, options = self._part.decisions, self._options
        if "nulls" in options:
            decisions.given("nulls", options["nulls"])
        else:
            found = sorted(set().union(*(typed.spelled for typed in self._typed)) - {""})
            why = "they stand where a value is missing" if found else "nothing but empty cells seen"
            decisions.decide("nulls", found, why)
        if self._part.written:
            told = [
                (typed.form, values.how_written(self._tallies[index], typed.form) or "as all are")
                for index, typed in zip(self._kept, self._typed, strict=True)
                if typed.form is not None
            ]
            tell_marks(decisions, options, told, "no texts are such")

    def _told(self) -> Habits:
        """How texts say values, by what is asked for and all that was seen."""
        seen = [tally.written for tally in self._tallies if tally.written is not None]
        return Habits(
            self._options.get("nulls"),
            day_first(seen, self._options),
            decimal_comma(seen, self._options),
        )

    def _evidence(self, name: str) -> Evidence | None:
        """What is to be found out of a column's texts; nothing where text is asked for."""
        if not self._part.written or self._plain:
            return None
        asked = {c["source"]: c.get("type") for c in self._options.get("columns") or ()}
        if known_type(asked.get(name) or "DOUBLE") == "VARCHAR":
            return None
        nulls = self._options.get("nulls")
        spelled = values.SPELLINGS if nulls is None else frozenset(nulls)
        return Evidence(forms=list(self._forms), spellings=spelled | {""})

    def _read(self, relation: str, names: list[str]) -> str:
        """What stands behind FROM: texts that are to be values are made such."""
        if all(typed.form is None for typed in self._typed):
            return relation
        select = ", ".join(
            quoted(name)
            if typed.form is None
            else f"{typed.form.value(f'trim({quoted(name)})', strict=True)} AS {quoted(name)}"
            for name, typed in zip(names, self._typed, strict=True)
        )
        return f"(SELECT {select} FROM {relation})"

    def _checked(self) -> Iterator[Chunk]:
        read = 0
        for number, chunk in enumerate(self._part.chunks()):
            if self._sampled and number >= _SAMPLE:
                self._add(chunk)
                self._agree()
            self._lines.append(chunk.lines)
            kept, kinds = chunk.columns, chunk.kinds
            yield Chunk(
                [kept[index] for index in self._kept], chunk.lines, [kinds[i] for i in self._kept]
            )
            read += len(chunk.lines)
            if self._progress is not None:
                self._progress.say(read / max(self._part.rows, read), read)

    def _add(self, chunk: Chunk) -> None:
        for tally, column, kinds in zip(self._tallies, chunk.columns, chunk.kinds, strict=True):
            tally.add(column, chunk.lines, kinds)

    def _agree(self) -> None:
        if len(self._filled()) > len(self._kept) or self._told() != self._habits:
            raise _Contradicted
        for index, typed in zip(self._kept, self._typed, strict=True):
            if not typed.holds(self._tallies[index], self._habits):
                raise _Contradicted

    def _filled(self) -> list[int]:
        named = self._part.named
        return [
            index
            for index, tally in enumerate(self._tallies)
            if named[index] or tally.kinds or not any(named)
        ]

    def _line(self, row: int) -> int:
        for lines in self._lines:
            if row < len(lines):
                return lines[row]
            row -= len(lines)
        raise IndexError(row)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no cycles: cells have none, and to look through all of them takes as long again."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@contextlib.contextmanager
def _registered(connection: duckdb.DuckDBPyConnection, incoming: Incoming) -> Iterator[str]:
    connection.register(_INCOMING, incoming.reader())
    try:
        yield _INCOMING
    except duckdb.Error as exc:
        if incoming.fault is not None:
            raise incoming.fault from exc
        raise
    finally:
        connection.unregister(_INCOMING)
