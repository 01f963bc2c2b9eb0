/** Rows that are all here: the first rows kept in a notebook. */
import { cellFormatter, type Formatter } from './format';
import { type CellText, type Column, GridModel, PENDING } from './model';

/** Rows in the contract's JSON cell encoding. Nothing is asked of the server. */
export class StaticDataModel extends GridModel {
  constructor(columns: readonly Column[], rows: readonly (readonly unknown[])[]) {
    super(columns);
    this._rows = rows;
    this._formatters = columns.map(cellFormatter);
  }

  readonly error = null;

  get total(): number {
    return this._rows.length;
  }

  get known(): number {
    return this._rows.length;
  }

  override text(row: number, column: number, limit: number): CellText {
    const cells = this._rows[row];
    const format = this._formatters[column];
    if (!cells || !format) {
      return PENDING;
    }
    const value = cells[column];
    return value === null || value === undefined ? null : format(value, limit);
  }

  override texts(
    first: number,
    last: number,
    left: number,
    right: number
  ): Promise<(string | null)[][]> {
    const formatters = this._formatters.slice(left, right + 1);
    const rows = this._rows.slice(first, last + 1).map(cells =>
      formatters.map((format, index) => {
        const value = cells[left + index];
        return value === null || value === undefined ? null : format(value, Infinity);
      })
    );
    return Promise.resolve(rows);
  }

  override setViewport(): void {
    // All rows are here already.
  }

  override retry(): void {
    // Nothing was asked for, so nothing failed.
  }

  private readonly _formatters: Formatter[];
  private readonly _rows: readonly (readonly unknown[])[];
}
