import { nullTranslator } from '@jupyterlab/translation';

import type { Column, Filter } from '../../api/contract';
import { cellOf, conditionFrom, fieldsOf, operatorsOf } from '../conditionform';
import { conditionText } from '../conditionwords';

const trans = nullTranslator.load('deita');
const NUMBER: Column = { name: 'delay', type: 'BIGINT', kind: 'number' };
const TEXT: Column = { name: 'carrier', type: 'VARCHAR', kind: 'text' };
const TIME: Column = { name: 'at', type: 'TIMESTAMP', kind: 'time' };
const COLUMNS = [NUMBER, TEXT, TIME];

describe('cells that are typed', () => {
  it('are numbers where they are, exact where they are long', () => {
    expect(cellOf(NUMBER, ' 30 ')).toBe(30);
    expect(cellOf(NUMBER, '-1.5e3')).toBe(-1500);
    expect(cellOf(NUMBER, '9007199254740993')).toBe('9007199254740993');
    expect(cellOf(NUMBER, '3,5')).toBeUndefined();
    expect(cellOf(NUMBER, '')).toBeUndefined();
  });

  it('are moments where only a day is typed', () => {
    expect(cellOf(TIME, '2013-01-31')).toBe('2013-01-31T00:00:00');
    expect(cellOf(TIME, '2013-01-31 12:00')).toBe('2013-01-31T12:00');
    expect(cellOf({ ...TIME, type: 'DATE' }, '2013-01-31')).toBe('2013-01-31');
  });
});

describe('conditions that are typed', () => {
  it.each<[Column, Parameters<typeof conditionFrom>[2], string[], Filter | null]>([
    [NUMBER, 'between', ['1', '5'], { op: 'between', column: 'c', low: 1, high: 5 }],
    [NUMBER, 'between', ['', '5'], { op: '<=', column: 'c', value: 5 }],
    [NUMBER, '>', ['x'], null],
    [TEXT, 'contains', ['U%'], { op: 'contains', column: 'c', value: 'U%' }],
    [TEXT, 'is_null', [], { op: 'is_null', column: 'c' }],
    [TEXT, '=', [''], null]
  ])('%j %s %j', (column, operator, texts, filter) => {
    expect(conditionFrom(column, 'c', operator, texts)).toEqual(filter);
  });

  it('fill the fields again', () => {
    for (const column of COLUMNS) {
      for (const operator of operatorsOf(column.kind)) {
        const texts = column.kind === 'number' ? ['1', '5'] : ['2013-01-31 10:00:00'];
        const made = conditionFrom(column, column.name, operator, texts);
        if (made && texts.length === 1 && operator !== 'between') {
          const fields = fieldsOf(made);
          expect(fields?.operator).toBe(operator);
          expect(
            conditionFrom(column, column.name, operator, fields?.texts ?? [])
          ).toEqual(made);
        }
      }
    }
    expect(fieldsOf({ op: 'in', column: 'c', values: [1] })).toBeNull();
  });
});

describe('conditionText', () => {
  it.each<[Filter, string]>([
    [{ op: '>', column: 'delay', value: 30 }, 'delay > 30'],
    [{ op: '!=', column: 'carrier', value: '' }, 'carrier ≠ empty text'],
    [
      { op: 'in', column: 'carrier', values: ['UA', null, 'AA', 'B6', 'DL'] },
      'carrier is UA, ∅, AA or 2 more'
    ],
    [
      {
        op: 'and',
        conditions: [
          { op: '>', column: 'delay', value: 1 },
          { op: '<=', column: 'delay', value: 5 }
        ]
      },
      'delay > 1 and ≤ 5'
    ],
    [
      {
        op: 'or',
        conditions: [
          { op: 'is_null', column: 'delay' },
          { op: 'contains', column: 'carrier', value: 'A' }
        ]
      },
      'delay is null or carrier contains A'
    ],
    [
      { op: '=', column: 'at', value: '2013-01-31T10:00:00' },
      'at = 2013-01-31 10:00:00'
    ]
  ])('%j', (filter, text) => {
    expect(conditionText(filter, COLUMNS, trans)).toBe(text);
  });
});
