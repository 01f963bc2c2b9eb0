"""The grid in a browser on TPC-H's lineitem, 6M rows: first paint, jumps, scrolling, memory."""

from __future__ import annotations

import random
import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.api import Room, api_of
from tests.browser.chromium import executable, running_chromium
from tests.browser.grid import ROW, Grid
from tests.browser.lab import Lab, open_lab, write_settings
from tests.corpora import tpc
from tests.server import running_server

if TYPE_CHECKING:
    from playwright.sync_api import Page

JUMPS = 100
MANY = 1000
SCROLLED = 400
"""Turns of the wheel, three rows each, one a frame."""

WATCH = """
() => {
  const watch = { filled: 0, blanks: [], waiting: null };
  const { fillText, fillRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...rest) {
    if (this.font.startsWith('13px')) {
      watch.filled++;
      watch.last = performance.now();
    }
    return fillText.call(this, text, x, y, ...rest);
  };
  // The bar in place of a value that is on its way.
  CanvasRenderingContext2D.prototype.fillRect = function (x, y, width, height) {
    if (height === 6) {
      watch.blanks.push(performance.now());
    }
    return fillRect.call(this, x, y, width, height);
  };
  window.deitaWatch = watch;
}
"""
JUMP = """
([pixels, cells]) => new Promise((done, fail) => {
  const watch = window.deitaWatch;
  const view = document.querySelector('.deita-GridTab:not(.lm-mod-hidden) .lm-DataGrid-viewport');
  watch.filled = 0;
  const started = performance.now();
  view.dispatchEvent(new WheelEvent('wheel', { deltaY: pixels, bubbles: true, cancelable: true }));
  const look = () => {
    if (watch.filled >= cells) {
      done(performance.now() - started);
    } else if (performance.now() - started > 10000) {
      fail(new Error(`only ${watch.filled} of ${cells} cells were painted`));
    } else {
      requestAnimationFrame(look);
    }
  };
  requestAnimationFrame(look);
})
"""
SCROLL = """
async ([times, pixels]) => {
  const watch = window.deitaWatch;
  const view = document.querySelector('.deita-GridTab:not(.lm-mod-hidden) .lm-DataGrid-viewport');
  watch.blanks.length = 0;
  const frames = [];
  for (let turn = 0; turn < times; turn++) {
    const before = performance.now();
    const turned = { deltaY: pixels, bubbles: true, cancelable: true };
    view.dispatchEvent(new WheelEvent('wheel', turned));
    await new Promise(requestAnimationFrame);
    frames.push(performance.now() - before);
  }
  await new Promise(done => setTimeout(done, 1000));
  const spans = [];
  for (const at of watch.blanks) {
    const span = spans.at(-1);
    if (span && at - span[1] < 120) {
      span[1] = at;
    } else {
      spans.push([at, at]);
    }
  }
  return { frames, spans: spans.map(([from, to]) => to - from) };
}
"""


def run() -> None:
    """Four lines; without Chromium there is nothing to measure."""
    path = executable()
    if path is None:
        print("no Chromium: the grid is not measured")
        return
    with tempfile.TemporaryDirectory() as name, running_chromium(path) as browser:
        folder = Path(name)
        made = tpc.fetch(folder, "tpch", scale=1.0)
        large = {"DEITA_RESULT_BYTES": str(4 << 30)}
        with running_server(folder / "server", lab=True, environment=large) as server:
            write_settings(server.home)
            with api_of(server) as api:
                [first] = api.ok("GET", "/workspaces")["items"]
                room = Room(api, first["id"])
                with made.tables["tpch"]["lineitem"].open("rb") as file:
                    job = room.upload("lineitem.parquet", file)["job"]
                assert api.ended(job)["state"] == "done"
                with open_lab(browser, server) as lab:
                    measure(lab)


def measure(lab: Lab) -> None:
    """First paint, jumps, scrolling, memory."""
    page = lab.page
    page.evaluate(WATCH)
    lab.line("table", "lineitem").wait_for()
    page.wait_for_timeout(20_000)  # the native file is being built behind the scenes
    started = page.evaluate("() => performance.now()")
    grid = lab.open_table("lineitem")
    page.wait_for_function("() => window.deitaWatch.filled > 50")
    painted = page.evaluate("() => window.deitaWatch.last")
    print(
        f"grid: first paint of 6M rows {painted - started:8.0f} ms, the click with it", flush=True
    )
    page.wait_for_timeout(5000)
    jumps(page, grid)
    scrolling(page)
    memory(page, grid)


def jumps(page: Page, grid: Grid) -> None:
    """From the wheel to all cells in view, at random places."""
    first, last = grid.rows_in_view()
    cells = (last - first) * 4
    at, taken = 0, []
    for _ in range(JUMPS):
        to = random.randrange(5_900_000)
        taken.append(page.evaluate(JUMP, [(to - at) * ROW, cells]))
        at = to
    p95 = statistics.quantiles(taken, n=20)[18]
    print(
        f"grid: {JUMPS} random jumps p50 {statistics.median(taken):6.0f} ms p95 {p95:6.0f} ms   "
        "aim: p95 150 ms",
        flush=True,
    )


def scrolling(page: Page) -> None:
    """How long cells stay blank while rows go by."""
    found = page.evaluate(SCROLL, [SCROLLED, 3 * ROW])
    longest = max(found["spans"], default=0)
    frame = statistics.median(found["frames"])
    print(
        f"grid: {SCROLLED} turns of the wheel, a frame p50 {frame:.0f} ms; "
        f"{len(found['spans'])} times blank, longest {longest:.0f} ms   aim: 200 ms",
        flush=True,
    )


def memory(page: Page, grid: Grid) -> None:
    """The page's heap before and after many jumps."""
    session = page.context.new_cdp_session(page)

    def used() -> float:
        session.send("HeapProfiler.collectGarbage")
        size: float = session.send("Runtime.getHeapUsage")["usedSize"]
        return size / 1e6

    before = used()
    at = grid.rows_in_view()[0]
    for _ in range(MANY):
        to = random.randrange(5_900_000)
        page.evaluate(
            "([pixels]) => new Promise(done => { document.querySelector("
            "'.deita-GridTab:not(.lm-mod-hidden) .lm-DataGrid-viewport').dispatchEvent("
            "new WheelEvent('wheel', { deltaY: pixels, bubbles: true, cancelable: true }));"
            "setTimeout(done, 100); })",
            [(to - at) * ROW],
        )
        at = to
    page.wait_for_timeout(2000)
    print(
        f"grid: heap {before:.1f} MB before, {used():.1f} MB after {MANY} jumps   aim: flat",
        flush=True,
    )
