/** Where a statement is put to be worked on: the SQL editor, or a cell of the notebook. */
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONValue } from '@lumino/coreutils';

import { CommandIDs } from './commands';
import { queryCells } from './notebooks/cells';
import type { IDeitaNotebooks } from './tokens';
import type { WorkspacesModel } from './workspaces/model';

/** A statement, and the workspace whose tables it names. */
export interface IStatement {
  workspaceId: string;
  sql: string;
  /** The values of its parameters, by their names. */
  params?: ReadonlyPartialJSONValue;
}

/** A statement, and what to call it. */
export interface IOpenStatement extends IStatement {
  name: string;
  /** The saved query that it is. */
  savedId?: string;
}

export class QueryPlaces {
  constructor(
    private readonly _commands: CommandRegistry,
    private readonly _cells: IDeitaNotebooks,
    private readonly _workspaces: Pick<WorkspacesModel, 'items' | 'ready'>
  ) {}

  /** Whether there is a SQL editor. */
  get hasEditor(): boolean {
    return this._commands.hasCommand(CommandIDs.openEditor);
  }

  /** Open a statement in the SQL editor; without one in a cell. */
  async open(statement: IOpenStatement): Promise<void> {
    if (this.hasEditor) {
      await this._commands.execute(CommandIDs.openEditor, { ...statement });
    } else {
      await this.insert(statement);
    }
  }

  /** Insert cells with a statement below the active one of the notebook, or of a new one. */
  async insert({ workspaceId, sql, params }: IStatement): Promise<void> {
    await this._workspaces.ready();
    const { items } = this._workspaces;
    // Which workspace a cell means by itself may change as soon as there are several.
    const workspace =
      items.length > 1 ? items.find(({ id }) => id === workspaceId)?.name : undefined;
    await this._cells.insert(queryCells(sql, params, workspace));
  }
}
