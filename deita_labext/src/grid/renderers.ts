/** How headers and cells are painted on the grid's canvas. */
import { CellRenderer, type GraphicsContext } from '@lumino/datagrid';

import { NULL_MARK, painted } from './format';
import type { Marks } from './marks';
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

/** Values: numbers to the right, NULL dimmed, a faint bar for what is on its way or did not come. */
export class ValueRenderer extends CellRenderer {
  constructor(
    private readonly _theme: IGridTheme,
    private readonly _columns: readonly Column[]
  ) {
    super();
  }

  override paint(gc: GraphicsContext, config: CellRenderer.CellConfig): void {
    const { x, y, width, height, row, column } = config;
    const value = config.value as CellText;
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
    const text = value === null ? NULL_MARK : painted(value);
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

/** Row numbers, dimmed. */
export class NumberRenderer extends CellRenderer {
  constructor(private readonly _theme: IGridTheme) {
    super();
  }

  override paint(gc: GraphicsContext, config: CellRenderer.CellConfig): void {
    const { x, y, width, height } = config;
    gc.font = this._theme.dimFont;
    gc.fillStyle = this._theme.dim;
    gc.textAlign = 'right';
    gc.textBaseline = 'middle';
    gc.fillText(String(config.value), x + width - PADDING, y + height / 2 + 1);
  }
}

/** Space between a column's mark and its name, in pixels. */
export const MARK_GAP = 4;

/** A column's kind and name, and below them its type. */
export class HeaderRenderer extends CellRenderer {
  constructor(
    private readonly _theme: IGridTheme,
    private readonly _marks: Marks
  ) {
    super();
  }

  override paint(gc: GraphicsContext, config: CellRenderer.CellConfig): void {
    const column = config.value as Column | undefined;
    if (!column) {
      return;
    }
    const { x, y, width, height } = config;
    const inner = width - 2 * PADDING;
    const right = column.kind === 'number';
    const edge = right ? x + width - PADDING : x + PADDING;
    const markWidth = this._marks.size + MARK_GAP;
    gc.textBaseline = 'middle';
    gc.textAlign = 'left';

    gc.font = this._theme.headerFont;
    const name = fitted(gc, painted(column.name), inner - markWidth);
    const nameWidth = gc.measureText(name).width;
    const start = right ? edge - nameWidth - markWidth : edge;
    const line = y + height * 0.33;
    gc.fillStyle = this._theme.text;
    gc.fillText(name, start + markWidth, line);
    this._marks.paint(gc, column.kind, start, line - 1);

    gc.font = this._theme.typeFont;
    gc.fillStyle = this._theme.dim;
    gc.textAlign = right ? 'right' : 'left';
    gc.fillText(fitted(gc, column.type, inner), edge, y + height * 0.7);
  }
}
