"""The type of every column: what the options ask, or what all of its values are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from deita_server_ext.ingest.columns import Choice
from deita_server_ext.ingest.decisions import Decisions

from .dress import Dress, undress
from .evidence import (
    ALWAYS_NULL,
    FILE_WIDE,
    NULLS,
    Evidence,
    day_first,
    decimal_comma,
    is_day_first,
)
from .forms import (
    DATES,
    TEXT,
    TIME,
    TIMESTAMPS,
    Form,
    forms_for,
    integer,
    number,
    shown,
    strptime,
)
from .records import Record
from .table import Typing, clean


@dataclass
class Inference:
    """Collects evidence and decides. ``delimiter`` tells what commas in numbers may mean."""

    choices: list[Choice]
    options: dict[str, Any]
    delimiter: str
    evidence: dict[int, Evidence] = field(default_factory=dict)
    nulls: tuple[str, ...] = ()
    whys: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._forms = forms_for(self.options)
        given = self.options.get("nulls")
        self._spellings = NULLS if given is None else frozenset({"", *given})

    def fresh(self) -> Evidence:
        """Evidence of a column of which nothing has been seen."""
        return Evidence(forms=list(self._forms), spellings=self._spellings)

    def look(self, rows: Iterable[Record]) -> None:
        """Take note of records."""
        self.evidence = {choice.index: self.fresh() for choice in self.choices}
        for record in rows:
            fields = record.fields
            for index, evidence in self.evidence.items():
                if index < len(fields):
                    text = fields[index].decode(errors="replace")
                    evidence.see(text, record.quoted[index])

    def typings(self, sure: bool = False) -> list[Typing]:
        """How each column is to be read, by what has been seen so far."""
        self.nulls = self._file_nulls()
        comma, day_first = self.comma, self.day_first
        return [self._typing(choice, comma, day_first, sure) for choice in self.choices]

    @property
    def comma(self) -> bool | None:
        """Whether numbers have decimal commas; None where nothing tells."""
        return decimal_comma(self.evidence.values(), self.options)

    @property
    def day_first(self) -> bool:
        """Whether ambiguous dates are read with the day first."""
        return day_first(self.evidence.values(), self.options)

    def _typing(self, choice: Choice, comma: bool | None, day_first: bool, sure: bool) -> Typing:
        evidence = self.evidence[choice.index]
        own = set(evidence.nulls) - {""} - set(self.nulls)
        if evidence.quoted_null:
            own |= {"", *self.nulls}
        if choice.type is not None:
            form = self._asked(choice.type, evidence, comma, day_first)
            self.whys[choice.name] = "asked for"
            nulls = () if form.type == "VARCHAR" else tuple(sorted(own | {""}))
            return Typing(choice, form, nulls, padded=True, asked=form.type != "VARCHAR")
        found = evidence.form(day_first=day_first, comma=comma, marks=self.delimiter == ",")
        self.whys[choice.name] = self._why(evidence, found, day_first)
        if found is None:
            return Typing(choice, TEXT, sure=True)
        return Typing(choice, found, tuple(sorted(own)), evidence.padded, sure)

    def _why(self, evidence: Evidence, found: Form | None, day_first: bool) -> str:
        if found is None:
            return _why_text(evidence)
        if evidence.ambiguous and found.format:
            order = "day" if day_first else "month"
            return (
                f"dates as {shown(found.format)}: no value tells the day from the month, "
                f"so the {order} was taken to come first"
            )
        if found.format:
            return f"all values are written as {shown(found.format)}"
        dress = f"; {found.dress.words}" if found.dress is not None and found.dress.words else ""
        if found.number and (found.thousands or found.decimal != "."):
            thousands = f", {found.thousands[0]!r} between thousands" if found.thousands else ""
            decimal = f"{found.decimal!r} as the decimal mark" if found.decimal else ""
            return f"all values are numbers with {decimal}{thousands}{dress}"
        return f"all values are of the type {found.type}{dress}"

    def _file_nulls(self) -> tuple[str, ...]:
        given = self.options.get("nulls")
        if given is not None:
            return tuple(sorted(set(given) - {""}))
        found: set[str] = set()
        for evidence in self.evidence.values():
            found |= evidence.nulls.keys() & ALWAYS_NULL
            if evidence.typed:
                found |= evidence.nulls.keys() & FILE_WIDE
        return tuple(sorted(found))

    def _asked(self, type_: str, evidence: Evidence, comma: bool | None, day_first: bool) -> Form:
        """The form for a type that a person wants, as near to what was seen as there is."""
        seen = evidence.form(day_first=day_first, comma=comma, marks=self.delimiter == ",")
        plain = _plain(type_)
        if plain.number:
            if seen is not None and seen.number:
                return _number(plain, seen)
            return self._best_number(plain, evidence, comma)
        if type_ in ("DATE", "TIMESTAMP"):
            key = "date_format" if type_ == "DATE" else "timestamp_format"
            if key in self.options:
                return strptime(self.options[key], type_)
            if seen is not None and (seen.format or seen.type in ("DATE", "TIMESTAMP")):
                return Form(type_, seen.pattern, format=seen.format)
            return self._best_date(type_, evidence, day_first)
        return plain

    def _best_number(self, plain: Form, evidence: Evidence, comma: bool | None) -> Form:
        """The way of writing numbers that most of a mixed column's values are in."""
        texts = [text.strip() for text in evidence.seen]
        found = [one for text in texts if (one := undress(text)) is not None]
        signs = Counter(dress.sign for _bare, dress in found if dress.sign)
        sign = signs.most_common(1)[0][0] if signs else ""
        bare = [one[0] if (one := undress(text)) is not None else text for text in texts]
        decimal = self.options.get("decimal") or ("," if comma else ".")
        forms = [form for form in self._forms if form.number and not form.integer]
        best = max(
            forms,
            key=lambda form: (
                sum(form.fits(text) for text in bare),
                form.decimal == decimal,
                not form.thousands,
            ),
        )
        given = self.options.get("thousands")
        thousands = best.thousands if given is None else given
        if plain.integer and not thousands:
            form = plain
        else:
            form = number(best.decimal, thousands, plain.type)
        return replace(form, dress=Dress(sign, brackets=True, minus=True, loose=True))

    def _best_date(self, type_: str, evidence: Evidence, day_first: bool) -> Form:
        """The way of writing dates that most of a mixed column's values are in."""
        forms = DATES if type_ == "DATE" else (*TIMESTAMPS, *DATES)
        seen = evidence.seen
        if not any(form.fits(text.strip()) for form in forms for text in seen):
            return Form(type_, forms[0].pattern)
        best = max(
            forms,
            key=lambda form: (
                sum(form.fits(text.strip()) for text in seen),
                is_day_first(form.format) == day_first,
            ),
        )
        return Form(type_, best.pattern, format=best.format)

    def tell(self, decisions: Decisions, typings: list[Typing]) -> None:
        """Say what was decided."""
        self._tell_nulls(decisions, typings)
        told = [(typing.form, self.whys[typing.choice.name]) for typing in typings]
        tell_marks(decisions, self.options, told)
        decisions.decide("types", dict(self.whys), "by the values of each column")

    def _tell_nulls(self, decisions: Decisions, typings: list[Typing]) -> None:
        if "nulls" in self.options:
            decisions.given("nulls", self.options["nulls"])
            return
        own = {spelling for typing in typings for spelling in typing.nulls} - {""}
        found = sorted({*self.nulls, *own})
        why = "they stand where a value is missing" if found else "nothing but empty values seen"
        decisions.decide("nulls", found, why)


