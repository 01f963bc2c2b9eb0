/** What reports and decisions are called in words. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type {
  ColumnOption,
  Decision,
  IngestReport,
  PreviewPart,
  Snapshot
} from '../api/contract';
import { formatCount } from '../tables/format';

/** `26,118 lines = 1 header + 26,115 rows + 2 rejected`. */
export function reconciliation(report: IngestReport, trans: TranslationBundle): string {
  const { lines, header, loaded, rejected, blank, preamble, footer, rows } = report;
  const loadedText =
    rows === loaded
      ? trans._n('%2 row', '%2 rows', loaded, formatCount(loaded))
      : trans._n(
          '%2 lines of %3 row',
          '%2 lines of %3 rows',
          rows,
          formatCount(loaded),
          formatCount(rows)
        );
  const parts = [
    preamble > 0 ? trans.__('%1 above the header', formatCount(preamble)) : null,
    header > 0 ? trans.__('%1 header', formatCount(header)) : null,
    loadedText,
    rejected > 0 ? trans.__('%1 rejected', formatCount(rejected)) : null,
    blank > 0 ? trans.__('%1 blank or comment', formatCount(blank)) : null,
    footer > 0 ? trans.__('%1 below the table', formatCount(footer)) : null
  ].filter(part => part !== null);
  const whole = trans._n('%2 line', '%2 lines', lines, formatCount(lines));
  return `${whole} = ${parts.join(' + ')}`;
}

/** What happened to the lines or cells with a problem of that kind. */
export function problemName(kind: string, trans: TranslationBundle): string {
  switch (kind) {
    case 'short_line':
      return trans.__('Too few values, filled with nulls');
    case 'long_line':
      return trans.__('Too many values, line left out');
    case 'quote':
      return trans.__('Quote not closed, line left out');
    case 'stray_quote':
      return trans.__('Stray quote, kept as it is');
    case 'nul':
      return trans.__('NUL characters, taken out');
    case 'encoding':
      return trans.__('Bytes of another encoding, now �');
    case 'too_long':
      return trans.__('Line too long, left out');
    case 'after_quote':
      return trans.__('Text after a quoted value, line left out');
    case 'json':
      return trans.__('No JSON, line left out');
    case 'no_object':
      return trans.__('No object, line left out');
    case 'no_utf8':
      return trans.__('Not written in UTF-8, line left out');
    case 'too_deep':
      return trans.__('Nested too deep, line left out');
    case 'repeated_key':
      return trans.__('A key twice, line left out');
    case 'cast':
    case 'type':
      return trans.__('Value of another type, now null');
    case 'error_value':
      return trans.__('Error in a cell, now null');
    case 'mixed_types':
      return trans.__('Values of several types in one column');
    case 'extra_empty':
      return trans.__('Empty values at the end, left out');
    case 'null_spelling':
      return trans.__('Spelled as null, now null');
    case 'stored_as_text':
      return trans.__('Stored as text, read as what it says');
    default:
      return kind.replaceAll('_', ' ');
  }
}

/** The label of a decision; null for those that a person is not told of. */
export function decisionName(key: string, trans: TranslationBundle): string | null {
  switch (key) {
    case 'delimiter':
      return trans.__('Delimiter');
    case 'quote':
      return trans.__('Quote');
    case 'escape':
      return trans.__('Escape');
    case 'encoding':
      return trans.__('Encoding');
    case 'comment':
      return trans.__('Comment lines begin with');
    case 'header_rows':
      return trans.__('Header rows');
    case 'skip_lines':
      return trans.__('Lines above the header');
    case 'footer_lines':
      return trans.__('Lines below the table');
    case 'decimal':
      return trans.__('Decimal mark');
    case 'thousands':
      return trans.__('Between thousands');
    case 'date_format':
      return trans.__('Dates');
    case 'timestamp_format':
      return trans.__('Dates with times');
    case 'nulls':
      return trans.__('Read as null');
    case 'range':
      return trans.__('Range of cells');
    case 'records':
      return trans.__('Records');
    case 'newline':
      return trans.__('Line ends');
    case 'columns':
      return trans.__('Columns');
    case 'strict':
      return trans.__('Strict');
    default:
      return null;
  }
}

