"""What a grid has painted: a canvas tells nobody what is on it, so its text is recorded."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

RECORD = """
(() => {
  const words = [];
  const { fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...rest) {
    words.push({ text, x, y, align: this.textAlign, colour: this.fillStyle, font: this.font });
    if (words.length > 20000) {
      words.splice(0, 10000);
    }
    return fillText.call(this, text, x, y, ...rest);
  };
  window.deitaPainted = words;
})();
"""
"""Run before the page's own scripts: keeps every text that is painted, then paints it."""


@dataclass(frozen=True)
class Word:
    """One text on a canvas; pixels from the canvas's corner."""

    text: str
    x: float
    y: float
    align: str
    colour: str
    font: str


def words(page: Page) -> list[Word]:
    """All that was painted since the last call, oldest first."""
    settle(page)
    found = page.evaluate("() => window.deitaPainted.splice(0)")
    return [Word(**word) for word in found]


def settle(page: Page) -> None:
    """Wait until the browser has shown what the page has done so far."""
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )


@dataclass(frozen=True)
class Picture:
    """What can be said of a screenshot: its colours as (red, green, blue), most frequent first."""

    colours: tuple[tuple[int, int, int], ...]

    @property
    def background(self) -> tuple[int, int, int]:
        """The colour that most of it has."""
        return self.colours[0]

    @property
    def dark(self) -> bool:
        """Whether the background is."""
        return sum(self.background) < 3 * 128


def picture(node: Locator) -> Picture:
    """A screenshot of a node, as a person sees it."""
    png = base64.b64encode(node.screenshot()).decode()
    found = node.page.evaluate(_COLOURS, f"data:image/png;base64,{png}")
    return Picture(tuple((red, green, blue) for red, green, blue in found))


_COLOURS = """
async url => {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.width;
  canvas.height = image.height;
  const gc = canvas.getContext('2d');
  gc.drawImage(image, 0, 0);
  const { data } = gc.getImageData(0, 0, image.width, image.height);
  const counts = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const colour = data.slice(at, at + 3).join();
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour.split(',').map(Number));
}
"""
