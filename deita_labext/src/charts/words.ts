import type { TranslationBundle } from '@jupyterlab/translation';

import type { ChannelInput, ChartInput } from '../api/contract';
import type { Aggregate, ChannelName, Mark } from './fit';

type TimeUnit = NonNullable<ChannelInput['time_unit']>;
type Sort = NonNullable<ChartInput['sort']>;

/** What a mark is called. */
export function markName(mark: Mark, trans: TranslationBundle): string {
  return {
    bar: trans.__('Bars'),
    line: trans.__('Line'),
    area: trans.__('Area'),
    scatter: trans.__('Points'),
    histogram: trans.__('Histogram'),
    box: trans.__('Box plot'),
    heatmap: trans.__('Heat map')
  }[mark];
}

export function channelName(name: ChannelName, trans: TranslationBundle): string {
  return {
    x: trans.__('X'),
    y: trans.__('Y'),
    color: trans.__('Colour')
  }[name];
}

export function aggregateName(
  aggregate: Aggregate | null,
  trans: TranslationBundle
): string {
  if (aggregate === null) {
    return trans.__('as it is');
  }
  return {
    count: trans.__('count'),
    distinct: trans.__('different'),
    sum: trans.__('sum'),
    mean: trans.__('mean'),
    median: trans.__('median'),
    min: trans.__('least'),
    max: trans.__('greatest')
  }[aggregate];
}

export function unitName(unit: TimeUnit, trans: TranslationBundle): string {
  return {
    year: trans.__('year'),
    quarter: trans.__('quarter'),
    month: trans.__('month'),
    week: trans.__('week'),
    day: trans.__('day'),
    hour: trans.__('hour'),
    minute: trans.__('minute'),
    second: trans.__('second'),
    month_of_year: trans.__('month of the year'),
    day_of_week: trans.__('day of the week'),
    hour_of_day: trans.__('hour of the day')
  }[unit];
}

export const UNITS: readonly TimeUnit[] = [
  'year',
  'quarter',
  'month',
  'week',
  'day',
  'hour',
  'minute',
  'second',
  'month_of_year',
  'day_of_week',
  'hour_of_day'
];

export function sortName(sort: Sort, trans: TranslationBundle): string {
  return {
    x: trans.__('X, ascending'),
    '-x': trans.__('X, descending'),
    y: trans.__('Y, least first'),
    '-y': trans.__('Y, greatest first')
  }[sort];
}
