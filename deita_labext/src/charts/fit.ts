/** Which columns fit which part of a chart, and the chart that is shown at first. */
import type { ChartInput, ChannelInput, Column } from '../api/contract';

export type Mark = ChartInput['mark'];
export type ChannelName = 'x' | 'y' | 'color';
export type Aggregate = NonNullable<ChannelInput['aggregate']>;

export const MARKS: readonly Mark[] = [
  'bar',
  'line',
  'area',
  'scatter',
  'histogram',
  'box',
  'heatmap'
];

export const AGGREGATES: readonly Aggregate[] = [
  'count',
  'distinct',
  'sum',
  'mean',
  'median',
  'min',
  'max'
];

/** So few rows are shown one by one. */
const FEW = 200;

const isTime = ({ kind, type }: Column): boolean =>
  kind === 'time' && type !== 'INTERVAL';
const isNumber = ({ kind, type }: Column): boolean =>
  kind === 'number' || type === 'INTERVAL';
const isMeasure = (column: Column): boolean =>
  isNumber(column) || column.kind === 'boolean';
const isGroup = ({ kind }: Column): boolean => kind !== 'binary' && kind !== 'nested';
const isPlace = (column: Column): boolean => isMeasure(column) || isTime(column);

/** What a direction of a mark does: groups rows, measures them, or gives each its place. */
export function roleOf(
  mark: Mark,
  name: ChannelName
): 'group' | 'measure' | 'place' | 'bins' | null {
  if (name === 'color') {
    return mark === 'heatmap' ? 'measure' : mark === 'box' ? null : 'group';
  }
  switch (mark) {
    case 'scatter':
      return 'place';
    case 'histogram':
      return name === 'x' ? 'bins' : null;
    case 'box':
      return name === 'x' ? 'group' : 'place';
    case 'heatmap':
      return 'group';
    default:
      return name === 'x' ? 'group' : 'measure';
  }
}

/** Whether a column can stand there. */
export function fits(column: Column, mark: Mark, name: ChannelName): boolean {
  switch (roleOf(mark, name)) {
    case 'group':
      return isGroup(column);
    case 'bins':
      return isNumber(column) || isTime(column);
    case 'place':
      return mark === 'box' ? isMeasure(column) : isPlace(column);
    case 'measure':
      return true;
    default:
      return false;
  }
}

/** Whether a channel may be left without a column. */
export function mayBeEmpty(mark: Mark, name: ChannelName): boolean {
  return (
    name === 'color' ||
    roleOf(mark, name) === 'measure' ||
    (mark === 'box' && name === 'x')
  );
}

/** The aggregates that a column can be put together by; all but two are of numbers. */
export function aggregatesOf(column: Column | undefined): readonly Aggregate[] {
  return column === undefined || isMeasure(column) ? AGGREGATES : ['count', 'distinct'];
}

/** Whether a group of the column's cells is a bin or a step of time. */
export const isBinned = isNumber;
export const isStepped = isTime;

/** The column of a channel: by name, or by position where names repeat. */
export function columnOf(
  columns: readonly Column[],
  channel: ChannelInput | null | undefined
): Column | undefined {
  const ref = channel?.column ?? null;
  return typeof ref === 'number'
    ? columns[ref]
    : columns.find(({ name }) => name === ref);
}

/** How a chart names a column. */
export function refOf(columns: readonly Column[], column: Column): string | number {
  const alike = columns.filter(
    ({ name }) => name.toLowerCase() === column.name.toLowerCase()
  );
  return alike.length > 1 ? columns.indexOf(column) : column.name;
}

/** A chart that says something of these columns at once; null where none can be drawn. */
export function firstChart(
  columns: readonly Column[],
  rowCount: number | null
): ChartInput | null {
  const time = columns.find(isTime);
  const text = columns.find(({ kind }) => kind === 'text' || kind === 'boolean');
  const numbers = columns.filter(isNumber);
  const number = numbers.find(({ name }) => !/(^|_)(id|key|year)$/i.test(name));
  const few = rowCount !== null && rowCount <= FEW;
  const at = (column: Column | undefined): ChannelInput | null =>
    column === undefined ? null : { column: refOf(columns, column) };
  if (few && text && number) {
    return { mark: 'bar', x: at(text), y: at(number) };
  }
  if (time) {
    const y: ChannelInput =
      number && few ? { ...at(number) } : { aggregate: 'count' as const };
    return { mark: 'line', x: at(time), y };
  }
  if (text) {
    return { mark: 'bar', x: at(text), y: { aggregate: 'count' } };
  }
  if (numbers.length > 1) {
    return { mark: 'scatter', x: at(numbers[0]), y: at(numbers[1]) };
  }
  return numbers.length === 1 ? { mark: 'histogram', x: at(numbers[0]) } : null;
}

/** The chart with another mark: what fits it stays, what is needed is found. */
export function withMark(
  chart: ChartInput,
  mark: Mark,
  columns: readonly Column[]
): ChartInput {
  const made: ChartInput = { ...chart, mark, sort: null };
  const taken = new Set<Column>();
  for (const name of ['x', 'y', 'color'] as const) {
    made[name] = channelFor(chart, mark, name, columns, taken);
    const column = columnOf(columns, made[name]);
    if (column) {
      taken.add(column);
    }
  }
  return made;
}

function channelFor(
  chart: ChartInput,
  mark: Mark,
  name: ChannelName,
  columns: readonly Column[],
  taken: ReadonlySet<Column>
): ChannelInput | null {
  const role = roleOf(mark, name);
  if (role === null) {
    return null;
  }
  const kept = chart[name] ?? null;
  const column = columnOf(columns, kept);
  if (role === 'measure') {
    const measured = roleOf(chart.mark, name) === 'measure';
    if (measured && kept) {
      return kept;
    }
    return name === 'y' && column && isMeasure(column)
      ? { column: refOf(columns, column), aggregate: 'mean' }
      : { aggregate: 'count' };
  }
  if (column && fits(column, mark, name) && !taken.has(column)) {
    const same = roleOf(chart.mark, name) === role;
    return same ? kept : { column: refOf(columns, column) };
  }
  if (mayBeEmpty(mark, name)) {
    return null;
  }
  const free = columns.filter(each => fits(each, mark, name) && !taken.has(each));
  const found =
    free.find(each => role !== 'place' || isNumber(each)) ??
    free[0] ??
    columns.find(each => fits(each, mark, name));
  return found === undefined ? null : { column: refOf(columns, found) };
}
