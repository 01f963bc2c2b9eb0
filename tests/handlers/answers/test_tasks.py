"""What else a model is asked for: to mend, to explain, to describe, to draw, to be judged."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.answers import Conversation
from tests.api import Room, new_room, wait
from tests.llm import Calls, Refusal, ScriptedLlm, Words
from tests.server import Server


def test_fix(talk: Conversation, llm: ScriptedLlm) -> None:
    llm.say("It is city.\n```sql\nSELECT city FROM cities\n```")
    told = talk.ask(task="fix", sql="SELECT town FROM cities", error="no town")
    (block,) = told.blocks
    assert block["replaces"] == "SELECT town FROM cities"
    assert block["runs"]
    asked = llm.requests[0]["messages"][-1]["content"]
    assert "SELECT town FROM cities" in asked
    assert "town" in asked.rpartition("What was said of it:")[2]
    # The question is kept with what it came with, and remembered.
    question, _answer = talk.messages()
    assert question["author"]
    assert question["subject"] == {
        "sql": "SELECT town FROM cities", "error": "no town", "result_id": None, "table": None,
    }  # fmt: skip
    llm.say("Well.")
    talk.ask("Why?")
    assert talk.messages()[2]["subject"] is None
    earlier = llm.requests[0]["messages"][1]
    assert (earlier["role"], "SELECT town FROM cities" in earlier["content"]) == ("user", True)


def test_what_is_known_elsewhere_may_stay_in_what_is_mended(
    talk: Conversation, llm: ScriptedLlm
) -> None:
    """Parameters, and what a notebook puts in, are no errors of the statement's."""
    broken = "SELECT town FROM cities WHERE people > :least AND city <> {{ name }}"
    kept = broken.replace("town", "city")
    llm.say(f"```sql\n{kept}\n```")
    told = talk.ask(task="fix", sql=broken, error='Column "town" is not there.')
    (block,) = told.blocks
    assert (block["runs"], block["attempts"], block["error"]) == (True, 1, None)
    assert block["sql"] == kept
    assert '"town" is not there' in llm.prompts().replace("\\", "")
    llm.say(*[f"```sql\n{kept.replace('least', 'most')}\n```"] * 4)
    (block,) = talk.ask(task="fix", sql=broken, error="no").blocks
    assert "parameters: most" in block["error"]["message"]
    # A question has none.
    llm.say(*["```sql\nSELECT $a AS a\n```"] * 4)
    assert not talk.ask("Which?").blocks[0]["runs"]


def test_explain_a_query(talk: Conversation, llm: ScriptedLlm) -> None:
    llm.say("All cities. As in\n```sql\nSELECT city\n```")
    told = talk.ask(task="explain_query", sql="SELECT city FROM cities")
    # What is a statement all the same has been judged before it is shown.
    assert told.answer["text"].split() == ["All", "cities.", "As", "in"]
    assert [(b["sql"], b["runs"]) for b in told.blocks] == [("SELECT city", False)]
    assert "SELECT city FROM cities" in llm.requests[0]["messages"][-1]["content"]

    llm.say("There is no such column.")
    talk.ask(task="explain_query", sql="SELECT town FROM cities", error="It does not run.")
    assert "not run." in llm.requests[0]["messages"][-1]["content"].rpartition("said of it:")[2]


def test_a_result_of_another_workspace_is_not_told(talk: Conversation, llm: ScriptedLlm) -> None:
    other = new_room(talk.api, f"Elsewhere {talk.room.id}")
    result = other.query("SELECT 'Hidden' AS v")["result"]["id"]
    llm.say()
    for asked in (
        {"task": "explain_result", "result_id": result},
        {"text": "?", "mentions": [{"kind": "result", "result_id": result}]},
    ):
        assert talk.ask(**asked).answer["error"]["code"] == "not_found"
    assert llm.requests == []
    talk.api("DELETE", other.path)


def test_describe(talk: Conversation, llm: ScriptedLlm) -> None:
    llm.say("TABLE: Cities of Europe.\n- `city`: its name\npeople: who live there: all\nnone: no")
    (block,) = talk.ask(task="describe", table="cities").blocks
    assert (block["kind"], block["table"]) == ("descriptions", "cities")
    assert block["description"] == "Cities of Europe."
    assert block["columns"] == {"city": "its name", "people": "who live there: all"}
    # Nothing is changed before somebody takes it.
    table = talk.api.ok("GET", f"{talk.room.path}/tables/{block['table_id']}")
    assert table["description"] is None
    columns = {"description": block["description"], "columns": block["columns"]}
    talk.api.ok("PATCH", f"{talk.room.path}/tables/{block['table_id']}", columns)
    llm.say("Well.")
    talk.ask("How?")
    assert "who live there: all" in llm.prompts()


