"""The chat: asked, answered word by word, and what can be done with an answer."""

from __future__ import annotations

import re

import pytest

from tests.api import Room, wait
from tests.browser.chat import Chat
from tests.browser.grid import Grid
from tests.browser.lab import Lab
from tests.browser.notebook import new_notebook
from tests.llm import KEY, Refusal, ScriptedLlm, Words

pytestmark = pytest.mark.usefixtures("end_kernels")

QUESTION = "Which airlines are there? @air"
SQL = "SELECT name FROM airlines ORDER BY name LIMIT 3"
ANSWER = f"The **first** three are:\n```sql\n{SQL}\n```\n![x](https://elsewhere.example/?told)"


def test_nothing_is_asked_for_while_it_is_hidden(own_lab: Lab) -> None:
    lab = own_lab
    lab.line("table", "airlines").wait_for()
    assert not [path for path in lab.watch.asked if "/ai" in path or "/threads" in path]
    chat = Chat(lab).open()
    assert "GET /ai" in lab.watch.asked
    lab.kept('"current": "deita-chat"')
    lab.reload()
    chat.field.wait_for()  # The layout is as it was left.


def test_an_answer_comes_word_by_word_with_a_card(own_chat: Chat, llm: ScriptedLlm) -> None:
    chat = own_chat
    llm.say(Words(ANSWER, pause=0.05))
    # Coming up, the launcher takes the focus.
    chat.page.locator(".jp-LauncherCard").first.wait_for()
    chat.field.press_sequentially(QUESTION)
    options = chat.node.get_by_role("listbox").get_by_role("option")
    options.first.wait_for()
    assert options.first.inner_text().split("\n")[0] == "airlines"
    chat.field.press("Enter")
    assert chat.field.input_value() == "Which airlines are there? @airlines "
    chat.field.press("Shift+Enter")
    assert chat.field.input_value().endswith("\n")
    chat.field.press("Enter")
    assert chat.field.input_value() == ""
    chat.button("Stop the answer").wait_for()
    chat.answers.first.locator("strong", has_text="first").wait_for()
    answer = chat.answered()
    assert answer.locator("img").count() == 0
    assert not chat.lab.watch.strangers
    facts = answer.locator(".deita-Message-facts").inner_text()
    assert re.fullmatch(r"0\.1 ¢ · 120 tokens · .+ m?s · The first", facts)
    assert "airlines" in llm.prompts()

    card = chat.cards.first
    assert card.locator(".deita-Card-verdict").inner_text() == "runs ✓"
    assert card.locator(".deita-Card-title").inner_text() == "SQL · airlines"
    keyword = card.locator(".deita-Card-sql span", has_text=re.compile("^SELECT$"))
    plain = card.locator(".deita-Card-sql").evaluate("node => getComputedStyle(node).color")
    assert keyword.first.evaluate("node => getComputedStyle(node).color") != plain
    card.get_by_role("button", name="Run", exact=True).click()
    card.get_by_role("grid", name=re.compile("3 rows")).wait_for()
    assert Grid(card).say("Control+Home").endswith("AirTran Airways Corporation")

    chat.button("A bad answer").click()
    chat.node.get_by_role("button", name="A bad answer", pressed=True).wait_for()
    chat.button("A good answer").click()
    chat.node.get_by_role("button", name="A good answer", pressed=True).wait_for()
    assert chat.node.get_by_role("button", name="A bad answer", pressed=True).count() == 0
    chat.node.get_by_role("button", name="A good answer", pressed=True).wait_for()
    chat.lab.kept('"current": "deita-chat"', "labextension:threads")
    chat.lab.reload()
    chat.node.get_by_role("button", name="A good answer", pressed=True).wait_for()
    assert chat.answers.first.locator("strong").inner_text() == "first"
    chat.node.get_by_text(re.compile("^today: .+ of 1,000,000 tokens$")).wait_for()


def test_what_does_not_run_has_the_engine_s_word(chat: Chat, llm: ScriptedLlm) -> None:
    llm.say(*["```sql\nSELECT nmae FROM airlines\n```"] * 5)
    chat.ask("Their names?")
    chat.answered()
    card = chat.cards.first
    assert card.locator(".deita-Card-verdict").inner_text() == "does not run ✗"
    assert "nmae" in card.locator(".deita-Card-error").inner_text()
    assert card.get_by_role("button", name="Run", exact=True).count() == 0
    llm.say("It is called name.\n```sql\nSELECT name FROM airlines\n```")
    card.get_by_role("button", name="Fix with AI").click()
    chat.answered(2)
    assert "nmae" in str(llm.requests[0]["messages"][-1])
    assert chat.cards.last.locator(".deita-Card-verdict").inner_text() == "runs ✓"
    question = chat.node.locator(".deita-Message-user").last
    assert "nmae" in question.locator(".deita-Card-sql").inner_text()


