import { nullTranslator, type TranslationBundle } from '@jupyterlab/translation';

import { calendar } from '../labels';
import { fieldTitle, inWords } from '../said';

const english = nullTranslator.load('deita');
/** Another language: what is ours is in capitals, names stay as they are. */
const other: TranslationBundle = {
  ...english,
  __: (text: string, ...parts: unknown[]) =>
    english.__(
      text.replace(/[a-z]+/g, word => word.toUpperCase()),
      ...parts
    ),
  _n: (one: string, many: string, count: number, ...parts: unknown[]) =>
    (count === 1 ? one : many).toUpperCase().replace('%2', String(parts[0]))
};

const mean = { code: 'mean', of: 'delay' };
const spec = {
  description: 'Bar chart of mean of delay by at (UTC), by month: 2 values.',
  usermeta: {
    deita: {
      titles: {
        y: mean,
        x: { code: 'by_step', of: { code: 'in_utc', of: 'at' }, step: 'month' }
      },
      fields: { x_label: { code: 'in_utc', of: 'at' }, y: mean },
      description: {
        mark: 'bar',
        form: 'many',
        of: ['y', 'x'],
        noun: 'values',
        count: 2,
        least: { value: 1.5, where: ['2013-01'] },
        greatest: { value: 12345.678912, where: ['2013-02'] }
      }
    }
  },
  data: { values: [] },
  mark: 'bar',
  encoding: {
    x: { field: 'x', title: 'at (UTC), by month' },
    x2: { field: 'x2' },
    y: { field: 'y', title: 'mean of delay' },
    xOffset: { field: 'color' },
    tooltip: [
      { field: 'x_label', title: 'at (UTC)' },
      { field: 'y', title: 'mean of delay' }
    ]
  }
};

/** What labels and the data around them are made of. */
const labelled = {
  usermeta: {
    deita: {
      titles: { y: { code: 'rows' }, x: 'at', color: 'faa' },
      fields: {},
      labels: {
        x: { 'Jan 2013': { code: 'month_and_year', month: 1, year: 2013 } },
        color: {
          'others (2)': { code: 'others' },
          '(empty)': { code: 'empty' },
          Tue: { code: 'day', day: 2 },
          later: { code: 'of_later' }
        }
      },
      description: {
        mark: 'bar',
        form: 'many',
        of: ['y', 'x'],
        noun: 'values',
        count: 2,
        least: { value: 1, where: ['Q', { code: 'empty' }] },
        greatest: {
          value: 2,
          where: [{ code: 'quarter_and_year', quarter: 1, year: 2013 }]
        }
      }
    }
  },
  data: {
    values: [
      { x: 1, x_label: 'Jan 2013', color: 'others', y: 1 },
      { x: 2, x_label: 'Q', color: 'others (2)', y: 2 },
      { x: 3, x_label: 'Q', color: '(EMPTY)', y: 3 },
      { x: 4, x_label: 'Q', color: '(empty)', y: 4 }
    ]
  },
  layer: [
    {
      encoding: { color: { field: 'color', scale: { domain: ['others (2)', 'Tue'] } } }
    },
    { data: { values: [{ x: 'Jan 2013', color: 'later', y: 9 }] } }
  ]
};

describe('a chart’s words', () => {
  it('among the data are the person’s, and none is what a value is called', () => {
    const before = JSON.stringify(labelled);
    const said = inWords(labelled, other);
    expect(said.data).toEqual({
      values: [
        { x: 1, x_label: 'JAN 2013', color: 'others', y: 1 },
        { x: 2, x_label: 'Q', color: 'OTHERS', y: 2 },
        { x: 3, x_label: 'Q', color: '(EMPTY)', y: 3 },
        { x: 4, x_label: 'Q', color: '(EMPTY) (2)', y: 4 }
      ]
    });
    expect(said.layer).toEqual([
      { encoding: { color: { field: 'color', scale: { domain: ['OTHERS', 'TUE'] } } } },
      { data: { values: [{ x: 'JAN 2013', color: 'later', y: 9 }] } }
    ]);
    expect(said.description).toBe(
      'BAR CHART OF ROWS BY at: 2 VALUES, FROM 1 (Q, (EMPTY)) TO 2 (Q1 2013).'
    );
    expect(JSON.stringify(labelled)).toBe(before);
  });

  it('are the person’s', () => {
    const said = inWords(spec, other);
    expect(said.encoding).toEqual({
      x: { field: 'x', title: 'at (UTC), BY MONTH' },
      x2: { field: 'x2' },
      y: { field: 'y', title: 'MEAN OF delay' },
      xOffset: { field: 'color' },
      tooltip: [
        { field: 'x_label', title: 'at (UTC)' },
        { field: 'y', title: 'MEAN OF delay' }
      ]
    });
    expect(said.description).toBe(
      'BAR CHART OF MEAN OF delay BY at (UTC), BY MONTH: 2 VALUES, ' +
        'FROM 1.5 (2013-01) TO 12,345.7 (2013-02).'
    );
    expect(fieldTitle(spec, 'y', other)).toBe('MEAN OF delay');
    // What was told is not changed.
    expect(spec.encoding.y.title).toBe('mean of delay');
  });

  it('along an axis of times are the person’s, weeks from Sunday on as Vega has them', () => {
    const { days, shortDays, months, shortMonths } = calendar(other);
    const week = 'SUNDAY MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY';
    expect(days).toEqual(week.split(' '));
    expect(shortDays).toHaveProperty('1', 'MON');
    expect(months).toHaveLength(12);
    expect(shortMonths).toHaveProperty('4', 'MAY');
  });

  it('are the server’s where it does not tell, or what is not known', () => {
    const old = { ...spec, usermeta: undefined };
    expect(inWords(old, other)).toBe(old);
    expect(fieldTitle(old, 'y', other)).toBeNull();
    const { deita } = spec.usermeta;
    const later = {
      ...spec,
      usermeta: {
        deita: { ...deita, titles: { y: { code: 'mode', of: 'delay' } }, fields: {} }
      }
    };
    expect(inWords(later, other)).toMatchObject({
      description: spec.description,
      encoding: { x: spec.encoding.x, y: spec.encoding.y }
    });
  });

  it('tell quartiles apart from what they are of', () => {
    const box = {
      usermeta: {
        deita: {
          titles: { y: 'delay' },
          fields: { median: { code: 'median_itself' } },
          description: { mark: 'box', form: 'many', of: ['y'], noun: 'boxes', count: 1 }
        }
      },
      layer: [
        {
          encoding: {
            y: { field: 'median', title: 'delay' },
            tooltip: [{ field: 'median', title: 'median' }]
          }
        }
      ]
    };
    expect(inWords(box, other)).toMatchObject({
      description: 'BOX PLOT OF delay: 1 BOX.',
      layer: [{ encoding: { y: { title: 'delay' }, tooltip: [{ title: 'MEDIAN' }] } }]
    });
  });
});
