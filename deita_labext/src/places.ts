/** Where a statement is put to be worked on: the SQL editor, or a cell of the notebook. */
import { Clipboard, Notification } from '@jupyterlab/apputils';
import { NotebookActions, type INotebookTracker } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import { CommandIDs } from './commands';
import { sqlCell } from './tables/query';
import type { WorkspacesModel } from './workspaces/model';

/** A statement, its workspace, and what to call it. */
export interface IOpenStatement {
  workspaceId: string;
  sql: string;
  name: string;
  /** The saved query that it is. */
  savedId?: string;
}

export class QueryPlaces {
  constructor(
    private readonly _commands: CommandRegistry,
    private readonly _notebooks: INotebookTracker | null,
    private readonly _workspaces: WorkspacesModel,
    private readonly _trans: TranslationBundle
  ) {}

  /** Whether there is a SQL editor. */
  get hasEditor(): boolean {
    return this._commands.hasCommand(CommandIDs.openEditor);
  }

  /** Whether a notebook is there to take a cell. */
  get hasNotebook(): boolean {
    return (this._notebooks?.currentWidget ?? null) !== null;
  }

  /** Open a statement in the SQL editor; without one in a cell, else on the clipboard. */
  async open(statement: IOpenStatement): Promise<void> {
    if (this.hasEditor) {
      await this._commands.execute(CommandIDs.openEditor, { ...statement });
    } else if (this.hasNotebook) {
      this.insertCell(statement.sql);
    } else {
      Clipboard.copyToSystem(statement.sql);
      Notification.info(
        this._trans.__('The SQL is copied. Paste it into a cell below %%%%deita.'),
        { autoClose: 5000 }
      );
    }
  }

  /** Insert a cell with a statement below the active one of the notebook. */
  insertCell(sql: string): void {
    const notebook = this._notebooks?.currentWidget?.content;
    if (!notebook) {
      return;
    }
    // Which workspace a cell means by itself may change as soon as there are several.
    const workspace =
      this._workspaces.items.length > 1 ? this._workspaces.current?.name : undefined;
    NotebookActions.insertBelow(notebook);
    NotebookActions.changeCellType(notebook, 'code');
    notebook.activeCell?.model.sharedModel.setSource(sqlCell(sql, workspace));
    notebook.activate();
  }
}
