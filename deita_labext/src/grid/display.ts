/**
 * How exact text is shown to a person who wants it otherwise: thousands apart, fewer
 * decimals, dates in the words of the place. What is copied stays exact. No DOM.
 */
import type { Column } from '../api/contract';

/** How numbers and dates are shown. */
export interface IFormats {
  /** Whether thousands stand apart. */
  thousands: boolean;
  /** How many decimals numbers that have some are shown with; null leaves them as they are. */
  decimals: number | null;
  dates: 'iso' | 'locale';
}

export const EXACT_FORMATS: IFormats = {
  thousands: false,
  decimals: null,
  dates: 'iso'
};

/** Shows text of one kind of column. */
export type Display = (text: string) => string;

const same: Display = text => text;

/** How the cells of a column are shown. */
export function displayOf(
  kind: Column['kind'],
  formats: IFormats,
  locale?: string
): Display {
  if (kind === 'number' && (formats.thousands || formats.decimals !== null)) {
    return numberDisplay(formats, locale);
  }
  if (kind === 'time' && formats.dates === 'locale') {
    return timeDisplay(locale);
  }
  return same;
}

function numberDisplay(
  { thousands, decimals }: IFormats,
  locale: string | undefined
): Display {
  const parts = new Intl.NumberFormat(locale).formatToParts(12345.6);
  const mark = (type: string): string =>
    parts.find(part => part.type === type)?.value ?? '';
  const group = thousands ? mark('group') || ',' : '';
  const point = thousands ? mark('decimal') : '.';
  return text => {
    const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
    if (!match) {
      return text;
    }
    const [, sign = '', whole = '', fraction] = match;
    const [units, rest] =
      fraction === undefined || decimals === null
        ? [whole, fraction ?? '']
        : rounded(whole, fraction, decimals);
    const apart = units.replace(/\B(?=(\d{3})+$)/g, group);
    return `${sign}${apart}${rest ? point + rest : ''}`;
  };
}

/** Digits with so many decimals, half away from zero, of whatever length. */
function rounded(whole: string, fraction: string, decimals: number): [string, string] {
  const kept = fraction.slice(0, decimals).padEnd(decimals, '0');
  const up = (fraction[decimals] ?? '0') >= '5' ? 1n : 0n;
  const digits = String(BigInt(whole + kept) + up).padStart(
    whole.length + decimals,
    '0'
  );
  return decimals === 0
    ? [digits, '']
    : [digits.slice(0, -decimals), digits.slice(-decimals)];
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d):(\d\d)(\.\d+)?(\+00:00)?)?$/;

function timeDisplay(locale: string | undefined): Display {
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const moment = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: 'UTC'
  });
  return text => {
    const match = TIME.exec(text);
    if (!match) {
      return text;
    }
    const [, year, month, date, hour, minute, second, , zone] = match;
    const shown = new Date(0);
    shown.setUTCFullYear(Number(year), Number(month) - 1, Number(date));
    if (hour === undefined) {
      return day.format(shown);
    }
    shown.setUTCHours(Number(hour), Number(minute), Number(second));
    return `${moment.format(shown)}${zone ? ' UTC' : ''}`;
  };
}
