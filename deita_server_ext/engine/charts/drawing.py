"""What a worker is asked of charts."""

from __future__ import annotations

import json
from typing import Any
from weakref import WeakKeyDictionary

from deita_server_ext.engine.host import Answer
from deita_server_ext.engine.sources import Source
from deita_server_ext.engine.view import View
from deita_server_ext.engine.views import Views

from .plots import Plots
from .reading import Facts, Reading
from .vegalite import Writer


class Charts:
    """Draws charts of what a worker's views see."""

    def __init__(self, views: Views) -> None:
        self._views = views
        self._facts: WeakKeyDictionary[Source, Facts] = WeakKeyDictionary()

    def draw(
        self,
        *,
        id: str,
        source: dict[str, Any],
        view: dict[str, Any],
        chart: dict[str, Any],
        seconds: float,
    ) -> Answer:
        """A chart of the rows of a view; ``id`` is what ``views.stop`` takes.

        ``chart`` is one of the contract that fits the columns. The answer's header says what
        is told of the ``drawing``, its payload is the specification.
        """
        with self._views.working(id, seconds) as work, self._views.rows_of(source, work) as rows:
            seen = View("", rows, view, work)
            reading = Reading(
                work.cursor,
                lambda used: seen.scan(work, used),
                seen.params,
                rows.columns,
                self._known(rows),
                json.dumps(view, sort_keys=True),
            )
            plots = Plots(chart, reading)
            plot = plots.plot()
            writer = Writer(plots.chart, plot)
            spec = writer.spec()
            said = {
                "chart": plots.chart,
                "fields": [{"field": field, "title": title} for field, title in writer.fields],
                "row_count": reading.row_count,
                "sampled": plot.sampled,
                "notes": plots.notes,
            }
            return {"drawing": said}, json.dumps(
                spec, ensure_ascii=False, separators=(",", ":"), allow_nan=False
            ).encode()

    def _known(self, rows: Source) -> Facts | None:
        """What was found in these rows before; of a result that is still written, nothing."""
        if rows.spool is not None and not rows.spool.complete:
            return None
        return self._facts.setdefault(rows, Facts())
