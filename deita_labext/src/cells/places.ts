/** SQL cells by their ids, for those who would put another statement there. */
import type { Cell } from '@jupyterlab/cells';
import {
  NotebookActions,
  type INotebookTracker,
  type NotebookPanel
} from '@jupyterlab/notebook';

import { readCell } from '../sql/magic';

/** Where the cell of that id is; null where it is gone. */
export function findCell(
  notebooks: INotebookTracker | null,
  id: string
): { panel: NotebookPanel; index: number; cell: Cell } | null {
  for (const panel of panelsOf(notebooks)) {
    const index = panel.content.widgets.findIndex(({ model }) => model.id === id);
    const cell = panel.content.widgets[index];
    if (cell) {
      return { panel, index, cell };
    }
  }
  return null;
}

/** Puts a statement behind the first line of an SQL cell. False where it is none. */
export function replaceInCell(
  notebooks: INotebookTracker | null,
  id: string,
  sql: string
): boolean {
  const model = findCell(notebooks, id)?.cell.model.sharedModel;
  const cell = readCell(model?.getSource() ?? '');
  if (!model || cell === null) {
    return false;
  }
  model.setSource(`${cell.magic}\n${sql}`);
  return true;
}

/** Makes the cell of that id the active one and runs it, where it is still there. */
export async function runCell(
  notebooks: INotebookTracker | null,
  id: string
): Promise<void> {
  const found = findCell(notebooks, id);
  if (found === null) {
    return;
  }
  const { panel, cell, index } = found;
  const { content: notebook, sessionContext } = panel;
  notebook.activeCellIndex = index;
  notebook.deselectAll();
  await NotebookActions.runCells(notebook, [cell], sessionContext);
}

function panelsOf(notebooks: INotebookTracker | null): NotebookPanel[] {
  const panels: NotebookPanel[] = [];
  notebooks?.forEach(panel => panels.push(panel));
  return panels;
}
