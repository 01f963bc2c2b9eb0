import { nullTranslator } from '@jupyterlab/translation';

import {
  asTheyWere,
  footerText,
  type IErrorBundle,
  markedLine,
  readError,
  readResult
} from '../bundle';
import { elapsedText } from '../../grid/statusline';

const TRANS = nullTranslator.load('deita');
const BUNDLE = {
  version: 1,
  result_id: '0123456789abcdef0123456789abcdef',
  workspace_id: 'fedcba9876543210fedcba9876543210',
  sql: 'select carrier, avg(dep_delay) from flights group by all',
  columns: [
    { name: 'carrier', type: 'VARCHAR', kind: 'text' },
    { name: 'delay', type: 'DOUBLE', kind: 'number' }
  ],
  row_count: 16,
  elapsed_ms: 9.2,
  tables: ['flights@1'],
  name: 'late',
  rows: [['UA', 3.5]],
  page_size: 50
};

describe('readResult', () => {
  it('reads what the kernel writes', () => {
    const bundle = readResult(BUNDLE);
    expect(bundle?.columns).toEqual(BUNDLE.columns);
    expect(bundle?.row_count).toBe(16);
    expect(bundle?.name).toBe('late');
  });

  it.each([
    null,
    'text',
    [],
    {},
    { ...BUNDLE, version: 2 },
    { ...BUNDLE, result_id: '../workspaces' },
    { ...BUNDLE, columns: [{ name: 'x' }] },
    { ...BUNDLE, rows: [1, 2] }
  ])('refuses anything else: %j', data => {
    expect(readResult(data)).toBeNull();
  });
});

describe('the footer', () => {
  const bundle = readResult(BUNDLE);

  it('says rows, time, variable and tables', () => {
    expect(bundle && footerText(bundle, 16, TRANS)).toBe(
      '16 rows · 9 ms · late: Result(16 × 2) · flights@1'
    );
  });

  it('leaves out the variable where there is none', () => {
    expect(bundle && footerText({ ...bundle, name: null }, 1, TRANS)).toBe(
      '1 row · 9 ms · flights@1'
    );
  });

  it('leaves out the time where it is not known', () => {
    const untimed = readResult({ ...BUNDLE, elapsed_ms: null, name: null });
    expect(untimed && footerText(untimed, 16, TRANS)).toBe('16 rows · flights@1');
  });

  it('says that rows are still being written', () => {
    expect(bundle && footerText(bundle, null, TRANS)).toBe(
      'rows still being written · 9 ms · late: Result(… × 2) · flights@1'
    );
  });

  it('says times as a person would', () => {
    expect([0.4, 999, 1250].map(elapsedText)).toEqual(['0 ms', '999 ms', '1.3 s']);
  });

  it('says which rows are there when the rest is gone', () => {
    expect(asTheyWere(50, 336776, TRANS)).toBe(
      'These are the first 50 of 336,776 rows as they were; run it again for all.'
    );
  });
});

describe('markedLine', () => {
  const error: IErrorBundle = {
    version: 1,
    code: 'sql_failed',
    message: 'There is no column carrer.',
    hint: null,
    sql: 'select *,\n\tcarrer\nfrom flights',
    line: 2,
    column: 2
  };

  it('marks the place beneath the line', () => {
    expect(markedLine(error)).toBe('2 │  carrer\n     ^');
  });

  it('shows the line alone where only that is known', () => {
    expect(markedLine({ ...error, column: null })).toBe('2 │  carrer');
  });

  it('shows nothing where the place is not known, or is not in the statement', () => {
    expect(markedLine({ ...error, line: null })).toBeNull();
    expect(markedLine({ ...error, line: 9 })).toBeNull();
  });

  it('reads what the kernel writes, and refuses anything else', () => {
    expect(readError(error)).toEqual(error);
    expect(readError({ version: 1 })).toBeNull();
  });
});
