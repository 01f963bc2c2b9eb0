/** What is selected, as JSON: ranges of rows and the columns in them. No DOM. */
import type { SelectionModel } from '@lumino/datagrid';

import type { Column } from '../api/contract';
import type { Arrangement } from './arrangement';
import { type ColumnRef, indexOf, refOf } from './refs';

/** Cells from one row to another, both included and counted from 0, of these columns. */
export interface IRange {
  rows: [number, number];
  columns: ColumnRef[];
}

/** Cells from one row to another, of columns by their positions as they come. */
export interface ICells {
  first: number;
  last: number;
  columns: number[];
}

/** The cells of a selection. */
export function cellsOf(
  { r1, c1, r2, c2 }: SelectionModel.Selection,
  known: number,
  arrangement: Arrangement
): ICells {
  const { pinned, shown } = arrangement;
  const left = Math.max(0, Math.min(c1, c2) + pinned.length);
  const right = Math.max(c1, c2) + pinned.length;
  return {
    first: Math.max(0, Math.min(r1, r2)),
    last: Math.min(known - 1, Math.max(r1, r2)),
    columns: shown.slice(left, right + 1)
  };
}

export function rangeOf(
  { first, last, columns: positions }: ICells,
  columns: readonly Column[]
): IRange {
  return {
    rows: [first, last],
    columns: positions.map(index => refOf(columns, index))
  };
}

/** The rectangles of the grid that make up a range; none for hidden columns. */
export function rectanglesOf(
  { rows: [r1, r2], columns: refs }: IRange,
  columns: readonly Column[],
  arrangement: Arrangement
): SelectionModel.Selection[] {
  const places = refs
    .map(ref => arrangement.placeOf(indexOf(columns, ref)))
    .filter(place => place !== null)
    .sort((a, b) => a - b);
  const rectangles: SelectionModel.Selection[] = [];
  for (const place of places) {
    const last = rectangles.at(-1);
    if (last && last.c2 >= place - 1) {
      rectangles[rectangles.length - 1] = { ...last, c2: place };
    } else {
      rectangles.push({ r1, c1: place, r2, c2: place });
    }
  }
  return rectangles;
}
