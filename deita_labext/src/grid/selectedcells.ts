/** The cells of a grid that are selected, and the one that has the cursor. */
import type { IDisposable } from '@lumino/disposable';
import { type ISignal, Signal } from '@lumino/signaling';

import type { ArrangedModel } from './arranged';
import type { Arrangement } from './arrangement';
import type { GridCanvas } from './canvas';
import type { GridModel } from './model';
import { cellsOf, type ICells, type IRange, rangeOf, rectanglesOf } from './ranges';
import type { ICellPlace } from './reader';
import { CellSelection } from './selection';

export interface ISelectedCellsOptions {
  canvas: Pick<GridCanvas, 'selectionModel' | 'scrollToCell'>;
  arrangement: Arrangement;
  model: () => GridModel;
}

export class SelectedCells implements IDisposable {
  constructor(private readonly _options: ISelectedCellsOptions) {
    // Heard before the canvas hears of it, so that it is known where the cursor was.
    _options.arrangement.changed.connect(this._onArranged, this);
  }

  /** The selection changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** What is selected, as JSON. What is set of hidden columns is left out. */
  get ranges(): IRange[] {
    const { columns } = this._options.model();
    return this.cells.map(cells => rangeOf(cells, columns));
  }

  set ranges(ranges: IRange[]) {
    const { arrangement, canvas, model } = this._options;
    const selection = canvas.selectionModel;
    if (!selection) {
      this._toSelect = ranges;
      return;
    }
    this._column = null;
    selection.clear();
    for (const range of ranges) {
      for (const at of rectanglesOf(range, model().columns, arrangement)) {
        selection.select({
          ...at,
          cursorRow: at.r1,
          cursorColumn: at.c1,
          clear: 'none'
        });
      }
    }
  }

  /** The selected cells; only those whose rows are known. */
  get cells(): ICells[] {
    const { arrangement, canvas, model } = this._options;
    const selections = canvas.selectionModel?.selections() ?? [];
    return Array.from(selections, selected =>
      cellsOf(selected, model().known, arrangement)
    ).filter(({ first, last, columns }) => last >= first && columns.length > 0);
  }

  /** The cell that has the cursor; null where none has. */
  get cursor(): ICellPlace | null {
    const { arrangement, canvas } = this._options;
    const selection = canvas.selectionModel;
    if (!selection || selection.isEmpty) {
      return null;
    }
    const column = arrangement.at(selection.cursorColumn);
    return column === undefined ? null : { row: selection.cursorRow, column };
  }

  /** Moves the cursor to a cell, and the view to where it is seen. */
  set cursor(place: ICellPlace | null) {
    const at = place && this._put(place);
    if (at) {
      this._options.canvas.scrollToCell(at.row, at.place);
    }
  }

  /** The canvas shows its first rows. */
  begin(rows: ArrangedModel): void {
    const selection = new CellSelection(rows);
    selection.changed.connect(() => {
      if (!this._replacing) {
        this._last = this.cursor;
        this._changed.emit();
      }
    });
    this._options.canvas.selectionModel = selection;
    if (this._toSelect) {
      this.ranges = this._toSelect;
      this._toSelect = null;
    }
  }

  /**
   * Has other rows take the place of those before, and tells nobody. What was selected is no more,
   * but the cursor stays in its column, on the first row: keys go on where they were.
   */
  replace(rows: () => void): void {
    this._replacing = true;
    const column = this.cursor?.column ?? this._column;
    rows();
    this._options.canvas.selectionModel?.clear();
    if (column !== null) {
      this._put({ row: 0, column });
    }
    // Where there are no rows, it is for those that come next.
    this._column = this.cursor ? null : column;
    this._last = this.cursor;
    this._replacing = false;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    this._options.arrangement.changed.disconnect(this._onArranged, this);
    Signal.clearData(this);
  }

  /** Laid out in another way, the cursor stays in its column, if that is shown. */
  private _onArranged(): void {
    const last = this._last;
    if (last && this.cursor?.column !== last.column) {
      this._put(last);
    }
  }

  private _put({ row, column }: ICellPlace): { row: number; place: number } | null {
    const { arrangement, canvas } = this._options;
    const place = arrangement.placeOf(column);
    if (place === null || !canvas.selectionModel) {
      return null;
    }
    canvas.selectionModel.select({
      ...{ r1: row, r2: row, c1: place, c2: place, clear: 'all' as const },
      cursorRow: row,
      cursorColumn: place
    });
    return { row, place };
  }

  private readonly _changed = new Signal<this, void>(this);
  private _column: number | null = null;
  private _isDisposed = false;
  private _last: ICellPlace | null = null;
  private _replacing = false;
  private _toSelect: IRange[] | null = null;
}
