import { ArrowPage } from '../arrowpage';
import {
  blobText,
  cellFormatter,
  decimalText,
  doubleText,
  floatText,
  painted,
  tabSeparated
} from '../format';
import type { Column } from '../model';
import { StaticDataModel } from '../staticdatamodel';
import { dateText, intervalText, timestampText, timeText } from '../time';
import { ENGINE_COLUMNS, engineRow } from './enginerow';

describe('the text of a row that the engine wrote', () => {
  const page = new ArrowPage(engineRow(), ENGINE_COLUMNS);
  const text = (name: string, limit = Infinity) =>
    page.text(
      0,
      ENGINE_COLUMNS.findIndex(column => column.name === name),
      limit
    );

  it.each([
    ['bool', 'true'],
    ['big', '9223372036854775807'],
    ['huge', '170141183460469231731687303715884105727'],
    ['ubig', '18446744073709551615'],
    ['f', '0.1'],
    ['d', '0.1'],
    ['d300', '1e+300'],
    ['nan', 'NaN'],
    ['dec4', '1.5'],
    ['dec9', '-12.50'],
    ['dec18', '12.500'],
    ['dec38', '123456789012345678.123456789'],
    ['date', '2013-01-31'],
    ['datebc', '0044-03-15 (BC)'],
    ['dateinf', 'infinity'],
    ['time', '05:15:00.25'],
    ['t24', '24:00:00'],
    ['ts', '2013-01-31 05:15:00'],
    ['tsneg', '1969-12-31 23:59:59.999999'],
    ['tsns', '2013-01-31 05:15:00.123456789'],
    ['tsms', '2013-01-31 05:15:00.5'],
    ['tss', '2013-01-31 05:15:00'],
    ['tstz', '2013-01-31 04:15:00+00:00'],
    ['tsinf', 'infinity'],
    ['iv', '1 year 2 months 3 days 04:05:06.5'],
    ['ivneg', '-00:00:01'],
    ['blob', '\\xdead'],
    ['uuid', '12345678-1234-1234-1234-1234567890ab'],
    ['text', 'naïve\ntwo'],
    ['empty', ''],
    ['list', '[1, 2, null]'],
    ['struct', '{"a": 1, "b": "x\\"y", "c": ["2013-01-31"], "d": 1.50}'],
    ['map', '{"k": 1, "z": 2}'],
    ['arr', '[1, 2, 3]'],
    ['nul', null]
  ])('%s', (name, expected) => {
    expect(text(name)).toBe(expected);
  });

  it('stops writing nested values once there is enough to paint', () => {
    expect(text('struct', 5)).toBe('{"a": 1…');
  });

  it('refuses a page with other columns', () => {
    expect(() => new ArrowPage(engineRow(), ENGINE_COLUMNS.slice(1))).toThrow(
      'columns instead of'
    );
  });
});

