/** The text of cells that begin with `%%deita`, read here and nowhere else. */

/** How such a cell begins: IPython leaves out the blank lines above. */
export const MAGIC = /^(?:[^\S\n]*\n)*%%deita(?=\s|$)/;
const MAGIC_LINE = new RegExp(`${MAGIC.source}[^\\n]*`);
const WORKSPACE = /\s(?:--workspace|-w)(?:=|\s+)(?:"([^"]+)"|'([^']+)'|([^\s"']+))/;
const USE = /^\s*%deita\s+use\s+(?:--create\s+)?(?:"([^"]+)"|'([^']+)'|(\S[^\n]*))/gm;

/** A cell of SQL: the line of the magic, and the statement below it. */
export interface IMagicCell {
  /** The line, and the blank ones above it. */
  magic: string;
  /** The statement alone. */
  body: string;
  /** The cell with the magic as blanks: positions in it are those in the cell. */
  sql: string;
  /** The workspace that its line names; null where it names none. */
  workspace: string | null;
}

/** A cell’s text as that of a `%%deita` cell; null where it is none. */
export function readCell(source: string): IMagicCell | null {
  const magic = MAGIC_LINE.exec(source)?.[0];
  if (magic === undefined) {
    return null;
  }
  return {
    magic,
    body: source.slice(magic.length + 1),
    sql: magic.replace(/[^\n]/g, ' ') + source.slice(magic.length),
    workspace: given(WORKSPACE.exec(magic))
  };
}

/** The workspace that the last of some cells says to use; null where none does. */
export function usedWorkspace(sources: readonly string[]): string | null {
  return given([...sources.join('\n').matchAll(USE)].pop() ?? null);
}

/** The text of a cell that runs a statement, in a workspace where one is named. */
export function cellText(sql: string, workspace?: string): string {
  const option = workspace === undefined ? '' : ` --workspace ${quoted(workspace)}`;
  return `%%deita${option}\n${sql}`;
}

/**
 * The workspace that a kernel means by a name: by name or id, or by the name in whatever
 * case. Where none is named it takes the first.
 */
export function workspaceOf<T extends { id: string; name: string; owner?: string }>(
  name: string | null,
  items: readonly T[]
): T | null {
  if (name === null) {
    return items[0] ?? null;
  }
  const lower = name.toLowerCase();
  return (
    items.find(item => item.name === name || item.id === name) ??
    items.find(item => `${item.owner ?? ''}/${item.name}` === name) ??
    items.find(item => item.name.toLowerCase() === lower) ??
    null
  );
}

function given(match: RegExpExecArray | RegExpMatchArray | null): string | null {
  return (match?.[1] ?? match?.[2] ?? match?.[3])?.trim() ?? null;
}

/** A value on the magic’s line, which is split as a shell’s is. */
function quoted(value: string): string {
  return /^[\w.-]+$/.test(value) ? value : `'${value.replaceAll("'", `'"'"'`)}'`;
}
