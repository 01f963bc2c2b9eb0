/** Cells as text for other programs: tabs, CSV, Markdown, SQL. Exact, whatever is shown. No DOM. */
import type { Column } from '../api/contract';
import { tabSeparated } from './format';

export type CopyFormat = 'tsv' | 'csv' | 'markdown' | 'sql';

type Cells = readonly (string | null)[];

/** The text of rows. Markdown has the names above them, the others where `header` says so. */
export function copyText(
  format: CopyFormat,
  rows: readonly Cells[],
  columns: readonly Column[],
  header = false
): string {
  const names = columns.map(column => column.name);
  switch (format) {
    case 'tsv':
      return lines(rows, names, header, cell => tabSeparated(cell ?? ''), '\t');
    case 'csv':
      return lines(rows, names, header, csvCell, ',');
    case 'markdown':
      return markdown(rows, columns);
    case 'sql':
      return sqlValues(rows, columns);
  }
}

function lines(
  rows: readonly Cells[],
  names: Cells,
  header: boolean,
  cell: (text: string | null) => string,
  separator: string
): string {
  return [...(header ? [names] : []), ...rows]
    .map(row => row.map(cell).join(separator))
    .join('\n');
}

/** Null is nothing, the empty text is two quotes, as in the exports. */
function csvCell(text: string | null): string {
  if (text === null) {
    return '';
  }
  return text === '' || /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

function markdown(rows: readonly Cells[], columns: readonly Column[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const cell = (text: string | null): string =>
    (text ?? '').replace(/[\\|]/g, '\\$&').replace(/\r\n|\n|\r/g, '<br>');
  return [
    line(columns.map(column => cell(column.name))),
    line(columns.map(column => (column.kind === 'number' ? '---:' : '---'))),
    ...rows.map(row => line(row.map(cell)))
  ].join('\n');
}

/** What stands behind VALUES; one column is what stands in an IN. */
function sqlValues(rows: readonly Cells[], columns: readonly Column[]): string {
  const write = columns.map(sqlLiteral);
  const row = (cells: Cells): string =>
    cells.map((text, index) => write[index]?.(text) ?? 'NULL').join(', ');
  return columns.length === 1
    ? `(${rows.map(row).join(', ')})`
    : rows.map(cells => `(${row(cells)})`).join(',\n');
}

/** Types whose text is a literal as it stands. */
const BARE =
  /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL\(\d+,\s*\d+\)|DOUBLE|FLOAT)$/;

/** How a cell of a column is written in a statement. */
export function sqlLiteral({ type }: Column): (text: string | null) => string {
  return text => {
    if (text === null) {
      return 'NULL';
    }
    if (
      type === 'BOOLEAN' ||
      (BARE.test(type) && /^-?[\d.]+(e[+-]?\d+)?$/i.test(text))
    ) {
      return text;
    }
    const quoted = `'${text.replace(/'/g, "''")}'`;
    if (type === 'VARCHAR') {
      return quoted;
    }
    if (type === 'BLOB') {
      return `'${text.replace(/^\\x/, '').replace(/../g, '\\x$&')}'::BLOB`;
    }
    return `${quoted}::${type}`;
  };
}
