/** How columns are named to the server: by name, by position where names repeat. */
import type { Column } from '../api/contract';

/** A column as views name it. */
export type ColumnRef = string | number;

/** The column's name, or its position where another one has the same name. */
export function refOf(columns: readonly Column[], index: number): ColumnRef {
  const name = columns[index]?.name;
  if (name === undefined) {
    return index;
  }
  return columns.some((other, at) => at !== index && other.name === name)
    ? index
    : name;
}

/** The position of the column that is meant; -1 where there is none. */
export function indexOf(columns: readonly Column[], ref: ColumnRef): number {
  if (typeof ref === 'number') {
    return Number.isInteger(ref) && ref >= 0 && ref < columns.length ? ref : -1;
  }
  return columns.findIndex(column => column.name === ref);
}
