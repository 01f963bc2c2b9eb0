"""What a column's values say about its type: the forms that all of them are written in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from .dress import Dress, undress
from .forms import FORMS, ISO_TIMESTAMP, Form

NULLS = frozenset(
    {
        "", "NA", "N/A", "n/a", "na", "#N/A", "#NA", "<NA>", "NULL", "null", "Null", "None",
        "none", "NaN", "nan", "-NaN", "-nan", "-", "--", "---", "–", "—", ".", "..", "...", "?",
        "\\N", "(null)", "[NULL]", "#NULL!", "missing", "nil", "#DIV/0!", "#VALUE!", "#REF!",
    }
)  # fmt: skip
"""Spellings of null, where the other values of the column are numbers, dates or times."""
ALWAYS_NULL = frozenset({"\\N", "NULL", "null"})
"""Spellings of null in any column: what databases write."""
FILE_WIDE = ALWAYS_NULL | {"NA", "N/A", "#N/A", "<NA>", "(null)", "[NULL]"}
"""Spellings of null in every column of a file where one column of values has them."""
_EXACT_DIGITS = 17
"""Digits that a DOUBLE holds (IEEE 754: 15 to 17)."""
_REMEMBERED = 20_000
_LONG = 64
_BLANKS = " \t\u00a0"


@dataclass
class Evidence:
    """Seen of one column so far. ``misfit`` is the first value that made it a text.

    ``dress`` is what stands around some of its numbers; ``bare`` says that there are some without
    a sign, but zero, and ``positive`` that there are some without brackets.
    """

    forms: list[Form] = field(default_factory=lambda: list(FORMS))
    spellings: frozenset[str] = NULLS
    values: int = 0
    nulls: dict[str, int] = field(default_factory=dict)
    quoted_null: bool = False
    padded: bool = False
    misfit: str | None = None
    least: int = 0
    most: int = 0
    marks: set[str] = field(default_factory=set)
    digits: int = 0
    scale: int = 0
    exact: bool = True
    dress: Dress | None = None
    bare: bool = False
    positive: bool = False
    seen: set[str] = field(default_factory=set)

    def see_all(self, values: Iterable[str | None], quoted: bool = False) -> None:
        """Take note of values."""
        for value in values:
            if value is not None:
                self.see(value, quoted)

    def see(self, value: str, quoted: bool = False) -> None:
        """Take note of a value; of one quoted, where that is known."""
        if value in self.seen:
            self.values += 1
            return
        text = value.strip(_BLANKS)
        if text in self.spellings:
            self.nulls[text] = self.nulls.get(text, 0) + 1
            if quoted:
                self.quoted_null = True
            return
        self.values += 1
        if not self.forms:
            return
        if len(text) != len(value):
            self.padded = True
        alive = self._alive(text) if len(text) <= _LONG else []
        if alive:
            self.positive = True
            self.bare = self.bare or bool(text.strip("0.,"))
        elif (bare := self._undress(text)) is not None:
            text, alive = bare, self._alive(bare)
        if not alive:
            self.misfit = value
        elif alive[0].number:
            self._measure(text, alive)
        self.forms = alive
        if len(self.seen) < _REMEMBERED:
            self.seen.add(value)

    def fits(self, value: str) -> bool:
        """Whether a value is like those that were seen."""
        text = value.strip(_BLANKS)
        found = undress(text)
        numbers = [form for form in self.forms if form.number]
        return bool(self.forms) and (
            self.forms[0].fits(text)
            or (self.dress is not None and found is not None and numbers[0].fits(found[0]))
        )

    def _alive(self, text: str) -> list[Form]:
        return [form for form in self.forms if form.fits(text)]

    def _undress(self, text: str) -> str | None:
        """The number in a text that is more than a number; None where it goes with no others."""
        if len(text) > _LONG or not any(form.number for form in self.forms):
            return None
        found = undress(text)
        if found is None:
            return None
        bare, dress = found
        both = dress if self.dress is None else self.dress.beside(dress)
        if both is None:
            return None
        self.dress = both
        self.bare = self.bare or not dress.sign
        self.positive = self.positive or not dress.brackets
        return bare

    def _measure(self, text: str, alive: list[Form]) -> None:
        """How large and how fine the numbers are."""
        if alive[0].integer:
            if len(text) >= 16:
                number = int(text)
                self.least, self.most = min(self.least, number), max(self.most, number)
                self.digits = max(self.digits, len(text.lstrip("+-")))
            else:
                self.least = min(self.least, -1 if text[0] == "-" else 0)
                self.digits = max(self.digits, len(text))
            return
        if "," in text:
            self.marks.add(",")
        if "." in text:
            self.marks.add(".")
        form = alive[0]
        point = text.find(form.decimal)
        if point >= 0:
            self.scale = max(self.scale, len(text) - point - 1)
        if len(text) < _EXACT_DIGITS:
            self.exact = self.exact and "e" not in text and "E" not in text
            return
        whole = text.lstrip("+-").partition(form.decimal)[0]
        whole = "".join(c for c in whole if c not in form.thousands)
        if "e" in text.lower() or not whole.isdigit():
            self.exact = False
            return
        self.digits = max(self.digits, len(whole))

    @property
    def empty(self) -> bool:
        """Whether nothing has been seen, not even a spelling of null."""
        return not self.values and self.nulls.keys() <= {""}

    @property
    def typed(self) -> bool:
        """Whether the values are something other than text."""
        return bool(self.forms) and self.values > 0

    def form(self, *, day_first: bool, comma: bool | None, marks: bool = False) -> Form | None:
        """The form to read the column by; None for text.

        ``day_first`` and ``comma`` (a decimal comma; None where nothing speaks for or against)
        decide where the values fit both ways; ``marks`` says that commas part the values, so
        that one within a number is rather for thousands.
        """
        if not self.typed:
            return None
        best = self.forms[0]
        if best.number:
            form = self._integer() if best.integer else self._number(comma, marks)
            if form is None or self.dress is None:
                return form
            # (1), (2) and (3) alone are no losses but notes; 5 beside 5% is something else.
            of_one_kind = self.positive and not (self.dress.sign and self.bare)
            return replace(form, dress=self.dress) if of_one_kind else None
        if (best.type == "TIMESTAMP" and best is not ISO_TIMESTAMP) or best.type == "DATE":
            return self._dated(day_first)
        return best

    def _integer(self) -> Form | None:
        if self.least >= -(2**63) and self.most < 2**63:
            return self.forms[0]
        # DECIMAL, since Parquet has no integers beyond 64 bits.
        if self.least >= 0 and self.most < 2**64:
            return Form("UBIGINT", self.forms[0].pattern)
        if self.digits <= 38:
            return Form("DECIMAL(38,0)", self.forms[0].pattern)
        return None

    def _number(self, comma: bool | None, parting: bool) -> Form | None:
        numbers = [form for form in self.forms if form.number]
        chosen = numbers[0]
        if comma is None and parting and chosen.decimal == ",":
            comma = False
        wanted = "," if comma else "."
        if comma is not None:
            chosen = next((form for form in numbers if form.decimal == wanted), numbers[0])
        if chosen.thousands and chosen.decimal not in self.marks:
            return Form("BIGINT", chosen.pattern, chosen.decimal, chosen.thousands)
        if self.exact and self.digits + self.scale > _EXACT_DIGITS and self.digits > 15:
            if self.digits + self.scale > 38:
                return None
            type_ = f"DECIMAL(38,{self.scale})"
            return Form(type_, chosen.pattern, chosen.decimal, chosen.thousands)
        return chosen

    def _dated(self, day_first: bool) -> Form:
        return next((f for f in self.forms if day_first == is_day_first(f.format)), self.forms[0])

    @property
    def ambiguous(self) -> bool:
        """Whether dates could be read with the day first or the month first."""
        orders = {is_day_first(form.format) for form in self.forms if form.format}
        return {True, False} <= orders

    @property
    def comma(self) -> bool | None:
        """Whether numbers here show which mark is the decimal one."""
        marks = {form.decimal for form in self.forms if form.number}
        if not self.typed or not self.forms[0].number or self.forms[0].integer:
            return None
        return None if len(marks) > 1 else "," in marks


def is_day_first(format_: str | None) -> bool | None:
    """Whether the day comes before the month's number; None where the order is plain."""
    if format_ is None or "%m" not in format_ or "%d" not in format_ or format_[:2] == "%Y":
        return None
    return format_.index("%d") < format_.index("%m")


def day_first(columns: Iterable[Evidence], options: dict[str, Any]) -> bool:
    """Whether ambiguous dates are read with the day first: as asked, or as other columns are."""
    for key in ("date_format", "timestamp_format"):
        given = is_day_first(options.get(key))
        if given is not None:
            return given
    orders = []
    for evidence in columns:
        if evidence.typed and not evidence.ambiguous and evidence.forms[0].format:
            orders.append(is_day_first(evidence.forms[0].format))
        elif evidence.typed and evidence.ambiguous and "%p" in str(evidence.forms[0].format):
            orders.append(False)
    plain = [order for order in orders if order is not None]
    return plain.count(True) >= plain.count(False)


def decimal_comma(columns: Iterable[Evidence], options: dict[str, Any]) -> bool | None:
    """Whether numbers have decimal commas; None where nothing tells."""
    if "decimal" in options:
        return bool(options["decimal"] == ",")
    marks = {evidence.comma for evidence in columns} - {None}
    return True if True in marks else (False if marks else None)
