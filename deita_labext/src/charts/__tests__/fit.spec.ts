import type { ChartInput, Column } from '../../api/contract';
import {
  aggregatesOf,
  columnOf,
  firstChart,
  fits,
  MARKS,
  mayBeEmpty,
  refOf,
  roleOf,
  withMark
} from '../fit';

const column = (name: string, kind: Column['kind'], type = 'X'): Column => ({
  name,
  kind,
  type
});
const id = column('id', 'number', 'BIGINT');
const carrier = column('carrier', 'text', 'VARCHAR');
const delay = column('delay', 'number', 'DOUBLE');
const distance = column('distance', 'number', 'DOUBLE');
const at = column('at', 'time', 'TIMESTAMP');
const took = column('took', 'time', 'INTERVAL');
const list = column('list', 'nested', 'BIGINT[]');

describe('firstChart', () => {
  it('shows few rows of a name and a number as they are', () => {
    expect(firstChart([id, carrier, delay], 16)).toEqual({
      mark: 'bar',
      x: { column: 'carrier' },
      y: { column: 'delay' }
    });
  });

  it('counts many rows over time, or by text', () => {
    expect(firstChart([carrier, delay, at], 1_000_000)).toEqual({
      mark: 'line',
      x: { column: 'at' },
      y: { aggregate: 'count' }
    });
    expect(firstChart([carrier, delay], null)).toEqual({
      mark: 'bar',
      x: { column: 'carrier' },
      y: { aggregate: 'count' }
    });
  });

  it('places two numbers, puts one into bins, and draws nothing of nothing', () => {
    expect(firstChart([delay, distance], 1000)?.mark).toBe('scatter');
    expect(firstChart([took], 1000)).toEqual({
      mark: 'histogram',
      x: { column: 'took' }
    });
    expect(firstChart([list], 1000)).toBeNull();
    expect(firstChart([], 0)).toBeNull();
  });
});

describe('withMark', () => {
  const columns = [id, carrier, delay, distance, at, list];

  it('gives every mark what it needs, of whatever was drawn before', () => {
    let chart: ChartInput = { mark: 'bar', x: { column: 'carrier' } };
    for (const mark of [...MARKS, ...[...MARKS].reverse()]) {
      chart = withMark(chart, mark, columns);
      expect(chart.mark).toBe(mark);
      for (const name of ['x', 'y', 'color'] as const) {
        const found = columnOf(columns, chart[name]);
        if (found !== undefined) {
          expect(fits(found, mark, name)).toBe(true);
        } else if (roleOf(mark, name) !== null) {
          expect(mayBeEmpty(mark, name)).toBe(true);
        }
      }
    }
  });

  it('keeps what fits', () => {
    const bars: ChartInput = {
      mark: 'bar',
      x: { column: 'at', time_unit: 'month' },
      y: { column: 'delay', aggregate: 'sum' },
      color: { column: 'carrier' },
      title: 'Late',
      sort: '-y'
    };
    expect(withMark(bars, 'line', columns)).toEqual({
      ...bars,
      mark: 'line',
      sort: null
    });
    expect(withMark(bars, 'histogram', columns)).toMatchObject({
      x: { column: 'at' },
      y: null,
      color: { column: 'carrier' }
    });
    expect(withMark(bars, 'box', columns)).toMatchObject({
      x: { column: 'at', time_unit: 'month' },
      y: { column: 'delay' },
      color: null
    });
    expect(withMark(bars, 'heatmap', columns).color).toEqual({ aggregate: 'count' });
  });

  it('leaves empty what no column fits', () => {
    const texts = [carrier];
    const chart = withMark(
      { mark: 'bar', x: { column: 'carrier' } },
      'histogram',
      texts
    );
    expect(chart.x).toBeNull();
  });
});

it('names a column by its position where names repeat', () => {
  const columns = [carrier, column('Carrier', 'number'), delay];
  expect(refOf(columns, carrier)).toBe(0);
  expect(refOf(columns, delay)).toBe('delay');
  expect(columnOf(columns, { column: 1 })?.kind).toBe('number');
});

it('offers arithmetic for numbers alone', () => {
  expect(aggregatesOf(delay)).toContain('mean');
  expect(aggregatesOf(carrier)).toEqual(['count', 'distinct']);
});
