import { displayOf, EXACT_FORMATS } from '../display';

const number = (thousands: boolean, decimals: number | null, locale = 'en-US') =>
  displayOf('number', { ...EXACT_FORMATS, thousands, decimals }, locale);

describe('displayOf', () => {
  it('leaves all as it is by default', () => {
    expect(displayOf('number', EXACT_FORMATS)('1234567.50')).toBe('1234567.50');
    expect(displayOf('time', EXACT_FORMATS)('2013-01-31')).toBe('2013-01-31');
  });

  it.each([
    ['336776', '336,776'],
    ['-1234567.125', '-1,234,567.125'],
    ['999', '999'],
    ['123456789012345678901234567890', '123,456,789,012,345,678,901,234,567,890'],
    ['NaN', 'NaN'],
    ['1e+21', '1e+21']
  ])('sets thousands of %s apart', (text, shown) => {
    expect(number(true, null)(text)).toBe(shown);
  });

  it.each([
    ['2.345', 2, '2.35'],
    ['2.3', 2, '2.30'],
    ['999.996', 2, '1000.00'],
    ['-0.5', 0, '-1'],
    ['7', 2, '7'],
    ['99999999999999999999.994', 2, '99999999999999999999.99']
  ])('shows %s with %i decimals', (text, decimals, shown) => {
    expect(number(false, decimals)(text)).toBe(shown);
  });

  it('writes as the place does', () => {
    expect(number(true, 1, 'de-DE')('1234.56')).toBe('1.234,6');
    const time = displayOf('time', { ...EXACT_FORMATS, dates: 'locale' }, 'en-US');
    expect(time('2013-01-31')).toBe('Jan 31, 2013');
    expect(time('0987-01-31')).toContain('987');
    expect(time('2013-01-31 17:05:09.5+00:00')).toMatch(
      /^Jan 31, 2013, 5:05:09.PM UTC$/
    );
    expect(time('05:15:00')).toBe('05:15:00');
    expect(time('infinity')).toBe('infinity');
  });

  it('never touches texts', () => {
    const formats = { thousands: true, decimals: 0, dates: 'locale' as const };
    expect(displayOf('text', formats)('12345.67')).toBe('12345.67');
  });
});
