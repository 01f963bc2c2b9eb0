"""The notebooks, run as a person would: from top to bottom, and again."""

from __future__ import annotations

import datetime
import re
import zoneinfo
from decimal import Decimal
from pathlib import Path
from typing import Any

import nbformat
import pytest
import pytz
from nbclient import NotebookClient
from nbconvert import HTMLExporter, MarkdownExporter

from tests.vegalite import fits_vegalite

from .conftest import ROOT, Server, clean_environment

NOTEBOOKS = ROOT / "notebooks"
RESULT = "application/vnd.deita.result+json"
VEGALITE = "application/vnd.vegalite.v5+json"


def executed(name: str, home: Path, **environ: str) -> Any:
    """A notebook after it was run in a kernel with this environment."""
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(home)}})
    client.execute(env=clean_environment(home) | {"TMPDIR": str(home)} | environ)
    return notebook


def run(name: str, home: Path, **environ: str) -> list[Any]:
    """A notebook's code cells, after they were run in a kernel with this environment."""
    notebook = executed(name, home, **environ)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def output(cells: list[Any], source: str) -> Any:
    """What the one cell that holds this text came to: its last output, but for what it printed.

    A cell that took more than a second shows its result where it said so, above what it printed.
    """
    [cell] = [cell for cell in cells if source in cell.source]
    shown = [each for each in cell.outputs if each.output_type != "stream"]
    return (shown or cell.outputs)[-1]


def printed(cells: list[Any], source: str) -> str:
    """What the one cell that holds this text printed."""
    [cell] = [cell for cell in cells if source in cell.source]
    return "".join(each.text for each in cell.outputs if each.output_type == "stream")


def quickstart(cells: list[Any]) -> None:
    """That each cell showed what its text promises."""
    tables = output(cells, "%deita tables").data["text/plain"]
    assert "336,776" in tables
    assert len([line for line in tables.split("\n") if line]) == 2 + 5 + 1

    joined = output(cells, "f.flight").data
    shown = joined["application/vnd.deita.result+json"]
    assert [column["name"] for column in shown["columns"]][:2] == ["time_hour", "airline"]
    assert shown["rows"][0][-1] == 1301
    # On a busy machine the rows may still be being written when the cell ends.
    told = ("showing 50 of 336,776 rows", "showing 50 rows, more are being written")
    assert any(words in joined["text/html"] for words in told)

    grouped = output(cells, "minutes_late DESC").data["application/vnd.deita.result+json"]
    assert grouped["row_count"] == 16
    assert grouped["rows"][0] == ["Frontier Airlines Inc.", 685, 20.2]

    assert output(cells, "%%deita late <<").data["text/plain"].startswith("late: Result(36 × 4)")
    assert output(cells, "len(late)").data["text/plain"].startswith("(36, ['month', 'origin'")
    assert "text/html" in output(cells, "late.df()").data
    assert "i64" in output(cells, "late.pl()").data["text/plain"]
    assert "month: int64" in output(cells, "late.arrow()").data["text/plain"]
    bound = output(cells, "$airport").data["application/vnd.deita.result+json"]
    assert 200 < bound["row_count"] < 400
    assert "exported/late.csv" in output(cells, "%deita export").data["text/plain"]
    assert printed(cells, "late.csv()").replace('"', "").startswith("month,origin,departures")
    error = output(cells, "flihgts")
    assert error.output_type == "error"
    assert "flights" in "\n".join(error.traceback)


def parameters(cells: list[Any]) -> None:
    """That each cell showed what its text promises."""

    def rows(source: str) -> list[list[Any]]:
        found: list[list[Any]] = output(cells, source).data[RESULT]["rows"]
        return found

    late = rows("dep_delay >= :least\n")
    assert [row[1] for row in late] == sorted((row[1] for row in late), reverse=True)
    assert all(row[2] >= 60 for row in late)
    assert len(rows("{{ by")) == 36
    assert output(cells, "--save summer").data["text/plain"] == "saved as summer"
    carriers = rows("--save by_carrier")
    assert all(row[2] <= row[1] for row in carriers)
    assert "worst: Result(" in output(cells, "%%deita worst <<").data["text/plain"]
    assert "airline" in output(cells, "worst.df()").data["text/plain"]
    assert rows("%%deita --with by_carrier\n")
    assert "summer" in output(cells, "%deita saved").data["text/plain"]
    [[airlines, percent]] = rows("FROM worst")
    told = output(cells, "worst.df()").data["text/plain"].strip().split("\n")
    assert (len(told) - 1, float(told[1].split()[-1])) == (airlines, percent)
    assert [row[0] for row in rows("FROM flights\nJOIN names")] == [
        "Newark", "John F. Kennedy", "LaGuardia"
    ]  # fmt: skip
    assert "sent as the table local_names" in printed(cells, "JOIN names")
    narrowed = output(cells, "worst.filter(").data["text/plain"]
    counts = [row[2] for row in eval(narrowed)]
    assert counts == sorted(counts, reverse=True)
    assert min(counts) > 50
    assert "SEQ_SCAN" in output(cells, "worst.plan()").data["text/plain"].upper().replace(" ", "_")
    assert int(output(cells, "to_parquet").data["text/plain"]) > 500
    assert "float64" in output(cells, "months.dtypes").data["text/plain"]
    error = output(cells, ":plane")
    assert error.output_type == "error"
    assert "plane" in "\n".join(error.traceback)


