"""How texts of numbers, dates and times are written, and what the engine makes of each form."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from deita_server_ext.ingest.statements import literal

from .dress import Dress

MONTHS = "January February March April May June July August September October November December"
_SHORT_MONTHS = "|".join(month[:3] for month in MONTHS.split())
_LONG_MONTHS = "|".join(MONTHS.split())

_DIRECTIVES = {
    "%Y": r"(?P<year>[0-9]{4})",
    "%y": r"[0-9]{2}",
    "%m": r"(?P<month>0?[1-9]|1[0-2])",
    "%d": r"(?P<day>0?[1-9]|[12][0-9]|3[01])",
    "%b": f"(?i:{_SHORT_MONTHS})",
    "%B": f"(?i:{_LONG_MONTHS})",
    "%H": r"(?:[01]?[0-9]|2[0-3])",
    "%I": r"(?:0?[1-9]|1[0-2])",
    "%M": r"[0-5][0-9]",
    "%S": r"[0-5][0-9]",
    "%f": r"[0-9]{1,6}",
    "%p": r"(?i:AM|PM)",
}
_STRICT = {"%m": r"(?P<month>0[1-9]|1[0-2])", "%d": r"(?P<day>0[1-9]|[12][0-9]|3[01])"}
"""With two digits: 1.2.13 is a version, 01.02.13 a date."""
_INTEGER = r"(?:0|[1-9][0-9]*)"
_INTEGER_TYPES = re.compile(r"U?(TINYINT|SMALLINT|INTEGER|BIGINT)|DECIMAL\(\d+,0\)")


@dataclass(frozen=True)
class Form:
    """One way to write values of a type.

    ``pattern`` matches, as a whole, what is of the form (RE2 and Python read it alike, but for
    the names of its groups); ``format`` is strptime's. ``dress`` is what may stand around the
    number that ``pattern`` is of; ``zone`` says that a time zone stands behind what ``format``
    is of.
    """

    type: str
    pattern: str
    decimal: str = "."
    thousands: str = ""
    format: str | None = None
    dress: Dress | None = None
    zone: bool = False

    @property
    def number(self) -> bool:
        """Whether these are numbers."""
        return self.type.startswith(("DOUBLE", "FLOAT", "DECIMAL")) or self.integer

    @property
    def integer(self) -> bool:
        """Whether these are whole numbers."""
        return _INTEGER_TYPES.fullmatch(self.type) is not None

    def fits(self, text: str) -> bool:
        """Whether the text is of this form, and of the calendar."""
        if not self.pattern:
            return self.format is not None and _parses(text, self.format)
        found = _compiled(self.pattern).fullmatch(text)
        if found is None:
            return False
        groups = found.groupdict()
        if groups.get("day") and groups.get("month") and int(groups["day"]) > 28:
            year = int(groups.get("year") or 2000)
            try:
                date(max(year, 1), int(groups["month"]), int(groups["day"]))
            except ValueError:
                return False
        return True

    def value(self, text: str, *, strict: bool = False) -> str:
        """The SQL that makes the value; where there is none, null, or ``strict`` an error."""
        cast, parse = ("CAST", "strptime") if strict else ("TRY_CAST", "try_strptime")
        if self.type == "VARCHAR":
            return text
        if self.type == "BOOLEAN":
            return (
                f"CASE WHEN lower({text}) IN ('true', 't', 'yes', 'y', '1') THEN true "
                f"WHEN lower({text}) IN ('false', 'f', 'no', 'n', '0') THEN false END"
            )
        if self.zone:
            return (
                f"{cast}({parse}({_offset(text)}, {literal(f'{self.format} %z')}) AS {self.type})"
            )
        if self.format is not None:
            return f"{cast}({parse}({text}, {literal(self.format)}) AS {self.type})"
        if self.dress is not None:
            text = self.dress.bare(text)
        for mark in self.thousands:
            text = f"replace({text}, {literal(mark)}, '')"
        if self.decimal != ".":
            text = f"replace({text}, {literal(self.decimal)}, '.')"
        return f"{cast}({text} AS {self.type})"

    def checked(self, text: str) -> str:
        """As ``value``, and null for what the engine takes but is not of this form."""
        if self.type in ("VARCHAR", "BOOLEAN") or not self.pattern:
            return self.value(text)
        return f"CASE WHEN {self._matches(text)} THEN {self.value(text)} END"

    def guard(self, text: str) -> str | None:
        """SQL that holds only where the text is of this form: quick, and stricter at times."""
        if self.type == "VARCHAR":
            return None
        if self.type == "BOOLEAN":
            return f"lower({text}) IN ('true', 'false')"
        if self.integer and not self.thousands and self.dress is None:
            return f"CAST({self.value(text)} AS VARCHAR) = {text}"
        if self == POINT:
            # Leading zeros are no numbers', and a DOUBLE has some 17 digits.
            return (
                f"strlen({text}) <= 18 AND NOT ({text} >= '00' AND {text} < '0:') "
                f"AND NOT ({text} >= '-00' AND {text} < '-0:') "
                f"AND NOT contains({text}, '_') AND NOT contains({text}, ' ')"
            )
        if self.type.startswith("DECIMAL") and not self.integer:
            # The engine rounds what has more digits behind the mark.
            scale = int(self.type.rstrip(")").rpartition(",")[2])
            bare = text if self.dress is None else f"({self.dress.bare(text)})"
            mark = f"strpos({bare}, {literal(self.decimal)})"
            return f"{self._matches(text)} AND ({mark} = 0 OR strlen({bare}) - {mark} <= {scale})"
        return self._matches(text) if self.pattern else f"{self.value(text)} IS NOT NULL"

    def _matches(self, text: str) -> str:
        bare = re.sub(r"\(\?P<\w+>", "(?:", self.pattern)
        if self.dress is not None:
            bare = self.dress.pattern(bare.removeprefix("[+-]?"))
        return f"regexp_full_match({text}, {literal(bare)})"


_SHOWN = {
    "%Y": "YYYY", "%y": "YY", "%m": "MM", "%d": "DD", "%b": "Mon", "%B": "Month", "%H": "hh",
    "%I": "hh", "%M": "mm", "%S": "ss", "%f": "ffffff", "%p": "AM",
}  # fmt: skip


def shown(format_: str) -> str:
    """A format as people write it: DD/MM/YYYY."""
    return re.sub("%[a-zA-Z]", lambda found: _SHOWN.get(found[0], found[0]), format_)


def _offset(text: str) -> str:
    """SQL of a time whose zone is written as the engine reads it: +01 or +05:30."""
    for pattern, into in (
        (" ?(?:GMT|UTC)?([+-])([0-9])(:[0-9]{2})?$", r" \10\2\3"),
        (" ?(?:GMT|UTC)?([+-][0-9]{2}):?([0-9]{2})?$", r" \1\2"),
        (" ?(?:GMT|UTC|Z)$", " +00"),
    ):
        text = f"regexp_replace({text}, {literal(pattern)}, {literal(into)})"
    return text


def _parses(text: str, format_: str) -> bool:
    try:
        datetime.strptime(text, format_)
    except ValueError:
        return False
    return True


@functools.lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def number(decimal: str = ".", thousands: str = "", type_: str = "DOUBLE") -> Form:
    """Numbers with these marks. ``thousands`` may be several, any of which is taken.

    Of a type of whole numbers they have no decimals but zeros.
    """
    mark = re.escape(decimal)
    whole = _INTEGER_TYPES.fullmatch(type_) is not None
    exponent = r"(?:[eE][+-]?[0-9]+)?"
    if not thousands:
        words = r"|[+-]?(?i:inf|infinity|nan)" if decimal == "." else ""
        pattern = rf"[+-]?(?:{_INTEGER}(?:{mark}[0-9]*)?|{mark}[0-9]+){exponent}{words}"
    else:
        between = "[" + re.escape(thousands) + "]"
        groups = rf"(?:0|[1-9][0-9]{{0,2}})(?:{between}[0-9]{{3}})*"
        if (decimal, thousands) == (".", ","):
            # As in India: 12,34,567.
            groups = rf"(?:{groups}|[1-9][0-9]?(?:,[0-9]{{2}})+,[0-9]{{3}})"
        digits = "0+" if whole else "[0-9]+"
        pattern = rf"[+-]?{groups}(?:{mark}{digits})?"
    return Form(type_, pattern, decimal, thousands)


def integer(type_: str = "BIGINT") -> Form:
    """Whole numbers without any mark and without leading zeros."""
    return Form(type_, rf"[+-]?{_INTEGER}")


def strptime(format_: str, type_: str) -> Form:
    """Dates or timestamps by a format; its pattern is empty where it has other directives."""
    marks = _DIRECTIVES
    if "%y" in format_ and "/" not in format_:
        marks = {**_DIRECTIVES, **_STRICT}
    pattern, seen = "", set()
    for part in re.findall(r"%.|[^%]+", format_):
        if not part.startswith("%"):
            pattern += re.escape(part)
        elif part in marks and part not in seen:
            pattern += marks[part]
            seen.add(part)
        else:
            return Form(type_, "", format=format_)
    return Form(type_, pattern, format=format_)


def _dates() -> list[str]:
    """The orders in which dates are written, day first before month first."""
    found = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"]
    for mark in "/-.":
        found += [f"%d{mark}%m{mark}%Y", f"%d{mark}%m{mark}%y"]
        if mark != ".":
            found += [f"%m{mark}%d{mark}%Y", f"%m{mark}%d{mark}%y"]
    for month in ("%b", "%B"):
        found += [f"%d {month} %Y", f"%d-{month}-%Y", f"{month} %d, %Y", f"%d-{month}-%y"]
        found += [f"%d. {month} %Y", f"{month} %d %Y"]
    return found


TIMES = ("%H:%M:%S", "%H:%M", "%H:%M:%S.%f", "%I:%M:%S %p", "%I:%M %p", "%I:%M%p")
INTEGER = integer()
POINT = number()
BOOLEAN = Form("BOOLEAN", r"(?i:true|false)")
TEXT = Form("VARCHAR", "")
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
_ISO_DAY = r"(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12][0-9]|3[01])"
ISO_TIMESTAMP = Form("TIMESTAMP", rf"{_ISO_DAY}(?:[ T]{_CLOCK})?")
ISO_INSTANT = Form(
    "TIMESTAMP WITH TIME ZONE", rf"{_ISO_DAY}[ T]{_CLOCK} ?(?:Z|[+-][0-9]{{2}}(?::?[0-9]{{2}})?)"
)
TIME = Form("TIME", r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?")
ISO_DATE = Form("DATE", _ISO_DAY)

SPACES = " \u00a0\u202f"
NUMBERS = (
    INTEGER,
    POINT,
    number(","),
    number(".", ","),
    number(",", "."),
    number(",", SPACES),
    number(".", SPACES),
    number(".", "'’"),
)
DATES = (ISO_DATE, *(strptime(format_, "DATE") for format_ in _dates()))
_ZONE = " ?(?:(?:GMT|UTC)?[+-][0-9]{1,2}(?::?[0-9]{2})?|GMT|UTC|Z)"


def _zoned(format_: str) -> Form:
    """Times with their zone behind, as Google's forms write them."""
    plain = strptime(format_, "TIMESTAMP WITH TIME ZONE")
    return replace(plain, pattern=plain.pattern + _ZONE, zone=True)


TIMESTAMPS = (
    ISO_TIMESTAMP,
    ISO_INSTANT,
    *(
        strptime(f"{day}{between}{clock}", "TIMESTAMP")
        for day in _dates()
        for clock in TIMES
        for between in (" ", ", ", "T")
        if between == " " or clock != "%I:%M%p"
    ),
    *(
        _zoned(f"{day} {clock}")
        for day in ("%Y/%m/%d", "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y")
        for clock in ("%H:%M:%S", "%I:%M:%S %p")
    ),
)
FORMS = (BOOLEAN, *NUMBERS, *DATES, TIME, *TIMESTAMPS)
"""Every form that is looked for, the preferred ones first."""


def forms_for(options: dict[str, Any]) -> tuple[Form, ...]:
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
