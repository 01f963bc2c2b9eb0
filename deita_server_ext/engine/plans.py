"""The engine's plans, as it writes them in JSON, as one shape for all of its releases."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_WRAPPERS = frozenset({"RESULT_COLLECTOR", "EXPLAIN_ANALYZE", "QUERY", "QUERY_ROOT"})
_DATABASE = re.compile(r'"?\bs_([0-9a-f]{32})"?(?:\."?main"?)?\."?data\b"?')
_ESTIMATE = "Estimated Cardinality"
_NOT_TOLD = frozenset({_ESTIMATE, "__estimated_cardinality__", "__text__"})


@dataclass(frozen=True)
class PlanNode:
    """A step (see the contract's)."""

    name: str
    detail: dict[str, str | list[str]]
    rows_estimated: int | None
    rows: int | None
    seconds: float | None
    children: tuple[PlanNode, ...]


@dataclass(frozen=True)
class Plan:
    """A whole plan (see the contract's)."""

    text: str
    root: PlanNode
    seconds: float | None


def plan_of(written: str, names: Mapping[str, str]) -> Plan | None:
    """What an EXPLAIN (FORMAT JSON) gave; None where it is none.

    ``names`` are the tables' names by the ids of their snapshots.
    """
    try:
        told = json.loads(written)
    except ValueError:
        return None
    analyzed = isinstance(told, dict)
    steps = told.get("operator", told.get("children", ())) if analyzed else told
    roots = [node for step in steps for node in _nodes(step, names, analyzed)]
    if not roots:
        return None
    root = roots[0] if len(roots) == 1 else PlanNode("ALL", {}, None, None, None, tuple(roots))
    seconds = None
    if analyzed:
        total = told.get("query", {}).get("total_time", told.get("latency"))
        seconds = float(total) if total is not None else None
    return Plan("\n".join(_lines(root)), root, seconds)


def _nodes(step: dict[str, Any], names: Mapping[str, str], analyzed: bool) -> list[PlanNode]:
    """The step, or what it wraps."""
    children = [
        node for child in step.get("children", ()) for node in _nodes(child, names, analyzed)
    ]
    name = str(step.get("name") or step.get("operator_name") or step.get("operator_type") or "")
    if name.strip() in _WRAPPERS:
        return children
    told: dict[str, Any] = step.get("extra_info") or {}
    rows = step.get("intermediate_rows", step.get("operator_cardinality"))
    seconds = step.get("timing", step.get("operator_timing"))
    return [
        PlanNode(
            name=name.strip(),
            detail={k: _said(v, names) for k, v in told.items() if k not in _NOT_TOLD and v != ""},
            rows_estimated=_count(told.get(_ESTIMATE)),
            rows=_count(rows) if analyzed else None,
            seconds=float(seconds) if analyzed and seconds is not None else None,
            children=tuple(children),
        )
    ]


def _said(value: Any, names: Mapping[str, str]) -> str | list[str]:
    if isinstance(value, list):
        return [_named(str(item), names) for item in value]
    return _named(str(value), names)


def _named(text: str, names: Mapping[str, str]) -> str:
    """A snapshot's table is told by the name that people know."""
    return _DATABASE.sub(lambda found: names.get(found[1], "data"), text)


def _count(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def _lines(node: PlanNode, depth: int = 0) -> list[str]:
    told = [node.name]
    if node.rows is not None:
        told.append(f"{node.rows} rows")
    elif node.rows_estimated is not None:
        told.append(f"~{node.rows_estimated} rows")
    if node.seconds is not None:
        told.append(f"{node.seconds * 1e3:.1f} ms")
    for key, value in node.detail.items():
        told.append(f"{key}: {', '.join(value) if isinstance(value, list) else value}")
    below = [line for child in node.children for line in _lines(child, depth + 1)]
    return [f"{'  ' * depth}{' · '.join(told)}", *below]
