/** A page of rows as it came from the server: an Arrow IPC stream. */
import { type Table, tableFromIPC } from '@uwdata/flechette';

import { arrowFormatter, type Formatter } from './format';
import type { Column } from './model';

/** Values keep their exactness: BigInt for 64 bits, unscaled integers for decimals. */
const EXACT = { useBigInt: true, useBigIntTimestamp: true, useDecimalInt: true };

/** Rows of an Arrow stream as text; a column's formatter is made when it is first seen. */
export class ArrowPage {
  constructor(data: ArrayBuffer, columns: readonly Column[]) {
    this._table = tableFromIPC(data, EXACT);
    this._columns = columns;
    if (this._table.numCols !== columns.length) {
      throw new Error(
        `The page has ${this._table.numCols} columns instead of ${columns.length}.`
      );
    }
  }

  /** How many rows the page has. */
  get rows(): number {
    return this._table.numRows;
  }

  /** The text of a cell, the row counted from the page's start; null is NULL. */
  text(row: number, column: number, limit: number): string | null {
    const values = this._table.getChildAt(column);
    const value: unknown = values.at(row);
    if (value === null || value === undefined) {
      return null;
    }
    const format = (this._formatters[column] ??= arrowFormatter(
      values.type,
      this._columns[column]?.type
    ));
    return format(value, limit);
  }

  private readonly _columns: readonly Column[];
  private readonly _formatters: Formatter[] = [];
  private readonly _table: Table;
}
