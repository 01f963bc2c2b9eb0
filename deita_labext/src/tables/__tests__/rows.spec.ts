import { aFile, aPast, aSavedQuery, aTable } from '../../api/__tests__/samples';
import { BrowserState } from '../browserstate';
import {
  sectionKey,
  tableKey,
  treeRows,
  type ITreeContent,
  type TreeRow
} from '../rows';

const content: ITreeContent = {
  tables: [
    aTable('t1', 'airlines', ['carrier', 'name']),
    aTable('t2', 'flights', ['year'])
  ],
  files: [aFile('f1', 'flights.csv')],
  saved: { items: [], loadState: 'ready' },
  history: { items: [], loadState: 'idle' },
  deleted: [],
  expanded: new Set([sectionKey('tables')]),
  filter: ''
};

function text(row: TreeRow): string {
  switch (row.kind) {
    case 'section':
      return `${row.name} ${row.count}`;
    case 'table':
      return `- ${row.table.name}`;
    case 'column':
      return `-- ${row.column.name}`;
    case 'file':
      return `- ${row.file.name}`;
    case 'deleted':
      return `x ${row.table.name}`;
    case 'saved':
      return `- ${row.saved.name}`;
    case 'past':
      return `- ${row.past.sql}`;
    case 'remark':
      return `(${row.remark})`;
  }
}

describe('treeRows', () => {
  const texts = (change: Partial<ITreeContent>): string[] =>
    treeRows({ ...content, ...change })
      .map(text)
      .filter(line => !['saved 0', 'history null'].includes(line));

  it('has what is open', () => {
    expect(texts({})).toEqual(['tables 2', '- airlines', '- flights', 'files 1']);
    expect(texts({ expanded: new Set() })).toEqual(['tables 2', 'files 1']);
    expect(
      texts({
        expanded: new Set([sectionKey('tables'), tableKey('t1'), sectionKey('files')])
      })
    ).toEqual([
      'tables 2',
      '- airlines',
      '-- carrier',
      '-- name',
      '- flights',
      'files 1',
      '- flights.csv'
    ]);
  });

  it('shows deleted tables where there are any', () => {
    const deleted = [aTable('t3', 'planes')];
    expect(texts({ deleted, expanded: new Set([sectionKey('deleted')]) })).toEqual([
      'tables 2',
      'files 1',
      'deleted 1',
      'x planes'
    ]);
    const sections = treeRows({ ...content, deleted, expanded: new Set() });
    expect(sections.map(({ position, siblings }) => [position, siblings])).toEqual([
      [1, 5],
      [2, 5],
      [3, 5],
      [4, 5],
      [5, 5]
    ]);
    expect(texts({ deleted, filter: 'plan' })).toContain('x planes');
  });

  it('says level, place and siblings', () => {
    const rows = treeRows({
      ...content,
      expanded: new Set([sectionKey('tables'), tableKey('t1')])
    });
    expect(rows[3]).toMatchObject({
      kind: 'column',
      level: 3,
      position: 2,
      siblings: 2,
      parent: tableKey('t1'),
      expanded: null
    });
  });

  it('says why a section has nothing, or not all', () => {
    const expanded = new Set([sectionKey('saved'), sectionKey('history')]);
    const lines = (change: Partial<ITreeContent>): string[] =>
      treeRows({ ...content, tables: [], files: [], expanded, ...change })
        .map(text)
        .slice(2);
    const none = { items: [], loadState: 'ready' } as const;
    expect(lines({})).toEqual(['saved 0', '(empty)', 'history null', '(loading)']);
    expect(
      lines({
        saved: { items: [], loadState: 'failed' },
        history: {
          items: [aPast('q1', 'select 1')],
          loadState: 'ready',
          hasMore: true
        }
      })
    ).toEqual(['saved null', '(failed)', 'history null', '- select 1', '(more)']);
    expect(
      lines({ saved: { ...none, items: [aSavedQuery('s1', 'Late')] }, history: none })
    ).toEqual(['saved 1', '- Late', 'history 0', '(empty)']);
    // What is no longer kept up is not counted.
    const before = { ...none, items: [aPast('q1', 'select late')], outdated: true };
    expect(lines({ saved: none, history: before })).toContain('history null');
    expect(lines({ filter: 'x', saved: none, history: none })).toEqual([
      'saved 0',
      'history 0'
    ]);
    expect(
      lines({
        filter: 'LAT',
        expanded: new Set(),
        saved: { ...none, items: [aSavedQuery('s1', 'Late'), aSavedQuery('s2', 'x')] },
        history: { ...none, items: [aPast('q1', 'select late'), aPast('q2', 'from x')] }
      })
    ).toEqual(['saved 1', '- Late', 'history 1', '- select late']);
  });

  it('filters by table, by column and by file, whatever the case', () => {
    expect(texts({ filter: ' FLI' })).toEqual([
      'tables 1',
      '- flights',
      'files 1',
      '- flights.csv'
    ]);
    expect(texts({ filter: 'carr' })).toEqual([
      'tables 1',
      '- airlines',
      '-- carrier',
      'files 0'
    ]);
    expect(texts({ filter: 'nowhere' })).toEqual(['tables 0', 'files 0']);
  });
});

describe('BrowserState', () => {
  const after = (...keys: string[]): BrowserState => {
    const state = new BrowserState();
    for (const key of keys) {
      state.move(key, treeRows({ ...content, expanded: state.expanded }));
    }
    return state;
  };

  it('goes up and down, to the first and the last, and no further', () => {
    expect(after('ArrowDown').active).toBe(tableKey('t1'));
    expect(after('ArrowDown', 'ArrowUp', 'ArrowUp').active).toBe(sectionKey('tables'));
    expect(after('End', 'ArrowDown').active).toBe(sectionKey('history'));
    expect(after('End', 'Home').active).toBe(sectionKey('tables'));
  });

  it('opens, goes in, goes out and closes', () => {
    expect(after('ArrowDown', 'ArrowRight').expanded.has(tableKey('t1'))).toBe(true);
    expect(after('ArrowDown', 'ArrowRight', 'ArrowRight').active).toBe(
      'column:t1:carrier'
    );
    const out = after('ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowLeft');
    expect(out.active).toBe(tableKey('t1'));
    const closed = after('ArrowDown', 'ArrowRight', 'ArrowLeft');
    expect(closed.expanded.has(tableKey('t1'))).toBe(false);
    expect(after('ArrowDown', 'ArrowLeft').active).toBe(sectionKey('tables'));
  });

  it('leaves other keys alone', () => {
    expect(after().move('Tab', treeRows(content))).toBe(false);
  });
});
