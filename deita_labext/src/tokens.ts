import { Token } from '@lumino/coreutils';

import type { AiClient } from './api/ai';
import type { DeitaClient } from './api/client';
import type { LiveEvents } from './api/events';
import type { AiModels } from './chat/models';
import type { Formats } from './grid/formats';
import type { NotebookCells } from './notebooks/model';
import type { TablesModel } from './tables/model';
import type { WorkspacesModel } from './workspaces/model';

/** The service's client: the public side of DeitaClient. */
export type IDeitaClient = Omit<Pick<DeitaClient, keyof DeitaClient>, 'ai'> & {
  readonly ai: IAiClient;
};

export const IDeitaClient = new Token<IDeitaClient>(
  '@deita/labextension:IDeitaClient',
  'The client of Deita’s service: the only thing that fetches.'
);

/** The client's part about models: the public side of AiClient. */
export type IAiClient = Pick<AiClient, keyof AiClient>;

/** What changes on the server, as it changes, while the data browser is in use. */
export type IDeitaEvents = LiveEvents;

export const IDeitaEvents = new Token<IDeitaEvents>(
  '@deita/labextension:IDeitaEvents',
  'The live events of Deita’s service.'
);

/** The workspaces, and which one is current. */
export type IDeitaWorkspaces = WorkspacesModel;

export const IDeitaWorkspaces = new Token<IDeitaWorkspaces>(
  '@deita/labextension:IDeitaWorkspaces',
  'The person’s workspaces and the current one.'
);

/** Tables, files, jobs and uploads of the current workspace. */
export type IDeitaTables = TablesModel;

export const IDeitaTables = new Token<IDeitaTables>(
  '@deita/labextension:IDeitaTables',
  'The tables, files, jobs and uploads of the current workspace.'
);

/** Puts cells into notebooks: the public side of NotebookCells. */
export type IDeitaNotebooks = Pick<NotebookCells, keyof NotebookCells>;

export const IDeitaNotebooks = new Token<IDeitaNotebooks>(
  '@deita/labextension:IDeitaNotebooks',
  'Puts cells into the current notebook, or into a new one.'
);

/** How grids show numbers and dates. */
export type IDeitaFormats = Formats;

export const IDeitaFormats = new Token<IDeitaFormats>(
  '@deita/labextension:IDeitaFormats',
  'How grids show numbers and dates, as the settings say.'
);

/** Which models there are, and whether there is any. */
export type IDeitaModels = AiModels;

export const IDeitaModels = new Token<IDeitaModels>(
  '@deita/labextension:IDeitaModels',
  'The models that may be asked, the chosen one, and what is left of the budget.'
);

/** What an editor is opened with; what is left out is as in a new one. */
export interface IEditorOptions {
  workspaceId?: string;
  sql?: string;
  name?: string;
  /** A saved query, whose text and name it has. */
  savedId?: string;
  /** Values for the parameters of the text. */
  params?: Readonly<Record<string, string | number | boolean | null>>;
}

/** The SQL editors that are open, and the cells that hold SQL. */
export interface IDeitaEditors {
  /** Opens an editor, or shows the one that has the saved query. Gives its id. */
  open(options: IEditorOptions): Promise<string>;
  /** The editor that was used last and is still there. */
  readonly current: {
    id: string;
    workspaceId: string;
    sql: string;
    /** The result that is shown; null where none is. */
    resultId: string | null;
  } | null;
  /**
   * Puts a statement in the place of another one in an editor, or of the SQL of a cell, whose
   * id the error block named. False where there is none of that id, or the other statement
   * is no longer in the editor.
   */
  replace(id: string, sql: string, instead: string): boolean;
  /** Runs what stands there. */
  run(id: string): Promise<void>;
}

export const IDeitaEditors = new Token<IDeitaEditors>(
  '@deita/labextension:IDeitaEditors',
  'The SQL editors, and the SQL cells of notebooks.'
);
