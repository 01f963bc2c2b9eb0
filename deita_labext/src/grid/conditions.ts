/** Conditions of a view's filter: which columns they are about, and how they join. */
import type { Filter } from '../api/contract';
import type { ColumnRef } from './refs';

/** Every column that a condition names. */
export function columnsOf(filter: Filter): ColumnRef[] {
  switch (filter.op) {
    case 'and':
    case 'or':
      return [...new Set(filter.conditions.flatMap(columnsOf))];
    case 'not':
      return columnsOf(filter.condition);
    default:
      return [filter.column];
  }
}

/** The only column that a condition is about; null where it is about several. */
export function columnOf(filter: Filter): ColumnRef | null {
  const [column, ...others] = columnsOf(filter);
  return column !== undefined && others.length === 0 ? column : null;
}

/** The conditions that all must hold, those about one column alone kept together. */
export function partsOf(filter: Filter | null | undefined): Filter[] {
  if (!filter) {
    return [];
  }
  return filter.op === 'and' && columnOf(filter) === null
    ? filter.conditions.flatMap(partsOf)
    : [filter];
}

/** One condition that holds where all do; null where there are none. */
export function joined(parts: readonly Filter[]): Filter | null {
  const [first, ...others] = parts;
  if (first === undefined) {
    return null;
  }
  return others.length === 0 ? first : { op: 'and', conditions: [...parts] };
}

/** The same condition in whatever order its keys were written. */
export function sameFilter(one: unknown, other: unknown): boolean {
  return JSON.stringify(one, sorted) === JSON.stringify(other, sorted);
}

function sorted(_key: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
}
