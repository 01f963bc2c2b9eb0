"""The evaluation: its own questions, its readers, and what it says of a model that is scripted."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from deita_server_ext.evaluation.bench import sqlite_rows
from deita_server_ext.evaluation.command import main
from deita_server_ext.evaluation.questions import NoSet, bird, own, read_own, spider
from deita_server_ext.llm.asking import Ask
from deita_server_ext.testing import ScriptedModel


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine's has a say."""
    monkeypatch.setenv("DEITA_AI_MODEL", "scripted")
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))


def test_there_are_enough_questions_and_none_twice() -> None:
    questions = own().questions
    assert len(questions) >= 100
    assert len({question.text for question in questions}) == len(questions)
    assert {question.database for question in questions} == set(own().databases)


@pytest.mark.timeout(180)
def test_every_gold_statement_runs_and_gives_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "--gold"]) == 0
    assert " 0 of them bad" in capsys.readouterr().out


def test_a_question_without_a_statement_is_found() -> None:
    with pytest.raises(NoSet, match="Question 2 of x"):
        read_own("x", "-- One?\nSELECT 1\n\n-- Two?")


def sqlite_file(path: Path) -> None:
    """A database as Spider and BIRD have them."""
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE singer (id INTEGER, name TEXT, age INTEGER)")
        people = [(1, "Ann", 30), (2, "Ben", 20), (3, "Cem", 40)]
        connection.executemany("INSERT INTO singer VALUES (?, ?, ?)", people)
        connection.execute("CREATE TABLE Concert (id INTEGER)")
        connection.execute("INSERT INTO Concert VALUES (1)")
        connection.commit()


GOLD = {
    "How many singers are there?": "SELECT count(*) FROM singer",
    "What are the names, the oldest first?": "SELECT name FROM singer ORDER BY age DESC",
    "Who is older than 25?": "SELECT `name` FROM singer WHERE age > 25",
    "How old are they on average?": "SELECT avg(age) FROM singer JOIN Concert",
}


def test_spider(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NoSet, match=r"no dev\.json"):
        spider(tmp_path)
    entries = [{"db_id": "music", "question": q, "query": sql} for q, sql in GOLD.items()]
    (tmp_path / "dev.json").write_text(json.dumps(entries))
    with pytest.raises(NoSet, match=r"music\.sqlite"):
        spider(tmp_path)
    sqlite_file(tmp_path / "database" / "music" / "music.sqlite")
    assert len(spider(tmp_path).questions) == 4

    answers = {
        "How many singers are there?": [
            "SELECT count(*) FROM singers",
            "FROM singer, concert SELECT count(*)",
        ],
        "What are the names, the oldest first?": ["SELECT name FROM singer ORDER BY age"],
        "Who is older than 25?": ["SELECT name FROM singer WHERE age > 25 ORDER BY name DESC"],
        "How old are they on average?": ["I do not know."],
    }  # fmt: skip

    def said(ask: Ask) -> str:
        asked = next(m["content"] for m in ask.messages if m["role"] == "user")
        turn = sum(m["role"] == "assistant" for m in ask.messages)
        answer: str = answers[asked][turn]
        return answer if answer.startswith("I ") else f"```sql\n{answer}\n```"

    out = tmp_path / "scores.json"
    model = ScriptedModel(otherwise=said)
    options = ["eval", "--set", "spider", "--folder", str(tmp_path), "--json", str(out)]
    assert main(options, model) == 0
    document = json.loads(out.read_text())
    looped, once = (document["summaries"][w] for w in ("with_loop", "without_loop"))
    # In another order where none is asked for it is right; where one is, it is wrong.
    assert (looped["questions"], looped["correct"], looped["valid"]) == (4, 0.5, 0.75)
    assert (once["questions"], once["correct"], once["valid"]) == (4, 0.25, 0.5)
    assert (looped["repairs"], once["repairs"]) == (0.25, 0)
    assert looped["tokens"] == 5 * 110
    assert looped["cost"] == pytest.approx(0.005)
    printed = capsys.readouterr().out
    assert "50.0%" in printed
    assert "25.0%" in printed


def test_what_is_wrong_with_a_set_costs_its_own_questions_alone(tmp_path: Path) -> None:
    """A gold statement that fails, and a database that cannot be read."""
    sqlite_file(tmp_path / "database" / "music" / "music.sqlite")
    broken = tmp_path / "database" / "broken" / "broken.sqlite"
    broken.parent.mkdir()
    broken.write_bytes(b"no database " * 100)
    gold = "SELECT count(*) FROM singer"
    entries = [
        {"db_id": "broken", "question": "What?", "query": gold},
        {"db_id": "music", "question": "And?", "query": "SELECT count(*) FROM nowhere"},
        {"db_id": "music", "question": "How many?", "query": gold},
    ]
    (tmp_path / "dev.json").write_text(json.dumps(entries))
    out, seen = tmp_path / "scores.json", []

    def said(_ask: Ask) -> str:
        # What has been scored by now is kept already.
        seen.append(len(json.loads(out.read_text())["scores"]))
        return f"```sql\n{gold}\n```"

    options = ["eval", "--set", "spider", "--folder", str(tmp_path), "--json", str(out)]
    assert main([*options, "--loop", "with"], ScriptedModel(otherwise=said)) == 0
    assert seen == [2]
    scores = json.loads(out.read_text())["scores"]
    assert [score["correct"] for score in scores] == [False, False, True]
    assert "broken cannot be read" in scores[0]["error"]
    assert "no such table: nowhere" in scores[1]["error"]
    assert [score["seconds"] > 0 for score in scores] == [False, False, True]
    assert [score["tokens"] for score in scores] == [0, 0, 110]
    assert main([*options, "--gold"]) == 1


def test_a_gold_statement_has_its_time(tmp_path: Path) -> None:
    sqlite_file(tmp_path / "one" / "music.sqlite")
    endless = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT sum(n) FROM t"
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        sqlite_rows(tmp_path / "one" / "music.sqlite", endless, 0.1)


def test_bird(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sqlite_file(tmp_path / "dev_databases" / "music" / "music.sqlite")
    entries = [
        {
            "question_id": 7, "db_id": "music", "question": question, "SQL": sql,
            "evidence": "old means age > 25", "difficulty": "simple",
        }
        for question, sql in GOLD.items()
    ]  # fmt: skip
    (tmp_path / "dev.json").write_text(json.dumps(entries))
    read = bird(tmp_path).questions
    assert (read[0].id, read[0].evidence, read[0].difficulty) == (
        "bird-7", "old means age > 25", "simple",
    )  # fmt: skip
    assert main(["eval", "--set", "bird", "--folder", str(tmp_path), "--gold"]) == 0
    assert "4 gold statements, 0 of them bad" in capsys.readouterr().out
    model = ScriptedModel(otherwise=lambda _ask: "```sql\nSELECT count(*) FROM singer\n```")
    options = ["eval", "--set", "bird", "--folder", str(tmp_path), "--limit", "1"]
    assert main([*options, "--loop", "with"], model) == 0
    assert "old means" in model.asks[0].messages[-1]["content"]


def test_without_a_model_it_says_how_to_set_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DEITA_AI_MODEL")
    assert main(["eval"]) == 2
    assert "DEITA_AI_MODEL" in capsys.readouterr().err
    assert main(["eval", "--set", "bird"]) == 2
