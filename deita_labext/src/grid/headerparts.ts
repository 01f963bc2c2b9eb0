/** Where the parts of a header are: bars of a histogram, shares of values. No DOM. */
import type { Bin, Cell, Filter } from '../api/contract';
import type { ColumnRef } from './refs';
import type { IColumnState } from './summaries';

/** The parts of a header that answer to the pointer. */
export type Zone = 'name' | 'menu' | 'chart';

/** Pixels from the header's top: where its chart begins and ends. */
export interface IHeaderSizes {
  height: number;
  chartTop: number;
  chartBottom: number;
}

/** The width of the mark that opens the menu, at the right of the name. */
export const MENU_WIDTH = 18;

/** What is at a place of a header. */
export function zoneAt(sizes: IHeaderSizes, width: number, x: number, y: number): Zone {
  if (y >= sizes.chartTop && y <= sizes.chartBottom) {
    return 'chart';
  }
  return y < sizes.chartTop && x >= width - MENU_WIDTH - 4 ? 'menu' : 'name';
}

/** A bar of a histogram: its place and height as shares of the chart's. */
export interface IBar {
  x: number;
  width: number;
  height: number;
  count: number;
}

export function barsOf(bins: readonly Bin[]): IBar[] {
  const most = Math.max(1, ...bins.map(bin => bin.count));
  return bins.map((bin, index) => ({
    x: index / bins.length,
    width: 1 / bins.length,
    // What is there at all is seen.
    height: bin.count === 0 ? 0 : Math.max(0.06, bin.count / most),
    count: bin.count
  }));
}

/** A share of all cells: a value's, that of all other values, or that of null. */
export interface IShare {
  kind: 'value' | 'rest' | 'null';
  value: Cell;
  count: number;
  x: number;
  width: number;
}

export function sharesOf({ summary, rows }: IColumnState): IShare[] {
  const values = summary.values ?? [];
  const nulls = summary.null_count ?? 0;
  const counted = values.reduce((sum, { count }) => sum + count, 0);
  const all = Math.max(rows ?? 0, counted + nulls);
  if (all === 0) {
    return [];
  }
  const parts: Omit<IShare, 'x' | 'width'>[] = [
    ...values.map(({ value, count }) => ({ kind: 'value' as const, value, count })),
    { kind: 'rest', value: null, count: all - counted - nulls },
    { kind: 'null', value: null, count: nulls }
  ];
  let x = 0;
  return parts.flatMap(part => {
    if (part.count <= 0) {
      return [];
    }
    const width = part.count / all;
    const share = { ...part, x, width };
    x += width;
    return [share];
  });
}

/** The bin or share at a place between 0 and 1; -1 where there is none. */
export function partAt(
  parts: readonly { x: number; width: number }[],
  at: number
): number {
  return parts.findIndex(({ x, width }) => at >= x && at < x + width);
}

/** The cells of bins `first` to `last`, exactly those that the bars count. */
export function rangeFilter(
  column: ColumnRef,
  bins: readonly Bin[],
  first: number,
  last: number
): Filter | null {
  const low = bins[first];
  const high = bins[last];
  if (!low || !high) {
    return null;
  }
  if (first === 0) {
    return { op: 'between', column, low: low.low, high: high.high };
  }
  return {
    op: 'and',
    conditions: [
      { op: '>', column, value: low.low },
      { op: '<=', column, value: high.high }
    ]
  };
}

/** The bins that a range filter was made of, first and last; null where it is another one. */
export function brushedBins(
  filter: Filter | null,
  bins: readonly Bin[]
): [number, number] | null {
  for (let first = 0; filter && first < bins.length; first++) {
    for (let last = first; last < bins.length; last++) {
      if (isRange(filter, bins, first, last)) {
        return [first, last];
      }
    }
  }
  return null;
}

function isRange(
  filter: Filter,
  bins: readonly Bin[],
  first: number,
  last: number
): boolean {
  const low = bins[first]?.low;
  const high = bins[last]?.high;
  if (filter.op === 'between') {
    return first === 0 && filter.low === low && filter.high === high;
  }
  if (filter.op !== 'and' || filter.conditions.length !== 2 || first === 0) {
    return false;
  }
  const [above, upTo] = filter.conditions;
  return (
    above?.op === '>' && above.value === low && upTo?.op === '<=' && upTo.value === high
  );
}

/** The values that a value list keeps; null where the condition is another one. */
export function listedValues(filter: Filter | null): readonly Cell[] | null {
  if (filter?.op === 'in') {
    return filter.values;
  }
  if (filter?.op === 'is_null') {
    return [null];
  }
  return filter?.op === '=' ? [filter.value] : null;
}

/** A condition that keeps these values; null where there are none. */
export function listFilter(column: ColumnRef, values: readonly Cell[]): Filter | null {
  if (values.length === 0) {
    return null;
  }
  if (values.length === 1) {
    return values[0] === null
      ? { op: 'is_null', column }
      : { op: '=', column, value: values[0] };
  }
  return { op: 'in', column, values: [...values] };
}
