import { statementAt, statements } from '../statements';

const texts = (sql: string): string[] => statements(sql).map(({ text }) => text);

describe('statements', () => {
  it.each<[string, string[]]>([
    ['select 1; select 2', ['select 1', 'select 2']],
    ["select ';'; select 2;", ["select ';'", 'select 2']],
    ["select \"a;b\", E'it\\';s', 'it'';s'", ["select \"a;b\", E'it\\';s', 'it'';s'"]],
    [
      'select $$ ; $$; select $t$ ; $$ ; $t$',
      ['select $$ ; $$', 'select $t$ ; $$ ; $t$']
    ],
    ['select 1 -- one; more\n; select 2', ['select 1 -- one; more', 'select 2']],
    ['/* ; /* ; */ ; */ select 1; -- only a comment', ['/* ; /* ; */ ; */ select 1']],
    ['select $a, :b; select $c', ['select $a, :b', 'select $c']],
    [';;  ;', []],
    ['', []],
    ["select 'not closed; select 2", ["select 'not closed; select 2"]],
    ['-- above\nselect 1', ['-- above\nselect 1']]
  ])('are told apart in %j', (sql, expected) => {
    expect(texts(sql)).toEqual(expected);
    for (const { from, to, text } of statements(sql)) {
      expect(sql.slice(from, to)).toBe(text);
    }
  });

  it.each<[string, string | null]>([
    ['sel|ect 1; select 2', 'select 1'],
    ['select 1;| select 2', 'select 1'],
    ['select 1; |select 2', 'select 2'],
    ['select 1;  -- note |\nselect 2', 'select 1'],
    ['select 1;\n\n|\nselect 2', 'select 2'],
    ['select 1;\n\n|', 'select 1'],
    ['|', null]
  ])('at the cursor in %j', (marked, expected) => {
    const at = marked.indexOf('|');
    const sql = marked.replace('|', '');
    expect(statementAt(sql, at)?.text ?? null).toBe(expected);
  });
});
