"""A result's grid as a widget: what is sorted, filtered and selected, seen and set from Python.

It is loaded when a grid is first asked for, by ``result.grid`` or by a front end that shows
one: ipywidgets takes a tenth of a second, which a cell should not wait for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ipywidgets import DOMWidget
from traitlets import Dict, Instance, Int, List, TraitError, Unicode, validate

from .result import Result, Row

MODULE = "@deita/labextension"
VERSION = "^0.1.0"
_SORT = {"column", "descending", "nulls"}
_RANGE = {"rows", "columns"}


class ResultGrid(DOMWidget):  # type: ignore[misc]
    """The grid of a result. Pages go from the service to the browser, not through the kernel.

    ``sort`` takes column names, ``"-delay"`` from the greatest down, or the service's sort
    keys, which it then holds: ``{"column", "descending", "nulls"}``. ``filter`` is a condition
    of the service's contract, such as ``{"op": ">", "column": "delay", "value": 30}``, None for
    all rows; ``search`` is text that any column has in it. ``selection`` holds ranges of cells,
    ``{"rows": [first, last], "columns": [names]}``: rows as they are seen, from 0, both ends
    included; no columns for all of them. ``row_count`` is how many rows are seen, None while that
    is not known; it comes from the browser. All can be observed.
    """

    _model_name = Unicode("ResultGridModel").tag(sync=True)
    _model_module = Unicode(MODULE).tag(sync=True)
    _model_module_version = Unicode(VERSION).tag(sync=True)
    _view_name = Unicode("ResultGridView").tag(sync=True)
    _view_module = Unicode(MODULE).tag(sync=True)
    _view_module_version = Unicode(VERSION).tag(sync=True)

    key = Unicode().tag(sync=True)
    shown = Dict().tag(sync=True)
    sort: List[Any] = List().tag(sync=True)
    filter = Instance(dict, allow_none=True).tag(sync=True)
    search = Unicode().tag(sync=True)
    selection: List[Any] = List().tag(sync=True)
    row_count = Int(None, allow_none=True).tag(sync=True)

    def __init__(self, result: Result, **traits: Any) -> None:
        self._result = result
        super().__init__(key=result.key, shown=_shown(result), **traits)

    @property
    def result(self) -> Result:
        """The result whose rows it shows."""
        return self._result

    def filtered(self) -> Result:
        """The result of what is seen: its rows as sorted, filtered and searched."""
        if not (self.sort or self.filter or self.search):
            return self._result
        return self._result.seen(
            {"sort": self.sort, "filter": self.filter, "search": self.search or None}
        )

    def selected(self) -> list[Row]:
        """The selected rows, whole, in the order in which they are seen."""
        seen = self.filtered()
        rows: dict[int, Row] = {}
        for one in self.selection:
            first, last = one["rows"]
            rows.update(zip(range(first, last + 1), seen[first : last + 1], strict=False))
        return [rows[index] for index in sorted(rows)]

    @validate("sort")
    def _valid_sort(self, proposal: dict[str, Any]) -> list[dict[str, Any]]:
        return [self._sort_key(given) for given in proposal["value"]]

    def _sort_key(self, given: object) -> dict[str, Any]:
        if isinstance(given, str):
            descending = given.startswith("-") and given not in self._result.columns
            given = {"column": given[descending:], "descending": descending}
        if not isinstance(given, dict) or not {"column"} <= set(given) <= _SORT:
            raise TraitError(
                f'{given!r} is nothing to sort by: name a column, "-name" from the greatest down.'
            )
        self._check_column(given["column"])
        return {"descending": False, "nulls": "last", **given}

    @validate("filter")
    def _valid_filter(self, proposal: dict[str, Any]) -> dict[str, Any] | None:
        value: dict[str, Any] | None = proposal["value"]
        if value is None or value == {}:
            return None
        if "op" not in value:
            raise TraitError(
                'A filter has an "op", as in {"op": ">", "column": "delay", "value": 30}.'
            )
        if "column" in value:
            self._check_column(value["column"])
        return value

    @validate("selection")
    def _valid_selection(self, proposal: dict[str, Any]) -> list[dict[str, Any]]:
        return [self._range(given) for given in proposal["value"]]

    def _range(self, given: object) -> dict[str, Any]:
        if isinstance(given, dict) and {"rows"} <= set(given) <= _RANGE and _is_pair(given["rows"]):
            columns = given.get("columns", self._all_columns())
            if isinstance(columns, Sequence) and not isinstance(columns, str):
                for column in columns:
                    self._check_column(column)
                return {"rows": sorted(given["rows"]), "columns": list(columns)}
        raise TraitError(
            f'{given!r} is no range: {{"rows": [first, last], "columns": [names]}}, rows from 0.'
        )

    def _all_columns(self) -> list[str | int]:
        """Each by its name, by its position where the name stands for several."""
        names = self._result.columns
        return [name if names.count(name) == 1 else index for index, name in enumerate(names)]

    def _check_column(self, column: object) -> None:
        names = self._result.columns
        known = column in names if isinstance(column, str) else _is_index(column, len(names))
        if not known:
            raise TraitError(f"There is no column {column!r}; there are {', '.join(names[:20])}.")

    def _repr_mimebundle_(self, **_kwargs: object) -> dict[str, Any]:
        # The result's own forms: where this kernel is gone they still show it.
        return self._result._repr_mimebundle_()


def _shown(result: Result) -> dict[str, Any]:
    return {
        "result_id": result.id,
        "workspace_id": result.workspace_id,
        "name": result.name,
        "columns": [dict(column) for column in result.schema],
        "row_count": result.row_count,
    }


def _is_pair(value: object) -> bool:
    if not isinstance(value, Sequence) or len(value) != 2:
        return False
    return all(isinstance(one, int) and one >= 0 for one in value)


def _is_index(value: object, size: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < size
