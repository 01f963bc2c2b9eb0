"""Python values in columns (cells of a sheet, of a database): their types, decided over all."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from .delimited.evidence import Evidence, is_day_first
from .delimited.forms import Form, number, shown
from .report import Rejects, Report

EXACT = 2**53
"""Every integer up to here is a float of its own (IEEE 754, double precision)."""
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1
_DIGITS = 10**38
"""What a DECIMAL(38, 0) stays below."""
SPELLINGS = frozenset(
    ("NA", "N/A", "n/a", "na", "#N/A", "NULL", "null", "None", "NaN", "nan", "-", "--", ".", "?")
)
"""Texts that say "no value" among numbers and times, where the options name none."""
_FEW = 32

Values = Sequence[Any]


@dataclass(frozen=True)
class Habits:
    """How texts say values, as a person asks for or the columns together tell.

    ``nulls`` are the texts that are null wherever they stand; None for the usual ones where all
    other values are numbers or times. ``comma`` is the decimal mark, None where nothing tells.
    """

    nulls: Sequence[str] | None = None
    day_first: bool = True
    comma: bool | None = None


@dataclass(frozen=True)
class Place:
    """Where a kind of value came first."""

    line: int
    value: Any


@dataclass
class Tally:
    """What kinds of values a column holds, counted chunk by chunk. None is no value."""

    counts: Counter[type] = field(default_factory=Counter)
    first: dict[type, Place] = field(default_factory=dict)
    fractions: bool = False
    largest_float: float = 0.0
    low: int = 0
    high: int = 0
    texts: set[str] | None = field(default_factory=set)
    """The texts, as long as they are few."""
    written: Evidence | None = None
    """What the texts say as numbers, dates or times, where they may be such."""

    def add(self, values: Values, lines: Sequence[int], kinds: set[type]) -> None:
        """Count a chunk; ``lines`` are where its values stand, ``kinds`` their types."""
        if len(kinds) == 1:
            self.counts[next(iter(kinds))] += len(values)
        else:
            self.counts.update(map(type, values))
        for kind in kinds:
            if kind not in self.first and kind is not _NONE:
                at = next(i for i, value in enumerate(values) if type(value) is kind)
                self.first[kind] = Place(lines[at], values[at])
        single = len(kinds - {_NONE}) == 1
        if float in kinds and not self.fractions:
            self._floats(_of(values, float) if not single or _NONE in kinds else values)
        if int in kinds:
            numbers = _of(values, int)
            self.low = min(self.low, *numbers)
            self.high = max(self.high, *numbers)
        if str in kinds and (self.texts is not None or self._may_be_written):
            self._texts(set(_of(values, str)))

    @property
    def _may_be_written(self) -> bool:
        return self.written is not None and bool(self.written.forms)

    def _texts(self, values: set[str]) -> None:
        if self.texts is not None:
            self.texts.update(value.strip() for value in values)
            if len(self.texts) > _FEW:
                self.texts = None
        if self.written is not None:
            for value in values:
                self.written.see(value)
                if not self.written.forms:
                    break

    def _floats(self, values: Values) -> None:
        if not all(map(float.is_integer, values)):
            self.fractions = True
            return
        self.largest_float = max(self.largest_float, -min(values), *values)

    @property
    def kinds(self) -> set[type]:
        """The kinds of values that there are, without None."""
        return {kind for kind, count in self.counts.items() if count} - {_NONE}


_NONE = type(None)


def _of(values: Values, kind: type) -> list[Any]:
    return [value for value in values if type(value) is kind]


@dataclass
class Typed:
    """A column's type, and what makes an Arrow array of a chunk of its values.

    ``nulls`` are texts that are read as null; ``nulled`` counts them, ``first`` was the first,
    and ``spelled`` are those that there were.
    ``form`` is how the texts are written that the engine is to make values of.
    """

    type: pa.DataType
    array: Callable[[Values], pa.Array]
    nulls: frozenset[str] = frozenset()
    way: str = "text"
    form: Form | None = None
    nulled: int = 0
    first: Place | None = None
    spelled: set[str] = field(default_factory=set)

    def holds(self, tally: Tally, habits: Habits) -> bool:
        """Whether the type is right for what has been counted so far, or can at least hold it."""
        found = decide(tally, habits)
        if not tally.kinds:
            return True
        return (found.way, found.nulls, found.form) == (self.way, self.nulls, self.form)

    def encode(self, values: Values, lines: Sequence[int]) -> pa.Array:
        """A chunk of the column."""
        if not self.nulls:
            return self.array(values)
        kept = list(values)
        for at, value in enumerate(kept):
            if type(value) is str and value.strip() in self.nulls:
                kept[at] = None
                if value:
                    self.nulled += 1
                    self.spelled.add(value.strip())
                    self.first = self.first or Place(lines[at], value)
        return self.array(kept)


def decide(tally: Tally, habits: Habits) -> Typed:
    """The type that holds every value of the column without loss."""
    kinds, nulls = tally.kinds, habits.nulls
    spelled = frozenset(text.strip() for text in nulls or ())
    usual = spelled if nulls is not None else SPELLINGS
    texts = tally.texts
    known = str in kinds and texts is not None and texts <= usual | {""}
    if known and (nulls is not None or len(kinds) > 1):
        spelled = usual | {""}
        kinds = kinds - {str}
    if str in kinds and (form := _written(tally, kinds, habits)) is not None:
        return Typed(*_WAYS["mixed"], usual | {""}, "written", form)
    way = _way(kinds, tally)
    return Typed(*_WAYS[way], spelled, way)


def _written(tally: Tally, kinds: set[type], habits: Habits) -> Form | None:
    """How texts are written that are numbers, dates or times, all of them; None for others."""
    if tally.written is None or not tally.written.typed:
        return None
    form = tally.written.form(day_first=habits.day_first, comma=habits.comma)
    if form is None or kinds == {str}:
        return form
    numbers = kinds <= {str, int, float} and form.type in ("BIGINT", "DOUBLE")
    if not numbers or form.decimal != "." or form.dress is not None:
        return None
    numeric = _way(kinds - {str}, tally)
    if form.type == "BIGINT" and numeric in ("integer", "whole"):
        return form
    # Numbers stand as their shortest text among the texts.
    exact = numeric in ("integer", "whole", "float") and max(-tally.low, tally.high) <= EXACT
    return number(".", form.thousands) if exact and tally.written.digits <= 15 else None


def _way(kinds: set[type], tally: Tally) -> str:
    """Which of ``_WAYS`` holds values of these kinds without loss."""
    if kinds and kinds <= {int, float}:
        return _number(kinds, tally)
    for way, held in _HELD.items():
        if kinds <= held:
            return way
    return "mixed"


def _number(kinds: set[type], tally: Tally) -> str:
    whole = not tally.fractions and tally.largest_float <= EXACT
    within = tally.low >= _SMALLEST and tally.high <= _LARGEST
    if kinds == {int} or (whole and int in kinds):
        wide = max(-tally.low, tally.high) < _DIGITS
        return "integer" if within else "wide" if wide else "mixed"
    if kinds == {float} and whole:
        return "whole"
    # Integers that no float holds, beside fractions: only their text is exact.
    return "float" if max(-tally.low, tally.high) <= EXACT else "mixed"


def _as(type_: pa.DataType) -> tuple[pa.DataType, Callable[[Values], pa.Array]]:
    return type_, lambda values: pa.array(values, type_)


def _by(
    type_: pa.DataType, convert: Callable[[Any], Any]
) -> tuple[pa.DataType, Callable[[Values], pa.Array]]:
    return type_, lambda values: pa.array([convert(value) for value in values], type_)


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(int(value))


def _moment(value: date | None) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    return datetime(value.year, value.month, value.day)


def _span(value: time | timedelta | None) -> timedelta | None:
    if isinstance(value, time):
        return timedelta(
            hours=value.hour,
            minutes=value.minute,
            seconds=value.second,
            microseconds=value.microsecond,
        )
    return value


def text(value: Any) -> str | None:  # noqa: PLR0911 - one line a kind
    """A value as text, in a column of mixed kinds."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if value.is_integer() and abs(value) <= EXACT:
            return str(int(value))
        return repr(value) if math.isfinite(value) else str(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, bytes):
        return value.decode(errors="backslashreplace")
    return value.isoformat() if isinstance(value, date | time) else str(value)