/** A mark or another value of a decision, so that it can be seen. */
export function valueName(value: unknown, trans: TranslationBundle): string {
  switch (value) {
    case null:
    case undefined:
    case '':
      return trans.__('none');
    case '\t':
      return trans.__('tab');
    case ' ':
      return trans.__('blank');
    case ',':
      return trans.__(', comma');
    case ';':
      return trans.__('; semicolon');
    case '|':
      return trans.__('| bar');
    case '.':
      return trans.__('. point');
    case '"':
      return trans.__('" double');
    case "'":
      return trans.__("' single");
    case '\u00a0':
      return trans.__('hard blank');
    case true:
      return trans.__('yes');
    case false:
      return trans.__('no');
  }
  if (Array.isArray(value)) {
    return value.length === 0
      ? trans.__('only what is empty')
      : value.map(each => `“${String(each)}”`).join(', ');
  }
  return typeof value === 'string' ? formatName(value) : JSON.stringify(value);
}

/** What was asked of columns: `town → city, as double; note left out`. */
export function columnsName(
  columns: readonly ColumnOption[],
  trans: TranslationBundle
): string {
  return columns
    .map(({ source, name, type, drop }) => {
      if (drop) {
        return trans.__('%1 left out', source);
      }
      const called = name ? `${source} → ${name}` : source;
      return type ? trans.__('%1 as %2', called, type.toLowerCase()) : called;
    })
    .join('; ');
}

const DATE_FIELDS: Readonly<Record<string, string>> = {
  '%Y': 'YYYY',
  '%y': 'YY',
  '%m': 'MM',
  '%d': 'DD',
  '%b': 'Mon',
  '%B': 'Month',
  '%H': 'hh',
  '%I': 'hh',
  '%M': 'mm',
  '%S': 'ss',
  '%f': 'ffffff',
  '%p': 'AM'
};

/** A date's strptime form as people write it: `DD/MM/YYYY`. */
export function formatName(format: string): string {
  return format.replace(/%[a-zA-Z]/g, field => DATE_FIELDS[field] ?? field);
}

/** Why a column has its type, where the reader says. */
export function typeReason(
  decisions: Readonly<Record<string, Decision>>,
  column: PreviewPart['columns'][number]
): string | null {
  const reasons = decisions['types']?.value as Record<string, string> | undefined;
  return reasons?.[column.name] ?? reasons?.[column.source] ?? null;
}

/** The types that a person may choose for a column, each with its name in words. */
export function typeNames(
  trans: TranslationBundle
): readonly (readonly [type: string, name: string])[] {
  return [
    ['VARCHAR', trans.__('text')],
    ['BIGINT', trans.__('whole number')],
    ['INTEGER', trans.__('whole number, 32 bits')],
    ['DOUBLE', trans.__('number')],
    ['DECIMAL(18,2)', trans.__('decimal, 2 places')],
    ['DECIMAL(18,3)', trans.__('decimal, 3 places')],
    ['DATE', trans.__('date')],
    ['TIMESTAMP', trans.__('date with time')],
    ['TIMESTAMP WITH TIME ZONE', trans.__('date with time and zone')],
    ['TIME', trans.__('time')],
    ['BOOLEAN', trans.__('yes or no')]
  ];
}

/** What made a snapshot. */
export function originName(snapshot: Snapshot, trans: TranslationBundle): string {
  switch (snapshot.origin) {
    case 'new':
      return trans.__('made of a file');
    case 'replace':
      return trans.__('replaced by a file');
    case 'append':
      return trans.__('file appended');
    case 'restore':
      return trans.__('restored from %1', snapshot.restored_from ?? '?');
    case 'query':
      return trans.__('made of a query');
  }
}
