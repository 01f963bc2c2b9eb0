import { FakeService } from '../../api/__tests__/fakeservice';
import { aCheck } from '../../api/__tests__/samples';
import type { SqlProblem } from '../../api/contract';
import type { IDeitaWorkspaces } from '../../tokens';
import { readCell } from '../../sql/magic';
import { CellContext, mayBeLocal } from '../sql';

const problem = (change: Partial<SqlProblem>): SqlProblem => ({
  code: 'sql_failed',
  message: 'No.',
  hint: null,
  line: 2,
  column: 8,
  end_line: 2,
  end_column: 13,
  details: {},
  ...change
});

describe('mayBeLocal', () => {
  it.each([
    'late = 1',
    'a, late = 1, 2',
    'late: int = 1',
    'import polars as late',
    'for late in x:',
    '%%deita late <<\nselect 1',
    '%%deita late= <<\nselect 1',
    '%%deita --save late\nselect 1'
  ])('knows what %j gives a value', source => {
    expect(mayBeLocal('late', '%%deita', [source])).toBe(true);
  });

  it.each(['late == 1', 'x = late', 'later = 1', 'print(late)'])('not %j', source => {
    expect(mayBeLocal('late', '%%deita', [source])).toBe(false);
  });

  it('knows the snippets that a cell asks for, and that files are no values', () => {
    expect(mayBeLocal('late', '%%deita --with other,late', [])).toBe(true);
    expect(mayBeLocal('a.csv', '%%deita', ['a.csv = 1'])).toBe(false);
  });
});

describe('CellContext.check', () => {
  const service = new FakeService();
  const workspaces = {
    ready: () => Promise.resolve(),
    items: [{ id: 'w1', name: 'My data' }],
    current: { id: 'w1', name: 'My data' }
  } as unknown as IDeitaWorkspaces;
  const notebooks = {
    find: () => ({
      content: {
        widgets: [{ model: { sharedModel: { getSource: () => 'frame = load()' } } }]
      }
    })
  };
  const context = new CellContext(notebooks as never, workspaces, service);

  const check = async (
    source: string,
    error: SqlProblem | null
  ): Promise<[string, string][]> => {
    const sql = readCell(source)?.sql ?? '';
    service.checks.set(sql, aCheck({ ok: error === null, error }));
    const marks = await context.check(
      new AbortController().signal,
      source,
      document.createElement('div')
    );
    return marks.map(({ from, to, severity }) => [source.slice(from, to), severity]);
  };

  it('marks an error where it stands in the cell', async () => {
    expect(await check('%%deita\nselect wrong', problem({}))).toEqual([
      ['wrong', 'error']
    ]);
  });

  it('does not call what the notebook gives a value an error', async () => {
    const unknown = (table: string): SqlProblem =>
      problem({ code: 'unknown_table', details: { table } });
    expect(await check('%%deita\nselect frame', unknown('frame'))).toEqual([]);
    expect(await check('%%deita\nselect other', unknown('other'))).toEqual([
      ['other', 'warning']
    ]);
  });

  it('asks nothing of templates, of files and of other workspaces than there are', async () => {
    service.checked = [];
    for (const source of [
      '%%deita\nselect {{ column }}',
      '%%deita --file a.sql\n',
      '%%deita --workspace Gone\nselect 1',
      '%%deita\n\n',
      'print(1)'
    ]) {
      expect(await check(source, problem({}))).toEqual([]);
    }
    expect(service.checked).toEqual([]);
  });
});
