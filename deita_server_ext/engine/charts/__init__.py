"""Charts: the engine's bins, steps, aggregates and samples, written as Vega-Lite.

``cells`` says how a column's cells are placed and measured, ``scales`` where bins and steps
begin, ``axes`` and ``grouping`` what rows are grouped by, ``plots`` makes the marks and
``vegalite`` writes them.
"""

from .drawing import Charts

__all__ = ["Charts"]
