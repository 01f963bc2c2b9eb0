import type { Column } from '../../api/contract';
import { type CopyFormat, copyText } from '../copytext';

const COLUMNS: Column[] = [
  { name: 'n', type: 'BIGINT', kind: 'number' },
  { name: 'a|b', type: 'VARCHAR', kind: 'text' },
  { name: 'day', type: 'DATE', kind: 'time' }
];
const ROWS = [
  ['1', 'plain', '2013-01-31'],
  ['-2', 'tab\tquote " pipe | line\nend', null],
  [null, '', '2013-02-01']
];

const text = (format: CopyFormat, header = false) =>
  copyText(format, ROWS, COLUMNS, header);

describe('copyText', () => {
  it('writes tabs between cells, for spreadsheets', () => {
    expect(text('tsv', true)).toBe(
      'n\ta|b\tday\n1\tplain\t2013-01-31\n' +
        '-2\t"tab\tquote "" pipe | line\nend"\t\n\t\t2013-02-01'
    );
  });

  it('writes CSV in which null and the empty text differ', () => {
    expect(text('csv')).toBe(
      '1,plain,2013-01-31\n-2,"tab\tquote "" pipe | line\nend",\n,"",2013-02-01'
    );
  });

  it('writes a Markdown table, numbers to the right', () => {
    expect(text('markdown').split('\n')).toEqual([
      '| n | a\\|b | day |',
      '| ---: | --- | --- |',
      '| 1 | plain | 2013-01-31 |',
      '| -2 | tab\tquote " pipe \\| line<br>end |  |',
      '|  |  | 2013-02-01 |'
    ]);
  });

  it('writes values for a statement, quoted and typed', () => {
    expect(text('sql')).toBe(
      "(1, 'plain', '2013-01-31'::DATE),\n" +
        "(-2, 'tab\tquote \" pipe | line\nend', NULL),\n" +
        "(NULL, '', '2013-02-01'::DATE)"
    );
  });

  it('writes one column as what stands in an IN', () => {
    const rows = [["it's"], [null], ['x']];
    expect(copyText('sql', rows, COLUMNS.slice(1, 2))).toBe("('it''s', NULL, 'x')");
  });

  it('writes bytes and what is no plain number as the engine reads them', () => {
    const blob: Column = { name: 'b', type: 'BLOB', kind: 'binary' };
    const double: Column = { name: 'd', type: 'DOUBLE', kind: 'number' };
    expect(copyText('sql', [['\\xff00', 'NaN']], [blob, double])).toBe(
      "('\\xff\\x00'::BLOB, 'NaN'::DOUBLE)"
    );
  });
});