def test_stop_ends_the_provider_s_call_and_keeps_what_came(chat: Chat, llm: ScriptedLlm) -> None:
    llm.say(Words("word " * 4000, pause=0.02))
    chat.ask("Tell me much")
    chat.answers.first.get_by_text("word word").wait_for()
    messages = chat.node.get_by_role("log")
    end = "node => node.scrollHeight - node.scrollTop - node.clientHeight"
    chat.page.wait_for_function(
        "node => node.scrollHeight > node.clientHeight + 300", arg=messages.element_handle()
    )
    assert messages.evaluate(end) < 60, "what grows is followed"
    messages.hover()
    chat.page.mouse.wheel(0, -400)
    wait(lambda: messages.evaluate(end) > 200)
    chat.page.wait_for_timeout(500)
    assert messages.evaluate(end) > 200, "but not where the person scrolled away"
    chat.button("Stop the answer").click()
    chat.answers.first.get_by_text("Stopped.").wait_for()
    assert llm.left.wait(10)
    chat.button("Send (Enter)").wait_for()
    llm.say("Short.")
    chat.ask("In short?")
    chat.answered(2)


def test_an_error_keeps_the_question(own_chat: Chat, llm: ScriptedLlm) -> None:
    chat = own_chat
    llm.say(Refusal(500, "out of order"))
    chat.ask("Is anyone there?")
    answer = chat.answered()
    answer.get_by_role("alert").wait_for()
    assert KEY not in answer.inner_text()
    # What it was about is kept with the question: it can be asked again after a reload.
    chat.lab.kept('"current": "deita-chat"', "labextension:threads")
    chat.lab.reload()
    llm.say("Yes.")
    answer.get_by_role("button", name="Try again").click()
    chat.answered(2).get_by_text("Yes.").wait_for()
    chat.page.route(re.compile("/messages"), lambda route: route.abort())
    chat.ask("And now?")
    chat.node.get_by_text("Deita’s server does not answer.").wait_for()
    chat.page.unroute(re.compile("/messages"))
    chat.lab.watch.forget()  # The browser itself notes a connection that failed.
    llm.say("Now too.")
    chat.button("Try again").click()
    chat.answered(3).get_by_text("Now too.").wait_for()


def test_threads(chat: Chat, llm: ScriptedLlm, tables: Room) -> None:
    llm.say("One.", "Two.")
    chat.ask("The first question of all?")
    chat.answered()
    chat.new_thread()
    chat.node.get_by_text("Ask about your data in your own words.").wait_for()
    chat.ask("Something else?")
    chat.answered()
    name = chat.node.locator(".deita-Chat-thread")
    name.filter(has_text="Something else?").wait_for()
    name.click()
    chat.node.get_by_role("searchbox").fill("first question")
    chat.node.locator(".deita-Threads-name").nth(1).wait_for(state="detached")
    chat.node.locator(".deita-Threads-name").click()
    chat.answered().get_by_text("One.").wait_for()

    menu = chat.button("Thread and verified questions")
    chat.menu(menu, "Rename Thread…")
    dialog = chat.page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("Firsts")
    dialog.get_by_role("button", name="Rename").click()
    name.filter(has_text="Firsts").wait_for()
    chat.menu(menu, "Share Thread with the Workspace")
    chat.node.get_by_role("button", name="Thread: Firsts").wait_for()
    wait(lambda: bool(thread_of(tables, "Firsts")["shared"]))
    chat.menu(menu, "Make Thread Private")
    wait(lambda: not thread_of(tables, "Firsts")["shared"])
    chat.menu(menu, "Delete Thread…")
    chat.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    name.filter(has_text="New thread").wait_for()
    assert "Firsts" not in [thread["name"] for thread in threads(tables)]


def threads(room: Room) -> list[dict[str, object]]:
    """The threads of a room."""
    found: list[dict[str, object]] = room.api.ok("GET", f"{room.path}/threads")["items"]
    return found


def thread_of(room: Room, name: str) -> dict[str, object]:
    """One of them."""
    return next(thread for thread in threads(room) if thread["name"] == name)


