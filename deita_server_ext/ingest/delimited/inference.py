"""The type of every column: what the options ask, or what all of its values are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from deita_server_ext.ingest.columns import Choice
from deita_server_ext.ingest.decisions import Decisions

from .dress import Dress, undress
from .evidence import ALWAYS_NULL, FILE_WIDE, NULLS, Evidence, is_day_first
from .forms import (
    DATES,
    FORMS,
    INTEGER,
    NUMBERS,
    TEXT,
    TIME,
    TIMESTAMPS,
    Form,
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
        self._forms = _forms(self.options)
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
        if "decimal" in self.options:
            return bool(self.options["decimal"] == ",")
        marks = {evidence.comma for evidence in self.evidence.values()} - {None}
        return True if True in marks else (False if marks else None)

    @property
    def day_first(self) -> bool:
        """Whether ambiguous dates are read with the day first."""
        for key in ("date_format", "timestamp_format"):
            given = is_day_first(self.options.get(key))
            if given is not None:
                return given
        orders = []
        for evidence in self.evidence.values():
            if evidence.typed and not evidence.ambiguous and evidence.forms[0].format:
                orders.append(is_day_first(evidence.forms[0].format))
            elif evidence.typed and evidence.ambiguous and "%p" in str(evidence.forms[0].format):
                orders.append(False)
        plain = [order for order in orders if order is not None]
        return plain.count(True) >= plain.count(False)

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
        numbers = [t.form for t in typings if t.form.number]
        marks = {form.decimal for form in numbers if not form.integer or form.thousands}
        decimal = "," if "," in marks else "."
        why = "numbers are written with it" if marks else "there are no numbers with decimals"
        _decide(decisions, self.options, "decimal", decimal, why)
        thousands = next((form.thousands[0] for form in numbers if form.thousands), "")
        why = "groups of three digits have it between" if thousands else "numbers have none"
        _decide(decisions, self.options, "thousands", thousands, why)
        for key, type_ in (("date_format", "DATE"), ("timestamp_format", "TIMESTAMP")):
            forms = [t.form for t in typings if t.form.type == type_]
            format_ = next((form.format for form in forms if form.format), None)
            iso = "%Y-%m-%d" if type_ == "DATE" else "%Y-%m-%d %H:%M:%S"
            value = format_ or (iso if forms else None)
            why = next(
                (self.whys[t.choice.name] for t in typings if t.form.type == type_ and (
                    t.form.format == format_)),
                "there are none",
            )  # fmt: skip
            _decide(decisions, self.options, key, value, why)
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


def _forms(options: dict[str, Any]) -> tuple[Form, ...]:
    """The forms to look for, given what the options say."""
    decimal, thousands = options.get("decimal"), options.get("thousands")
    forms: list[Form] = list(FORMS)
    if decimal is not None or thousands is not None:
        wanted = [
            form
            for form in NUMBERS
            if form is INTEGER
            or (
                (decimal is None or form.decimal == decimal)
                and (thousands is None or form.thousands in ("", thousands))
            )
        ]
        if thousands:
            wanted.append(number(decimal or ("," if thousands == "." else "."), thousands))
        elif decimal:
            wanted.append(number(decimal))
        forms = [FORMS[0], *wanted, *(form for form in FORMS[1:] if not form.number)]
    for key, known, type_ in (
        ("date_format", DATES, "DATE"),
        ("timestamp_format", TIMESTAMPS, "TIMESTAMP"),
    ):
        if key in options:
            others = [form for form in forms if form not in known]
            forms = [strptime(options[key], type_), *others]
    return tuple(forms)
