/** Which rows and columns of a grid are in view; what those columns hold is asked for. */
import type { Arrangement } from './arrangement';
import type { GridCanvas } from './canvas';
import type { Summaries } from './summaries';

/** Rows in view, from 0, both ends included. */
export interface IRowsInView {
  firstRow: number;
  lastRow: number;
}

export class InView {
  constructor(
    private readonly _canvas: GridCanvas,
    private readonly _arrangement: Arrangement,
    private readonly _summaries: Summaries
  ) {}

  /** The rows in view; null where none are. */
  get rows(): IRowsInView | null {
    return this._rows;
  }

  /** The rows are others: none of them has been in view. */
  forget(): void {
    this._rows = null;
  }

  /** Looks anew, of so many rows; true where others are in view than before. */
  look(known: number): boolean {
    const body = this._canvas.currentViewport;
    const before = this._rows;
    if (body && body.firstColumn >= 0) {
      const last = body.lastColumn < 0 ? undefined : body.lastColumn + 1;
      const { pinned, scrolled } = this._arrangement;
      this._want([...pinned, ...scrolled.slice(body.firstColumn, last)]);
    }
    this._rows =
      !body || known === 0 || body.firstRow < 0
        ? null
        : {
            firstRow: body.firstRow,
            lastRow: body.lastRow < 0 ? known - 1 : body.lastRow
          };
    return (
      this._rows?.firstRow !== before?.firstRow ||
      this._rows?.lastRow !== before?.lastRow
    );
  }

  private _want(columns: number[]): void {
    const wanted = columns.join();
    if (wanted !== this._wanted) {
      this._wanted = wanted;
      this._summaries.want(columns);
    }
  }

  private _rows: IRowsInView | null = null;
  private _wanted = '';
}
