/** How wide columns are at first: for their header and for the rows at hand. */
import { NULL_MARK, painted } from './format';
import type { GridModel } from './model';
import { MENU_WIDTH } from './headerparts';
import { MARK_GAP } from './headerrenderer';
import type { Display } from './display';
import { PADDING } from './renderers';
import type { IGridTheme } from './theme';

/** Widths of columns in pixels. */
export const NARROWEST = 72;
const WIDEST = 360;

/** How many rows are looked at. */
const SAMPLE = 60;

/** Measures text; one for each theme. */
export class Widths {
  constructor(private readonly _theme: IGridTheme) {
    this._context = document.createElement('canvas').getContext('2d');
  }

  /** The width for a column, from its header and up to 60 rows from row `first` on. */
  column(
    model: GridModel,
    index: number,
    first = 0,
    display: Display = text => text
  ): number {
    const column = model.columns[index];
    if (!column) {
      return NARROWEST;
    }
    const header =
      this._measure(painted(column.name), this._theme.headerFont) +
      this._theme.markSize +
      MARK_GAP +
      MENU_WIDTH;
    const type = Math.min(
      this._measure(column.type.slice(0, 40), this._theme.typeFont),
      WIDEST / 2
    );
    // Measuring is slow: of many rows only the longest text is measured.
    let longest = NULL_MARK;
    const last = Math.min(model.known, first + SAMPLE);
    for (let row = first; row < last; row++) {
      const value = model.text(row, index, 80);
      if (typeof value === 'string' && value.length > longest.length) {
        longest = value;
      }
    }
    const value = this._measure(
      painted(display(longest.slice(0, 80))),
      this._theme.font
    );
    const width = Math.ceil(Math.max(header, type, value)) + 2 * PADDING + 4;
    return Math.max(NARROWEST, Math.min(WIDEST, width));
  }

  /** The width for row numbers up to `rows`. */
  rowHeader(rows: number): number {
    const text = Math.max(rows, 100).toLocaleString();
    return Math.ceil(this._measure(text, this._theme.dimFont)) + 2 * PADDING;
  }

  private _measure(text: string, font: string): number {
    if (!this._context) {
      return text.length * this._theme.fontSize * 0.6;
    }
    this._context.font = font;
    return this._context.measureText(text).width;
  }

  private readonly _context: CanvasRenderingContext2D | null;
}
