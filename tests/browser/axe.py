"""What axe-core finds in a page, in each theme, and what is cut off where there is little room."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from tests.processes import missing

if TYPE_CHECKING:
    from playwright.sync_api import Page

THEMES = ("JupyterLab Light", "JupyterLab Dark", "JupyterLab Dark High Contrast")

EXPOSED = "c.LabApp.expose_app_in_browser = True"
"""What a server is configured by whose pages are looked at."""

_RUN = """
async ([selectors, rules]) => {
  for (let frame = 0; frame < 2; frame++) {
    await new Promise(done => requestAnimationFrame(done));
  }
  // A colour that is on its way to another one is neither.
  const changing = document.getAnimations().filter(each => each instanceof CSSTransition);
  await Promise.allSettled(changing.map(each => each.finished));
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
  const context = { include: selectors.map(each => [each]) };
  const { violations, passes } = await axe.run(context, options);
  const found = violations.flatMap(({ id, impact, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => ({ id, impact, help, html, why: failureSummary }))
  );
  return [found, [...violations, ...passes].some(({ id }) => id === 'color-contrast')];
}
"""

_THEME = """
async theme => {
  await jupyterapp.commands.execute('apputils:change-theme', { theme });
  while (document.body.dataset.jpThemeName !== theme) {
    await new Promise(done => requestAnimationFrame(done));
  }
}
"""

_CUT_OFF = """
selector => {
  const found = [];
  const controls = 'button, select, input, textarea, a[href], summary, [role=button], [role=tab]';
  const name = node => node.ariaLabel || node.title || node.textContent.trim() || node.className;
  for (const root of document.querySelectorAll(selector)) {
    if (!root.checkVisibility()) {
      continue;
    }
    const box = root.getBoundingClientRect();
    if (root.scrollWidth > root.clientWidth + 1) {
      found.push(`all of ${root.className}: ${root.scrollWidth} > ${root.clientWidth}`);
    }
    for (const node of root.querySelectorAll(controls)) {
      const { left, right, top, bottom, width } = node.getBoundingClientRect();
      if (!node.checkVisibility({ visibilityProperty: true }) || width <= 1) {
        continue;
      }
      // What can be scrolled to can be reached.
      let [across, down] = [false, false];
      for (let up = node.parentElement; up !== root.parentElement; up = up.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(up);
        across ||= /auto|scroll/.test(overflowX);
        down ||= /auto|scroll/.test(overflowY);
      }
      if (!across && (left < box.left - 1 || right > box.right + 1)) {
        found.push(`${name(node)}: ${left}–${right} in ${box.left}–${box.right}`);
      }
      if (!down && (top < box.top - 1 || bottom > box.bottom + 1)) {
        found.push(`${name(node)}: ${top}–${bottom} in the height ${box.top}–${box.bottom}`);
      }
    }
  }
  return found;
}
"""


class Axe:
    """Looks at one page; what is found is kept until it is asked for.

    The page is one of a server that is :data:`EXPOSED`: the theme changes under what is open.
    """

    def __init__(self, page: Page) -> None:
        if find_spec("axe_playwright_python") is None:
            missing("axe-playwright-python")
        from axe_playwright_python.base import AXE_FILE_PATH

        self._page = page
        self._page.add_script_tag(path=AXE_FILE_PATH)
        # JupyterLab's body has no height of its own: axe would take all in it for hidden. And
        # while a theme comes, what it is shown at the start lies over all.
        self._page.add_style_tag(
            content="body { min-height: 100vh; } #jupyterlab-splash { display: none !important; }"
        )
        self._theme = 0
        self.serious: list[dict[str, Any]] = []
        """What keeps people out, and where it was found."""

    def look(self, state: str, *selectors: str) -> None:
        """Look at what the selectors find, which there has to be.

        All rules are tried in the theme that is on, and in each other one those of colour.
        """
        rules: Sequence[str] | None = None
        for turn in range(len(THEMES)):
            if turn > 0:
                self._theme = (self._theme + 1) % len(THEMES)
                self._page.evaluate(_THEME, THEMES[self._theme])
                rules = ["color-contrast", "link-in-text-block"]
            all_found, measured = self._page.evaluate(_RUN, [[*selectors], rules])
            # Where something lies over it, axe cannot tell, and says nothing.
            assert measured, f"{state}: no contrast was measured in {THEMES[self._theme]}"
            for found in all_found:
                if found["impact"] in ("serious", "critical") and not _is_jupyterlab_s(found):
                    self.serious.append({"state": state, "theme": THEMES[self._theme], **found})


def _is_jupyterlab_s(found: dict[str, Any]) -> bool:
    """Its buttons of toolbars have no role; its field for a name is white on pink while empty."""
    html = str(found["html"])
    return html.startswith("<jp-button") or 'id="jp-dialog-input-id"' in html


def cut_off(page: Page, selector: str) -> list[str]:
    """What in it can neither be seen nor scrolled to, and itself where it is too wide."""
    found: list[str] = page.evaluate(_CUT_OFF, selector)
    return found
