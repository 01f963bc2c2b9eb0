"""A result's grid and Python: each sees what the other does, and the grid outlives its kernel."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.grid import Grid
from tests.browser.lab import Lab
from tests.browser.notebook import Notebook, new_notebook
from tests.server import Server

if TYPE_CHECKING:
    from playwright.sync_api import Locator

pytestmark = pytest.mark.usefixtures("end_kernels")

NUMBERS = """%%deita numbers= <<
SELECT range AS n, range % 3 AS rest, 'name ' || range AS name FROM range(200000)"""
FOUND = sum("1234" in f"{number}" for number in range(200_000))
_SECONDS = 40


def shown(cell: Locator) -> Grid:
    """The grid under a cell, when its rows are there."""
    result = cell.locator(".deita-Result")
    result.locator(".lm-DataGrid-viewport").wait_for()
    return Grid(result)


def run(notebook: Notebook, source: str) -> Locator:
    """Run a new cell at the end, whichever was clicked into."""
    notebook.cells.last.locator(".cm-content").click()
    return notebook.run(source)


def value(notebook: Notebook, expression: str) -> Any:
    """What an expression gives in the kernel."""
    cell = run(notebook, f"import json; print(json.dumps({expression}))")
    return json.loads(cell.locator(".jp-OutputArea-output").first.inner_text())


def value_becomes(notebook: Notebook, expression: str, wanted: Any) -> None:
    """Wait until the kernel was told what the grid did."""
    end = time.monotonic() + _SECONDS
    while (found := value(notebook, expression)) != wanted:
        assert time.monotonic() < end, found
        time.sleep(0.2)


def test_python_sorts_filters_and_selects_and_sees_what_a_person_does(lab: Lab) -> None:
    notebook = new_notebook(lab)
    grid = shown(run(notebook, NUMBERS))
    value_becomes(notebook, "numbers.grid.row_count", 200_000)

    run(notebook, "numbers.grid.sort = ['-n']")
    grid.said.filter(has_text="200,000 rows, sorted by n downwards").wait_for(state="attached")
    assert grid.say("Control+Home", "ArrowRight", "ArrowLeft") == "Row 1, n: 199999"
    grid.node.locator(".deita-Result-summary", has_text="200,000 rows").wait_for()
    run(
        notebook,
        "numbers.grid.filter = {'op': '=', 'column': 'rest', 'value': 0}\n"
        "numbers.grid.selection = [{'rows': [1, 2], 'columns': ['n', 'name']}]",
    )
    value_becomes(notebook, "numbers.grid.row_count", 66_667)
    assert value(notebook, "[row[0] for row in numbers.grid.selected()]") == [199_995, 199_992]
    assert value(notebook, "[len(numbers.filtered()), numbers.filtered()[0][0]]") == [
        66_667, 199_998
    ]  # fmt: skip

    run(
        notebook,
        "seen = []; numbers.grid.observe(lambda change: seen.append(change.new), 'filter')",
    )
    grid.node.get_by_role("button", name="Clear all").click()
    value_becomes(notebook, "seen", [None])
    value_becomes(notebook, "numbers.grid.row_count", 200_000)


def test_it_scrolls_and_sorts_while_the_kernel_is_busy(lab: Lab) -> None:
    notebook = new_notebook(lab)
    grid = shown(run(notebook, NUMBERS))
    busy = notebook.write("import time; time.sleep(60)")
    lab.page.keyboard.press("Shift+Enter")
    busy.locator(".jp-InputPrompt", has_text="[*]").wait_for()
    grid.node.locator('.lm-DataGrid-viewport[aria-rowcount="200001"]').wait_for()
    assert grid.say("Control+End").startswith("Row 200,000, name: name 199999")
    # Each press counts, whether the rows of the one before are on their way or here.
    grid.press("Control+Home", "F4", "F4")
    grid.said.filter(has_text="200,000 rows, sorted by n downwards").wait_for(state="attached")
    grid.press("ArrowRight", "F4")
    grid.said.filter(has_text="sorted by rest upwards").wait_for(state="attached")
    grid.press("F4")
    grid.said.filter(has_text="sorted by rest downwards").wait_for(state="attached")
    assert busy.locator(".jp-InputPrompt", has_text="[*]").is_visible()
    [kernel] = notebook.kernels()
    lab.server.request("POST", f"api/kernels/{kernel['id']}/interrupt")
    value_becomes(
        notebook,
        "[numbers.grid.sort, numbers.grid.selection]",
        [
            [{"column": "rest", "descending": True, "nulls": "last"}],
            [{"rows": [0, 0], "columns": ["rest"]}],
        ],
    )


def test_it_outlives_the_kernel_and_a_new_page(lab: Lab, server: Server) -> None:
    notebook = new_notebook(lab)
    shown(run(notebook, NUMBERS))
    run(notebook, "numbers.grid.search = '1234'")
    value_becomes(notebook, "numbers.grid.row_count", FOUND)
    notebook.save()

    # The page is loaded again: the kernel's widget is found again, and followed.
    lab.reload()
    notebook.wait_for_kernel()
    grid = shown(notebook.cells.first)
    grid.node.locator(f'.lm-DataGrid-viewport[aria-rowcount="{FOUND + 1}"]').wait_for()

    # The kernel is gone: the grid still has all rows, from the service.
    for session in server.request("GET", "api/sessions"):
        server.request("DELETE", f"api/sessions/{session['id']}")
    lab.reload()
    grid = shown(notebook.cells.first)
    grid.node.locator('.lm-DataGrid-viewport[aria-rowcount="200001"]').wait_for()
    assert grid.say("Control+End").startswith("Row 200,000, name: name 199999")

    # The result is no longer kept: its first rows are there as they were, and what to do is said.
    for worker in server.workers():
        worker.kill()
    for path in (server.data / "spool").rglob("*.*"):
        path.unlink()
    lab.reload()
    grid = shown(notebook.cells.first)
    note = grid.node.locator(".deita-Result-note")
    note.get_by_text(
        "These are the first 50 of 200,000 rows as they were; run it again for all.",
        exact=True,
    ).wait_for()
    assert grid.say("Control+End").startswith("Row 50, name: name 49")
    assert any("410" in said for said in lab.watch.errors)
    lab.watch.forget()

    # Run again, it has all of them.
    lab.page.locator("#jp-main-statusbar", has_text="| Idle").wait_for()
    notebook.cells.first.locator(".cm-content").click()
    lab.page.keyboard.press("Shift+Enter")
    grid = shown(notebook.cells.first)
    grid.node.locator('.lm-DataGrid-viewport[aria-rowcount="200001"]').wait_for()
    assert note.inner_text() == ""
    lab.watch.check()


def test_it_stands_among_other_widgets(lab: Lab) -> None:
    notebook = new_notebook(lab)
    run(notebook, "%%deita numbers <<\nSELECT range AS n FROM range(5000)")
    cell = run(
        notebook, "import ipywidgets; ipywidgets.VBox([numbers.grid, ipywidgets.Label('under')])"
    )
    grid = shown(cell)
    cell.get_by_text("under", exact=True).wait_for()
    grid.node.locator('.lm-DataGrid-viewport[aria-rowcount="5001"]').wait_for()
    run(notebook, "numbers.grid.sort = ['-n']")
    grid.said.filter(has_text="5,000 rows, sorted by n downwards").wait_for(state="attached")
    assert grid.say("Control+Home", "ArrowRight", "ArrowLeft") == "Row 1, n: 4999"
    assert re.search("5,000 rows", grid.node.locator(".deita-Result-summary").inner_text())
