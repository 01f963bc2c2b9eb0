import { sqlName } from './sqlname';

/** A statement that gives the first rows of a table. */
export function tableQuery(table: string, limit: number): string {
  return `select * from ${sqlName(table)} limit ${limit}`;
}

/** The text of a notebook cell with a statement. */
export function sqlCell(sql: string, workspace?: string): string {
  const option = workspace === undefined ? '' : ` --workspace ${quoted(workspace)}`;
  return `%%deita${option}\n${sql}`;
}

/** A value on the magic's line, which is split as a shell's is. */
function quoted(value: string): string {
  return /^[\w.-]+$/.test(value) ? value : `'${value.replaceAll("'", `'"'"'`)}'`;
}
