"""What a notebook shows and keeps of a result."""

from __future__ import annotations

import json
from typing import Any

import pytest

from deita_labext.kernel.client import Client
from deita_labext.kernel.result import Result

MIME = "application/vnd.deita.result+json"


def result(rows: list[list[Any]], row_count: int, **more: Any) -> Result:
    """A result whose service is away: all that is shown is here already."""
    kinds = {int: ("BIGINT", "number"), str: ("VARCHAR", "text")}
    cells = rows[0] if rows else ["x"]
    columns = [
        {"name": f"c{i}", "type": kinds[type(cell)][0], "kind": kinds[type(cell)][1]}
        for i, cell in enumerate(cells)
    ]
    body = {
        "id": "0" * 32, "workspace_id": "1" * 32, "sql": "select 1", "columns": columns,
        "row_count": row_count, "complete": True, "tables": ["flights@1", "airlines@2"],
        "created_at": "", "expires_at": "",
    }  # fmt: skip
    return Result(Client("http://127.0.0.1:9/"), body, rows, {"total_ms": 9.2}, **more)  # type: ignore[arg-type]


def test_the_bundle() -> None:
    late = result([[1, "a"], [2, ""]], 2, name="late", page_size=10)
    shown = late._repr_mimebundle_()
    assert list(shown) == [MIME, "text/html", "text/plain"]
    assert shown[MIME] == {
        "version": 1,
        "result_id": "0" * 32,
        "workspace_id": "1" * 32,
        "sql": "select 1",
        "columns": [
            {"name": "c0", "type": "BIGINT", "kind": "number"},
            {"name": "c1", "type": "VARCHAR", "kind": "text"},
        ],
        "row_count": 2,
        "elapsed_ms": 9.2,
        "tables": ["flights@1", "airlines@2"],
        "name": "late",
        "rows": [[1, "a"], [2, ""]],
        "page_size": 10,
        "key": late.key,
    }


@pytest.mark.parametrize(
    ("rows", "row_count", "footer"),
    [
        ([[1]], 1, "1 row · 9.2 ms · flights@1, airlines@2"),
        ([[1]] * 50, 336776, "showing 50 of 336,776 rows; export gives all · 9.2 ms"),
        ([], 0, "0 rows · 9.2 ms"),
    ],
)
def test_the_footer_says_how_much_is_shown(
    rows: list[list[Any]], row_count: int, footer: str
) -> None:
    assert footer in result(rows, row_count)._repr_mimebundle_()["text/html"]


def test_the_text_shows_twenty_rows() -> None:
    text = result([[i] for i in range(50)], 50)._repr_mimebundle_()["text/plain"]
    assert len(text.split("\n")) == 2 + 20 + 2
    assert "showing 20 of 50 rows" in text


def test_a_notebook_does_not_grow_by_megabytes() -> None:
    many = result([[1]] * 1000, 1000)._repr_mimebundle_()
    assert len(many[MIME]["rows"]) == 50
    large = result([["x" * 100_000] * 3] * 50, 50)._repr_mimebundle_()
    assert len(large[MIME]["rows"]) == 0
    assert "50 rows" in large["text/html"]
    wide = result([list(range(2000))] * 50, 50)._repr_mimebundle_()
    assert 0 < len(wide[MIME]["rows"]) < 50
    assert "showing 33 of 50 rows; export gives all · 1,940 more columns" in wide["text/html"]
    for shown in (many, large, wide):
        assert len(json.dumps(shown)) < 600_000


def test_html_cannot_run_anything() -> None:
    shown = result([["<img src=x onerror=alert(1)>"]], 1)._repr_mimebundle_()["text/html"]
    assert "<img" not in shown
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown


def test_the_line_of_a_named_result() -> None:
    assert result([[1, "a"]], 16, name="late").line() == (
        "late: Result(16 × 2) · 9.2 ms · flights@1, airlines@2"
    )
    assert repr(result([[1, "a"]], 336776)) == "Result(336,776 × 2)"
    assert str(result([[1, "a"]], 1)).startswith("c0  c1\n")


def test_a_result_is_true_where_it_has_rows() -> None:
    assert result([[1]], 1)
    assert not result([], 0)
