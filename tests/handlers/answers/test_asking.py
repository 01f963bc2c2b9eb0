"""Answers over HTTP: asked for, written word by word, tried again, and stopped."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.answers import SECRET, Conversation, Told
from tests.api import Api, wait
from tests.llm import KEY, Broken, Calls, Refusal, ScriptedLlm, Silence, Words


def test_what_there_is(ai: Api) -> None:
    found = ai.ok("GET", "/ai")
    assert found["enabled"]
    assert found["hint"] is None
    assert found["models"] == [
        {"id": "openai/one", "label": "The first"},
        {"id": "openai/two", "label": "two"},
    ]  # The third one's provider has no key.
    assert (found["default_model"], found["budget"]) == ("openai/one", None)


def test_an_answer_streams_and_is_kept(talk: Conversation, llm: ScriptedLlm) -> None:
    llm.say("Here:\n```sql\nSELECT city FROM cities ORDER BY people\n```\nThe least first.")
    told = talk.ask("Which cities are there, the least first?")
    kinds = [event["type"] for event in told.events]
    assert kinds[:2] == ["message", "message"]
    assert kinds[-1] == "done"
    assert len(told.of("text")) > 2
    assert told.text == told.answer["text"]
    assert told.text.split() == ["Here:", "The", "least", "first."]
    (block,) = told.blocks
    assert block["sql"].split() == ["SELECT", "city", "FROM", "cities", "ORDER", "BY", "people"]
    assert (block["runs"], block["tables"], block["attempts"]) == (True, ["cities"], 1)
    answer = told.answer
    assert (answer["state"], answer["model"], answer["error"]) == ("done", "openai/one", None)
    assert (answer["tokens_in"], answer["tokens_out"], answer["cost"]) == (100, 20, 0.001)
    assert answer["seconds"] > 0
    question, kept = talk.messages()
    assert (question["role"], question["state"]) == ("user", "done")
    assert kept == answer
    thread = talk.api.ok("GET", talk.path)
    assert thread["name"] == "Which cities are there, the least first?"
    assert thread["message_count"] == 2
    # Found by what was asked, and by what was said in the answer alone.
    for words, found in (("greatest", 0), ("WHICH cities", 1), ("here:", 1)):
        path = f"{talk.room.path}/threads"
        items = talk.api.ok("GET", path, params={"search": words})["items"]
        assert [item["id"] for item in items] == [thread["id"]] * found


def test_the_conversation_goes_on(talk: Conversation, llm: ScriptedLlm) -> None:
    llm.say("```sql\nSELECT 1 AS one\n```", "Twice.")
    talk.ask("First?")
    talk.ask("And then?", model="openai/two")
    first, second = llm.requests
    assert [m["role"] for m in first["messages"]] == ["system", "user"]
    assert [m["role"] for m in second["messages"]] == ["system", "user", "assistant", "user"]
    assert second["messages"][1]["content"] == "First?"
    assert "SELECT 1" in second["messages"][2]["content"]
    assert (first["model"], second["model"]) == ("one", "two")
    assert first["stream"] is True
    newest = talk.api.ok("GET", f"{talk.path}/messages", params={"limit": 1})
    assert [m["text"] for m in newest["items"]] == ["Twice."]
    older = talk.api.ok("GET", f"{talk.path}/messages", params={"before": newest["next"]})
    assert len(older["items"]) == 3
    assert older["next"] is None


def test_feedback_is_kept(talk: Conversation, llm: ScriptedLlm) -> None:
    llm.say("Well.")
    answer = talk.ask("How?").answer
    path = f"{talk.path}/messages/{answer['id']}"
    for said in ("up", "down", None):
        assert talk.api.ok("PATCH", path, {"feedback": said})["feedback"] == said
        assert talk.messages()[-1]["feedback"] == said
    talk.api.refused(422, "invalid_request", "PATCH", path, {"feedback": "maybe"})


def test_what_does_not_run_goes_back_and_is_mended(talk: Conversation, llm: ScriptedLlm) -> None:
    llm.say(
        "Look:\n```sql\nSELECT town FROM cities\n```",
        "Sorry!\n```sql\nSELECT city FROM citys\n```",
        "```sql\nSELECT city FROM cities\n```",
    )
    told = talk.ask("Which?")
    (block,) = told.blocks
    assert (block["runs"], block["attempts"], block["error"]) == (True, 3, None)
    # Nothing that does not run was shown on the way, nor the model's excuses.
    assert [event["block"]["runs"] for event in told.of("block")] == [True]
    assert told.text.strip() == "Look:"
    assert '"town"' in llm.requests[1]["messages"][-1]["content"]
    assert "Did you mean cities" in llm.requests[2]["messages"][-1]["content"]
    assert told.answer["tokens_in"] == 300


def test_what_never_runs_is_shown_as_failed(talk: Conversation, llm: ScriptedLlm) -> None:
    llm.say(*(f"```sql\nSELECT c{n} FROM cities\n```" for n in range(6)))
    told = talk.ask("Which?")
    (block,) = told.blocks
    assert (block["runs"], block["attempts"]) == (False, 4)
    assert block["error"]["code"] == "sql_failed"
    assert "c3" in block["sql"]
    assert len(llm.requests) == 4
    assert told.answer["state"] == "done"


def test_tools(talk: Conversation, llm: ScriptedLlm) -> None:
    llm.say(
        Calls([("search_schema", {"query": "city people"})], before="Let me see."),
        Calls(
            [
                ("profile_column", {"table": "cities", "column": "people"}),
                ("run_sql", {"sql": "SELECT * FROM cities"}),
                ("run_sql", "{broken"),
                ("make_coffee", {}),
            ]
        ),
        "```sql\nSELECT max(people) AS most FROM cities\n```",
    )
    told = talk.ask("What is the greatest?")
    used = [(e["name"], e["state"]) for e in told.of("tool")]
    assert used == [
        ("search_schema", "running"), ("search_schema", "done"),
        ("profile_column", "running"), ("profile_column", "done"),
        ("run_sql", "running"), ("run_sql", "done"),
        ("run_sql", "running"), ("run_sql", "failed"),
        ("make_coffee", "running"), ("make_coffee", "failed"),
    ]  # fmt: skip
    results = [m["content"] for m in llm.requests[2]["messages"] if m["role"] == "tool"]
    assert '"cities"' in results[0]
    assert "about 3 different values" in results[1]
    # How many rows there are would tell values, where they are not told.
    assert results[2].startswith('The engine takes it. Columns: "city" VARCHAR, "people"')
    assert "3" not in results[2]
    assert "no JSON" in results[3]
    assert "no tool make_coffee" in results[4]
    assert told.blocks[0]["runs"]
    # Rows are told only where the workspace says so.
    assert SECRET not in llm.prompts()
    assert "2800000" not in llm.prompts()


def test_a_model_without_tools_is_asked_without(talk: Conversation, llm: ScriptedLlm) -> None:
    refusal = Refusal(400, "this model does not support tools")
    llm.say(refusal, "```sql\nSELECT 1 AS a\n```", "Again.")
    assert talk.ask("Which?", model="openai/two").blocks[0]["runs"]
    talk.ask("And?", model="openai/two")
    assert ["tools" in request for request in llm.requests] == [True, False, False]


def test_stop_ends_the_providers_call(talk: Conversation, llm: ScriptedLlm) -> None:
    llm.say(Words("word " * 2000, pause=0.05))
    with talk.asking("Long?") as events:
        told = Told()
        for event in events:
            told.events.append(event)
            if event["type"] == "text" and len(told.of("text")) == 3:
                path = f"{talk.path}/messages/{told.answer['id']}"
                underway = talk.messages()[-1]
                assert underway["state"] == "streaming", underway
                talk.api.refused(
                    409, "thread_busy", "POST", f"{talk.path}/messages", {"text": "Now?"}
                )
                stopped = talk.api.ok("POST", f"{path}/stop")
                assert stopped["state"] == "stopped"
    assert told.events[-1]["type"] == "done"
    assert told.answer["state"] == "stopped"
    assert told.answer["text"].startswith("word word")
    assert told.answer["tokens_out"] > 0
    assert llm.left.wait(5)
    assert talk.messages()[-1] == told.answer
    assert talk.api.ok("POST", f"{path}/stop") == told.answer


def test_it_goes_on_without_who_asked_and_others_follow(
    talk: Conversation, llm: ScriptedLlm
) -> None:
    llm.say(Words("word " * 40, pause=0.02))
    told = Told()
    with talk.asking("Long?", stays=True) as events:
        for event in events:
            told.events.append(event)
            if event["type"] == "text":
                break
    with talk.following(told.answer["id"]) as one, talk.following(told.answer["id"]) as other:
        followed, also = Told(list(one)), Told(list(other))
    assert followed.answer == also.answer == talk.messages()[-1]
    assert (followed.answer["state"], followed.answer["text"].split()) == ("done", ["word"] * 40)
    assert not llm.left.is_set()
    begun = followed.of("message")[0]["message"]
    assert begun["state"] == "streaming"
    assert begun["text"] + followed.text == followed.answer["text"]
    with talk.following(told.answer["id"]) as events:
        assert [event["type"] for event in events] == ["done"]
    talk.api.refused(404, "not_found", "GET", f"{talk.path}/messages/{'0' * 32}/events")


def test_stop_before_the_first_word(talk: Conversation, llm: ScriptedLlm) -> None:
    llm.say(Silence(30))
    with talk.asking("Long?") as events:
        told = Told([next(events), next(events)])
        wait(lambda: len(llm.requests) == 1)
        talk.api.ok("POST", f"{talk.path}/messages/{told.answer['id']}/stop")
        told.events += events
    assert (told.answer["state"], told.answer["text"], told.answer["error"]) == (
        "stopped",
        "",
        None,
    )
    assert llm.left.wait(5)
    assert talk.messages()[-1] == told.answer


def test_what_a_model_runs_has_an_end(talk: Conversation, llm: ScriptedLlm) -> None:
    talk.api.ok("PATCH", f"{talk.room.path}/ai", {"sends": "samples"})
    llm.say(Calls([("run_sql", {"sql": "SELECT i FROM range(1000) t(i) ORDER BY i"})]), "Well.")
    talk.ask("Which?")
    said = llm.requests[1]["messages"][-1]["content"]
    assert said.startswith('It runs: more than 20 rows. Columns: "i" BIGINT\n[0]\n')
    assert said.endswith("\n[19]")


def test_who_leaves_stops_it(talk: Conversation, llm: ScriptedLlm) -> None:
    llm.say(Words("word " * 2000, pause=0.05), "Again.")
    with talk.asking("Long?") as events:
        for event in events:
            if event["type"] == "text":
                break
    assert llm.left.wait(5)
    wait(lambda: talk.messages()[-1]["state"] == "stopped")
    assert talk.messages()[-1]["text"].startswith("word")
    assert talk.ask("And now?").answer["state"] == "done"


@pytest.mark.parametrize(
    ("steps", "code", "text"),
    [
        ([Refusal(401, f"Incorrect API key provided: {KEY}")], "model_refused", ""),
        ([Refusal(404, "no such model")], "model_refused", ""),
        ([Refusal(500), Refusal(500)], "model_unavailable", ""),
        ([Refusal(429, headers={"Retry-After": "3600"})], "model_busy", ""),
        ([Silence(30)], "model_timeout", ""),
        ([Silence(30, "Begun")], "model_timeout", "Begun"),
        ([Broken("Begun, then")], "model_unavailable", "Begun, then"),
    ],
)
def test_a_provider_that_fails(
    talk: Conversation, llm: ScriptedLlm, steps: list[Any], code: str, text: str
) -> None:
    llm.say(*steps)
    told = talk.ask("Which?")
    assert told.of("error")[-1]["error"]["code"] == code
    answer = told.answer
    assert (answer["state"], answer["text"], answer["error"]["code"]) == ("failed", text, code)
    assert answer["error"]["hint"]
    assert answer["error"]["details"]["retry"] is (code != "model_refused")
    if code == "model_busy":
        assert answer["error"]["details"]["retry_after_seconds"] == 3600
    assert KEY not in json.dumps(told.events)
    assert talk.messages()[-1] == answer
    assert llm.script == []
    # Nothing is lost: the same can be asked again.
    llm.say("Well.")
    assert talk.ask("Which?").answer["state"] == "done"


def test_a_busy_provider_is_asked_again_when_it_says(talk: Conversation, llm: ScriptedLlm) -> None:
    llm.say(Refusal(429, headers={"Retry-After": "0.3"}), "Well.")
    started = time.monotonic()
    assert talk.ask("Which?").answer["state"] == "done"
    assert time.monotonic() - started >= 0.3
    assert len(llm.requests) == 2


def test_what_cannot_be_asked(talk: Conversation, llm: ScriptedLlm) -> None:
    llm.say()
    path = f"{talk.path}/messages"
    for asked, status, code in (
        ({"text": "?", "model": "openai/other"}, 403, "model_not_allowed"),
        ({"text": "?", "model": "groq/three"}, 409, "no_model"),
        ({"text": "  "}, 422, "invalid_request"),
        ({"task": "nonsense"}, 422, "invalid_request"),
        ({"text": "?", "mentions": [{"kind": "person"}]}, 422, "invalid_request"),
    ):
        error = talk.api.refused(status, code, "POST", path, asked)
        assert code != "no_model" or "GROQ_API_KEY" in error["hint"]
    assert talk.messages() == []
    assert llm.requests == []
    told = talk.ask(task="fix")
    assert told.answer["error"]["code"] == "invalid_request"
