"""Lines of models, read."""

from __future__ import annotations

from deita_server_ext.services.charting import read
from deita_server_ext.services.reading import descriptions, notes, questions


def test_questions() -> None:
    said = "Here:\n1. How many flights?\n- **Which is late?**\n* How many flights?\nBye\nWhy?\n"
    assert questions(said) == ["How many flights?", "Which is late?"]
    assert questions("") == []


def test_notes() -> None:
    assert notes("1. One\n2) Two\nnone\n**3**: Three") == {1: "One", 2: "Two", 3: "Three"}


def test_descriptions() -> None:
    said = 'TABLE: Flights.\n- `Carrier`: two letters: IATA\nnowhere: no\n"dep delay": minutes'
    table, columns = descriptions(said, ["carrier", "dep delay", "year"])
    assert table == "Flights."
    assert columns == {"carrier": "two letters: IATA", "dep delay": "minutes"}
    assert descriptions("nothing", ["a"]) == (None, {})


def test_charts() -> None:
    assert read('So:\n```json\n{"mark": "bar"}\n```\nIt shows.') == (
        {"mark": "bar"},
        "So:\n\nIt shows.",
    )
    assert read('{"mark": "bar"}') == ({"mark": "bar"}, "")
    assert read("no chart") == (None, "no chart")
