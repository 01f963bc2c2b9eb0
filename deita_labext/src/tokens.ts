import { Token } from '@lumino/coreutils';

import type { AiClient } from './api/ai';
import type { DeitaClient } from './api/client';
import type { LiveEvents } from './api/events';
import type { AiModels } from './chat/models';
import type { Formats } from './grid/formats';
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
