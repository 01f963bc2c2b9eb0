import type { SqlProblem } from '../../api/contract';
import { markOf, offsetOf } from '../problems';

const aProblem = (place: Partial<SqlProblem>): SqlProblem => ({
  code: 'sql_failed',
  message: 'No.',
  hint: null,
  line: null,
  column: null,
  end_line: null,
  end_column: null,
  details: {},
  ...place
});

describe('offsetOf', () => {
  it('counts characters, not the units of a string', () => {
    expect(offsetOf('ab\n😀c', 2, 2)).toBe(5);
    expect(offsetOf('ab\r\nc', 2, 1)).toBe(4);
    expect(offsetOf('ab', 5, 1)).toBe(2);
    expect(offsetOf('ab\nc', 1, 9)).toBe(2);
  });
});

describe('markOf', () => {
  const marked = (sql: string, place: Partial<SqlProblem>): string => {
    const { from, to } = markOf(aProblem(place), sql, 10);
    return `${' '.repeat(10)}${sql}`.slice(from, to);
  };

  it('marks the piece that the server names', () => {
    const place = { line: 2, column: 3, end_line: 2, end_column: 8 };
    expect(marked("select '😀',\n  wrong", place)).toBe('wrong');
  });

  it('marks the last character where the error is behind the end', () => {
    expect(
      marked('select 1 from \n', { line: 2, column: 1, end_line: 2, end_column: 1 })
    ).toBe('m');
  });

  it('marks the first line where there is no place', () => {
    expect(marked('\n select 1\nfrom t', {})).toBe('select 1');
  });
});
