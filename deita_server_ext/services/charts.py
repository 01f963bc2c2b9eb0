"""Charts: whether one fits the columns, and its drawing by the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from deita_server_ext.contract.charts import Channel, Chart
from deita_server_ext.engine.naming import ColumnNames, shown
from deita_server_ext.errors import InvalidRequest

from .views import Source, ViewOf, Views

_ARITHMETIC = ("sum", "mean", "median", "min", "max")
_CLOCK = ("hour", "minute", "second", "hour_of_day")
_NEEDS = {
    "bar": ("x",), "line": ("x",), "area": ("x",), "scatter": ("x", "y"), "histogram": ("x",),
    "box": ("y",), "heatmap": ("x", "y"),
}  # fmt: skip
_GROUPED = {
    "bar": ("x", "color"), "line": ("x", "color"), "area": ("x", "color"), "scatter": ("color",),
    "histogram": ("x", "color"), "box": ("x",), "heatmap": ("x", "y"),
}  # fmt: skip
"""The directions along which rows are grouped."""
_MEASURED = {"bar": "y", "line": "y", "area": "y", "heatmap": "color"}
"""The direction that shows what is measured of a group."""
_KINDS = {
    "number": "numbers", "text": "texts", "time": "times", "boolean": "yes or no",
    "binary": "bytes", "nested": "nested values",
}  # fmt: skip


class Typed(Protocol):
    """A column, of the contract or the domain."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def kind(self) -> str: ...


@dataclass(frozen=True)
class Drawn:
    """A chart that was drawn: what is said of it, and its specification as JSON."""

    said: dict[str, Any]
    spec: bytes


class Charts:
    """Draws charts of what is viewed."""

    def __init__(self, views: Views) -> None:
        self._views = views

    async def draw(self, source: Source, view: ViewOf, chart: Chart) -> Drawn:
        """A chart of the rows of a view. Raises InvalidRequest where it does not fit them."""
        fitting = validate(chart, source.columns)
        header, spec = await self._views.ask(
            source, "charts.draw", view=view, chart=fitting.model_dump()
        )
        return Drawn(header["drawing"], spec)


def validate(chart: Chart, columns: Sequence[Typed]) -> Chart:
    """The chart without what means nothing for its mark. Raises InvalidRequest.

    What is returned can be drawn of any rows of these columns.
    """
    return _Fitting(chart, columns).chart()


