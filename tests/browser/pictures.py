"""Makes the README's pictures anew: ``python -m tests.browser.pictures``."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from tests.api import Room, api_of
from tests.browser.chromium import executable, running_chromium
from tests.browser.data import ROWS, write_csv
from tests.browser.lab import Lab, open_lab, write_settings
from tests.browser.notebook import new_notebook
from tests.browser.painted import settle
from tests.llm import KEY, ScriptedLlm, running_llm
from tests.server import ROOT, Server, running_server

IMAGES = ROOT / "notebooks" / "images"
CELL = """%%deita
SELECT a.name AS airline, count(*) AS flights, round(avg(f.dep_delay), 1) AS minutes_late
FROM flights AS f
JOIN airlines AS a USING (carrier)
GROUP BY ALL
ORDER BY minutes_late DESC"""

STATEMENTS = """-- Which airlines are late, and when
SELECT carrier, count(*) AS flights, round(avg(dep_delay), 1) AS minutes_late
FROM flights
GROUP BY carrier
ORDER BY minutes_late DESC;
"""
UNFINISHED = """
SELECT month, avg(dep_dely)
FROM flights
GROUP BY month"""

ANSWER = """By the mean delay of their departures:
```sql
SELECT name, ROUND(AVG(dep_delay), 1) AS late
FROM flights
JOIN airlines USING (carrier)
GROUP BY name
ORDER BY late DESC
LIMIT 5
```
"""

STATIONS = """Snow depth, winter 2013
Preliminary

station;date;snow;wind;remark
JFK;08/02/2013;12,5;41,4;
LGA;08/02/2013;15,0;38,0;gusts
EWR;09/02/2013;trace;29,9;
JFK;09/02/2013;18,2
LGA;10/02/2013;17,1;12,7;melting;checked
EWR;13/02/2013;14,4;9,2;
JFK;14/02/2013;9,7;8,1;thaw
LGA;15/02/2013;4,4;10,4;
EWR;16/02/2013;3,0;22,5;fog
JFK;17/02/2013;2,6;27,6;
"""


def shoot(lab: Lab, name: str) -> None:
    """Take a picture of the whole window, with the pointer out of the way."""
    lab.page.mouse.move(640, 798)
    settle(lab.page)
    lab.page.wait_for_timeout(500)
    lab.page.screenshot(path=IMAGES / f"{name}.png", animations="disabled")


def fill(server: Server, folder: Path) -> None:
    """A workspace with the quick start's tables, as the only one."""
    with api_of(server) as api:
        [first] = api.ok("GET", "/workspaces")["items"]
        api.ok("PATCH", f"/workspaces/{first['id']}", {"name": "Quick start"})
        room = Room(api, first["id"])
        for name in ROWS:
            room.table(name, (folder / f"{name}.csv").read_bytes())


def model_of(llm: ScriptedLlm) -> dict[str, str]:
    """The settings by which a server asks a model that says what the pictures show."""
    return {
        "DEITA_AI_MODELS": "openai/one=My model",
        "DEITA_AI_BASE_URL": llm.url,
        "DEITA_AI_KEY": KEY,
    }


def take(lab: Lab) -> None:
    """The README's pictures, one after the other."""
    launcher = lab.page.locator(".lm-TabBar-tab", has_text="Launcher")
    lab.page.locator(".jp-LauncherCard").first.wait_for()
    lab.line("table", "planes").wait_for()
    lab.line("table", "flights").locator(".deita-Caret").click()
    lab.line("column", "time_hour").wait_for()
    lab.page.wait_for_timeout(3000)  # its histograms come one after the other
    shoot(lab, "panel")
    lab.line("table", "flights").locator(".deita-Caret").click()

    grid = lab.open_table("flights")
    launcher.locator(".lm-TabBar-tabCloseIcon").click()
    grid.wheel(24 * 800)
    shoot(lab, "grid-light")
    lab.theme("JupyterLab Dark")
    shoot(lab, "grid-dark")
    lab.theme("JupyterLab Light")
    close(lab)

    show_chart(lab)
    show_editor(lab)
    notebook = new_notebook(lab)
    cell = notebook.run(CELL)
    cell.locator(".deita-Result-summary", has_text="16 rows").wait_for()
    shoot(lab, "cell")
    show_import(lab)


def close(lab: Lab) -> None:
    """Close the tab that is in front."""
    lab.page.locator(".lm-TabBar-tab.jp-mod-current .lm-TabBar-tabCloseIcon").click()