def test_a_statement_becomes_a_cell_a_query_and_a_verified_question(
    chat: Chat, llm: ScriptedLlm, tables: Room
) -> None:
    notebook = new_notebook(chat.lab)
    llm.say(ANSWER)
    chat.ask("The first three airlines?")
    chat.answered()
    card = chat.cards.first
    card.get_by_role("button", name="Insert", exact=True).click()
    cell = notebook.node.locator(".jp-CodeCell.jp-mod-active")
    cell.locator(".cm-line", has_text="%%deita").wait_for()
    assert "airlines" in cell.inner_text()

    card.get_by_role("button", name="Save", exact=True).click()
    dialog = chat.page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("first_three")
    dialog.get_by_role("button", name="Save").click()
    wait(lambda: len(tables.api.ok("GET", f"{tables.path}/saved-queries")["items"]) == 1)

    more = card.get_by_role("button", name="More about this statement")
    chat.menu(more, "Keep as Verified Question")
    dialog.get_by_role("button", name="Keep").click()
    chat.page.get_by_text("Kept as a verified question.").wait_for()
    chat.menu(chat.button("Thread and verified questions"), "Verified Questions")
    chat.button("Run all").click()
    chat.node.get_by_text("passed ✓").wait_for()
    replaced = tables.upload("more.csv", b"carrier,name\nAA,American\n")
    tables.api.ended(replaced["job"])
    asked = {"file_id": replaced["file"]["id"], "mode": "replace", "table": "airlines"}
    tables.api.ended(tables.api.ok("POST", f"{tables.path}/ingests", asked))
    chat.button("Back to the thread").click()
    chat.menu(chat.button("Thread and verified questions"), "Verified Questions")
    chat.node.get_by_text("due: table airlines changed since").wait_for()
    chat.button("Run those due (1)").click()
    chat.node.get_by_text("The statement gives other rows").wait_for()
    assert chat.node.get_by_text("due:").count() == 0
    current = tables.api.ok("GET", f"{tables.path}/tables")["items"]
    [airlines] = [table for table in current if table["name"] == "airlines"]
    tables.api.ok("POST", f"{tables.path}/tables/{airlines['id']}/restore", {"snapshot": 1})
    chat.node.get_by_role("button", name="Forget “The first three airlines?”").click()
    chat.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    chat.node.get_by_text("None yet.").wait_for()


def test_what_is_sent_and_which_model(chat: Chat, llm: ScriptedLlm, tables: Room) -> None:
    sends = chat.node.get_by_label("What is sent to the model")
    before = sends.input_value()
    # Off until somebody says so, and it is said what goes out.
    assert before == "profiles"
    chosen = sends.locator("option:checked").inner_text()
    assert chosen == "names, types, profiles"
    sends.select_option("samples")
    wait(lambda: tables.api.ok("GET", f"{tables.path}/ai")["sends"] == "samples")
    sends.select_option(before)
    wait(lambda: tables.api.ok("GET", f"{tables.path}/ai")["sends"] == before)
    chat.node.get_by_label("Model", exact=True).select_option("openai/two")
    llm.say("Me.")
    chat.ask("Who is it?")
    assert "two" in chat.answered().locator(".deita-Message-facts").inner_text()
    assert llm.requests[0]["model"] == "two"
    chat.node.get_by_label("Model", exact=True).select_option("openai/one")


def focused(chat: Chat) -> str:
    """What is read out of the element in focus."""
    said: str = chat.page.evaluate(
        "() => (document.activeElement.ariaLabel ?? document.activeElement.textContent).trim()"
    )
    return said


def test_it_works_by_keyboard_alone(chat: Chat, llm: ScriptedLlm) -> None:
    press = chat.page.keyboard.press
    llm.say(ANSWER)
    # Coming up, the launcher takes the focus.
    chat.page.locator(".jp-LauncherCard").first.wait_for()
    press("Control+Shift+c")
    chat.page.locator(".lm-CommandPalette-input").fill("Ask Deita")
    press("Enter")
    chat.page.wait_for_function("() => document.activeElement.role === 'combobox'")
    chat.page.keyboard.type("Which?")
    press("Enter")
    chat.answered()
    passed = []
    for _ in range(20):
        press("Shift+Tab")
        passed.append(focused(chat))
        if passed[-1] == "Run":
            break
    assert passed[-1] == "Run", passed
    press("Enter")
    chat.cards.first.get_by_role("grid", name=re.compile("3 rows")).wait_for()
