import { nullTranslator } from '@jupyterlab/translation';

import { formatBytes, formatTimeLeft } from '../format';
import { tableQuery } from '../query';
import { sqlName } from '../sqlname';

describe('sqlName', () => {
  it.each([
    ['flights', 'flights'],
    ['Flights_2013', 'Flights_2013'],
    ['select', '"select"'],
    ['2013', '"2013"'],
    ['late flights', '"late flights"'],
    ['größe', '"größe"'],
    ['a"b', '"a""b"']
  ])('writes %s as %s', (name, written) => {
    expect(sqlName(name)).toBe(written);
  });
});

describe('tableQuery', () => {
  it('quotes the name where that is needed', () => {
    expect(tableQuery('flights', 100)).toBe('select * from flights limit 100');
    expect(tableQuery('order', 10)).toBe('select * from "order" limit 10');
  });
});

describe('formats', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [12_400_000, '12.4 MB'],
    [336_700_000, '337 MB'],
    [999_999, '1 MB'],
    [5_000_000_000_000_000, '5,000 TB']
  ])('writes %d bytes as %s', (bytes, written) => {
    expect(formatBytes(bytes)).toBe(written);
  });

  it.each([
    [0.2, '1 s left'],
    [4.4, '4 s left'],
    [150, '3 min left'],
    [7200, '2 h left']
  ])('writes %d seconds as %s', (seconds, written) => {
    expect(formatTimeLeft(seconds, nullTranslator.load('deita'))).toBe(written);
  });
});
