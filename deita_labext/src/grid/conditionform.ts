/** What can be asked of a column of one kind, and the condition that fields make. No DOM. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Cell, Column, Filter } from '../api/contract';
import type { ColumnRef } from './refs';

/** The operators of conditions about one column. */
export type Operator =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'between'
  | 'contains'
  | 'starts_with'
  | 'ends_with'
  | 'not_contains'
  | 'is_null'
  | 'is_not_null';

const NULLS: Operator[] = ['is_null', 'is_not_null'];
const ORDER: Operator[] = ['>=', '<=', '>', '<', '=', '!='];
const TEXTS: Operator[] = ['contains', 'not_contains', 'starts_with', 'ends_with'];

/** The operators that a kind of column knows, the most usual first. */
export function operatorsOf(kind: Column['kind']): Operator[] {
  switch (kind) {
    case 'number':
    case 'time':
      return ['between', ...ORDER, ...NULLS];
    case 'text':
      return [...TEXTS, '=', '!=', '<', '>', ...NULLS];
    case 'boolean':
      return ['=', ...NULLS];
    case 'nested':
      return [...TEXTS, ...NULLS];
    default:
      return NULLS;
  }
}

export function operatorText(
  operator: Operator,
  kind: Column['kind'],
  trans: TranslationBundle
): string {
  const time = kind === 'time';
  switch (operator) {
    case '=':
      return trans.__('is');
    case '!=':
      return trans.__('is not');
    case '<':
      return time ? trans.__('before') : trans.__('less than');
    case '<=':
      return time ? trans.__('up to') : trans.__('at most');
    case '>':
      return time ? trans.__('after') : trans.__('more than');
    case '>=':
      return time ? trans.__('from') : trans.__('at least');
    case 'between':
      return trans.__('from … to …');
    case 'contains':
      return trans.__('contains');
    case 'not_contains':
      return trans.__('does not contain');
    case 'starts_with':
      return trans.__('begins with');
    case 'ends_with':
      return trans.__('ends with');
    case 'is_null':
      return trans.__('is null');
    case 'is_not_null':
      return trans.__('is not null');
  }
}

/** How many values an operator takes. */
export function operandsOf(operator: Operator): number {
  return NULLS.includes(operator) ? 0 : operator === 'between' ? 2 : 1;
}

/** What a person typed, as a cell of the column; undefined where it can be none. */
export function cellOf(column: Column, text: string): Cell {
  const trimmed = text.trim();
  switch (column.kind) {
    case 'number': {
      const number = trimmed.replace(/^\+/, '');
      if (!/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(number)) {
        return undefined;
      }
      // A double would make another number of long ones.
      return number.length <= 15 ? Number(number) : number;
    }
    case 'boolean':
      return trimmed === 'true';
    case 'time':
      return trimmed === '' ? undefined : timeCell(column.type, trimmed);
    default:
      return text === '' ? undefined : text;
  }
}

function timeCell(type: string, text: string): string {
  const day = /^\d{4}-\d\d-\d\d$/.test(text);
  if (type.startsWith('TIMESTAMP') && day) {
    return `${text}T00:00:00`;
  }
  return type.startsWith('TIMESTAMP') ? text.replace(' ', 'T') : text;
}

/** The condition that was typed; null where a value is missing or cannot be one. */
export function conditionFrom(
  column: Column,
  ref: ColumnRef,
  operator: Operator,
  texts: readonly string[]
): Filter | null {
  if (operator === 'is_null' || operator === 'is_not_null') {
    return { op: operator, column: ref };
  }
  if (operator === 'between') {
    const [low, high] = [texts[0] ?? '', texts[1] ?? ''].map(text =>
      cellOf(column, text)
    );
    // One of the two is enough: from there on, or up to there.
    if (low === undefined || high === undefined) {
      return low !== undefined
        ? { op: '>=', column: ref, value: low }
        : high !== undefined
          ? { op: '<=', column: ref, value: high }
          : null;
    }
    return { op: 'between', column: ref, low, high };
  }
  const text = texts[0] ?? '';
  switch (operator) {
    case 'contains':
    case 'starts_with':
    case 'ends_with':
      return text === '' ? null : { op: operator, column: ref, value: text };
    case 'not_contains':
      return text === ''
        ? null
        : { op: 'not', condition: { op: 'contains', column: ref, value: text } };
    default: {
      const value = cellOf(column, text);
      return value === undefined ? null : { op: operator, column: ref, value };
    }
  }
}

/** The operator and texts that make a condition; null where it is of another shape. */
export function fieldsOf(
  filter: Filter | null
): { operator: Operator; texts: string[] } | null {
  if (filter === null) {
    return null;
  }
  switch (filter.op) {
    case 'and':
    case 'in':
    case 'or':
      return null;
    case 'not':
      return filter.condition.op === 'contains'
        ? { operator: 'not_contains', texts: [filter.condition.value] }
        : null;
    case 'between':
      return {
        operator: 'between',
        texts: [cellText(filter.low), cellText(filter.high)]
      };
    case 'is_null':
    case 'is_not_null':
      return { operator: filter.op, texts: [] };
    default:
      return { operator: filter.op, texts: [cellText(filter.value)] };
  }
}

function cellText(cell: Cell): string {
  return typeof cell === 'string'
    ? cell.replace(/^(\d{4}-\d\d-\d\d)T/, '$1 ')
    : String(cell);
}
