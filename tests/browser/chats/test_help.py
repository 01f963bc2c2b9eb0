"""What a model is asked for besides: proposals, what results say, and errors mended."""

from __future__ import annotations

import re

import pytest

from tests.api import Room
from tests.browser.chat import Chat
from tests.browser.editor import new_editor
from tests.browser.notebook import new_notebook
from tests.llm import ScriptedLlm

pytestmark = pytest.mark.usefixtures("end_kernels")


def test_what_a_model_proposes(chat: Chat, llm: ScriptedLlm, tables: Room) -> None:
    llm.say("Which is the largest crew?\nHow many airlines?")
    chat.button("Suggest questions").click()
    chip = chat.node.get_by_role("button", name="How many airlines?")
    chip.wait_for()
    llm.say("Sixteen.")
    chip.click()
    chat.node.get_by_text("Sixteen.").wait_for()

    llm.say("{}", "{}", "{}", "{}")
    chat.new_thread()
    chat.button("Suggest relationships").click()
    pair = chat.node.locator(".deita-Relationships-pair").first
    pair.wait_for()
    assert pair.inner_text() == "crews.carrier → airlines.carrier"
    chat.answered()

    llm.say("TABLE: Who works where.\ncarrier: The airline.\npeople: Heads.")
    chat.lab.line("table", "crews").click(button="right")
    chat.page.locator(".lm-Menu-item", has_text="Describe with AI").click()
    proposal = chat.node.get_by_label("Proposed descriptions of crews")
    proposal.get_by_label("people").fill("How many people.")
    proposal.get_by_role("button", name="Save descriptions").click()
    proposal.get_by_text("Saved ✓").wait_for()
    [crews] = [
        table
        for table in tables.api.ok("GET", f"{tables.path}/tables")["items"]
        if table["name"] == "crews"
    ]
    said = {column["name"]: column["description"] for column in crews["columns"]}
    assert said == {"carrier": "The airline.", "people": "How many people."}


def test_a_result_is_explained_and_drawn(chat: Chat, llm: ScriptedLlm) -> None:
    llm.say("```sql\nSELECT carrier, people FROM crews\n```", "Few people.")
    chat.ask("The crews?")
    chat.answered()
    more = chat.node.get_by_role("button", name="More about this statement").first
    chat.menu(more, "Explain Its Result")
    chat.answered(2).get_by_text("Few people.").wait_for()
    chart = '{"mark": "bar", "x": {"column": "carrier"}, "y": {"column": "people"}}'
    llm.say(f"```json\n{chart}\n```\nHow many work where.")
    chat.menu(more, "Suggest a Chart")
    chat.node.get_by_label("Suggested chart").locator("svg, canvas, img").first.wait_for()


def test_a_cell_s_error_is_mended(chat: Chat, llm: ScriptedLlm) -> None:
    notebook = new_notebook(chat.lab)
    cell = notebook.run("%%deita\nSELECT nmae FROM airlines")
    llm.say("It is called name.\n```sql\nSELECT name FROM airlines\n```")
    cell.get_by_role("button", name="Fix with AI").click()
    dialog = chat.page.locator(".jp-Dialog", has_text="Replace and Run")
    dialog.locator(".cm-deletedChunk").wait_for()
    assert "nmae" in dialog.locator(".cm-deletedChunk").inner_text()
    assert dialog.locator(".deita-Card-verdict").inner_text() == "runs ✓"
    dialog.get_by_role("button", name="Replace and Run").click()
    cell.get_by_role("grid", name=re.compile("16 rows")).wait_for()
    assert cell.locator(".cm-line").first.inner_text() == "%%deita"
    # The result below it is explained, and drawn, from where it stands and from the palette.
    llm.say("Sixteen names.")
    chat.menu(cell.get_by_role("button", name="Ask AI"), "Explain This Result")
    chat.last_answered().get_by_text("Sixteen names.").wait_for()
    cell.locator(".cm-content").click()
    llm.say('{"mark": "bar", "x": {"column": "name"}}')
    chat.palette("Suggest a Chart of This Result with AI")
    chat.node.get_by_label("Suggested chart").locator("svg, canvas, img").first.wait_for()


def test_an_editor_s_error_is_mended_and_explained(chat: Chat, llm: ScriptedLlm) -> None:
    editor = new_editor(chat.lab)
    editor.write("SELECT 1;\nSELECT nmae FROM airlines;\nSELECT 3")
    editor.press("Control+Enter")
    block = editor.results.locator(".deita-SqlError")
    llm.say("It looks for a column that is not there.")
    block.get_by_role("button", name="Explain with AI").click()
    chat.answered().get_by_text("not there").wait_for()
    assert "nmae" in str(llm.requests[0]["messages"][-1])
    llm.say("It is called name.\n```sql\nSELECT name FROM airlines\n```")
    block.get_by_role("button", name="Fix with AI").click()
    dialog = chat.page.locator(".jp-Dialog", has_text="Replace and Run")
    dialog.locator(".cm-deletedChunk", has_text="nmae").wait_for()
    dialog.get_by_role("button", name="Replace and Run").click()
    editor.results.get_by_role("tab").nth(2).wait_for()
    editor.said("^1 row ")
    llm.say("A three.", "Still a three.")
    chat.menu(editor.results.get_by_role("button", name="Ask AI"), "Explain This Result")
    chat.last_answered().get_by_text("A three.").wait_for()
    chat.palette("Explain This Result with AI")
    chat.node.get_by_text("Still a three.").wait_for()
    assert editor.lines() == ["SELECT 1;", "SELECT name", "FROM airlines;", "SELECT 3"]
    chat.lab.watch.forget()  # The browser itself notes an answer that is no success.
