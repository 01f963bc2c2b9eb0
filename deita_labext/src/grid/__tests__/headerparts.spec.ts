import type { Bin, ColumnSummary } from '../../api/contract';
import {
  barsOf,
  brushedBins,
  listedValues,
  listFilter,
  partAt,
  rangeFilter,
  sharesOf,
  zoneAt
} from '../headerparts';
import { factsText, shareText, shortCount } from '../headerfacts';
import { nullTranslator } from '@jupyterlab/translation';

const trans = nullTranslator.load('deita');
const BINS: Bin[] = [
  { low: 0, high: 10, count: 100 },
  { low: 10, high: 20, count: 1 },
  { low: 20, high: 30, count: 0 },
  { low: 30, high: 40, count: 50 }
];

const summary = (change: Partial<ColumnSummary>): ColumnSummary => ({
  column: 0,
  name: 'c',
  type: 'VARCHAR',
  kind: 'text',
  computed: true,
  null_count: 0,
  distinct: 3,
  low: null,
  high: null,
  bins: null,
  values: null,
  ...change
});

describe('bars', () => {
  it('are as high as their counts, and seen where there is anything at all', () => {
    expect(barsOf(BINS).map(bar => bar.height)).toEqual([1, 0.06, 0, 0.5]);
    expect(partAt(barsOf(BINS), 0.3)).toBe(1);
    expect(partAt(barsOf(BINS), 1)).toBe(-1);
  });

  it('make a filter of exactly what they count, and know it again', () => {
    const first = rangeFilter('c', BINS, 0, 1);
    const later = rangeFilter('c', BINS, 1, 3);
    expect(first).toEqual({ op: 'between', column: 'c', low: 0, high: 20 });
    expect(later).toEqual({
      op: 'and',
      conditions: [
        { op: '>', column: 'c', value: 10 },
        { op: '<=', column: 'c', value: 40 }
      ]
    });
    expect(brushedBins(first, BINS)).toEqual([0, 1]);
    expect(brushedBins(later, BINS)).toEqual([1, 3]);
    expect(brushedBins({ op: '>', column: 'c', value: 10 }, BINS)).toBeNull();
  });
});

describe('shares', () => {
  it('are those of the values, of all others, and of null', () => {
    const shares = sharesOf({
      stale: false,
      rows: 100,
      summary: summary({
        null_count: 10,
        values: [
          { value: 'UA', count: 50 },
          { value: 'AA', count: 20 }
        ]
      })
    });
    expect(shares.map(({ kind, count }) => [kind, count])).toEqual([
      ['value', 50],
      ['value', 20],
      ['rest', 20],
      ['null', 10]
    ]);
    expect(shares.at(-1)?.x).toBeCloseTo(0.9);
    expect(partAt(shares, 0.6)).toBe(1);
  });

  it('become value lists and back', () => {
    expect(listFilter('c', [])).toBeNull();
    expect(listFilter('c', [null])).toEqual({ op: 'is_null', column: 'c' });
    const several = listFilter('c', ['UA', null]);
    expect(several).toEqual({ op: 'in', column: 'c', values: ['UA', null] });
    expect(listedValues(several)).toEqual(['UA', null]);
    expect(listedValues(listFilter('c', ['UA']))).toEqual(['UA']);
  });
});

describe('the foot of a header', () => {
  it('tells nulls where there are some, else how many values differ', () => {
    const facts = (change: Partial<ColumnSummary>): string =>
      factsText({ summary: summary(change), rows: 1000, stale: false }, trans);
    expect(facts({ null_count: 1 })).toBe('<1% ∅');
    expect(facts({ distinct: 1 })).toBe('1 value');
    expect(facts({ distinct: 1234567 })).toBe('1.2M values');
    expect(facts({ computed: false })).toBe('…');
  });

  it('never says 0% or 100% of what is there or missing', () => {
    expect([0.001, 0.999, 1, 0.02].map(shareText)).toEqual([
      '<1%',
      '>99%',
      '100%',
      '2%'
    ]);
    expect([9999, 12_345, 9_400_000].map(shortCount)).toEqual(['9,999', '12k', '9.4M']);
  });
});

test('a header has a name, a menu and a chart', () => {
  const sizes = { height: 73, chartTop: 23, chartBottom: 50 };
  expect(zoneAt(sizes, 100, 20, 10)).toBe('name');
  expect(zoneAt(sizes, 100, 90, 10)).toBe('menu');
  expect(zoneAt(sizes, 100, 90, 30)).toBe('chart');
  expect(zoneAt(sizes, 100, 90, 65)).toBe('name');
});
