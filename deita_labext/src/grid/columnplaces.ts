/** Where columns are: in the window, and among those that scroll or are pinned. */
import type { Arrangement } from './arrangement';
import type { GridCanvas, Region } from './canvas';

/** Pixels of a header that stay within the grid, for what opens below it. */
const LEAST = 40;

export class ColumnPlaces {
  constructor(
    private readonly _canvas: GridCanvas,
    private readonly _arrangement: Arrangement
  ) {}

  /** A column among the columns as they come, of a column within its region; -1 for row numbers. */
  columnOf(region: Region, column: number): number {
    const { pinned, scrolled } = this._arrangement;
    return (region === 'body' ? scrolled[column] : pinned[column - 1]) ?? -1;
  }

  /** Where a column's header is in the window. */
  headerOf(column: number): DOMRect {
    const { region, index, pinned } = this._within(column);
    const canvas = this._canvas;
    const box = canvas.viewport.node.getBoundingClientRect();
    const offset = canvas.columnOffset(region, index);
    const left = pinned ? offset : canvas.headerWidth + offset - canvas.scrollX;
    return new DOMRect(
      box.left + Math.max(0, Math.min(left, box.width - LEAST)),
      box.top,
      canvas.columnSize(region, index),
      canvas.headerHeight
    );
  }

  /** The width of a column as it is now. */
  widthOf(column: number): number {
    const { region, index } = this._within(column);
    return this._canvas.columnSize(region, index);
  }

  private _within(column: number): { region: Region; index: number; pinned: boolean } {
    const { pinned, scrolled } = this._arrangement;
    const at = pinned.indexOf(column);
    return at >= 0
      ? { region: 'row-header', index: at + 1, pinned: true }
      : { region: 'body', index: scrolled.indexOf(column), pinned: false };
  }
}
