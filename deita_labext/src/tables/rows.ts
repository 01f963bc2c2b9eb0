import type { File as StoredFile, Table, TableColumn } from '../api/contract';

export type SectionName = 'tables' | 'files' | 'deleted';

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

/** One line of the tree. */
export type TreeRow =
  | (IRow & {
      readonly kind: 'section';
      readonly name: SectionName;
      readonly count: number;
    })
  | (IRow & { readonly kind: 'table'; readonly table: Table })
  | (IRow & {
      readonly kind: 'column';
      readonly table: Table;
      readonly column: TableColumn;
    })
  | (IRow & { readonly kind: 'file'; readonly file: StoredFile })
  | (IRow & { readonly kind: 'deleted'; readonly table: Table });

/** What the tree is made of. */
export interface ITreeContent {
  tables: readonly Table[];
  files: readonly StoredFile[];
  /** Deleted tables that can be brought back; where there are none, nothing is shown of it. */
  deleted: readonly Table[];
  /** The keys of what is open. */
  expanded: ReadonlySet<string>;
  /** Text that a table's, column's or file's name must contain. */
  filter: string;
}

export function sectionKey(name: SectionName): string {
  return `section:${name}`;
}

export function tableKey(id: string): string {
  return `table:${id}`;
}

export function fileKey(id: string): string {
  return `file:${id}`;
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

  const tables = content.tables
    .map(table => {
      const byName = matches(table.name);
      const columns = byName
        ? table.columns
        : table.columns.filter(({ name }) => matches(name));
      return { table, columns, byName };
    })
    .filter(({ columns, byName }) => byName || columns.length > 0);
  const files = content.files.filter(({ name }) => matches(name));
  const deleted = content.deleted.filter(({ name }) => matches(name));
  const sections: readonly SectionName[] =
    content.deleted.length > 0 ? ['tables', 'files', 'deleted'] : ['tables', 'files'];

  const section = (name: SectionName, count: number): boolean => {
    const key = sectionKey(name);
    // What is looked for is shown wherever it is.
    const expanded = content.expanded.has(key) || (filter !== '' && count > 0);
    rows.push({
      kind: 'section',
      key,
      parent: null,
      level: 1,
      position: sections.indexOf(name) + 1,
      siblings: sections.length,
      expanded,
      name,
      count
    });
    return expanded;
  };

  if (section('tables', tables.length)) {
    tables.forEach(({ table, columns, byName }, index) => {
      const key = tableKey(table.id);
      const expanded = content.expanded.has(key) || !byName;
      rows.push({
        kind: 'table',
        key,
        parent: sectionKey('tables'),
        level: 2,
        position: index + 1,
        siblings: tables.length,
        expanded,
        table
      });
      if (expanded) {
        columns.forEach((column, place) => {
          rows.push({
            kind: 'column',
            key: `column:${table.id}:${column.name}`,
            parent: key,
            level: 3,
            position: place + 1,
            siblings: columns.length,
            expanded: null,
            table,
            column
          });
        });
      }
    });
  }
  if (section('files', files.length)) {
    files.forEach((file, index) => {
      rows.push({
        kind: 'file',
        key: fileKey(file.id),
        parent: sectionKey('files'),
        level: 2,
        position: index + 1,
        siblings: files.length,
        expanded: null,
        file
      });
    });
  }
  if (content.deleted.length > 0 && section('deleted', deleted.length)) {
    deleted.forEach((table, index) => {
      rows.push({
        kind: 'deleted',
        key: deletedKey(table.id),
        parent: sectionKey('deleted'),
        level: 2,
        position: index + 1,
        siblings: deleted.length,
        expanded: null,
        table
      });
    });
  }
  return rows;
}
