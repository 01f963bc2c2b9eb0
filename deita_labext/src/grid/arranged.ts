/** Rows with their columns as they are laid out: pinned ones stand beside the row numbers. */
import { DataModel } from '@lumino/datagrid';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import type { Arrangement } from './arrangement';
import { type CellText, type GridModel, PAINT_LIMIT } from './model';

/**
 * What the canvas asks. A header's value is the position of its column among the
 * columns as they come, and -1 above the row numbers.
 */
export class ArrangedModel extends DataModel implements IDisposable {
  constructor(
    private _rows: GridModel,
    private readonly _arrangement: Arrangement
  ) {
    super();
    _rows.changed.connect(this._onRowsChanged, this);
    _arrangement.changed.connect(this._onArranged, this);
  }

  get rows(): GridModel {
    return this._rows;
  }

  /** Other rows of the same columns take the place of those before. */
  set rows(rows: GridModel) {
    this._rows.changed.disconnect(this._onRowsChanged, this);
    this._rows = rows;
    rows.changed.connect(this._onRowsChanged, this);
    this.emitChanged({ type: 'model-reset' });
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    this._rows.changed.disconnect(this._onRowsChanged, this);
    this._arrangement.changed.disconnect(this._onArranged, this);
    Signal.clearData(this);
  }

  /** The position of a column of a region among the columns as they come; -1 where none is. */
  columnAt(region: DataModel.CellRegion | 'void', column: number): number {
    const at =
      region === 'body' || region === 'column-header'
        ? this._arrangement.scrolled[column]
        : this._arrangement.pinned[column - 1];
    return at ?? -1;
  }

  override rowCount(region: DataModel.RowRegion): number {
    return region === 'body' ? this._rows.known : 1;
  }

  override columnCount(region: DataModel.ColumnRegion): number {
    return region === 'body'
      ? this._arrangement.scrolled.length
      : 1 + this._arrangement.pinned.length;
  }

  override data(
    region: DataModel.CellRegion,
    row: number,
    column: number
  ): CellText | number {
    const at = this.columnAt(region, column);
    if (region === 'column-header' || region === 'corner-header') {
      return at;
    }
    return at < 0 ? (row + 1).toLocaleString() : this._rows.text(row, at, PAINT_LIMIT);
  }

  private _onRowsChanged(_: DataModel, change: DataModel.ChangedArgs): void {
    if (change.type !== 'cells-changed') {
      this.emitChanged(change);
      return;
    }
    for (const region of ['body', 'row-header'] as const) {
      const columnSpan = this.columnCount(region);
      if (region === 'body' || columnSpan > 1) {
        this.emitChanged({ ...change, region, column: 0, columnSpan });
      }
    }
  }

  private _onArranged(_: Arrangement, what: 'columns' | 'width'): void {
    if (what === 'columns') {
      this.emitChanged({ type: 'model-reset' });
    }
  }

  private _isDisposed = false;
}
