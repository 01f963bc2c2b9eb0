import type { Column } from '../../api/contract';
import { Arrangement } from '../arrangement';

const columns = (...names: string[]): Column[] =>
  names.map(name => ({ name, type: 'BIGINT', kind: 'number' }));

const COLUMNS = columns('a', 'b', 'c', 'd');

describe('Arrangement', () => {
  it('begins with the columns as they come, and has nothing to say of it', () => {
    const arrangement = new Arrangement(COLUMNS);
    expect(arrangement.scrolled).toEqual([0, 1, 2, 3]);
    expect(arrangement.state).toEqual({});
  });

  it('moves, hides, pins and sizes, and gives all of it back', () => {
    const arrangement = new Arrangement(COLUMNS);
    const changes: string[] = [];
    arrangement.changed.connect((_, what) => changes.push(what));
    arrangement.move(3, 1);
    arrangement.hide(0);
    arrangement.pin(2);
    arrangement.setWidth(1, 120.4);
    expect(arrangement.pinned).toEqual([2]);
    expect(arrangement.scrolled).toEqual([3, 1]);
    expect(changes).toEqual(['columns', 'columns', 'columns', 'width']);

    const again = new Arrangement(COLUMNS, arrangement.state);
    expect(again.shown).toEqual([2, 3, 1]);
    expect(again.width(1)).toBe(120);
    again.showAll();
    again.unpin(2);
    again.setWidth(1, null);
    expect(again.state).toEqual({ order: ['a', 'd', 'b', 'c'] });
  });

  it('moves by places, past hidden columns, and not beyond the ends', () => {
    const arrangement = new Arrangement(COLUMNS);
    arrangement.hide(1);
    arrangement.shift(0, 1);
    expect(arrangement.scrolled).toEqual([2, 0, 3]);
    arrangement.shift(2, -1);
    expect(arrangement.scrolled).toEqual([2, 0, 3]);
    arrangement.shift(2, 2);
    expect(arrangement.scrolled).toEqual([0, 3, 2]);
  });

  it('moves a pinned column among the pinned ones', () => {
    const arrangement = new Arrangement(COLUMNS, { pinned: ['a', 'c'] });
    arrangement.shift(0, 1);
    expect(arrangement.pinned).toEqual([2, 0]);
    expect(arrangement.scrolled).toEqual([1, 3]);
  });

  it('never hides the last column', () => {
    const arrangement = new Arrangement(columns('a', 'b'), { hidden: ['a', 'b'] });
    expect(arrangement.scrolled).toEqual([0, 1]);
    arrangement.hide(0);
    arrangement.hide(1);
    expect(arrangement.scrolled).toEqual([1]);
  });

  it('keeps what it can when the columns change', () => {
    const arrangement = new Arrangement(COLUMNS, {
      order: ['d', 'c', 'b', 'a'],
      hidden: ['b'],
      widths: [['c', 90]]
    });
    arrangement.adopt(columns('a', 'new', 'c', 'd'));
    expect(arrangement.order).toEqual([3, 2, 0, 1]);
    expect(arrangement.width(2)).toBe(90);
    expect(arrangement.isHidden(1)).toBe(false);
  });
});
