import { sqlName } from './sqlname';

/** The text of a notebook cell that shows the first rows of a table. */
export function tableQuery(table: string, limit: number, workspace?: string): string {
  const option = workspace === undefined ? '' : ` --workspace ${quoted(workspace)}`;
  return `%%deita${option}\nselect * from ${sqlName(table)} limit ${limit}`;
}

/** A value on the magic's line, which is split as a shell's is. */
function quoted(value: string): string {
  return /^[\w.-]+$/.test(value) ? value : `'${value.replaceAll("'", `'"'"'`)}'`;
}
