/** The server's own words among a chart's data, and the calendar's along its axes. */
import type { TranslationBundle } from '@jupyterlab/translation';

import { isPart, type Part } from './spec';

/** What labels of a channel are in the person's language, by what they are in the data. */
export type Labels = ReadonlyMap<string, string>;

/** What a label says: text of a value as it is; null where that is not known here. */
export function labelText(label: unknown, trans: TranslationBundle): string | null {
  if (!isPart(label)) {
    return typeof label === 'string' ? label : null;
  }
  switch (label.code) {
    case 'others':
      return trans.__('others');
    case 'empty':
      return trans.__('(empty)');
    case 'month':
      return monthName(label, trans);
    case 'day':
      return shortDays(trans)[Number(label.day) - 1] ?? null;
    case 'week':
      return trans.__('week of %1', String(label.begin));
    case 'month_and_year': {
      const month = monthName(label, trans);
      return month && trans.__('%1 %2', month, String(label.year));
    }
    case 'quarter_and_year':
      return trans.__('Q%1 %2', String(label.quarter), String(label.year));
    default:
      return null;
  }
}

/**
 * The labels of one channel that are words of ours. None is what a value is called: such a one
 * is numbered, as the server does.
 */
export function labelsOf(
  told: unknown,
  records: readonly Part[],
  channel: string,
  trans: TranslationBundle
): Labels {
  const found = new Map<string, string>();
  if (!isPart(told) || Object.keys(told).length === 0) {
    return found;
  }
  const taken = new Set(
    records
      .flatMap(record => fieldsOf(channel).map(field => record[field]))
      .filter(text => typeof text === 'string' && !(text in told))
  );
  for (const [text, label] of Object.entries(told)) {
    const words = labelText(label, trans) ?? text;
    let unique = words;
    for (let number = 2; taken.has(unique); number++) {
      unique = `${words} (${number})`;
    }
    taken.add(unique);
    found.set(text, unique);
  }
  return found;
}

/** The record with its labels in the person's language, by channel. */
export function relabelled(record: Part, labels: ReadonlyMap<string, Labels>): Part {
  let copy = record;
  for (const [channel, words] of labels) {
    for (const field of fieldsOf(channel)) {
      const text = record[field];
      const said = typeof text === 'string' ? words.get(text) : undefined;
      if (said !== undefined) {
        copy = copy === record ? { ...record } : copy;
        copy[field] = said;
      }
    }
  }
  return copy;
}

/** How Vega says times along an axis. */
export function calendar(trans: TranslationBundle): Part {
  return {
    dateTime: '%x, %X',
    date: '%x',
    time: '%X',
    periods: [trans.__('AM'), trans.__('PM')],
    // Vega's weeks begin on Sundays.
    days: fromSunday([
      trans.__('Monday'),
      trans.__('Tuesday'),
      trans.__('Wednesday'),
      trans.__('Thursday'),
      trans.__('Friday'),
      trans.__('Saturday'),
      trans.__('Sunday')
    ]),
    shortDays: fromSunday(shortDays(trans)),
    months: [
      trans.__('January'),
      trans.__('February'),
      trans.__('March'),
      trans.__('April'),
      trans.__('May'),
      trans.__('June'),
      trans.__('July'),
      trans.__('August'),
      trans.__('September'),
      trans.__('October'),
      trans.__('November'),
      trans.__('December')
    ],
    shortMonths: shortMonths(trans)
  };
}

/** Where labels of a channel stand in a record. */
const fieldsOf = (channel: string): string[] => [channel, `${channel}_label`];

function monthName({ month }: Part, trans: TranslationBundle): string | null {
  return shortMonths(trans)[Number(month) - 1] ?? null;
}

function shortMonths(trans: TranslationBundle): string[] {
  return [
    trans.__('Jan'),
    trans.__('Feb'),
    trans.__('Mar'),
    trans.__('Apr'),
    trans.__('May'),
    trans.__('Jun'),
    trans.__('Jul'),
    trans.__('Aug'),
    trans.__('Sep'),
    trans.__('Oct'),
    trans.__('Nov'),
    trans.__('Dec')
  ];
}

function shortDays(trans: TranslationBundle): string[] {
  return [
    trans.__('Mon'),
    trans.__('Tue'),
    trans.__('Wed'),
    trans.__('Thu'),
    trans.__('Fri'),
    trans.__('Sat'),
    trans.__('Sun')
  ];
}

const fromSunday = (days: string[]): string[] => [
  ...days.slice(6),
  ...days.slice(0, 6)
];
