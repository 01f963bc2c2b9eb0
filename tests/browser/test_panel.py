"""The data browser: workspaces, and what it says where there is nothing."""

from __future__ import annotations

import re

from tests.api import Api
from tests.browser.lab import Lab


def names(api: Api) -> list[str]:
    """The workspaces that the server has."""
    return sorted(item["name"] for item in api.ok("GET", "/workspaces")["items"])


def choose(lab: Lab, item: str) -> None:
    """Choose from the panel's menu."""
    lab.button("Workspace: new, rename, delete").click()
    lab.page.locator(".lm-Menu-item", has_text=item).click()


def answer(lab: Lab, name: str, button: str) -> None:
    """Answer the question for a name."""
    dialog = lab.page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill(name)
    dialog.get_by_role("button", name=button, exact=True).click()
    dialog.get_by_role("textbox").wait_for(state="detached")


def shown(lab: Lab, name: str) -> None:
    """Wait until the switcher shows a workspace."""
    lab.page.wait_for_function(
        "([select, name]) => select.selectedOptions[0]?.textContent === name",
        arg=[lab.switcher.element_handle(), name],
    )


def test_it_opens_with_a_workspace_and_says_what_to_do(lab: Lab, api: Api) -> None:
    [first] = names(api)
    shown(lab, first)
    empty = lab.panel.locator(".deita-Empty")
    empty.wait_for()
    assert "Drop CSV files here, or choose them" in empty.inner_text()
    with lab.page.expect_file_chooser() as chooser:
        empty.get_by_role("button", name="Add files…").click()
    assert chooser.value.is_multiple()


def test_workspaces_are_made_renamed_and_deleted(lab: Lab, api: Api) -> None:
    [first] = names(api)
    choose(lab, "New Workspace…")
    answer(lab, "Delays", "Create")
    shown(lab, "Delays")
    assert names(api) == sorted([first, "Delays"])

    choose(lab, "Switch Workspace…")
    dialog = lab.page.get_by_role("dialog")
    dialog.get_by_role("combobox").select_option(label=first)
    dialog.get_by_role("button", name="Switch", exact=True).click()
    shown(lab, first)
    lab.switcher.select_option("Delays")
    assert lab.panel.locator(".deita-Storage").inner_text() == "0 B"

    choose(lab, "Rename Workspace…")
    answer(lab, "Late flights", "Rename")
    shown(lab, "Late flights")
    assert names(api) == sorted([first, "Late flights"])

    choose(lab, "New Workspace…")
    answer(lab, "Late flights", "Create")
    taken = lab.page.get_by_role("dialog", name="New workspace")
    assert "Late flights" in taken.inner_text()
    taken.get_by_role("button", name="Close").click()
    lab.watch.forget()  # The browser itself notes the answer 409.

    choose(lab, "Delete Workspace…")
    question = lab.page.get_by_role("dialog")
    assert re.search("Delete Late flights.*cannot be undone", question.inner_text(), re.DOTALL)
    question.get_by_role("button", name="Cancel").click()
    assert names(api) == sorted([first, "Late flights"])
    choose(lab, "Delete Workspace…")
    question.get_by_role("button", name="Delete").click()
    shown(lab, first)
    assert names(api) == [first]


def test_another_window_sees_what_is_done_in_this_one(lab: Lab, api: Api) -> None:
    [first] = names(api)
    made = api.ok("POST", "/workspaces", {"name": "Elsewhere"})
    lab.switcher.locator("option", has_text="Elsewhere").wait_for(state="attached")
    lab.switcher.select_option("Elsewhere")
    shown(lab, "Elsewhere")
    api.ok("DELETE", f"/workspaces/{made['id']}")
    shown(lab, first)
