import { CodeCell, type Cell } from '@jupyterlab/cells';
import {
  NotebookActions,
  type INotebookTracker,
  type NotebookPanel
} from '@jupyterlab/notebook';

import { readResult, RESULT_TYPE } from '../results/bundle';
import { readCell, usedWorkspace } from '../sql/magic';

/** Insert a cell below the active one of a notebook, and go there. */
export function insertCell({ content: notebook }: NotebookPanel, text: string): void {
  NotebookActions.insertBelow(notebook);
  NotebookActions.changeCellType(notebook, 'code');
  notebook.activeCell?.model.sharedModel.setSource(text);
  notebook.activate();
}

/** A statement in a cell: what it takes to have it mended or explained. */
export interface IBrokenCell {
  cellId: string;
  sql: string;
  /** The name of its workspace; null where neither it nor a cell before it says. */
  workspace: string | null;
}

/** The statement of the `%%deita` cell that an element stands in. */
export function brokenCell(
  notebooks: INotebookTracker,
  element: Node
): IBrokenCell | null {
  const panel = notebooks.find(({ content }) => content.node.contains(element));
  const cells: readonly Cell[] = panel?.content.widgets ?? [];
  return statementOf(
    cells,
    cells.findIndex(({ node }) => node.contains(element))
  );
}

/** The statement of the active cell of a notebook, where that is a `%%deita` cell. */
export function activeStatement({ content }: NotebookPanel): IBrokenCell | null {
  return statementOf(content.widgets, content.activeCellIndex);
}

/** The result below the active cell of a notebook. */
export function activeResult({
  content
}: NotebookPanel): { workspaceId: string; resultId: string } | null {
  const cell = content.activeCell;
  const outputs = cell instanceof CodeCell ? cell.model.outputs : null;
  for (let index = (outputs?.length ?? 0) - 1; index >= 0; index--) {
    const bundle = readResult(outputs?.get(index).data[RESULT_TYPE]);
    if (bundle) {
      return { workspaceId: bundle.workspace_id, resultId: bundle.result_id };
    }
  }
  return null;
}

function statementOf(cells: readonly Cell[], index: number): IBrokenCell | null {
  const sources = cells
    .slice(0, index + 1)
    .map(({ model }) => model.sharedModel.getSource());
  const read = readCell(sources[index] ?? '');
  return read === null || read.body.trim() === ''
    ? null
    : {
        cellId: cells[index]?.model.id ?? '',
        sql: read.body,
        workspace: read.workspace ?? usedWorkspace(sources)
      };
}