_HELD: dict[str, set[type]] = {
    "text": {str},
    "boolean": {bool},
    "date": {date},
    "instant": {datetime},
    "moment": {date, datetime},
    "clock": {time},
    "span": {time, timedelta},
    "binary": {bytes},
}
_WAYS: dict[str, tuple[pa.DataType, Callable[[Values], pa.Array]]] = {
    "text": _as(pa.string()),
    "boolean": _as(pa.bool_()),
    "integer": _as(pa.int64()),
    # Arrow makes an integer of a float by cutting its fraction off; the cast refuses to.
    "whole": (pa.int64(), lambda values: pa.array(values, pa.float64()).cast(pa.int64())),
    "wide": _by(pa.decimal128(38, 0), _decimal),
    "float": _as(pa.float64()),
    "date": _as(pa.date32()),
    "instant": _as(pa.timestamp("us")),
    "moment": _by(pa.timestamp("us"), _moment),
    "clock": _as(pa.time64("us")),
    "span": _by(pa.duration("us"), _span),
    "binary": _as(pa.binary()),
    "mixed": _by(pa.string(), text),
}
"""How a column is read: its type, and what makes an array of its values."""


def report_mixed(name: str, tally: Tally, typed: Typed, report: Report, rejects: Rejects) -> None:
    """Say of a column that became text that not all of its values are texts."""
    kinds = tally.kinds
    if typed.way != "mixed":
        return
    # Of equally many, the first that came.
    common = max(kinds, key=lambda kind: (tally.counts[kind], -tally.first[kind].line))
    other = min(kinds - {common} or kinds, key=lambda kind: tally.first[kind].line)
    place = tally.first[other]
    count = sum(tally.counts[kind] for kind in kinds - {common})
    words = f"{_WORDS.get(common, 'values')} and {_WORDS.get(other, 'values')}"
    report.tell(
        rejects,
        "mixed_types",
        f"The column has {words}; all of it is kept as text.",
        line=place.line,
        column=name,
        text=text(place.value),
        count=count,
    )