def test_suggest_questions(talk: Conversation, llm: ScriptedLlm) -> None:
    llm.say("Sure!\n1. Which city is the greatest?\n2. How many cities are there?\n")
    (block,) = talk.ask(task="suggest_questions").blocks
    assert block["items"] == ["Which city is the greatest?", "How many cities are there?"]
    assert talk.ask(task="suggest_questions").text == "Well."


def test_relationships(own: Room, llm: ScriptedLlm) -> None:
    own.table("trips", "id,city\n1,Bern\n2,Rom\n3,Rom\n4,Nowhere\n")
    own.table("visits", "trip_id,visits\n" + "".join(f"{1 + n % 4},{n}\n" for n in range(8)))
    llm.say("1. Each visit is of a trip.\n2. Trips go to cities.")
    told = Conversation(own).ask(task="relationships")
    (block,) = told.blocks
    found = [
        (i["table"], i["column"], i["other_table"], i["other_column"], i["matched"], i["values"])
        for i in block["items"]
    ]
    assert found == [
        ("visits", "trip_id", "trips", "id", 4, 4),
        ("trips", "city", "cities", "city", 2, 3),
    ]
    assert block["complete"]
    notes = [item["note"] for item in block["items"]]
    assert notes == ["Each visit is of a trip.", "Trips go to cities."]
    # The engine's finding is there before the model has said a word of it.
    assert [len(e["block"]["items"]) for e in told.of("block")] == [2, 2]
    assert told.of("block")[0]["block"]["items"][0]["note"] is None
    # They are told from now on, whatever becomes of other tables.
    own.table("others", "n\n1\n")
    llm.say("Well.")
    Conversation(own).ask("How?")
    assert "Keys found" in llm.prompts()
    own.api.ok("PATCH", f"{own.path}/ai", {"sends": "names"})
    llm.say("Well.")
    Conversation(own).ask("How?")
    assert "Keys found" not in llm.prompts()


def test_profiles_and_keys_are_found_behind_the_scenes(
    ai_server: Server, own: Room, llm: ScriptedLlm
) -> None:
    own.table("trips", "id,city\n1,Bern\n2,Rom\n3,Rom\n")
    own.api.ok("GET", f"{own.path}/ai")
    wait(lambda: len([p for p in ai_server.data.rglob("*profile*") if own.id in str(p)]) == 2)
    llm.say("Well.")
    Conversation(own).ask("How?")
    assert "about 3 different values" in llm.prompts()
    assert "Keys found" not in llm.prompts()

    def told() -> bool:
        llm.say("Well.")
        Conversation(own).ask("How?")
        return "Keys found" in llm.prompts()

    wait(told)


def test_keys_of_several_columns(own: Room, llm: ScriptedLlm) -> None:
    places = ("A", "B", "C")
    readings = [f"{p},{day},{day * 3}" for p in places for day in range(1, 9)]
    own.table("readings", "\n".join(("place,day,temp", *readings)) + "\n")
    trips = [f"{n},{places[n % 3]},{1 + n % 9}" for n in range(40)]
    own.table("trips", "\n".join(("id,place,day", *trips)) + "\n")
    llm.say("1. Each trip has the weather of its day.")
    told = Conversation(own).ask(task="relationships")
    (block,) = told.blocks
    (item,) = block["items"]
    assert (item["table"], item["column"], item["other_table"], item["other_column"]) == (
        "trips", "place", "readings", "place",
    )  # fmt: skip
    assert item["more"] == [{"column": "day", "other_column": "day"}]
    # Nine days are travelled on, of which eight have readings: three places each, all met.
    assert (item["values"], item["matched"]) == (9, 8)
    assert '"trips".("place", "day") in "readings".("place", "day")' in llm.prompts().replace(
        "\\", ""
    )


