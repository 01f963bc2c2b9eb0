import type {
  File as StoredFile,
  Past,
  SavedQuery,
  Table,
  TableColumn
} from '../api/contract';
import type { LoadState } from '../workspaces/model';

export type SectionName = 'tables' | 'files' | 'saved' | 'history' | 'deleted';

interface IRow {
  /** Unique in the tree, and the same as long as the thing is there. */
  readonly key: string;
  readonly parent: string | null;
  readonly level: 1 | 2 | 3;
  /** The place among its siblings, from 1, and their number. */
  readonly position: number;
  readonly siblings: number;
  /** Null for what cannot be opened. */
  readonly expanded: boolean | null;
}

/** What a line says in a section that has no things, or not all of them. */
export type Remark = 'empty' | 'loading' | 'failed' | 'more';

/** What each line is of. `count` is null where it is not known. */
export type RowContent =
  | {
      readonly kind: 'section';
      readonly name: SectionName;
      readonly count: number | null;
    }
  | { readonly kind: 'table'; readonly table: Table }
  | {
      readonly kind: 'column';
      readonly table: Table;
      readonly column: TableColumn;
      /** Its place in the table, from 0. */
      readonly index: number;
    }
  | { readonly kind: 'file'; readonly file: StoredFile }
  | { readonly kind: 'saved'; readonly saved: SavedQuery }
  | { readonly kind: 'past'; readonly past: Past }
  | { readonly kind: 'deleted'; readonly table: Table }
  | { readonly kind: 'remark'; readonly section: SectionName; readonly remark: Remark };

/** One line of the tree. */
export type TreeRow = IRow & RowContent;

/** Things that are listed only when they are looked at. */
export interface IListed<T> {
  readonly items: readonly T[];
  readonly loadState: LoadState;
  readonly hasMore?: boolean;
  /** Whether there may be others by now. */
  readonly outdated?: boolean;
}

/** What the tree is made of. */
export interface ITreeContent {
  tables: readonly Table[];
  files: readonly StoredFile[];
  saved: IListed<SavedQuery>;
  history: IListed<Past>;
  /** Deleted tables that can be brought back; where there are none, nothing is shown of it. */
  deleted: readonly Table[];
  /** The keys of what is open. */
  expanded: ReadonlySet<string>;
  /** Text that a table's, column's, file's or query's name must contain. */
  filter: string;
}

export function sectionKey(name: SectionName): string {
  return `section:${name}`;
}

export function tableKey(id: string): string {
  return `table:${id}`;
}

export function columnKey(tableId: string, name: string): string {
  return `column:${tableId}:${name}`;
}

export function fileKey(id: string): string {
  return `file:${id}`;
}

export function savedKey(id: string): string {
  return `saved:${id}`;
}

export function pastKey(id: string): string {
  return `past:${id}`;
}

export function deletedKey(id: string): string {
  return `deleted:${id}`;
}

/**
 * The lines of the tree from top to bottom. With a filter, a table is there when its
 * name has the text (then with all its columns) or when columns have (then open, with
 * those only).
 */
export function treeRows(content: ITreeContent): TreeRow[] {
  const filter = content.filter.trim().toLowerCase();
  const matches = (name: string): boolean => name.toLowerCase().includes(filter);
  const rows: TreeRow[] = [];
  const sections: SectionName[] = ['tables', 'files', 'saved', 'history'];
  if (content.deleted.length > 0) {
    sections.push('deleted');
  }

  /** A section, and where it is open its things, each with what is below it. */
  const add = <T>(
    name: SectionName,
    things: readonly T[],
    rowsOf: (thing: T) => [key: string, content: RowContent, below?: TreeRow[] | null],
    listed: Omit<IListed<T>, 'items'> = { loadState: 'ready' }
  ): void => {
    const parent = sectionKey(name);
    const known =
      listed.loadState === 'ready' &&
      listed.hasMore !== true &&
      listed.outdated !== true;
    // What is looked for is shown wherever it is.
    const expanded =
      content.expanded.has(parent) || (filter !== '' && things.length > 0);
    rows.push({
      kind: 'section',
      key: parent,
      parent: null,
      level: 1,
      position: sections.indexOf(name) + 1,
      siblings: sections.length,
      expanded,
      name,
      count: known ? things.length : null
    });
    if (!expanded) {
      return;
    }
    const remark = remarkOf(listed, things.length, filter);
    const siblings = things.length + (remark === null ? 0 : 1);
    things.forEach((thing, index) => {
      const [key, of, below] = rowsOf(thing);
      rows.push({
        ...of,
        key,
        parent,
        level: 2,
        position: index + 1,
        siblings,
        expanded: of.kind === 'table' ? (below ?? null) !== null : null
      });
      rows.push(...(below ?? []));
    });
    if (remark !== null) {
      rows.push({
        kind: 'remark',
        key: `remark:${name}`,
        parent,
        level: 2,
        position: siblings,
        siblings,
        expanded: null,
        section: name,
        remark
      });
    }
  };

  const tables = content.tables
    .map(table => {
      const byName = matches(table.name);
      const columns = table.columns
        .map((column, index) => ({ column, index }))
        .filter(({ column }) => byName || matches(column.name));
      return { table, columns, byName };
    })
    .filter(({ columns, byName }) => byName || columns.length > 0);
  add('tables', tables, ({ table, columns, byName }) => {
    const key = tableKey(table.id);
    const open = content.expanded.has(key) || !byName;
    const below = columns.map(({ column, index }, place): TreeRow => ({
      kind: 'column',
      key: columnKey(table.id, column.name),
      parent: key,
      level: 3,
      position: place + 1,
      siblings: columns.length,
      expanded: null,
      table,
      column,
      index
    }));
    return [key, { kind: 'table', table }, open ? below : null];
  });
  add(
    'files',
    content.files.filter(({ name }) => matches(name)),
    file => [fileKey(file.id), { kind: 'file', file }]
  );
  add(
    'saved',
    content.saved.items.filter(({ name }) => matches(name)),
    saved => [savedKey(saved.id), { kind: 'saved', saved }],
    content.saved
  );
  add(
    'history',
    content.history.items.filter(({ sql }) => matches(sql)),
    past => [pastKey(past.id), { kind: 'past', past }],
    content.history
  );
  if (content.deleted.length > 0) {
    add(
      'deleted',
      content.deleted.filter(({ name }) => matches(name)),
      table => [deletedKey(table.id), { kind: 'deleted', table }]
    );
  }
  return rows;
}

/** What is to be said below a section's things; null where they speak for themselves. */
function remarkOf(
  { loadState, hasMore }: { loadState: LoadState; hasMore?: boolean },
  count: number,
  filter: string
): Remark | null {
  if (loadState === 'failed') {
    return 'failed';
  }
  if (loadState !== 'ready') {
    return 'loading';
  }
  if (hasMore === true) {
    return 'more';
  }
  return count === 0 && filter === '' ? 'empty' : null;
}
