/** Conditions in a person's words: what chips say and what is read out. No DOM. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Cell, Column, Filter } from '../api/contract';
import { columnOf } from './conditions';
import { cellFormatter, NULL_MARK } from './format';
import { type ColumnRef, indexOf } from './refs';

/** How much of a value a chip shows. */
const LONGEST = 40;

/** How many values of a list a chip shows. */
const LISTED = 3;

/** `carrier = UA`, `dep_delay > 30`, `origin is JFK, LGA or 2 more`. */
export function conditionText(
  filter: Filter,
  columns: readonly Column[],
  trans: TranslationBundle
): string {
  const name = (ref: ColumnRef): string =>
    columns[indexOf(columns, ref)]?.name ?? String(ref);
  const value = (ref: ColumnRef, cell: Cell): string =>
    valueText(columns[indexOf(columns, ref)], cell, trans);
  const words = (part: Filter): string => {
    switch (part.op) {
      case 'and':
      case 'or':
        return combined(part, words, trans);
      case 'not':
        return trans.__('not (%1)', words(part.condition));
      case 'between':
        return trans.__(
          '%1 from %2 to %3',
          name(part.column),
          value(part.column, part.low),
          value(part.column, part.high)
        );
      case 'in':
        return trans.__(
          '%1 is %2',
          name(part.column),
          listed(
            part.values.map(cell => value(part.column, cell)),
            trans
          )
        );
      case 'contains':
        return trans.__('%1 contains %2', name(part.column), cut(part.value));
      case 'starts_with':
        return trans.__('%1 begins with %2', name(part.column), cut(part.value));
      case 'ends_with':
        return trans.__('%1 ends with %2', name(part.column), cut(part.value));
      case 'is_null':
        return trans.__('%1 is null', name(part.column));
      case 'is_not_null':
        return trans.__('%1 is not null', name(part.column));
      default:
        return `${name(part.column)} ${SIGNS[part.op]} ${value(part.column, part.value)}`;
    }
  };
  return words(filter);
}

const SIGNS = {
  '=': '=',
  '!=': '≠',
  '<': '<',
  '<=': '≤',
  '>': '>',
  '>=': '≥'
} as const;

/** A value as a chip or a value list shows it. */
export function valueText(
  column: Column | undefined,
  cell: Cell,
  trans: TranslationBundle
): string {
  if (cell === null || cell === undefined) {
    return NULL_MARK;
  }
  if (cell === '') {
    return trans.__('empty text');
  }
  return cut(column ? cellFormatter(column)(cell, LONGEST) : JSON.stringify(cell));
}

function combined(
  part: Extract<Filter, { op: 'and' | 'or' }>,
  words: (part: Filter) => string,
  trans: TranslationBundle
): string {
  const [first, ...rest] = part.conditions.map(words);
  const name = columnOf(part);
  // A range: the column is named once.
  const short = rest.map(text =>
    name !== null && text.startsWith(`${name} `)
      ? text.slice(String(name).length + 1)
      : text
  );
  const between = part.op === 'and' ? trans.__(' and ') : trans.__(' or ');
  return [first, ...short].join(between);
}

function listed(values: string[], trans: TranslationBundle): string {
  const more = values.length - LISTED;
  return more > 0
    ? trans.__('%1 or %2 more', values.slice(0, LISTED).join(', '), more)
    : values.join(', ');
}

function cut(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
