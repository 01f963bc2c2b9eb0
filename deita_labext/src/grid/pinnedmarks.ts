/** What is selected in pinned columns, drawn over them: Lumino draws it in those that scroll. */
import type { SelectionModel } from '@lumino/datagrid';

import type { GridCanvas } from './canvas';
import { pinnedCount } from './selection';

export class PinnedMarks {
  constructor(private readonly _canvas: GridCanvas) {
    this.node.className = 'deita-Grid-pinned';
    this.node.setAttribute('aria-hidden', 'true');
  }

  readonly node = document.createElement('div');

  /** Draws what is selected as the rows are scrolled now. */
  paint(): void {
    const canvas = this._canvas;
    const selection = canvas.selectionModel;
    const pinned = pinnedCount(canvas);
    if (!selection || selection.isEmpty || pinned === 0) {
      this.node.hidden = true;
      return;
    }
    this.node.hidden = false;
    const left = canvas.columnSize('row-header', 0);
    Object.assign(this.node.style, {
      left: `${left}px`,
      top: `${canvas.headerHeight}px`,
      width: `${canvas.headerWidth - left}px`,
      height: `${canvas.pageHeight}px`
    });
    const { cursorRow: row, cursorColumn: column } = selection;
    this.node.replaceChildren(
      ...Array.from(selection.selections(), at => this._box('selected', at)),
      this._box('cursor', { r1: row, r2: row, c1: column, c2: column })
    );
  }

  /** A box around cells; nothing of it is seen where they are in no pinned column. */
  private _box(what: string, at: SelectionModel.Selection): HTMLElement {
    const canvas = this._canvas;
    const pinned = pinnedCount(canvas);
    const box = document.createElement('div');
    box.className = `deita-Grid-${what}`;
    const first = Math.min(at.c1, at.c2);
    const last = Math.min(-1, Math.max(at.c1, at.c2));
    box.hidden = first >= 0;
    if (!box.hidden) {
      const numbers = canvas.columnSize('row-header', 0);
      const offset = (place: number): number =>
        canvas.columnOffset('row-header', place + pinned + 1) - numbers;
      const end = offset(last) + canvas.columnSize('row-header', last + pinned + 1);
      const rowTop = (row: number): number =>
        canvas.rowOffset('body', row) - canvas.scrollY;
      const below = Math.max(at.r1, at.r2);
      // Of a selection of millions of rows, only what is about the view.
      const top = Math.max(-4, rowTop(Math.min(at.r1, at.r2)));
      const bottom = Math.min(
        canvas.pageHeight + 4,
        rowTop(below) + canvas.rowSize('body', below)
      );
      box.hidden = bottom <= top;
      Object.assign(box.style, {
        left: `${offset(first) - 1}px`,
        width: `${end - offset(first)}px`,
        top: `${top - 1}px`,
        height: `${Math.max(0, bottom - top)}px`
      });
    }
    return box;
  }
}
