import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { IngestOptions } from '../api/contract';

export type ImportMode = 'new' | 'replace' | 'append';

/** Which file is to be read, and what for. */
export interface IImportTarget {
  readonly workspaceId: string;
  readonly fileId: string;
  readonly fileName: string;
  readonly mode: ImportMode;
  /** The table to replace or to append to; null for a new one. */
  readonly table: { readonly id: string; readonly name: string } | null;
  /** What a new table is to be called; null to call it by the file. */
  readonly name: string | null;
  /** What was asked for before. */
  readonly options: IngestOptions;
}

/** The target in a command's arguments. Throws where they are none. */
export function targetOf(args: ReadonlyPartialJSONObject): IImportTarget {
  const text = (name: string): string => {
    const value = args[name];
    if (typeof value !== 'string' || value === '') {
      throw new Error(`The argument ${name} is missing.`);
    }
    return value;
  };
  const { mode, name, options } = args;
  const into = mode === 'replace' || mode === 'append' ? mode : 'new';
  return {
    workspaceId: text('workspaceId'),
    fileId: text('fileId'),
    fileName: text('fileName'),
    mode: into,
    table: into === 'new' ? null : { id: text('tableId'), name: text('tableName') },
    name: into === 'new' && typeof name === 'string' ? name : null,
    options: (options ?? {}) as IngestOptions
  };
}

/** The arguments that {@link targetOf} makes the same target of. */
export function argumentsOf(target: IImportTarget): ReadonlyPartialJSONObject {
  const { workspaceId, fileId, fileName, mode, table, name, options } = target;
  return {
    workspaceId,
    fileId,
    fileName,
    mode,
    ...(table && { tableId: table.id, tableName: table.name }),
    ...(name !== null && { name }),
    options: options
  };
}
