/** SQL cells by their ids, for those who would put another statement there. */
import type { Cell } from '@jupyterlab/cells';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';

import { sqlOf } from './sql';

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
  const cell = sqlOf(model?.getSource() ?? '');
  if (!model || cell === null) {
    return false;
  }
  model.setSource(`${cell.magic}\n${sql}`);
  return true;
}

function panelsOf(notebooks: INotebookTracker | null): NotebookPanel[] {
  const panels: NotebookPanel[] = [];
  notebooks?.forEach(panel => panels.push(panel));
  return panels;
}