describe('the same values in JSON', () => {
  it.each<[Column['kind'], string, unknown, string]>([
    ['number', 'BIGINT', '9223372036854775807', '9223372036854775807'],
    ['number', 'INTEGER', -5, '-5'],
    ['number', 'DOUBLE', 1e300, '1e+300'],
    ['number', 'DOUBLE', 'NaN', 'NaN'],
    ['number', 'FLOAT', Math.fround(0.1), '0.1'],
    ['number', 'DECIMAL(9,2)', '-12.50', '-12.50'],
    ['boolean', 'BOOLEAN', false, 'false'],
    ['time', 'DATE', '2013-01-31', '2013-01-31'],
    ['time', 'TIMESTAMP', '2013-01-31T05:15:00', '2013-01-31 05:15:00'],
    [
      'time',
      'TIMESTAMP WITH TIME ZONE',
      '2013-01-31T05:15:00.5+00:00',
      '2013-01-31 05:15:00.5+00:00'
    ],
    [
      'time',
      'INTERVAL',
      { months: 14, days: 1, nanoseconds: 0 },
      '1 year 2 months 1 day'
    ],
    ['binary', 'BLOB', '3q0=', '\\xdead'],
    ['text', 'VARCHAR', '', ''],
    ['nested', 'INTEGER[]', [1, null], '[1, null]'],
    ['nested', 'TIMESTAMP[]', ['2013-01-31T05:15:00'], '["2013-01-31T05:15:00"]'],
    ['nested', 'STRUCT(a INTEGER)', { a: [true] }, '{"a": [true]}'],
    ['nested', 'MAP(VARCHAR, INTEGER)', [['k', 1]], '{"k": 1}']
  ])('%s %s %j', (kind, type, value, expected) => {
    expect(cellFormatter({ name: 'x', type, kind })(value, Infinity)).toBe(expected);
  });

  it('tells NULL from the empty string', async () => {
    const model = new StaticDataModel(
      [{ name: 'x', type: 'VARCHAR', kind: 'text' }],
      [[null], ['']]
    );
    expect([model.text(0, 0, 9), model.text(1, 0, 9)]).toEqual([null, '']);
    await expect(model.texts(0, 5, 0, 0)).resolves.toEqual([[null], ['']]);
  });
});

describe('numbers', () => {
  it('writes doubles in the shortest form that reads back the same', () => {
    expect([0.1 + 0.2, 5, -0, 1e-7].map(doubleText)).toEqual([
      '0.30000000000000004',
      '5',
      '-0',
      '1e-7'
    ]);
  });

  it('writes single-precision floats without the noise of double precision', () => {
    expect(
      [0.1, 16777216, 3.4028234663852886e38, -Infinity].map(Math.fround).map(floatText)
    ).toEqual(['0.1', '16777216', '3.4028235e+38', '-Infinity']);
  });

  it('keeps every digit of a decimal', () => {
    expect(decimalText(-5n, 2)).toBe('-0.05');
    expect(decimalText(12345n, 0)).toBe('12345');
    expect(decimalText(0n, 3)).toBe('0.000');
  });
});

describe('time', () => {
  it('counts days by the Gregorian calendar', () => {
    for (const day of [
      '1970-01-01',
      '2000-02-29',
      '1900-03-01',
      '0001-01-01',
      '9999-12-31'
    ]) {
      expect(dateText(Date.parse(day) / 86_400_000)).toBe(day);
    }
  });

  it('goes beyond what a JavaScript Date can hold', () => {
    expect(dateText(200_000_000)).toBe('549551-05-28');
  });

  it('keeps the fraction only where there is one', () => {
    expect(timeText(1_000_000n, 6)).toBe('00:00:01');
    expect(timeText(1_000_010n, 6)).toBe('00:00:01.00001');
    expect(timestampText(-1n, 3)).toBe('1969-12-31 23:59:59.999');
  });

  it('writes intervals in words', () => {
    expect(intervalText(0, 0, 0n)).toBe('00:00:00');
    expect(intervalText(-13, 1, 0n)).toBe('-1 year -1 month 1 day');
    expect(intervalText(0, 0, 90_000_000_000n)).toBe('00:01:30');
  });
});

describe('painting and copying', () => {
  it('shows line breaks and cuts what is too long to be painted', () => {
    expect(painted('a\r\nb\nc\td')).toBe('a⏎b⏎c⇥d');
    expect(painted('x'.repeat(1000))).toHaveLength(301);
  });

  it('shortens a BLOB for painting only', () => {
    const bytes = new Uint8Array(2000).fill(171);
    expect(blobText(bytes, 100)).toBe(`\\x${'ab'.repeat(24)}… (2,000 B)`);
    expect(blobText(bytes, Infinity)).toHaveLength(4002);
  });

  it('quotes a copied cell where a spreadsheet would misread it', () => {
    expect(tabSeparated('plain, text')).toBe('plain, text');
    expect(tabSeparated('two\nlines "x"')).toBe('"two\nlines ""x"""');
  });
});
