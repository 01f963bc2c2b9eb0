import type { ColumnOption, Decision, IngestOptions } from '../api/contract';

/** The options that say how text becomes lines and values, each about the whole file. */
export type DecisionKey = Exclude<keyof IngestOptions, 'parts' | 'columns' | 'strict'>;

/** What is asked of one column of the file. */
export type ColumnChange = Partial<Omit<ColumnOption, 'source' | 'part'>>;

/** A column of the file, and the part that it is in; null where there is one part. */
export interface IColumnPlace {
  source: string;
  part: string | null;
}

/** Whether that is asked of the column: by its part, or of all parts. */
export function isOf(option: ColumnOption, { source, part }: IColumnPlace): boolean {
  return option.source === source && (option.part ?? part) === part;
}

/** A change of these may make other columns of the file. */
const SHAPING: ReadonlySet<string> = new Set([
  'delimiter',
  'quote',
  'escape',
  'encoding',
  'comment',
  'header_rows',
  'skip_lines',
  'footer_lines',
  'range',
  'records'
]);

/** Whether a change of that option may make other columns of the file. */
export function shapes(key: DecisionKey): boolean {
  return SHAPING.has(key);
}

/** The options without those that are not set. */
export function compact(options: IngestOptions): IngestOptions {
  const kept = Object.entries(options).filter(
    ([key, value]) =>
      value !== null &&
      value !== undefined &&
      !(key === 'strict' && value === false) &&
      !(key === 'columns' && (value as unknown[]).length === 0)
  );
  return Object.fromEntries(kept);
}

/** The options with something asked of one column; nothing asked is no entry. */
export function withColumn(
  options: IngestOptions,
  place: IColumnPlace,
  change: ColumnChange
): IngestOptions {
  const columns = options.columns ?? [];
  const before = columns.find(column => isOf(column, place));
  const { source, part } = place;
  const whole = { source, ...(part !== null && { part }), drop: false };
  const after: ColumnOption = { ...whole, ...before, ...change };
  const asks = Boolean(after.name) || Boolean(after.type) || after.drop === true;
  const others = columns.filter(column => column !== before);
  return compact({ ...options, columns: asks ? [...others, after] : others });
}

/** The options without what is asked of columns that the file does not have. */
export function withColumnsOf(
  options: IngestOptions,
  places: readonly IColumnPlace[]
): IngestOptions {
  const columns =
    options.columns?.filter(option => places.some(place => isOf(option, place))) ??
    null;
  return compact({ ...options, columns });
}

/** The options that were asked for when these decisions were made. */
export function givenOptions(
  decisions: Readonly<Record<string, Decision>>,
  part: string
): IngestOptions {
  const given = Object.entries(decisions)
    .filter(([, decision]) => decision.given)
    .map(([key, decision]) => [key, decision.value]);
  return compact({
    ...(Object.fromEntries(given) as IngestOptions),
    ...(part !== '' && { parts: [part] })
  });
}
