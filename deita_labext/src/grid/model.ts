/** What every source of rows is to the grid: text by row and column. */
import { DataModel } from '@lumino/datagrid';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { Column } from '../api/contract';

export type { Column };

/** In place of text: the row is not here yet. */
export const PENDING = Symbol('pending');

/** In place of text: the row was asked for and did not come. */
export const FAILED = Symbol('failed');

/** The text of a cell; null is the value NULL. */
export type CellText = string | null | typeof PENDING | typeof FAILED;

/** Rows as text, some of which may still be on their way. */
export abstract class GridModel extends DataModel implements IDisposable {
  constructor(columns: readonly Column[]) {
    super();
    this.columns = columns;
  }

  readonly columns: readonly Column[];

  /** How many rows there are in all; null while that is not known. */
  abstract readonly total: number | null;

  /** How many rows are known to be there: what can be scrolled to. */
  abstract readonly known: number;

  /** Why some rows of the last view are missing; null where none are. */
  abstract readonly error: Error | null;

  /** A cell's text, cut for painting once it is longer than `limit`. */
  abstract text(row: number, column: number, limit: number): CellText;

  /** Tells which rows are on the screen, first and last, both included. */
  abstract setViewport(first: number, last: number): void;

  /** The exact text of rows `first` to `last`, columns `left` to `right`, all included. */
  abstract texts(
    first: number,
    last: number,
    left: number,
    right: number
  ): Promise<(string | null)[][]>;

  /** Asks again for what did not come. */
  abstract retry(): void;

  /** The total, the known rows or the error changed. */
  get stateChanged(): ISignal<this, void> {
    return this._stateChanged;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    Signal.clearData(this);
  }

  override rowCount(region: DataModel.RowRegion): number {
    return region === 'body' ? this.known : 1;
  }

  override columnCount(region: DataModel.ColumnRegion): number {
    return region === 'body' ? this.columns.length : 1;
  }

  override data(
    region: DataModel.CellRegion,
    row: number,
    column: number
  ): CellText | number | undefined {
    return region === 'body' ? this.text(row, column, PAINT_LIMIT) : undefined;
  }

  protected emitStateChanged(): void {
    this._stateChanged.emit();
  }

  private _isDisposed = false;
  private readonly _stateChanged = new Signal<this, void>(this);
}

/** Text longer than this need not be complete when it is only painted. */
export const PAINT_LIMIT = 400;
