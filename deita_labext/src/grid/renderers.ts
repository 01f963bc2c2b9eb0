/** How cells and row numbers are painted on the grid's canvas. */
import { CellRenderer, type GraphicsContext } from '@lumino/datagrid';

import type { Display } from './display';
import { NULL_MARK, painted } from './format';
import { type CellText, type Column, FAILED, PENDING } from './model';
import type { IGridTheme } from './theme';

/** Space between a cell's edge and its text, in pixels. */
export const PADDING = 8;

/** The text, or as much of it as fits into `width` pixels with an ellipsis. */
export function fitted(gc: GraphicsContext, text: string, width: number): string {
  let shown = text;
  let measured = gc.measureText(shown).width;
  while (measured > width && shown.length > 1) {
    const share = Math.floor((shown.length * width) / measured);
    const length = Math.max(0, Math.min(shown.length - 2, share));
    shown = `${shown.slice(0, length)}…`;
    measured = gc.measureText(shown).width;
    if (length === 0) {
      break;
    }
  }
  return shown;
}

/** Which column a cell is of, by its position among the columns as they come. */
export type ColumnAt = (config: CellRenderer.CellConfig) => number;

/** Values: numbers to the right, NULL dimmed, a faint bar for what is on its way or did not come. */
export class ValueRenderer extends CellRenderer {
  constructor(
    private readonly _theme: IGridTheme,
    private readonly _columns: readonly Column[],
    private readonly _displays: readonly Display[],
    private readonly _columnAt: ColumnAt
  ) {
    super();
  }

  override paint(gc: GraphicsContext, config: CellRenderer.CellConfig): void {
    const { x, y, width, height, row } = config;
    const value = config.value as CellText;
    const column = this._columnAt(config);
    const right = this._columns[column]?.kind === 'number';
    if (value === PENDING || value === FAILED) {
      const length = (width - 2 * PADDING) * (0.35 + 0.15 * ((row + 2 * column) % 4));
      if (length > 0) {
        gc.fillStyle = value === PENDING ? this._theme.faint : this._theme.failed;
        gc.fillRect(
          right ? x + width - PADDING - length : x + PADDING,
          y + Math.round(height / 2) - 3,
          length,
          6
        );
      }
      return;
    }
    const text =
      value === null ? NULL_MARK : painted(this._displays[column]?.(value) ?? value);
    gc.font = this._theme.font;
    gc.fillStyle = value === null ? this._theme.dim : this._theme.text;
    gc.textAlign = right ? 'right' : 'left';
    gc.textBaseline = 'middle';
    gc.fillText(
      fitted(gc, text, width - 2 * PADDING),
      right ? x + width - PADDING : x + PADDING,
      y + height / 2 + 1
    );
  }
}

/** Row numbers, dimmed, and the values of pinned columns beside them. */
export class RowHeaderRenderer extends CellRenderer {
  constructor(
    private readonly _theme: IGridTheme,
    private readonly _values: ValueRenderer
  ) {
    super();
  }

  override paint(gc: GraphicsContext, config: CellRenderer.CellConfig): void {
    if (config.column > 0) {
      this._values.paint(gc, config);
      return;
    }
    const { x, y, width, height } = config;
    gc.font = this._theme.dimFont;
    gc.fillStyle = this._theme.dim;
    gc.textAlign = 'right';
    gc.textBaseline = 'middle';
    gc.fillText(String(config.value), x + width - PADDING, y + height / 2 + 1);
  }
}
