const MAGIC = /^%%deita(?=\s|$)/;

/** The lines of a `%%deita` cell: the magic’s, and the statement below it. */
export interface ISqlCell {
  magic: string;
  sql: string;
}

/** A cell’s text as that of a `%%deita` cell; null where it is none. */
export function readCell(source: string): ISqlCell | null {
  if (!MAGIC.test(source)) {
    return null;
  }
  const end = source.indexOf('\n');
  return end < 0
    ? { magic: source, sql: '' }
    : { magic: source.slice(0, end), sql: source.slice(end + 1) };
}

/** The workspace that the magic’s line names; null where it names none. */
export function namedWorkspace(magic: string): string | null {
  const option = /(?:^|\s)(?:--workspace|-w)(?:=|\s+)(?:"([^"]*)"|'([^']*)'|(\S+))/;
  const match = option.exec(magic);
  return match === null ? null : (match[1] ?? match[2] ?? match[3] ?? null);
}

/** The text of a cell that runs a statement, in a workspace where one is named. */
export function cellText(sql: string, workspace?: string): string {
  const option = workspace === undefined ? '' : ` --workspace ${quoted(workspace)}`;
  return `%%deita${option}\n${sql}`;
}

/** A value on the magic’s line, which is split as a shell’s is. */
function quoted(value: string): string {
  return /^[\w.-]+$/.test(value) ? value : `'${value.replaceAll("'", `'"'"'`)}'`;
}
