/** What the kernel leaves in a cell's output for the browser: a result, or an error. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Column } from '../api/contract';
import { elapsedText } from '../grid/statusline';

/** The MIME type of a result under a cell. */
export const RESULT_TYPE = 'application/vnd.deita.result+json';

/** The MIME type of a statement's error under a cell. */
export const ERROR_TYPE = 'application/vnd.deita.error+json';

/** A result: where its rows are, and the first of them as they were. */
export interface IResultBundle {
  version: 1;
  result_id: string;
  workspace_id: string;
  sql: string;
  columns: Column[];
  /** How many rows in all; null where they were still being written. */
  row_count: number | null;
  /** To the first page; null where the service did not say. */
  elapsed_ms: number | null;
  /** The snapshots it was made of, as `name@number`. */
  tables: string[];
  /** The variable that holds the result in the kernel. */
  name: string | null;
  /** The first rows, in the contract's JSON cell encoding. */
  rows: unknown[][];
  /** By what its kernel knows it; null where the notebook is older than such keys. */
  key: string | null;
}

/** What is wrong with a statement, and where; lines and columns count from 1. */
export interface IErrorBundle {
  version: 1;
  code: string;
  message: string;
  hint: string | null;
  sql: string;
  line: number | null;
  column: number | null;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string';

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0;

const isList = <T>(
  value: unknown,
  item: (value: unknown) => value is T
): value is T[] => Array.isArray(value) && value.every(item);

const KINDS: ReadonlySet<unknown> = new Set<Column['kind']>([
  'number',
  'text',
  'time',
  'boolean',
  'binary',
  'nested'
]);

const isColumn = (value: unknown): value is Column =>
  isRecord(value) && isText(value.name) && isText(value.type) && KINDS.has(value.kind);

const isRow = (value: unknown): value is unknown[] => Array.isArray(value);

/** The bundle, checked: a notebook may hold anything. Null where it is not one. */
export function readResult(data: unknown): IResultBundle | null {
  if (
    !isRecord(data) ||
    data.version !== 1 ||
    !isText(data.result_id) ||
    !/^[0-9a-f]{32}$/.test(data.result_id) ||
    !isList(data.columns, isColumn) ||
    !isList(data.rows, isRow)
  ) {
    return null;
  }
  return {
    version: 1,
    result_id: data.result_id,
    workspace_id: isText(data.workspace_id) ? data.workspace_id : '',
    sql: isText(data.sql) ? data.sql : '',
    columns: data.columns,
    row_count: isCount(data.row_count) ? data.row_count : null,
    elapsed_ms: isCount(data.elapsed_ms) ? data.elapsed_ms : null,
    tables: isList(data.tables, isText) ? data.tables : [],
    name: isText(data.name) && data.name !== '' ? data.name : null,
    rows: data.rows,
    key: isText(data.key) && data.key !== '' ? data.key : null
  };
}

/** The error, checked in the same way. */
export function readError(data: unknown): IErrorBundle | null {
  if (!isRecord(data) || data.version !== 1 || !isText(data.message)) {
    return null;
  }
  return {
    version: 1,
    code: isText(data.code) ? data.code : '',
    message: data.message,
    hint: isText(data.hint) && data.hint !== '' ? data.hint : null,
    sql: isText(data.sql) ? data.sql : '',
    line: isCount(data.line) && data.line > 0 ? data.line : null,
    column: isCount(data.column) && data.column > 0 ? data.column : null
  };
}

/** `16 rows · 9 ms · late: Result(16 × 2) · flights@1`. */
export function footerText(
  bundle: IResultBundle,
  rowCount: number | null,
  trans: TranslationBundle
): string {
  const rows =
    rowCount === null
      ? trans.__('rows still being written')
      : counted(trans._n('%1 row', '%1 rows', rowCount), rowCount);
  const shape = `${rowCount?.toLocaleString() ?? '…'} × ${bundle.columns.length.toLocaleString()}`;
  return [
    rows,
    ...(bundle.elapsed_ms === null ? [] : [elapsedText(bundle.elapsed_ms)]),
    ...(bundle.name ? [`${bundle.name}: Result(${shape})`] : []),
    ...bundle.tables
  ].join(' · ');
}

/** Said where the rows cannot be fetched any more. */
export function asTheyWere(
  shown: number,
  total: number | null,
  trans: TranslationBundle
): string {
  return total === null
    ? trans.__(
        'These are the first %1 rows as they were; run it again for all.',
        shown.toLocaleString()
      )
    : trans.__(
        'These are the first %1 of %2 rows as they were; run it again for all.',
        shown.toLocaleString(),
        total.toLocaleString()
      );
}

/** A count in words, its digits grouped. */
function counted(words: string, count: number): string {
  return words.replace(String(count), count.toLocaleString());
}

/**
 * The line of the statement that is wrong with the place marked beneath, or null
 * where the place is not known.
 */
export function markedLine({ sql, line, column }: IErrorBundle): string | null {
  const text = line === null ? undefined : sql.split(/\r\n|\n|\r/)[line - 1];
  if (line === null || text === undefined) {
    return null;
  }
  const margin = `${line} │ `;
  const shown = margin + text.replace(/\t/g, ' ');
  return column === null
    ? shown
    : `${shown}\n${' '.repeat(margin.length + column - 1)}^`;
}