def large(cells: list[Any]) -> None:
    """That each cell showed what its text promises."""
    assert "3,000,000" in output(cells, "%deita tables").data["text/plain"]
    shown = output(cells, "%%deita all=").data[RESULT]
    assert len(shown["rows"]) == 50
    assert shown["row_count"] in (3_000_000, None)
    assert output(cells, "all[2_999_999]").data["text/plain"].startswith("((2999999, 499,")
    assert output(cells, "all[2_999_999]").data["text/plain"].endswith(", 10)")
    hottest = eval(output(cells, "hottest.sort").data["text/plain"])
    assert [row[1] for row in hottest] == [6000] * 5
    assert hottest[0][3] >= hottest[4][3]
    temperature, humidity = printed(cells, "all.summary").strip().split("\n")
    assert temperature.startswith("temperature ")
    assert temperature.endswith(" 0")
    assert int(humidity.split()[-1]) > 2000
    assert output(cells, "seven = all").data["text/plain"] == "(6000, True)"
    assert int(output(cells, "to_parquet").data["text/plain"]) > 1_000_000
    error = output(cells, "--timeout 1")
    assert error.output_type == "error"
    assert "1 second" in "\n".join(error.traceback)


def dataframes(cells: list[Any]) -> None:
    """That each cell showed what its text promises."""

    def said(source: str) -> str:
        text: str = output(cells, source).data["text/plain"]
        return text

    assert said("typed.df().dtypes").count("Int64") + said("typed.df().dtypes").count("int64") == 1
    assert "decimal128(18, 2)" in said('backend="pyarrow"')
    assert "Decimal(precision=18, scale=2)" in said("typed.pl().schema")
    assert "moment: timestamp[us, tz=" in said("pa.table(typed)")
    assert "9007199254740993" in said("pl.DataFrame(typed)")
    [first, second] = [row[:2] for row in _evaluated(said("typed.fetchall()"))]
    assert str(first[1]) == "12345678.90"
    assert second == (9007199254740993, None)
    assert _evaluated(said("typed.dicts()"))["place"] == {"town": "Oslo"}
    paid = output(cells, "%%deita paid=").data[RESULT]["rows"]
    assert [row[:3] for row in paid] == [[1, 900, "NOK"], [2, 40, "USD"], [3, 120, "NOK"]]
    assert [row[3] for row in paid] == [78.3, 36.8, 10.44]
    assert "sent as the table local_" in printed(cells, "JOIN rates")
    assert [row[0] for row in output(cells, "FROM paid").data[RESULT]["rows"]] == ["NOK", "USD"]
    tables = said("%deita tables")
    assert "rates" in tables
    assert "paid_orders" in tables


def charts(cells: list[Any]) -> None:
    """That each cell showed what its text promises."""

    def spec(source: str) -> Any:
        found = output(cells, source).data[VEGALITE]
        fits_vegalite(found)
        return found

    late = spec('title="Mean delay at departure"')
    assert len(late["data"]["values"]) == 16
    assert late["encoding"]["x"]["title"] == "minutes_late"
    assert len(spec("limit=15")["data"]["values"]) == 15
    assert {row["color"] for row in spec("by week")["data"]["values"]} == {"EWR", "JFK", "LGA"}
    spec("flights.area")
    assert sum(row["y"] for row in spec('flights.hist("air')["data"]["values"]) == 327_346
    assert len(spec("flights.box")["layer"][0]["encoding"]) == 4
    assert len(spec("sample = ")["data"]["values"]) == 5000
    told = output(cells, "sample.row_count").data["text/plain"]
    assert told.startswith("(336776,")
    assert "chosen at random" in told
    assert spec("density")["mark"]["type"] == "rect"
    assert max(row["y"] for row in spec('"dep_delay")')["data"]["values"]) == 1301
    assert len(spec("flights.heatmap")["data"]["values"]) > 100
    assert "Frontier" in output(cells, "sample.save").data["text/plain"]
    error = output(cells, 'flights.hist("carrier')
    assert error.output_type == "error"
    assert "bar chart" in "\n".join(error.traceback)


def _evaluated(text: str) -> Any:
    names = {"Decimal": Decimal, "datetime": datetime, "zoneinfo": zoneinfo, "pytz": pytz}
    return eval(text, names)


CHECKS = {
    "quickstart": quickstart,
    "parameters": parameters,
    "large": large,
    "dataframes": dataframes,
    "charts": charts,
}


@pytest.mark.parametrize("name", CHECKS)
def test_it_is_committed_without_outputs(name: str) -> None:
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.mark.parametrize("name", CHECKS)
def test_it_runs_again_and_again(name: str, server: Server, tmp_path: Path) -> None:
    for _time in range(2):
        CHECKS[name](run(name, tmp_path, DEITA_URL=server.url, DEITA_TOKEN=server.token))


@pytest.mark.parametrize("name", CHECKS)
def test_it_runs_without_a_server(name: str, tmp_path: Path) -> None:
    notebook = executed(name, tmp_path)
    CHECKS[name]([cell for cell in notebook.cells if cell.cell_type == "code"])
    assert list(tmp_path.glob("runtime/jpserver-*.json")) == []
    if name == "quickstart":
        is_readable_elsewhere(notebook)


def is_readable_elsewhere(notebook: Any) -> None:
    """That the tables, and what is said below them, are in what nbconvert makes of it."""
    page, _resources = HTMLExporter().from_notebook_node(notebook)
    text, _resources = MarkdownExporter().from_notebook_node(notebook)
    for written in (page, text):
        assert "Frontier Airlines Inc." in written
        assert "flights@1" in written
        assert re.search("run the cell again in Jupyter to scroll them all", written)
        assert "deita.result+json" not in written
    assert re.search(r"<th[^>]*>airline</th>", page)