def report_written(name: str, tally: Tally, typed: Typed, report: Report, rejects: Rejects) -> None:
    """Say of a column of texts that they were read as what they say."""
    if (form := typed.form) is None:
        return
    told = how_written(tally, form)
    place = tally.first[str]
    report.tell(
        rejects,
        "stored_as_text",
        f"These are texts in the file; they are read as {form.type}{told and f' ({told})'}.",
        line=place.line,
        column=name,
        text=text(place.value),
        count=tally.counts[str],
    )


def how_written(tally: Tally, form: Form) -> str:
    """How the texts of a column are read, in a few words; empty where that is plain."""
    how = [shown(form.format)] if form.format else []
    if form.format and tally.written is not None and tally.written.ambiguous:
        order = "month" if is_day_first(form.format) is False else "day"
        how.append(f"the {order} is taken to come first")
    if form.dress is not None and form.dress.words:
        how.append(form.dress.words)
    return ", ".join(how)


def report_nulled(name: str, typed: Typed, report: Report, rejects: Rejects) -> None:
    """Say of a column which of its texts were read as null."""
    if typed.first is None:
        return
    report.cells_nulled += typed.nulled
    report.spelled += typed.nulled
    report.tell(
        rejects,
        "null_spelling",
        "It is read as no value.",
        line=typed.first.line,
        column=name,
        text=typed.first.value,
        count=typed.nulled,
    )


_WORDS: dict[type, str] = {
    bool: "booleans",
    int: "numbers",
    float: "numbers",
    str: "texts",
    date: "dates",
    datetime: "times",
    time: "times of day",
    timedelta: "durations",
    bytes: "binary values",
}


@dataclass(frozen=True)
class Chunk:
    """Rows column by column, with the source line of each, and the types in each column."""

    columns: Sequence[Values]
    lines: Sequence[int]
    kinds: Sequence[set[type]]

    @classmethod
    def of(cls, columns: Sequence[Values], lines: Sequence[int]) -> Chunk:
        """With the types that are found."""
        return cls(columns, lines, [kinds_of(column) for column in columns])


def kinds_of(values: Values) -> set[type]:
    """The types of values in a column."""
    return set(map(type, values))


class Incoming:
    """Chunks as a stream of Arrow batches, made as they are asked for.

    ``fault`` is what stopped them: whoever reads the stream sees its text alone.
    """

    def __init__(
        self, chunks: Iterator[Chunk], names: Sequence[str], typed: Sequence[Typed]
    ) -> None:
        self._chunks = chunks
        self._typed = typed
        self._schema = pa.schema(
            [pa.field(name, t.type) for name, t in zip(names, typed, strict=True)]
        )
        self.fault: BaseException | None = None

    def reader(self) -> pa.RecordBatchReader:
        """The stream; it can be read once."""
        return pa.RecordBatchReader.from_batches(self._schema, self._batches())

    def _batches(self) -> Iterator[pa.RecordBatch]:
        try:
            for chunk in self._chunks:
                arrays = [
                    typed.encode(column, chunk.lines)
                    for typed, column in zip(self._typed, chunk.columns, strict=True)
                ]
                yield pa.record_batch(arrays, schema=self._schema)
        except BaseException as exc:
            self.fault = exc
            raise
