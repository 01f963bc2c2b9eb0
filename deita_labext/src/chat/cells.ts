import type { Cell } from '@jupyterlab/cells';
import {
  NotebookActions,
  type INotebookTracker,
  type NotebookPanel
} from '@jupyterlab/notebook';

import { namedWorkspace, readCell } from './sqlcell';

/** Insert a cell below the active one of a notebook, and go there. */
export function insertCell({ content: notebook }: NotebookPanel, text: string): void {
  NotebookActions.insertBelow(notebook);
  NotebookActions.changeCellType(notebook, 'code');
  notebook.activeCell?.model.sharedModel.setSource(text);
  notebook.activate();
}

/** The cell of an open notebook that an element stands in. */
export function cellAround(notebooks: INotebookTracker, element: Node): Cell | null {
  const panel = notebooks.find(({ content }) => content.node.contains(element));
  return panel?.content.widgets.find(({ node }) => node.contains(element)) ?? null;
}

/** A statement in a cell: what it takes to have it mended. */
export interface IBrokenCell {
  cellId: string;
  sql: string;
  /** The name of its workspace; null where the cell does not say. */
  workspace: string | null;
}

/** The statement of the `%%deita` cell that an element stands in. */
export function brokenCell(
  notebooks: INotebookTracker,
  element: Node
): IBrokenCell | null {
  const cell = cellAround(notebooks, element);
  const read = cell && readCell(cell.model.sharedModel.getSource());
  return read === null || read.sql.trim() === ''
    ? null
    : {
        cellId: cell?.model.id ?? '',
        sql: read.sql,
        workspace: namedWorkspace(read.magic)
      };
}
