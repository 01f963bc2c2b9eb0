/** What a cell that begins with `%%deita` says, and what its notebook tells about it. */
import type { Cell } from '@jupyterlab/cells';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';

import type { IDeitaClient, IDeitaWorkspaces } from '../tokens';
import { type IMagicCell, readCell, usedWorkspace, workspaceOf } from '../sql/magic';
import type { IMark } from '../sql/problems';
import { markOf } from '../sql/problems';

const WITH = /\s--with[ =]+(\S+)/g;
const TEMPLATE = /\{\{[^]*?\}\}|\{%[-+]?\s*[a-z][^]*?%\}/;
const IDENTIFIER = /^[^\W\d]\w*$/u;

/**
 * Whether a name that is no table may be a value of the kernel's, as far as the notebook's
 * own text tells: it is given a value there, or the cell asks for a snippet of that name.
 * The kernel itself is not asked.
 */
export function mayBeLocal(
  name: string,
  magic: string,
  sources: readonly string[]
): boolean {
  const parts = [...magic.matchAll(WITH)].flatMap(
    ([, names]) => names?.split(',') ?? []
  );
  if (parts.some(part => part.toLowerCase() === name.toLowerCase())) {
    return true;
  }
  if (!IDENTIFIER.test(name)) {
    return false;
  }
  const given = new RegExp(
    [
      `^\\s*(?:[\\w.]+\\s*,\\s*)*${name}\\s*(?:,[\\s\\w,]+)?(?::[^=\\n]+)?=(?!=)`,
      `\\b(?:as|for|import)\\s+${name}\\b`,
      `^%%deita\\b[^\\n]*\\s${name}=?\\s*<<`,
      `\\s--save[ =]+${name}\\b`
    ].join('|'),
    'm'
  );
  return sources.some(source => given.test(source));
}

/** The notebook that a node is in, and the sources of its cells. */
export class CellContext {
  constructor(
    private readonly _notebooks: INotebookTracker | null,
    private readonly _workspaces: IDeitaWorkspaces,
    private readonly _client: IDeitaClient
  ) {}

  /** The sources of a notebook's cells, those of the last one where the node is in none. */
  sources(node: Node | null): string[] {
    const panel =
      this._notebooks?.find(
        candidate => node !== null && candidate.node.contains(node)
      ) ?? this._notebooks?.currentWidget;
    return panel
      ? cellsOf(panel).map(({ model }) => model.sharedModel.getSource())
      : [];
  }

  /** The workspace whose tables a cell reads; null where there is none of that name. */
  async workspaceOf(
    cell: IMagicCell,
    sources: readonly string[]
  ): Promise<string | null> {
    await this._workspaces.ready();
    const name = cell.workspace ?? usedWorkspace(sources);
    return workspaceOf(name, this._workspaces.items)?.id ?? null;
  }

  /** Where a cell's SQL would not run. Templates are not looked at: what they become is not
   * known before. */
  async check(signal: AbortSignal, source: string, node: Node): Promise<IMark[]> {
    const cell = readCell(source);
    if (
      cell === null ||
      cell.sql.trim() === '' ||
      TEMPLATE.test(cell.sql) ||
      /\s--(?:file|help)\b/.test(cell.magic)
    ) {
      return [];
    }
    const sources = this.sources(node);
    const workspaceId = await this.workspaceOf(cell, sources);
    signal.throwIfAborted();
    if (workspaceId === null) {
      return [];
    }
    const { error } = await this._client.check(
      workspaceId,
      { sql: cell.sql, params: {} },
      signal
    );
    if (error === null) {
      return [];
    }
    const mark = markOf(error, cell.sql, 0);
    if (error.code !== 'unknown_table') {
      return [mark];
    }
    const { table: named } = error.details;
    const table = typeof named === 'string' ? named : '';
    // It may be a value that the kernel has from elsewhere: that is worth a word, no more.
    return mayBeLocal(table, cell.magic, sources)
      ? []
      : [{ ...mark, severity: 'warning' }];
  }
}

function cellsOf(panel: NotebookPanel): readonly Cell[] {
  return panel.content.widgets;
}
