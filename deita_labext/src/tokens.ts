import { Token } from '@lumino/coreutils';

import type { DeitaClient } from './api/client';
import type { LiveEvents } from './api/events';
import type { Formats } from './grid/formats';
import type { TablesModel } from './tables/model';
import type { WorkspacesModel } from './workspaces/model';

/** The service's client: the public side of DeitaClient. */
export type IDeitaClient = Pick<DeitaClient, keyof DeitaClient>;

export const IDeitaClient = new Token<IDeitaClient>(
  '@deita/labextension:IDeitaClient',
  'The client of Deita’s service: the only thing that fetches.'
);

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
