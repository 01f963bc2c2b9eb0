import type { Column, MessageCreate, Past, SavedQuery, Table } from '../api/contract';
import { sqlName } from '../tables/sqlname';

/** Something that can be mentioned: its text after the `@`, and what it stands for. */
export interface IMentionable {
  /** As it is written after the `@`. */
  text: string;
  /** What is told beside it in the list. */
  note: string;
  kind: Given['kind'] | Column['kind'];
  mention: Given;
}

export type Given = NonNullable<MessageCreate['mentions']>[number];

/** The part of a text that is being typed after an `@`. */
export interface ITyped {
  from: number;
  to: number;
  text: string;
}

/** How many of the found are offered. */
const MOST = 50;

/** What is typed after an `@` at the caret; null where no mention is being typed. */
export function typedMention(text: string, caret: number): ITyped | null {
  const before = text.slice(0, caret);
  const match = /(^|[\s(,;])@((?:"[^"\n]*"?|[^\s@"(),;])*)$/.exec(before);
  if (match === null) {
    return null;
  }
  const typed = match[2] ?? '';
  return { from: caret - typed.length - 1, to: caret, text: typed };
}

/** Those that fit what is typed: by the beginning of a name first, then by any part. */
export function fitting(
  all: readonly IMentionable[],
  typed: string
): readonly IMentionable[] {
  const wanted = plain(typed);
  const ranked: IMentionable[][] = [[], [], []];
  for (const each of all) {
    const text = plain(each.text);
    const name = text.slice(text.lastIndexOf('.') + 1);
    if (text.startsWith(wanted)) {
      ranked[0]?.push(each);
    } else if (name.startsWith(wanted)) {
      ranked[1]?.push(each);
    } else if (text.includes(wanted)) {
      ranked[2]?.push(each);
    }
  }
  return ranked.flat().slice(0, MOST);
}

/** The text with a mention in place of what was typed, and where the caret is then. */
export function withMention(
  text: string,
  { from, to }: ITyped,
  { text: name }: IMentionable
): { text: string; caret: number } {
  const after = text.slice(to);
  const gap = /^\s/.test(after) ? '' : ' ';
  const begun = `${text.slice(0, from)}@${name}${gap}`;
  return { text: begun + after, caret: begun.length + (gap === '' ? 1 : 0) };
}

/** What a text mentions, of all that can be. */
export function mentionsIn(text: string, all: readonly IMentionable[]): Given[] {
  return all
    .filter(({ text: name }) => {
      for (
        let at = text.indexOf(`@${name}`);
        at >= 0;
        at = text.indexOf(`@${name}`, at + 1)
      ) {
        const before = text[at - 1] ?? ' ';
        const after = text.slice(at + name.length + 1);
        // A mention of a column begins as one of its table does.
        if (!/[\w@]/.test(before) && !/^(?:\w|\.["\w])/.test(after)) {
          return true;
        }
      }
      return false;
    })
    .map(({ mention }) => mention)
    .slice(0, 50);
}

/** Tables, and after them their columns. */
export function ofTables(
  tables: readonly Table[],
  rows: (count: number) => string
): IMentionable[] {
  return [
    ...tables.map(({ name, row_count }): IMentionable => ({
      text: sqlName(name),
      note: rows(row_count),
      kind: 'table',
      mention: { kind: 'table', table: name }
    })),
    ...tables.flatMap(table =>
      table.columns.map((column): IMentionable => ({
        text: `${sqlName(table.name)}.${sqlName(column.name)}`,
        note: column.type,
        kind: column.kind,
        mention: { kind: 'column', table: table.name, column: column.name }
      }))
    )
  ];
}

/** Saved queries, by their names. */
export function ofSaved(
  saved: readonly Pick<SavedQuery, 'name' | 'sql'>[],
  note: string
): IMentionable[] {
  return saved.map(({ name, sql }) => ({
    text: sqlName(name),
    note,
    kind: 'query',
    mention: { kind: 'query', sql, name }
  }));
}

/** The last results that are kept, as `result_1` (the latest) and so on. */
export function ofResults(
  past: readonly Pick<Past, 'id' | 'sql' | 'state' | 'row_count'>[],
  rows: (count: number) => string
): IMentionable[] {
  return past
    .filter(({ state, row_count }) => state === 'done' && row_count !== null)
    .map(({ id, sql, row_count }, index) => ({
      text: `result_${index + 1}`,
      note: [rows(row_count ?? 0), sql.replace(/\s+/g, ' ').slice(0, 40)].join(' · '),
      kind: 'result',
      mention: { kind: 'result', result_id: id }
    }));
}

function plain(text: string): string {
  return text.replaceAll('"', '').toLowerCase();
}