def _why_text(evidence: Evidence) -> str:
    if evidence.misfit is not None:
        return f"text, because of values like {clean(evidence.misfit)[:60]!r}"
    if evidence.dress is not None:
        return "text, because its numbers have not all the same around them"
    if evidence.values:
        return "text, because of numbers too long for any type"
    return "text, because there are no values"


def tell_marks(
    decisions: Decisions,
    options: dict[str, Any],
    told: Sequence[tuple[Form, str]],
    none: str = "there are none",
) -> None:
    """Say how numbers and dates are written, given each column's form and why it was taken."""
    numbers = [form for form, _why in told if form.number]
    marks = {form.decimal for form in numbers if not form.integer or form.thousands}
    decimal = "," if "," in marks else "."
    why = "numbers are written with it" if marks else "there are no numbers with decimals"
    _decide(decisions, options, "decimal", decimal, why)
    thousands = next((form.thousands[0] for form in numbers if form.thousands), "")
    why = "groups of three digits have it between" if thousands else "numbers have none"
    _decide(decisions, options, "thousands", thousands, why)
    for key, type_ in (("date_format", "DATE"), ("timestamp_format", "TIMESTAMP")):
        dates = [(form.format, why) for form, why in told if form.type == type_]
        format_ = next((format_ for format_, _why in dates if format_), None)
        iso = "%Y-%m-%d" if type_ == "DATE" else "%Y-%m-%d %H:%M:%S"
        value = format_ or (iso if dates else None)
        why = next((why for found, why in dates if found == format_), none)
        _decide(decisions, options, key, value, why)


def _decide(decisions: Decisions, options: dict[str, Any], key: str, value: Any, why: str) -> None:
    if key in options:
        decisions.given(key, options[key])
    else:
        decisions.decide(key, value, why)


def _number(plain: Form, seen: Form) -> Form:
    """Numbers of the type of ``plain``, written as those that were seen."""
    if not plain.integer:
        return replace(seen, type=plain.type)
    if seen.thousands:
        plain = number(seen.decimal, seen.thousands, plain.type)
    return replace(plain, dress=seen.dress)


def _plain(type_: str) -> Form:
    """The usual form of a type."""
    if type_ == "VARCHAR":
        return TEXT
    if type_ == "BOOLEAN":
        return Form("BOOLEAN", "")
    if type_ == "TIME":
        return TIME
    if type_ == "TIMESTAMP WITH TIME ZONE":
        return Form(type_, "")
    form = integer(type_)
    if form.integer:
        return form
    return (
        number(type_=type_)
        if type_.startswith(("DOUBLE", "FLOAT", "DECIMAL"))
        else (Form(type_, ""))
    )
