"""What stands around a number: a currency, a percent sign, brackets or another minus."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from deita_server_ext.ingest.statements import literal

_CODES = (
    "USD EUR GBP CHF JPY CNY INR AUD CAD NZD SEK NOK DKK PLN CZK HUF RON BGN ISK TRY RUB UAH BRL "
    "MXN ARS CLP COP ZAR SGD HKD KRW TWD THB IDR MYR PHP ILS AED SAR EGP NGN KES VND"
)
"""The currencies of ISO 4217 that are met most."""
_SIGNS = (
    *_CODES.split(), "US$", "C$", "CA$", "A$", "AU$", "R$", "HK$", "S$", "$", "€", "£", "¥", "₹",
    "₽", "₩", "₪", "₺", "฿", "₴", "₫", "Fr.", "kr.", "kr", "zł", "Kč", "Ft", "%", "‰",
)  # fmt: skip
_GAP = "[ \u00a0\u202f]?"
_MINUS = "\u2212"
_SIGN = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
_DRESSED = re.compile(
    rf"(?P<open>\()?(?P<minus>[-+{_MINUS}])?{_GAP}(?P<before>{_SIGN})?{_GAP}"
    rf"(?P<inner>[-+{_MINUS}])?(?P<number>[0-9.,'’ \u00a0\u202f]*[0-9])"
    rf"{_GAP}(?P<after>{_SIGN})?(?P<close>\))?(?P<behind>-)?"
)


@dataclass(frozen=True)
class Dress:
    """How a column's numbers are dressed.

    ``sign`` is the one currency or percent sign, which all of them have but zero; empty for none.
    ``brackets`` says that a number in them is less than nothing, ``minus`` that one may be
    written as − or behind the number. ``loose`` lets numbers be without the sign.
    """

    sign: str = ""
    brackets: bool = False
    minus: bool = False
    loose: bool = False

    def beside(self, other: Dress) -> Dress | None:
        """The dress of a column that has both; None where their signs differ."""
        if self.sign and other.sign and self.sign != other.sign:
            return None
        return replace(
            self,
            sign=self.sign or other.sign,
            brackets=self.brackets or other.brackets,
            minus=self.minus or other.minus,
        )

    def pattern(self, number: str) -> str:
        """What matches a dressed number as a whole, given what matches one that has no sign."""
        sign = re.escape(self.sign)
        minus, number = f"(?:[-+{_MINUS}]{_GAP})?", f"(?:{number})"
        ways = []
        if sign:
            ways += [f"{minus}{sign}{_GAP}{minus}{number}", f"{minus}{number}{_GAP}{sign}"]
        if not sign or self.loose:
            ways.append(f"{minus}{number}")
        if self.brackets:
            ways += [rf"\({way}\)" for way in ways]
        if self.minus:
            ways += [f"{way}-" for way in ways]
        return "|".join(f"(?:{way})" for way in [*ways, "0(?:[.,]0+)?"])

    def bare(self, text: str) -> str:
        """SQL of the number alone, with a minus before it where it is less than nothing."""
        number = text
        for mark in (self.sign, "(", ")", "-", _MINUS, "+"):
            if mark:
                number = f"replace({number}, {literal(mark)}, '')"
        number = f"trim({number}, {literal(' ' + chr(0xA0) + chr(0x202F))})"
        less = f"contains({text}, '-') OR contains({text}, {literal(_MINUS)})"
        if self.brackets:
            less += f" OR starts_with({text}, '(')"
        return f"CASE WHEN {less} THEN '-' ELSE '' END || {number}"

    @property
    def words(self) -> str:
        """What is done about it, for a person."""
        told = []
        if self.sign in ("%", "‰"):
            told.append(f"{self.sign} left out, so that 5{self.sign} is 5")
        elif self.sign:
            told.append(f"{self.sign} left out")
        if self.brackets:
            told.append("(5) read as -5")
        return "; ".join(told)


def undress(text: str) -> tuple[str, Dress] | None:
    """The number within a text and how it is dressed; None where there is nothing about it."""
    found = _DRESSED.fullmatch(text)
    if found is None:
        return None
    minus, inner, behind = found["minus"], found["inner"], found["behind"]
    brackets = found["open"] is not None
    signs = [sign for sign in (found["before"], found["after"]) if sign]
    minuses = [mark for mark in (minus, inner, behind) if mark]
    closed = found["close"] is not None
    if brackets != closed or len(signs) > 1 or len(minuses) + brackets > 1:
        return None
    dress = Dress(signs[0] if signs else "", brackets, bool(behind) or _MINUS in (minus, inner))
    less = brackets or any(mark != "+" for mark in minuses)
    return ("-" if less else "") + found["number"], dress
