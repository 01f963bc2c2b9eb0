"""Charts from Python, of results and of tables, against a real service."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from deita_labext.kernel import Chart, Client, DeitaError, connect
from deita_labext.kernel.plots import MIME
from tests.vegalite import fits_vegalite

from .conftest import Server

CSV = "carrier,delay,at\nUA,12,2020-01-01\nAA,3,2020-02-01\nUA,30,2020-02-02\n,-4,2020-03-01\n"


@pytest.fixture(scope="module")
def client(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client in a workspace with one table."""
    path = tmp_path_factory.mktemp("plots") / "flights.csv"
    path.write_text(CSV)
    with connect(server.url, server.token) as found:
        found.use("plots", create=True)
        found.upload(path)
        yield found
        found.delete_workspace("plots")


def drawn(chart: Chart) -> list[dict[str, object]]:
    """What is drawn, of a specification that is one."""
    fits_vegalite(chart.spec)
    return chart.data


def test_each_mark_of_a_table_and_of_a_result(client: Client) -> None:
    for plot in (client.plot("flights"), client.query("FROM flights").plot):
        assert drawn(plot.bar("carrier")) == [
            {"carrier": "UA", "rows": 2}, {"carrier": "AA", "rows": 1}, {"carrier": "∅", "rows": 1},
        ]  # fmt: skip
        mean = plot.bar("carrier", "delay", aggregate="mean", sort="x", limit=5, title="Late")
        assert [row["mean of delay"] for row in drawn(mean)] == [3, 21, -4]
        assert mean.spec["title"] == "Late"
        months = plot.line("at", "delay", aggregate="sum", time_unit="month")
        assert [row["sum of delay"] for row in drawn(months)] == [12, 33, -4]
        assert len(drawn(plot.area("at", color="carrier", time_unit="month"))) == 9
        assert len(drawn(plot.scatter("at", "delay", color="carrier"))) == 4
        assert sum(row["rows"] for row in drawn(plot.hist("delay", bins=4))) == 4  # type: ignore[misc]
        assert drawn(plot.box("delay"))[0]["median"] == 7.5
        assert len(drawn(plot.box("delay", "carrier"))) == 3
        heat = plot.heatmap("at", "carrier", "delay", aggregate="max", time_unit="month")
        assert len(drawn(heat)) == 4
        again = plot.draw(heat.chart)
        assert (again.spec, again.notes, again.sampled, again.row_count) == (
            heat.spec, [], False, 4,
        )  # fmt: skip


def test_columns_as_channels(client: Client) -> None:
    rows = client.query("SELECT delay AS v, carrier AS v FROM flights")
    chart = rows.plot.hist({"column": 0, "bin": 3}, color={"column": 1})
    assert {row["v"] for row in drawn(chart)} == {"UA", "AA", "∅"}
    with pytest.raises(DeitaError, match="2 columns named v") as caught:
        rows.plot.hist("v")
    assert "position" in (caught.value.hint or "")
    with pytest.raises(DeitaError, match="texts, which cannot be put into bins"):
        client.plot("flights").hist("carrier")
    with pytest.raises(DeitaError):
        client.plot("flights").bar("carrier", colour="carrier")
    with pytest.raises(DeitaError, match="no table"):
        client.plot("nothing").bar("carrier")


def test_what_a_notebook_keeps(client: Client) -> None:
    chart = client.query("SELECT * FROM flights WHERE carrier <> '<b>'").plot.bar("carrier")
    bundle = chart._repr_mimebundle_()
    assert bundle[MIME] == chart.spec
    assert "<b>Bar chart of rows by carrier" in bundle["text/html"]
    assert "█" in bundle["text/html"]
    assert bundle["text/plain"] == str(chart)
    lines = str(chart).splitlines()
    assert lines[0].startswith("Bar chart of rows by carrier: 2 values")
    assert lines[4].split() == ["UA", "2", "█" * 24]
    assert lines[5].split() == ["AA", "1", "█" * 12]
    assert lines[-1] == "3 rows"
    assert repr(chart).startswith("Chart(Bar chart")


def test_saved(client: Client, tmp_path: Path) -> None:
    text = "SELECT '</script><script>alert(1)</script>' AS \"<i>\", 1 AS n"
    chart = client.query(text).plot.bar(0)
    chart.save(tmp_path / "late.vl.json")
    assert json.loads((tmp_path / "late.vl.json").read_text()) == chart.spec
    chart.save(tmp_path / "late.html")
    page = (tmp_path / "late.html").read_text()
    assert page.count("</script>") == 4
    assert "<i>" not in page
    assert "\\u003c/script>" in page
    with pytest.raises(ValueError, match=r"\.json or \.html"):
        chart.save(tmp_path / "late.gif")


def test_many_rows_are_told(client: Client) -> None:
    rows = client.query("SELECT range AS n, hash(range) % 1000 AS v FROM range(20000)")
    chart = rows.plot.scatter("n", "v")
    assert (len(drawn(chart)), chart.sampled, chart.row_count) == (5000, True, 20_000)
    assert "5,000 of 20,000 rows are shown, chosen at random." in str(chart)
    density = rows.plot.scatter("n", "v", many="density")
    assert sum(row["rows"] for row in drawn(density)) == 20_000  # type: ignore[misc]
