"""Where bins and steps of time begin and end, and what they are called."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from .labels import Label

_EPOCH = datetime(1970, 1, 1)
_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
_MOST_DIGITS = 1e14
"""Edges that differ only in later digits than these are not made round."""


@dataclass(frozen=True)
class NumberBins:
    """``count`` bins of ``step``, from ``low`` on. ``closed``: the last has its upper edge too."""

    low: float
    step: float
    count: int
    closed: bool

    def edge(self, index: int) -> float:
        """The lower edge of a bin, as round as it is meant."""
        # By halves: the difference of two numbers may be more than a number can be.
        return _rounded(2 * (self.low / 2 + index * (self.step / 2)))


def number_bins(low: float, high: float, most: int, *, whole: bool) -> NumberBins:
    """At most ``most`` bins with round edges; of whole numbers, none narrower than one."""
    if low == high:
        return _single(low, whole=whole)
    # By halves: the difference of two numbers may be more than a number can be.
    width = (high / 2 - low / 2) / most * 2
    if max(abs(low), abs(high)) / width > _MOST_DIGITS:
        return NumberBins(low, width, most, True)
    power = math.floor(math.log10(width))
    for factor in (f * 10.0 ** (power + shift) for shift in (0, 1, 2) for f in _NICE[:4]):
        step = _rounded(factor)
        if whole and (step < 1 or step != math.floor(step)):
            continue
        first = math.floor(_rounded(low / step))
        last = math.floor(_rounded(high / step)) + 1 if whole else math.ceil(_rounded(high / step))
        if step < width * (1 - 1e-9) or last - first > most:
            continue
        if math.isfinite(first * step) and math.isfinite(last * step):
            return NumberBins(first * step, step, max(1, last - first), not whole)
    return NumberBins(low, width, most, True)  # the numbers are too large for round edges


def _single(value: float, *, whole: bool) -> NumberBins:
    if whole:
        return NumberBins(value, 1.0, 1, False)
    step = 10.0 ** (math.floor(math.log10(abs(value))) - 1) if value else 1.0
    if not (step > 0 and math.isfinite(value + step)):
        return NumberBins(value, 1.0, 1, True)
    return NumberBins(math.floor(_rounded(value / step)) * step, step, 1, True)


def _rounded(value: float) -> float:
    return float(f"{value:.15g}") if math.isfinite(value) else value


@dataclass(frozen=True)
class TimeStep:
    """A step of time. ``milliseconds`` are exact where ``calendar`` is none, else about."""

    name: str
    milliseconds: int
    label: Callable[[datetime], str]
    calendar: str | None = None
    months: int = 0

    def trunc(self, time: str, first: int) -> str:
        """The beginning of the step that a TIMESTAMP lies in, in milliseconds.

        None is before ``first``, itself the beginning of a step.
        """
        if self.calendar is not None:
            return f"epoch_ms(date_trunc('{self.calendar}', {time}))"
        width = self.milliseconds
        return f"(epoch_ms({time}) - ({first:d})) // {width:d} * {width:d} + ({first:d})"

    def begins(self, at: int) -> int:
        """The beginning of the step that a time in milliseconds lies in."""
        if self.months:
            day = moment(at)
            month = day.year * 12 + day.month - 1
            return _first_of(month - month % self.months)
        # 1970 began on a Thursday, weeks begin on Mondays.
        shift = 4 * _DAY if self.calendar == "week" else 0
        return (at - shift) // self.milliseconds * self.milliseconds + shift

    def next(self, begin: int) -> int:
        """The beginning of the step after the one that begins so."""
        if not self.months:
            return begin + self.milliseconds
        day = moment(begin)
        return _first_of(day.year * 12 + day.month - 1 + self.months)

    def all(self, low: int, high: int) -> Iterator[int]:
        """The beginnings of all steps from ``low`` to ``high``, each a beginning itself."""
        while low <= high:
            yield low
            low = self.next(low)

    def text(self, begin: int) -> str:
        """What the step is called that begins so."""
        return self.label(moment(begin))


def moment(milliseconds: int) -> datetime:
    """The time that so many milliseconds after 1970 are."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


def _first_of(month: int) -> int:
    first = datetime(month // 12, month % 12 + 1, 1)
    return (first - _EPOCH) // timedelta(milliseconds=1)


MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905
DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()  # noqa: SIM905
_NAMED_MONTHS = tuple(Label(name, "month", month=i) for i, name in enumerate(MONTHS, 1))
_NAMED_DAYS = tuple(Label(name, "day", day=i) for i, name in enumerate(DAYS, 1))
_DAY = 86_400_000


def _clock(day: datetime) -> str:
    return f"{day:%Y-%m-%d %H:%M}" if not day.second else f"{day:%Y-%m-%d %H:%M:%S}"


def _week(day: datetime) -> str:
    begin = f"{day:%Y-%m-%d}"
    return Label(f"week of {begin}", "week", begin=begin)


def _month(day: datetime) -> str:
    text = f"{MONTHS[day.month - 1]} {day.year}"
    return Label(text, "month_and_year", month=day.month, year=day.year)


def _quarter(day: datetime) -> str:
    number = (day.month + 2) // 3
    text = f"Q{number} {day.year}"
    return Label(text, "quarter_and_year", quarter=number, year=day.year)


def _span(years: int) -> Callable[[datetime], str]:
    return lambda day: f"{day.year} – {day.year + years - 1}"


def _fixed(name: str, seconds: int) -> TimeStep:
    return TimeStep(name, seconds * 1000, _clock)


STEPS = (
    _fixed("second", 1), _fixed("5 seconds", 5), _fixed("15 seconds", 15), _fixed("minute", 60),
    _fixed("5 minutes", 300), _fixed("15 minutes", 900), _fixed("hour", 3600),
    _fixed("6 hours", 21_600),
    TimeStep("day", _DAY, lambda day: f"{day:%Y-%m-%d}"),
    TimeStep("week", 7 * _DAY, _week, "week"),
    TimeStep("month", 30 * _DAY, _month, "month", 1),
    TimeStep("quarter", 91 * _DAY, _quarter, "quarter", 3),
    TimeStep("year", 365 * _DAY, lambda day: str(day.year), "year", 12),
    TimeStep("decade", 3652 * _DAY, _span(10), "decade", 120),
)  # fmt: skip
BY_NAME = {step.name: step for step in STEPS}
UNITS = ("year", "quarter", "month", "week", "day", "hour", "minute", "second")
"""The steps that people may ask for by name."""


def fitting(low: int, high: int, most: int, *, least: str | None = None) -> TimeStep:
    """The finest step, not finer than ``least``, of which a range has at most ``most``."""
    begin = STEPS.index(BY_NAME[least]) if least else 0
    for step in STEPS[begin:]:
        if (high - low) / step.milliseconds + 1 <= most:
            return step
    return STEPS[-1]


@dataclass(frozen=True)
class Cycle:
    """The same part of all years, weeks or days: ``part`` of a TIMESTAMP, from ``first`` on."""

    part: str
    first: int
    names: tuple[str, ...]


CYCLES = {
    "month_of_year": Cycle("month", 1, _NAMED_MONTHS),
    "day_of_week": Cycle("isodow", 1, _NAMED_DAYS),
    "hour_of_day": Cycle("hour", 0, tuple(f"{hour:02d}" for hour in range(24))),
}
