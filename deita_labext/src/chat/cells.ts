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

/** A cell of an open notebook, by its id. */
export function findCell(
  notebooks: INotebookTracker,
  id: string
): { panel: NotebookPanel; cell: Cell } | null {
  const has = ({ model }: Cell): boolean => model.id === id;
  const panel = notebooks.find(({ content }) => content.widgets.some(has));
  const cell = panel?.content.widgets.find(has);
  return panel === undefined || cell === undefined ? null : { panel, cell };
}

/** The cell of an open notebook that an element stands in. */
export function cellAround(notebooks: INotebookTracker, element: Node): Cell | null {
  const panel = notebooks.find(({ content }) => content.node.contains(element));
  return panel?.content.widgets.find(({ node }) => node.contains(element)) ?? null;
}

/** Give a `%%deita` cell another statement, and run it. */
export async function replaceAndRun(
  notebooks: INotebookTracker,
  id: string,
  sql: string
): Promise<boolean> {
  const found = findCell(notebooks, id);
  if (found === null) {
    return false;
  }
  const { panel, cell } = found;
  const { sharedModel } = cell.model;
  const { magic } = readCell(sharedModel.getSource()) ?? { magic: '%%deita' };
  sharedModel.setSource(`${magic}\n${sql}`);
  const { content: notebook, sessionContext } = panel;
  notebook.activeCellIndex = notebook.widgets.indexOf(cell);
  return NotebookActions.runCells(notebook, [cell], sessionContext);
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
