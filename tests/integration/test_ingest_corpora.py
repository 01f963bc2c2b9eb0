"""Other people's files in a real worker: csv-spectrum, and data sets from packages."""

from __future__ import annotations

import importlib.util
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.loaders import Place, loading, rows

pytestmark = pytest.mark.asyncio(loop_scope="module")

SPECTRUM = Path(__file__).parent.parent / "corpora" / "csv_spectrum"

SETS: dict[str, dict[str, tuple[int, int]]] = {
    "vega_datasets": {
        **{
            f"_data/{name}.json": shape
            for name, shape in {
                "anscombe": (44, 3),
                "barley": (120, 4),
                "burtin": (16, 6),
                "cars": (406, 9),
                "crimea": (24, 4),
                "driving": (55, 4),
                "iris": (150, 5),
                "ohlc": (44, 7),
                "wheat": (52, 3),
            }.items()
        },
        "_data/airports.csv": (3376, 7),
        "_data/iowa-electricity.csv": (51, 3),
        "_data/la-riots.csv": (63, 11),
        "_data/seattle-temps.csv": (8759, 2),
        "_data/seattle-weather.csv": (1461, 6),
        "_data/sf-temps.csv": (8759, 2),
        "_data/stocks.csv": (560, 3),
        "_data/us-employment.csv": (120, 24),
    },
    "palmerpenguins": {"data/penguins.csv": (344, 8), "data/penguins-raw.csv": (344, 17)},
    "bokeh_sampledata": {
        "_data/CGM.csv.gz": (52_281, 3),
        "_data/SampleSuperstore.csv.gz": (9994, 13),
        "_data/airports.csv": (514, 14),
        "_data/auto-mpg.csv": (392, 9),
        "_data/elements.csv": (118, 21),
        "_data/gapminder.csv.gz": (12_200, 5),
        "_data/gapminder_regions.csv": (244, 3),
        "_data/population.csv.gz": (346_332, 7),
        "_data/sea_surface_temperature.csv.gz": (19_226, 2),
        "_data/stocks.csv.gz": (12_154, 8),
        "_data/titanic_all.csv": (1313, 5),
        # It has no header.
        "_data/unemployment09.csv.gz": (3218, 9),
        "_data/us_marriages_divorces.csv": (145, 6),
        "_data/world_cities.csv.gz": (45_065, 3),
    },
    "lahman": {
        "AllstarFull.csv": (5375, 8),
        "Appearances.csv": (108_717, 21),
        "Batting.csv": (108_789, 22),
        "Fielding.csv": (144_768, 18),
        "HallOfFame.csv": (4191, 9),
        "HomeGames.csv": (3108, 9),
        "Managers.csv": (3567, 10),
        "Parks.csv": (255, 6),
        "People.csv": (20_093, 24),
        "Pitching.csv": (48_399, 30),
        "Salaries.csv": (26_428, 5),
        "Schools.csv": (1207, 5),
        "Teams.csv": (2955, 48),
    },
}
"""Rows and columns of each file, by the packages' own documentation and Python's own modules."""
SPELLED = {"data/penguins.csv": 19, "_data/CGM.csv.gz": 1061, "_data/elements.csv": 28}
"""Cells that say NA, NaN or a dash where a value is missing; other files leave them empty."""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    make = tmp_path_factory.mktemp
    async with loading(make("corpora"), make("engine")) as made:
        yield made


def package(name: str) -> Path:
    """The folder of a package, which is not imported."""
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def content(package_name: str, file: str) -> bytes:
    """The bytes of a package's file."""
    if package_name != "lahman":
        return (package(package_name) / file).read_bytes()
    with zipfile.ZipFile(package("lahman") / "data" / "_source.zip") as archive:
        [member] = [n for n in archive.namelist() if n.endswith(f"/core/{file}")]
        return archive.read(member)


def spectrum(path: Path) -> bytes:
    """The bytes of one of csv-spectrum's files."""
    return path.read_bytes()


def values(name: str) -> list[dict[str, str]]:
    """What csv-spectrum expects of one of its files."""
    found = json.loads((SPECTRUM / "json" / f"{name}.json").read_text(encoding="utf-8"))
    return found if isinstance(found, list) else [found]


@pytest.mark.parametrize("path", sorted(SPECTRUM.glob("csvs/*.csv")), ids=lambda path: path.stem)
async def test_csv_spectrum(place: Place, path: Path) -> None:
    expected = values(path.stem)
    names = list(expected[0])
    columns = [{"source": name, "type": "VARCHAR"} for name in names]
    part = await place.load(spectrum(path), header_rows=1, columns=columns)
    assert [column["name"] for column in part["columns"]] == names
    found = [dict(zip(names, row, strict=True)) for row in rows(part)]
    if path.stem == "location_coordinates":
        # The number in the package's JSON is not the one in its CSV.
        assert found[0]["Contact Phone Number"] == "2095257564"
        found[0]["Contact Phone Number"] = expected[0]["Contact Phone Number"]
    assert found == expected
    assert part["report"]["problems"] == []


@pytest.mark.parametrize("path", sorted(SPECTRUM.glob("csvs/*.csv")), ids=lambda path: path.stem)
async def test_csv_spectrum_with_nothing_asked_for(place: Place, path: Path) -> None:
    expected = values(path.stem)
    part = await place.load(spectrum(path))
    assert [column["name"] for column in part["columns"]] == list(expected[0])
    if path.stem != "location_coordinates":
        assert [
            dict(zip(expected[0], ("" if v is None else str(v) for v in row), strict=True))
            for row in rows(part)
        ] == expected
    report = part["report"]
    lines = len(spectrum(path).decode().splitlines())
    assert (report["lines"], report["header"], report["loaded"]) == (lines, 1, lines - 1)
    assert (report["rows"], report["problems"]) == (len(expected), [])


@pytest.mark.parametrize(("name", "file"), [(name, file) for name in SETS for file in SETS[name]])
async def test_real_sets(place: Place, name: str, file: str) -> None:
    part = await place.load(content(name, file), filename=Path(file).name)
    expected, columns = SETS[name][file]
    report = part["report"]
    assert (part["row_count"], len(part["columns"])) == (expected, columns)
    nulls = sum(p["count"] for p in report["problems"] if p["kind"] == "null_spelling")
    assert report["rejected"] == 0
    assert report["cells_nulled"] == nulls == SPELLED.get(file, 0)
    assert len(report["problems"]) == (nulls > 0)
    kinds = {column["kind"] for column in part["columns"]}
    assert kinds == {"text"} or "number" in kinds or "time" in kinds
