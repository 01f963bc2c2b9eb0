/** What rows hold that are all here: no server is asked, none may be there. No DOM. */
import type {
  Cell,
  Column,
  ColumnSummary,
  Summary,
  SummaryRequest
} from '../api/contract';
import { indexOf } from './refs';

/** At most so many bins and values, as the server gives them. */
const BINS = 20;
const VALUES = 10;

/** The summary of all of `rows`, in the contract's JSON cell encoding. */
export function summaryOfKept(
  columns: readonly Column[],
  rows: readonly (readonly unknown[])[],
  request: SummaryRequest
): Summary {
  const asked = request.columns?.map(ref => indexOf(columns, ref)) ?? [
    ...columns.keys()
  ];
  return {
    row_count: rows.length,
    columns: asked.flatMap(index => {
      const column = columns[index];
      return column ? [summaryOf(column, index, rows)] : [];
    })
  };
}

function summaryOf(
  { kind, name, type }: Column,
  index: number,
  rows: readonly (readonly unknown[])[]
): ColumnSummary {
  const counts = new Map<string, { value: Cell; count: number }>();
  let filled = 0;
  for (const row of rows) {
    const value: Cell = row[index];
    if (value !== null && value !== undefined) {
      filled++;
      const key = JSON.stringify(value);
      const known = counts.get(key);
      if (known) {
        known.count++;
      } else {
        counts.set(key, { value, count: 1 });
      }
    }
  }
  const found = [...counts.values()];
  const bins = kind === 'number' ? binsOf(found) : null;
  const listed = kind !== 'number' && kind !== 'time';
  return {
    column: index,
    name,
    type,
    kind,
    computed: true,
    null_count: rows.length - filled,
    distinct: found.length,
    low: bins?.[0]?.low ?? null,
    high: bins?.at(-1)?.high ?? null,
    bins,
    values: listed
      ? found.sort((one, other) => other.count - one.count).slice(0, VALUES)
      : null
  };
}

/** Bins of equal width, each with its upper end, the first with its lower one too. */
function binsOf(found: { value: Cell; count: number }[]): ColumnSummary['bins'] {
  const numbers = found
    .map(({ value, count }) => ({ value: Number(value), count }))
    .filter(({ value }) => Number.isFinite(value));
  const values = numbers.map(({ value }) => value);
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (values.length === 0 || low === high) {
    return values.length === 0
      ? []
      : [{ low, high, count: numbers.reduce((sum, { count }) => sum + count, 0) }];
  }
  const width = (high - low) / BINS;
  const bins = Array.from({ length: BINS }, (_, at) => ({
    low: low + at * width,
    high: at === BINS - 1 ? high : low + (at + 1) * width,
    count: 0
  }));
  for (const { value, count } of numbers) {
    const bin = bins.find(({ high: end }) => value <= end) ?? bins.at(-1);
    if (bin) {
      bin.count += count;
    }
  }
  return bins;
}