def test_charts(talk: Conversation, llm: ScriptedLlm) -> None:
    """What cannot be drawn of the columns goes back, and is not shown."""
    sql = "SELECT city, people FROM cities"
    wrong = {"sql": sql, "mark": "bar", "x": {"column": "town"}, "y": {"column": "people"}}
    right = wrong | {"x": {"column": "city"}}
    llm.say(Calls([("make_chart", wrong)]), Calls([("make_chart", right)]), "There.")
    told = talk.ask("Draw the cities")
    assert [e["state"] for e in told.of("tool")] == ["running", "failed", "running", "done"]
    (block,) = told.blocks
    assert (block["kind"], block["sql"].split(), block["chart"]["mark"]) == (
        "chart",
        sql.split(),
        "bar",
    )
    assert "town" in llm.requests[1]["messages"][-1]["content"]

    result = talk.room.query(sql)["result"]["id"]
    proposed = [
        json.dumps({key: value for key, value in each.items() if key != "sql"})
        for each in (wrong, right)
    ]
    llm.say(f"```json\n{proposed[0]}\n```", f"```json\n{proposed[1]}\n```\nBy city.")
    told = talk.ask(task="chart", result_id=result)
    (block,) = told.blocks
    assert (block["result_id"], told.text) == (result, "By city.")
    drawn = talk.api.ok("POST", f"/results/{result}/chart", {"chart": block["chart"]})
    assert drawn["spec"]["data"]["values"]
    llm.say(*(f"```json\n{proposed[0]}\n```" for _n in range(4)))
    told = talk.ask(task="chart", result_id=result)
    assert told.blocks == []
    assert told.answer["error"]["code"] == "invalid_request"


def test_verified_questions_test_a_model(own: Room, llm: ScriptedLlm) -> None:
    path = f"{own.path}/verified"
    sql = "SELECT city FROM cities WHERE people > 1000"
    own.api.ok("POST", path, {"question": "Which are great?", "sql": sql})

    def ran(*answers: str) -> dict[str, Any]:
        llm.say(*(f"```sql\n{answer}\n```" for answer in answers))
        report = own.api.ok("POST", f"{path}/run", {"model": "openai/two"})
        last: dict[str, Any] = report["items"][0]["last"]
        assert (report["passed"] == 1) is (last["state"] == "passed")
        assert last["model"] == "openai/two"
        return last

    assert ran("FROM cities SELECT city WHERE people >= 130000")["state"] == "passed"
    # The model is not told the answer that it is held against.
    assert "people > 1000" not in llm.prompts()
    wrong = ran("SELECT city FROM cities")
    assert (wrong["state"], wrong["error"]) == ("failed", None)
    assert "other rows" in wrong["reason"]
    assert "SELECT" in wrong["sql"]
    assert ran(*["SELECT town FROM cities"] * 4)["state"] == "failed"
    llm.say(Refusal(401), Refusal(401))
    last = own.api.ok("POST", f"{path}/run", {"model": "openai/one"})["items"][0]["last"]
    assert last["error"]["code"] == "model_refused"
    own.api.refused(403, "model_not_allowed", "POST", f"{path}/run", {"model": "x"})
    assert not own.api.ok("GET", path)["items"][0]["model_changed"]
    ran("SELECT 1")
    # Another model is asked now than was then.
    assert own.api.ok("GET", path)["items"][0]["model_changed"]
    assert own.api.ok("GET", f"{own.path}/threads")["items"] == []


def test_many_columns_are_described_some_at_a_time(own: Room, llm: ScriptedLlm) -> None:
    columns = ", ".join(f"{n} AS measure_{n}" for n in range(130))
    result = own.query(f"SELECT {columns}")["result"]["id"]
    own.api.ok("POST", f"{own.path}/tables", {"name": "wide", "result_id": result})

    def described(request: dict[str, Any]) -> Words:
        asked = request["messages"][-1]["content"]
        names = re.findall(r'^  "(\w+)" ', asked, re.MULTILINE)
        cut = len(names) == 60
        lines = [f"{name}: the {name}" for name in (names[:25] if cut else names)]
        return Words("\n".join(["TABLE: Measures.", *lines]), piece=1000, cut=cut)

    llm.say()
    llm.otherwise = described
    told = Conversation(own).ask(task="describe", table="wide")
    llm.otherwise = lambda _request: Words("Well.")
    (block,) = told.blocks
    assert block["description"] == "Measures."
    assert len(block["columns"]) == 130
    # Sixty, of which 25 came; the other 35; twice; then the last ten.
    assert len(llm.requests) == 5
    assert [len(e["block"]["columns"]) for e in told.of("block")] == [25, 60, 85, 120, 130]
    assert told.of("tool")[-1]["summary"] == "Describes columns: 120 of 130 done"