def show_chart(lab: Lab) -> None:
    """The delays of a year, by week and airport."""
    lab.open_table("flights")
    lab.page.get_by_role("button", name="Chart", exact=True).click()
    tab = lab.page.locator(".deita-ChartTab:not(.lm-mod-hidden)")
    tab.locator("[data-drawn=true] svg").wait_for()
    tab.get_by_label("X: step of time").select_option(label="by week")
    tab.get_by_label("Y: column").select_option(label="arr_delay")
    tab.get_by_label("Colour: column").select_option(label="origin")
    tab.get_by_role("textbox", name="Title").fill("Mean delay at arrival")
    tab.locator(
        ".deita-Chart-marks[aria-label^='Line chart of mean of arr'][aria-label*='origin'] svg"
    ).wait_for()
    shoot(lab, "chart")
    close(lab)
    close(lab)


def show_editor(lab: Lab) -> None:
    """Two statements, what they gave, and a name that is not quite right."""
    lab.page.locator(".jp-LauncherCard", has_text="SQL Editor").click()
    text = lab.page.locator(".deita-Editor:visible .cm-content")
    text.click()
    lab.page.keyboard.insert_text(STATEMENTS)
    lab.page.keyboard.press("Control+Enter")
    status = lab.page.locator(".deita-Editor:visible .deita-Editor-status")
    status.filter(has_text="DuckDB").wait_for()
    text.click()
    lab.page.keyboard.press("Control+End")
    lab.page.keyboard.insert_text(UNFINISHED)
    text.locator(".cm-lintRange-error").wait_for()
    shoot(lab, "editor")
    close(lab)
    discard = lab.page.locator(".jp-Dialog button", has_text="Discard")
    if discard.is_visible():
        discard.click()


def show_import(lab: Lab) -> None:
    """A file as people have it, and how it is read otherwise than was decided."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stations.csv"
        path.write_text(STATIONS)
        lab.drop([path])
        lab.panel.get_by_role("button", name="stations: 2 lines need a look").click()
    lab.page.get_by_role("button", name="Change How It Is Read…").click()
    tab = lab.page.locator(".deita-Import")
    tab.get_by_label("Type of column snow").select_option("DOUBLE")
    tab.get_by_text("2 lines and 1 value need a look").click()
    tab.locator(".deita-Mapping summary").click()
    shoot(lab, "import")


def show_chat(lab: Lab, llm: ScriptedLlm) -> None:
    """A question, its answer with a statement, and the statement's rows."""
    lab.open_table("flights")
    lab.page.locator('.lm-TabBar-tab[data-id="deita-chat"]').click()
    chat = lab.page.locator("#deita-chat")
    field = chat.get_by_role("combobox", name="Ask about your data")
    field.wait_for()
    place = lab.page.locator(".lm-SplitPanel-handle:visible").last.bounding_box()
    assert place is not None
    lab.page.mouse.move(place["x"] + 1, place["y"] + 300)
    lab.page.mouse.down()
    lab.page.mouse.move(place["x"] - 170, place["y"] + 300, steps=5)
    lab.page.mouse.up()
    # What models need is brought with the first answer, which takes its time.
    llm.say("Hello.")
    field.fill("Hello?")
    field.press("Enter")
    chat.locator(".deita-Message-foot").wait_for()
    chat.get_by_role("button", name="New thread", exact=True).click()
    llm.say(ANSWER)
    field.fill("Which airlines are late most?")
    field.press("Enter")
    chat.get_by_role("button", name="Run", exact=True).click()
    chat.get_by_role("grid", name=re.compile("rows")).wait_for()
    shoot(lab, "chat-light")
    lab.theme("JupyterLab Dark")
    shoot(lab, "chat-dark")


def main() -> None:
    """Start everything, take the pictures, end everything."""
    path = executable()
    if path is None:
        sys.exit("There is no Chromium on PATH; the variable CHROMIUM can name one.")
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, running_chromium(path) as browser:
        home = Path(name)
        with (
            running_llm() as llm,
            running_server(home / "lab", lab=True, environment=model_of(llm)) as server,
        ):
            write_settings(server.home)
            fill(server, write_csv(home / "csv"))
            with open_lab(browser, server) as lab:
                take(lab)
                show_chat(lab, llm)
    for picture in sorted(IMAGES.glob("*.png")):
        print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
