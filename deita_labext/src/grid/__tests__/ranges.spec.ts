import type { Column } from '../../api/contract';
import { Arrangement } from '../arrangement';
import { cellsOf, rangeOf, rectanglesOf } from '../ranges';

const COLUMNS: Column[] = ['a', 'b', 'c', 'd'].map(name => ({
  name,
  type: 'BIGINT',
  kind: 'number'
}));

describe('ranges', () => {
  it('name columns as they are laid out, pinned ones below zero', () => {
    const arrangement = new Arrangement(COLUMNS, {
      pinned: ['b'],
      order: ['d', 'c', 'a', 'b']
    });
    const part = cellsOf({ r1: 4, c1: 1, r2: 2, c2: 0 }, 100, arrangement);
    expect(rangeOf(part, COLUMNS)).toEqual({ rows: [2, 4], columns: ['d', 'c'] });
    const whole = cellsOf(
      { r1: 0, c1: -1, r2: Infinity, c2: Infinity },
      100,
      arrangement
    );
    expect(rangeOf(whole, COLUMNS)).toEqual({
      rows: [0, 99],
      columns: ['b', 'd', 'c', 'a']
    });
  });

  it('are of pinned columns only, or go from them into the others', () => {
    const arrangement = new Arrangement(COLUMNS, { pinned: ['b', 'a'] });
    const of = (c1: number, c2: number): unknown =>
      rangeOf(cellsOf({ r1: 0, c1, r2: 0, c2 }, 9, arrangement), COLUMNS).columns;
    expect(of(-2, -2)).toEqual(['b']);
    expect(of(0, -1)).toEqual(['a', 'c']);
    const range = { rows: [0, 0] as [number, number], columns: ['a', 'b', 'd'] };
    expect(rectanglesOf(range, COLUMNS, arrangement)).toEqual([
      { r1: 0, c1: -2, r2: 0, c2: -1 },
      { r1: 0, c1: 1, r2: 0, c2: 1 }
    ]);
  });

  it('become rectangles again, one for columns side by side', () => {
    const arrangement = new Arrangement(COLUMNS, { hidden: ['b'] });
    const range = {
      rows: [1, 2] as [number, number],
      columns: ['d', 'a', 'b', 'nowhere']
    };
    expect(rectanglesOf(range, COLUMNS, arrangement)).toEqual([
      { r1: 1, c1: 0, r2: 2, c2: 0 },
      { r1: 1, c1: 2, r2: 2, c2: 2 }
    ]);
    expect(
      rectanglesOf({ ...range, columns: ['a', 'c'] }, COLUMNS, arrangement)
    ).toEqual([{ r1: 1, c1: 0, r2: 2, c2: 1 }]);
  });
});
