"""The data browser: workspaces, and what it says where there is nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from secrets import token_hex
from typing import TYPE_CHECKING, Any

import pytest

from tests.api import Api, api_of, new_room, wait
from tests.browser.axe import EXPOSED
from tests.browser.lab import Lab, write_settings
from tests.browser.test_imports import choose as pick
from tests.server import Server, running_server
from tests.unused import expire

if TYPE_CHECKING:
    from playwright.sync_api import Route

CAROL = '''
from jupyter_server.auth import IdentityProvider, User


class CarolOrAnother(IdentityProvider):
    """Whoever has the token is Carol, or whom the header names."""

    async def _get_user(self, handler):
        if await super()._get_user(handler) is None:
            return None
        return User(username=handler.request.headers.get("X-Test-User", "carol"))

c.ServerApp.identity_provider_class = CarolOrAnother
'''


@pytest.fixture(scope="module")
def server(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A JupyterLab that knows its users."""
    home = tmp_path_factory.mktemp("lab")
    write_settings(home)
    with running_server(home, lab=True, config=f"{CAROL}\n{EXPOSED}") as running:
        yield running


def own(api: Api) -> list[dict[str, Any]]:
    """The workspaces that are the person's own."""
    items = api.ok("GET", "/workspaces")["items"]
    return [item for item in items if item["role"] == "owner"]


def names(api: Api) -> list[str]:
    """What they are called."""
    return sorted(item["name"] for item in own(api))


@pytest.fixture
def first(api: Api) -> str:
    """The name of the workspace that is there, and no other, whatever was before."""
    [kept, *others] = own(api)
    for other in others:
        api.ok("DELETE", f"/workspaces/{other['id']}")
    name: str = kept["name"]
    return name


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


def test_it_opens_with_a_workspace_and_says_what_to_do(first: str, lab: Lab) -> None:
    shown(lab, first)
    empty = lab.panel.locator(".deita-Empty")
    empty.wait_for()
    assert "Drop CSV, Excel, Parquet or JSON files here" in empty.inner_text()
    with lab.page.expect_file_chooser() as chooser:
        empty.get_by_role("button", name="Add files…").click()
    assert chooser.value.is_multiple()


def test_workspaces_are_made_renamed_and_deleted(first: str, lab: Lab, api: Api) -> None:
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


def test_what_others_do_is_seen(first: str, own_lab: Lab, api: Api, server: Server) -> None:
    lab = own_lab
    made = api.ok("POST", "/workspaces", {"name": "Elsewhere"})
    lab.switcher.locator("option", has_text="Elsewhere").wait_for(state="attached")
    lab.switcher.select_option("Elsewhere")
    shown(lab, "Elsewhere")
    api.ok("DELETE", f"/workspaces/{made['id']}")
    shown(lab, first)

    # What nobody used for long is said to be deleted, until it is kept.
    old = api.ok("POST", "/workspaces", {"name": "Old flights"})
    expire(server, old["id"], "2093-12-03")
    lab.button("Refresh").click()
    notice = lab.panel.locator(".deita-Expiring")
    notice.get_by_text("“Old flights” will be deleted on December 3, 2093").wait_for()
    notice.get_by_role("button", name="Keep Old flights").click()
    notice.wait_for(state="detached")
    assert api.ok("GET", f"/workspaces/{old['id']}")["expires_at"] is None
    api.ok("DELETE", f"/workspaces/{old['id']}")

    # Somebody else shares what may be read, and takes it back.
    with api_of(server, {"Authorization": f"token {server.token}", "X-Test-User": "dave"}) as dave:
        name = f"Delays {token_hex(2)}"
        his = new_room(dave, name)
        his.table("delays", "a\n1\n")
        dave.ok("PUT", f"{his.path}/members/carol", {"role": "viewer"})
        label = f"{name} (of dave, read-only)"
        lab.switcher.locator("option", has_text=label).wait_for(state="attached")
        lab.switcher.select_option(label)
        lab.panel.get_by_text("Shared by dave, read-only").wait_for()
        lab.line("table", "delays").click()
        assert lab.button("Add files…").count() == 0
        lab.page.keyboard.press("Delete")
        dave.ok("POST", f"{his.path}/tables/delays/restore", {"snapshot": 1})
        pick(lab, "table", "delays", "Snapshots")
        restore = lab.page.get_by_label("Restore snapshot 1")
        restore.wait_for()
        lab.page.get_by_role("button", name="Open snapshot 1").click()
        keep = lab.page.locator("jp-button", has_text="Save as Table…")
        keep.wait_for()
        why = f"You may read {name}, but not change it. dave, whose it is, can make you an editor."
        # The panel, the list of snapshots and the toolbar of rows hear of a role each by itself.
        wait(restore.is_disabled)
        wait(keep.get_by_role("button").is_disabled)
        assert [restore.get_attribute("title"), keep.get_attribute("title")] == [why, why]
        dave.ok("PUT", f"{his.path}/members/carol", {"role": "editor"})
        lab.button("Add files…").wait_for()
        wait(restore.is_enabled)
        wait(keep.get_by_role("button").is_enabled)
        assert his.names() == ["delays"]
        choose(lab, "Members of Workspace…")
        members = lab.page.get_by_role("dialog", name=f"Members of {name}")
        members.get_by_text("dave", exact=True).wait_for()
        members.get_by_role("button", name="Leave").click()
        members.wait_for(state="detached")
        shown(lab, first)
        lab.watch.forget()  # The browser itself notes the answer 404.

        # And what is one's own is shared.
        choose(lab, "Share Workspace…")
        dialog = lab.page.get_by_role("dialog", name=f"Share {first}")
        dialog.get_by_text("carol (you)").wait_for()
        user = dialog.get_by_role("textbox", name="User name")
        user.fill("carol")
        user.press("Enter")
        dialog.get_by_role("alert").get_by_text("yours already").wait_for()
        lab.watch.forget()
        user.fill("davve")
        user.press("Enter")
        dialog.get_by_text("has not been here yet: is the name right?").wait_for()
        # Who is added while another is being removed is added all the same.
        held: list[Route] = []
        lab.page.route("**/members/davve*", lambda route: held.append(route))  # noqa: PLW0108
        dialog.get_by_role("button", name="Remove davve").click()
        user.fill("dave")
        user.press("Enter")
        wait(lambda: bool(held and lab.page.evaluate("() => true")))
        held[0].continue_()
        dialog.get_by_role("combobox", name="Role of dave").wait_for()
        assert dialog.get_by_text("has not been here yet").count() == 0
        dialog.get_by_role("combobox", name="Role of dave").select_option("editor")
        [hers] = [item["id"] for item in own(api)]
        wait(lambda: dave("GET", f"/workspaces/{hers}").json().get("role") == "editor")
        dialog.get_by_role("combobox", name="Role of dave").wait_for()
        dialog.get_by_role("button", name="Remove dave").click()
        wait(lambda: dave("GET", f"/workspaces/{hers}").status_code == 404)
        dialog.get_by_role("button", name="Close").click()
