import type { Column } from '../../api/contract';
import { Arrangement } from '../arrangement';
import { cellsOf, rangeOf, rectanglesOf } from '../ranges';

const COLUMNS: Column[] = ['a', 'b', 'c', 'd'].map(name => ({
  name,
  type: 'BIGINT',
  kind: 'number'
}));

describe('ranges', () => {
  it('name columns as they are laid out, pinned ones where whole rows are selected', () => {
    const arrangement = new Arrangement(COLUMNS, {
      pinned: ['b'],
      order: ['d', 'c', 'a', 'b']
    });
    const part = cellsOf({ r1: 4, c1: 1, r2: 2, c2: 0 }, 100, arrangement);
    expect(rangeOf(part, COLUMNS)).toEqual({ rows: [2, 4], columns: ['d', 'c'] });
    const whole = cellsOf(
      { r1: 0, c1: 0, r2: Infinity, c2: Infinity },
      100,
      arrangement
    );
    expect(rangeOf(whole, COLUMNS)).toEqual({
      rows: [0, 99],
      columns: ['b', 'd', 'c', 'a']
    });
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
