import type { Column } from '../../api/contract';
import { summaryOfKept } from '../keptsummary';

const COLUMNS: Column[] = [
  { name: 'n', type: 'BIGINT', kind: 'number' },
  { name: 'word', type: 'VARCHAR', kind: 'text' }
];
const ROWS = [
  [0, 'a'],
  [100, 'b'],
  ['50', 'b'],
  [null, null],
  ['NaN', 'b']
];

test('rows that are here are summarised as the server does', () => {
  const { row_count, columns } = summaryOfKept(COLUMNS, ROWS, {});
  expect(row_count).toBe(5);
  const [numbers, words] = columns;
  expect(numbers).toMatchObject({ null_count: 1, distinct: 4, low: 0, high: 100 });
  expect(numbers?.values).toBeNull();
  expect(numbers?.bins).toHaveLength(20);
  expect(numbers?.bins?.map(bin => bin.count).filter(Boolean)).toEqual([1, 1, 1]);
  expect(words).toMatchObject({
    null_count: 1,
    distinct: 2,
    bins: null,
    values: [
      { value: 'b', count: 3 },
      { value: 'a', count: 1 }
    ]
  });
});

test('one number is one bin, none are none', () => {
  const bins = (rows: unknown[][]): unknown =>
    summaryOfKept(COLUMNS, rows, { columns: [0] }).columns[0]?.bins;
  expect(bins([[7], [7]])).toEqual([{ low: 7, high: 7, count: 2 }]);
  expect(bins([[null]])).toEqual([]);
});
