import type { Column, Filter } from '../../api/contract';
import { ViewModel } from '../viewmodel';

const column = (name: string, kind: Column['kind'] = 'number'): Column => ({
  name,
  type: kind === 'text' ? 'VARCHAR' : 'BIGINT',
  kind
});

const COLUMNS = [column('delay'), column('carrier', 'text'), column('day')];
const LATE: Filter = { op: '>', column: 'delay', value: 30 };
const UNITED: Filter = { op: 'in', column: 'carrier', values: ['UA'] };

function watched(state = {}): { view: ViewModel; changes: () => number } {
  const view = new ViewModel(COLUMNS, state);
  let count = 0;
  view.changed.connect(() => count++);
  return { view, changes: () => count };
}

describe('ViewModel', () => {
  it('sorts up, down and no more, and by several columns in their order', () => {
    const { view, changes } = watched();
    view.toggleSort(0);
    expect(view.sortOf(0)).toEqual({ descending: false, place: null });
    view.toggleSort(0);
    expect(view.sortOf(0)).toEqual({ descending: true, place: null });
    view.toggleSort(1, true);
    expect(view.sortOf(0)?.place).toBe(1);
    expect(view.sortOf(1)).toEqual({ descending: false, place: 2 });
    view.toggleSort(0, true);
    expect(view.state.sort).toEqual([
      { column: 'carrier', descending: false, nulls: 'last' }
    ]);
    view.toggleSort(2);
    expect(view.state.sort.map(key => key.column)).toEqual(['day']);
    expect(changes()).toBe(5);
  });

  it('gives back the state that it is given', () => {
    const state = {
      sort: [{ column: 'day', descending: true, nulls: 'first' as const }],
      filter: { op: 'and' as const, conditions: [LATE, UNITED] },
      search: 'JFK'
    };
    const view = new ViewModel(COLUMNS, state);
    expect(view.state).toEqual(state);
    expect(new ViewModel(COLUMNS, view.state).state).toEqual(state);
    expect(view.parts).toEqual([LATE, UNITED]);
    expect(view.isWhole).toBe(false);
  });

  it('keeps one condition a column in its place, and those of several columns apart', () => {
    const either: Filter = { op: 'or', conditions: [LATE, UNITED] };
    const { view } = watched({
      filter: { op: 'and', conditions: [LATE, either, UNITED] }
    });
    const later: Filter = { op: 'between', column: 'delay', low: 60, high: 90 };
    view.setCondition(0, later);
    expect(view.parts).toEqual([later, either, UNITED]);
    expect(view.conditionOf(0)).toEqual(later);
    expect(view.filterWithout(0)).toEqual({ op: 'and', conditions: [either, UNITED] });
    view.setCondition(0, null);
    view.removePart(view.parts[0] as Filter);
    expect(view.state.filter).toEqual(UNITED);
  });

  it('keeps a range of two comparisons as one part', () => {
    const range: Filter = {
      op: 'and',
      conditions: [
        { op: '>', column: 'delay', value: 1 },
        { op: '<=', column: 'delay', value: 5 }
      ]
    };
    const view = new ViewModel(COLUMNS, {
      filter: { op: 'and', conditions: [range, UNITED] }
    });
    expect(view.parts).toHaveLength(2);
    expect(view.conditionOf(0)).toEqual(range);
  });

  it('says nothing where nothing changed', () => {
    const { view, changes } = watched({ filter: LATE });
    view.state = { search: ' ', filter: { value: 30, column: 'delay', op: '>' } };
    view.setCondition(0, LATE);
    expect(changes()).toBe(0);
    view.clear();
    view.clear();
    expect(changes()).toBe(1);
    expect(view.isPlain).toBe(true);
  });

  it('leaves out what is about columns that are gone', () => {
    const { view, changes } = watched({
      sort: [{ column: 'day' }, { column: 'delay' }],
      filter: { op: 'and', conditions: [LATE, UNITED] }
    });
    view.columns = [column('carrier', 'text'), column('day')];
    expect(view.state.filter).toEqual(UNITED);
    expect(view.state.sort.map(key => key.column)).toEqual(['day']);
    expect(changes()).toBe(1);
  });

  it('names columns by position where names repeat', () => {
    const view = new ViewModel([column('n'), column('n'), column('m')]);
    view.toggleSort(1);
    view.toggleSort(2, true);
    expect(view.state.sort.map(key => key.column)).toEqual([1, 'm']);
    expect(view.sortOf(1)?.place).toBe(1);
    expect(view.sortOf(0)).toBeNull();
  });
});