class _Fitting:
    """One chart and the columns it is to be drawn of."""

    def __init__(self, chart: Chart, columns: Sequence[Typed]) -> None:
        self._chart = chart
        self._mark = chart.mark
        self._columns = columns
        self._names = ColumnNames(column.name for column in columns)

    def chart(self) -> Chart:
        """See :func:`validate`."""
        for name in _NEEDS[self._mark]:
            channel: Channel | None = getattr(self._chart, name)
            if channel is None or channel.column is None:
                raise self._unfit(
                    name,
                    f"A {self._mark} chart needs a column for {name}.",
                    f"Give {name} a column.",
                )
        channels = {name: self._channel(name) for name in ("x", "y", "color")}
        return self._chart.model_copy(update=channels)

    def _channel(self, name: str) -> Channel | None:
        channel: Channel | None = getattr(self._chart, name)
        measured = _MEASURED.get(self._mark) == name
        if measured:
            return self._measure(name, channel or Channel(aggregate="count"))
        if channel is None or (channel.column is None and channel.aggregate in (None, "count")):
            return None
        if self._mark == "histogram" and name == "y":
            raise self._unfit(
                name,
                "A histogram counts rows: it has no column for y.",
                "Leave y out, or draw a bar chart.",
            )
        if self._mark == "box" and name == "color":
            raise self._unfit(name, "A box plot has no colour.", "Put that column on x.")
        if channel.aggregate is not None:
            raise self._unfit(
                name,
                f"{name} of a {self._mark} chart is not aggregated.",
                f"Leave the aggregate of {name} out.",
            )
        if name in _GROUPED[self._mark]:
            return self._group(name, channel)
        return self._place(name, channel)

    def _group(self, name: str, channel: Channel) -> Channel:
        """A direction along which rows are grouped."""
        column = self._column(name, channel)
        if column.kind in ("binary", "nested"):
            raise self._kind(name, column, "grouped", "Make a text or a number of it in SQL.")
        if self._mark == "histogram" and name == "x" and column.kind not in ("number", "time"):
            raise self._kind(
                name, column, "put into bins", "Draw a bar chart: it has a bar for each value."
            )
        is_time = column.kind == "time" and column.type != "INTERVAL"
        if channel.time_unit is not None:
            if not is_time:
                raise self._kind(name, column, "grouped by a time unit", "Leave time_unit out.")
            clock = column.type.startswith("TIME") and not column.type.startswith("TIMESTAMP")
            if clock and channel.time_unit not in _CLOCK:
                raise self._kind(
                    name,
                    column,
                    f"grouped by {channel.time_unit}: they are times of day",
                    f"Use one of {', '.join(_CLOCK)}.",
                )
        if channel.bin and column.kind not in ("number", "time"):
            raise self._kind(name, column, "put into bins", "Leave bin out.")
        return channel

    def _measure(self, name: str, channel: Channel) -> Channel:
        """The direction that shows what is measured."""
        if channel.bin is not None or channel.time_unit is not None:
            raise self._unfit(
                name,
                f"{name} of a {self._mark} chart is measured: it has neither bins nor a time unit.",
                f"Leave bin and time_unit of {name} out.",
            )
        if channel.column is None:
            if channel.aggregate not in (None, "count"):
                raise self._unfit(
                    name,
                    f"The {channel.aggregate} for {name} is of no column.",
                    "Name a column, or count rows.",
                )
            return Channel(aggregate="count")
        column = self._column(name, channel)
        if channel.aggregate is None and self._mark == "heatmap":
            channel = channel.model_copy(update={"aggregate": "mean"})
        if channel.aggregate not in ("count", "distinct"):
            self._number(name, column, channel.aggregate or "measured")
        return channel

    def _place(self, name: str, channel: Channel) -> Channel:
        """A direction along which each row has its place."""
        column = self._column(name, channel)
        if channel.bin or channel.time_unit is not None:
            raise self._unfit(
                name,
                f"Rows are not grouped along {name} of a {self._mark} chart.",
                f"Leave bin and time_unit of {name} out.",
            )
        if self._mark == "scatter" and column.kind == "time":
            return channel
        self._number(name, column, "measured")
        return channel

    def _number(self, name: str, column: Typed, what: str) -> None:
        if column.kind in ("number", "boolean") or column.type == "INTERVAL":
            return
        done = f"put together by {what}" if what in _ARITHMETIC else "placed by their size"
        raise self._kind(name, column, done, "Choose a column of numbers, or count, or distinct.")

    def _column(self, name: str, channel: Channel) -> Typed:
        assert channel.column is not None
        try:
            return self._columns[self._names.find(channel.column)]
        except InvalidRequest as exc:
            names = ", ".join(shown(column.name) for column in self._columns[:20])
            raise InvalidRequest(
                exc.message,
                hint=exc.hint if "position" in (exc.hint or "") else f"There are: {names}.",
                details={**exc.details, "channel": name},
            ) from exc

    def _kind(self, name: str, column: Typed, done: str, hint: str) -> InvalidRequest:
        return self._unfit(
            name,
            f"{shown(column.name)} ({name}) has {_KINDS[column.kind]}, which cannot be {done}.",
            hint,
            column=column.name,
        )

    def _unfit(self, name: str, message: str, hint: str, **details: str) -> InvalidRequest:
        return InvalidRequest(message, hint=hint, details={"channel": name, **details})
